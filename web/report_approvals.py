"""Approving many drafts at once: what was shown is asked for, and approved in the background."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response

from shopper.approval_orders import ask_approval
from shopper.queries import stored_id, wave_named
from shopper.texts import mark
from web.dependencies import StoreSession, TheActor, ThePlatform
from web.language import gettext
from web.pages import page
from web.report_rows import list_values, reports_address

router = APIRouter()

MOST_DIGITS: Final = 9
NONE_CHOSEN: Final = mark("Välj minst en kommun i listan som har ett utskrivet utkast, eller godkänn alla som visas.")


@router.post("/waves/{name}/reports/approve")
def approve_reports(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
    which: Annotated[str, Form()] = "chosen",
    municipality: Annotated[list[str] | None, Form()] = None,
    shown: Annotated[str, Form()] = "",
) -> Response:
    """Ask for the approval of all drafts that were shown, or of those of the ticked municipalities.

    `shown` names each draft as `CODE:NUMBER`, a space between: a draft that was printed after the page was shown is not
    approved unseen. It is one field, since a form may have no more than a thousand.
    """
    wave = wave_named(session, name)
    chosen = None if which == "all" else frozenset(municipality or ())
    drafts = numbers_shown(shown, chosen)
    if not drafts:
        values = list_values(session, wave, platform, actor.cause.at, gettext(NONE_CHOSEN))
        return page(request, "reports.html", 422, **values)
    ask_approval(session, stored_id(wave.id), drafts, actor.cause)
    if platform.engine:
        afterwards.add_task(platform.engine.approve_soon, stored_id(wave.id))
    return RedirectResponse(reports_address(name), status_code=303)


def numbers_shown(shown: str, chosen: frozenset[str] | None) -> list[int]:
    """The drafts that were shown, of the chosen municipalities; of all where `chosen` is None."""
    return [number for number, _ in entries_shown(shown, chosen)]


def entries_shown(shown: str, chosen: frozenset[str] | None) -> Iterator[tuple[int, str]]:
    """Each number of `CODE:NUMBER:REST` in a form with its rest, of the chosen codes; of all where it is None."""
    for one in shown.split():
        code, number, rest = (*one.split(":", 2), "", "")[:3]
        is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
        if is_number and (chosen is None or code in chosen):
            yield int(number), rest
