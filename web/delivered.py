"""What a link to a report leads to, for everybody who has it: what it is, and its files, each by a button.

A button and not a link: what opens links in mail to look for harm does not press buttons, and is not counted as a
reader. Who tries links that lead nowhere waits, as at the sign-in.
"""

from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from shopper.faults import NotThere
from shopper.queries import method_of, municipality_of, stored_id
from shopper.report_deliveries import delivery_state, delivery_with, note_reading
from shopper.report_look import sender_of
from shopper.tables.reports import Report, ReportDelivery
from shopper.tables.study import Measurement, Wave
from web.blind import refuse_what_holds_hidden
from web.dependencies import Now, Platform, StoreSession, ThePlatform, storing
from web.language import LANGUAGE_COOKIE, known_language, use_language
from web.pages import page
from web.report_view import MEDIA, FileKind, attachment, file_name, file_of
from web.sign_in import STATUS_OF_WAITING, waiting_sentence
from web.slow_down import address_of, remember_failure, wait_for

router = APIRouter()

PRIVATE: Final = {
    "Cache-Control": "no-store",
    # Not `no-referrer`: with that, some browsers do not say where the form was sent from, and it would be refused.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""The address is itself what lets somebody in: it is kept nowhere and told to nobody."""
GONE: Final = 410
NO_NAME: Final = "\tdelivered"
"""Nobody gives a name here: what counts is the address that links are tried from."""


@router.get("/delivered/{secret}")
@router.head("/delivered/{secret}", include_in_schema=False)  # for programs that look where a mail's links lead
def show_delivered(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    secret: str,
    afterwards: BackgroundTasks,
) -> HTMLResponse:
    """What was sent, by whom and until when, with a button for each file; opening the page counts as no reading."""
    delivery = _delivery(request, session, platform, secret, now, afterwards)
    if isinstance(delivery, HTMLResponse):
        return delivery
    return _page(request, "delivered.html", secret=secret, delivery=delivery, **_about(session, delivery))


@router.post("/delivered/{secret}/{kind}")
def download_delivered(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    secret: str,
    kind: FileKind,
    afterwards: BackgroundTasks,
) -> Response:
    """One of its files; the reading is counted."""
    delivery = _delivery(request, session, platform, secret, now, afterwards)
    if isinstance(delivery, HTMLResponse):
        return delivery
    report = session.get_one(Report, delivery.report_id)
    refuse_what_holds_hidden(session, request.state.user, [report.measurement_id])
    content = file_of(report, kind)
    about = _about(session, delivery)
    note_reading(session, stored_id(delivery.id), kind, now)
    name = file_name(about["municipality"].code, about["wave"].name, report, kind)
    return Response(content, media_type=MEDIA[kind], headers=attachment(name) | PRIVATE)


def _delivery(  # noqa: PLR0913, PLR0917 - who asks, for what and when
    request: Request, session: Session, platform: Platform, secret: str, now: datetime, afterwards: BackgroundTasks
) -> ReportDelivery | HTMLResponse:
    """What the link leads to, or the page that says kindly why it leads to nothing."""
    # Apart from those of signing in: whoever tries links keeps nobody behind the same address from their work.
    address = f"\tdelivered {address_of(request, platform.settings)}"
    wait = wait_for(session, NO_NAME, address, now)
    if wait:
        return _page(request, "delivered_gone.html", STATUS_OF_WAITING, state="", wait=waiting_sentence(wait))
    try:
        delivery = delivery_with(session, secret)
    except NotThere:
        afterwards.add_task(_remember, platform, address, now)
        return _page(request, "delivered_gone.html", GONE, state="", wait="")
    state = delivery_state(delivery, now)
    if state == "open":
        return delivery
    values = {"state": state, "wait": "", "delivery": delivery} | _about(session, delivery)
    return _page(request, "delivered_gone.html", GONE, **values)


def _remember(platform: Platform, address: str, now: datetime) -> None:
    with storing(platform) as session:
        remember_failure(session, address, address, now)


def _about(session: Session, delivery: ReportDelivery) -> dict[str, Any]:
    report = session.get_one(Report, delivery.report_id)
    measurement = session.get_one(Measurement, report.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    return {
        "report": report,
        "municipality": municipality_of(session, measurement),
        "wave": wave,
        "zone": method_of(wave).working_time.zone,
        "sender": sender_of(session, stored_id(wave.id), delivery.made_by),
    }


def _page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    if "report" in values and LANGUAGE_COOKIE not in request.cookies:
        use_language(known_language(values["report"].language))  # whoever has chosen one keeps it
    answer = page(request, template, status, **values)
    answer.headers.update(PRIVATE)
    return answer
