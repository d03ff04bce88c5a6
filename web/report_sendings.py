"""Sending many final reports at once: what was shown is asked for, and sent in the background, a letter each."""

from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response

from shopper.delivery_orders import AddressChanged, ask_delivery, cancel_asked
from shopper.office_account import letter_trouble
from shopper.queries import stored_id, wave_named
from shopper.texts import mark
from web.dependencies import StoreSession, TheActor, ThePlatform
from web.language import gettext
from web.pages import page
from web.report_approvals import entries_shown
from web.report_rows import lease_of, list_values, reports_address

router = APIRouter()

NONE_CHOSEN: Final = mark(
    "Välj minst en kommun i listan som har en slutversion som inte är skickad, eller skicka alla som visas."
)
NO_LETTER: Final = mark("Inget är skickat, för inga brev kan skickas just nu. Listan säger varför.")
ELSEWHERE: Final = mark(
    "Inget är skickat, för adressen till %(name)s har ändrats sedan listan visades. Se efter i listan och skicka igen."
)


@router.post("/waves/{name}/reports/deliver")
def deliver_reports(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
    which: Annotated[str, Form()] = "chosen",
    municipality: Annotated[list[str] | None, Form()] = None,
    finals: Annotated[str, Form()] = "",
) -> Response:
    """Ask for a letter with each final report that was shown, or with those of the ticked municipalities.

    `finals` names each as `CODE:NUMBER:ADDRESS`, a space between, as `shown` of approvals: none goes elsewhere than was
    shown.
    """
    wave, problem = wave_named(session, name), ""
    entries = entries_shown(finals, None if which == "all" else frozenset(municipality or ()))
    wanted = {number: address for number, address in entries if address}
    if not wanted:
        problem = gettext(NONE_CHOSEN)
    elif letter_trouble(session, platform.settings):
        problem = gettext(NO_LETTER)
    else:
        try:
            ask_delivery(session, stored_id(wave.id), wanted, actor.cause, lease_of(platform))
        except AddressChanged as changed:
            problem = gettext(ELSEWHERE) % {"name": changed.municipality}
    if problem:
        values = list_values(session, wave, platform, actor.cause.at, problem)
        return page(request, "reports.html", 422, **values)
    if platform.engine:
        afterwards.add_task(platform.engine.deliver_soon, stored_id(wave.id))
    return RedirectResponse(reports_address(name), status_code=303)


@router.post("/waves/{name}/reports/deliver/cancel")
def cancel_deliveries(name: str, session: StoreSession, actor: TheActor) -> RedirectResponse:
    """Send none of the letters that still wait."""
    cancel_asked(session, stored_id(wave_named(session, name).id), actor.cause)
    return RedirectResponse(reports_address(name), status_code=303)
