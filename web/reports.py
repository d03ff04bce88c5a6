"""A municipality's report: its page, its printings and their files, the order of a draft, and approval."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, BackgroundTasks, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, col, select

from scheduler.approvals import content_now
from shopper.double.cases import Grader, open_case_in
from shopper.faults import NotThere
from shopper.office_account import letter_trouble
from shopper.queries import counted_states, measurement_of, method_of, municipality_of, stored_id, wave_named
from shopper.report_approval import ApprovalRefused, Why, approve, refuse_unapprovable, take_back_approval
from shopper.report_orders import edition_of, order_report
from shopper.review import LONGEST_REASON, kept_reason
from shopper.still_open import still_open
from shopper.tables.reports import LANGUAGES, VARIANTS, Report
from shopper.tables.study import Measurement, Wave
from shopper.texts import mark
from web.blind import refuse_what_holds_hidden
from web.dependencies import Number, Platform, StoreSession, TheActor, ThePlatform, TheUser, moment, storing
from web.language import gettext
from web.pages import page, piece, wants_piece
from web.report_view import (
    MEDIA,
    FileKind,
    attachment,
    drafts_of,
    file_name,
    file_of,
    report_address,
    report_numbered,
)

router = APIRouter()

Of = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""The number of a printing; 0 for none."""

REFUSALS: Final[dict[str, str]] = {
    "not_ready": mark("Bara ett utkast som är utskrivet kan godkännas. Vänta tills det är klart, eller skriv ut igen."),
    "approved": mark("Utkastet är redan godkänt."),
    "newer": mark("Det finns ett nyare utkast. Läs det och godkänn det i stället."),
    "changed": mark(
        "Siffror eller kommentarer har ändrats sedan utkastet skrevs ut. Skriv ut ett nytt utkast, läs det och godkänn "
        "det i stället."
    ),
    "not_launched": mark("Mätomgången är inte startad, så inget är mätt. Starta den först."),
    "unfinished": mark(
        "Mätningen är inte avslutad. Vänta tills alla samtal och brev är avgjorda, eller skriv på rapportens sida "
        "varför den godkänns ändå."
    ),
    "not_approved": mark("Utkastet är inte godkänt."),
    "printing": mark("Slutversionen skrivs ut just nu. Vänta tills den är klar och försök igen."),
    "delivered": mark(
        "Rapporten är skickad, så godkännandet kan inte tas tillbaka. Återkalla de länkar som ingen har läst, eller "
        "skriv ut ett nytt utkast."
    ),
}

UNDER_WAY: Final = mark(
    "Ett utkast på samma språk och av samma sort skrivs redan ut, så inget nytt är beställt. Vänta tills det är klart."
)


@router.get("/waves/{name}/{code}/report")
def show_report(request: Request, name: str, code: str, session: StoreSession, platform: ThePlatform) -> Response:
    """The drafts and final prints, the form for a new one, and the preview."""
    values = report_values(request, session, platform, found(session, name, code))
    if wants_piece(request) and not values["drafts"].is_under_way:
        return Response(headers={"HX-Redirect": values["base"]})
    if wants_piece(request):
        return piece(request, "report.html", "under_way", **values)
    return page(request, "report.html", **values)


@router.get("/waves/{name}/{code}/report/{kind}")
def download_report(  # noqa: PLR0913, PLR0917 - the parts of the address
    name: str, code: str, kind: FileKind, session: StoreSession, user: TheUser, number: Of = 0
) -> Response:
    """A file of the printing with this number; without one, of the newest final print, else of the newest draft."""
    _, measurement = found(session, name, code)
    refuse_what_holds_hidden(session, user, [stored_id(measurement.id)])
    report = report_numbered(session, measurement, number) if number else _newest_ready(session, measurement)
    content = file_of(report, kind)
    return Response(content, media_type=MEDIA[kind], headers=attachment(file_name(code, name, report, kind)))


@router.post("/waves/{name}/{code}/report")
def order_draft(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    name: str,
    code: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
    language: Annotated[str, Form()] = LANGUAGES[0],
    variant: Annotated[str, Form()] = VARIANTS[0],
) -> Response:
    """Order a new draft; one of the same language and variant that is under way is not ordered twice."""
    wave, measurement = found(session, name, code)
    ordered = order_report(session, stored_id(measurement.id), edition_of(language, variant), actor.cause)
    if ordered is None:
        values = report_values(request, session, platform, (wave, measurement), problem=gettext(UNDER_WAY))
        return page(request, "report.html", 409, **values)
    if platform.engine:
        # After the answer: by then the transaction is committed and a worker can see the order.
        afterwards.add_task(platform.engine.render_soon, ordered)
    return RedirectResponse(report_address(name, code), status_code=303)


@router.post("/waves/{name}/{code}/report/drafts/{number}/approve")
def approve_draft(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the parts of the address
    request: Request,
    name: str,
    code: str,
    number: Number,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Approve the draft and order its final print, or say why not. What the draft says is compared with what holds now.

    `reason` says why the report of a measurement that is not finished is approved all the same. On a route of
    `WORK_OUT_FIRST`: nothing is locked while the report is worked out anew.
    """
    wave, measurement = found(session, name, code)
    draft = report_numbered(session, measurement, number)
    try:
        refuse_unapprovable(session, draft, draft.content_sha256, kept_reason(reason))
        content_sha256 = content_now(session, draft, platform.settings, platform.apart)
        with storing(platform) as writing:
            final = approve(writing, number, content_sha256, replace(actor.cause, reason=kept_reason(reason)))
    except ApprovalRefused as refused:
        return refusal(request, session, platform, (wave, measurement), refused.why, reason)
    if platform.engine:
        afterwards.add_task(platform.engine.render_soon, final)
    return RedirectResponse(report_address(name, code), status_code=303)


@router.post("/waves/{name}/{code}/report/drafts/{number}/take-back")
def take_back(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    name: str,
    code: str,
    number: Number,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
) -> Response:
    """Take the approval of a draft back, or say why that is no longer possible."""
    wave, measurement = found(session, name, code)
    draft = report_numbered(session, measurement, number)
    try:
        take_back_approval(session, stored_id(draft.id), actor.cause)
    except ApprovalRefused as refused:
        return refusal(request, session, platform, (wave, measurement), refused.why)
    return RedirectResponse(report_address(name, code), status_code=303)


def found(session: Session, name: str, code: str) -> tuple[Wave, Measurement]:
    """The wave, and the municipality's measurement in it; NotThere when there is none."""
    wave = wave_named(session, name)
    return wave, measurement_of(session, wave, code)


def report_values(
    request: Request, session: Session, platform: Platform, of: tuple[Wave, Measurement], **more: Any
) -> dict[str, Any]:
    """What the page shows; `more` are the sentences of what went wrong, and what was typed."""
    wave, measurement = of
    method, visitor = method_of(wave), request.state.user
    municipality = municipality_of(session, measurement)
    values = {
        "wave": wave,
        "municipality": municipality,
        "zone": method.working_time.zone,
        "left": still_open(session, stored_id(measurement.id), counted_states(method)),
        "drafts": drafts_of(session, measurement, moment(request)),
        "grade_first": open_case_in(session, Grader(visitor.id, visitor.role), [stored_id(measurement.id)]),
        "longest_reason": LONGEST_REASON,
        "languages": LANGUAGES,
        "variants": VARIANTS,
        "trouble": letter_trouble(session, platform.settings),
        "link_days": platform.settings.report_link_days,
        "base": report_address(wave.name, municipality.code),
        "problem": "",
        "errors": {},
        "typed": {"address": "", "final": 0},
        "reason": "",
    }
    return values | more


def refusal(  # noqa: PLR0913, PLR0917 - what the page is made from, and what it says
    request: Request, session: Session, platform: Platform, of: tuple[Wave, Measurement], why: Why, reason: str = ""
) -> HTMLResponse:
    """The page as it is now, with why nothing was done, and with the reason that somebody typed to do it all the same.

    What the session had read is old, and it has written nothing that is to stay.
    """
    session.rollback()
    values = report_values(request, session, platform, of, problem=gettext(REFUSALS[why]), reason=reason)
    return page(request, "report.html", 409, **values)


def _newest_ready(session: Session, measurement: Measurement) -> Report:
    ready = select(Report).where(Report.measurement_id == measurement.id, Report.state == "ready")
    in_order = ready.order_by(col(Report.of_draft_id).is_(None), col(Report.id).desc())
    newest = session.exec(in_order.limit(1)).first()
    if newest is None:
        raise NotThere("this report has not been printed yet")
    return newest
