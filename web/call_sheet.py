"""The call sheet as a page: the form with what was typed and what it will count, or what became of a lost call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from report_templates.masking import masked
from shopper.call_rules import GRADES
from shopper.contact_time import STAMPS, clock_start, seconds_to_contact
from shopper.method import Method
from shopper.method_parts import CallRules
from shopper.stamp_log import corrected
from shopper.texts import mark
from web.anchors import anchors, criterion
from web.call_form import Checked, TypedCall, asked_by_outcome, history_of, in_page_order, readable_stamps
from web.call_list import why_not_now
from web.call_retries import retries_of
from web.call_view import CallView, returned_because
from web.dependencies import Now
from web.language import gettext
from web.outcomes import outcome_choices
from web.pages import page

NOT_SHOWN: Final = {"form_id", "stamp_log"}
COUNTED: Final = {
    "human_at": mark("Tid till kontakt: {seconds} sekunder, räknat från den första mänskliga rösten."),
    "dialled_at": mark("Tid till kontakt: {seconds} sekunder, räknat från uppringningen."),
}
NOT_COUNTED: Final = mark("Tid till kontakt räknas när du har nått en handläggare.")
LOOKS_PERSONAL: Final = mark(
    "Kommentaren ser ut att innehålla ett namn, ett nummer eller en adress. Skriv om den så att ingen pekas ut."
)


@dataclass(frozen=True, slots=True)
class Factor:
    """A graded factor as the form shows it: its scale with the anchor of each grade."""

    name: str
    criterion: str
    scale: tuple[str, ...]
    anchors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A call's form as it stands: what was typed, what is wrong with it, and the draft it was filled in from."""

    call: CallView
    typed: TypedCall
    checked: Checked
    saves: int
    saved_at: datetime | None


def sheet_page(request: Request, session: Session, sheet: Sheet, now: Now) -> HTMLResponse:
    """The call sheet; with status 422 when something in it is wrong."""
    call, typed = sheet.call, sheet.typed
    stamps = readable_stamps(typed, call.method, now)
    errors = in_page_order(sheet.checked.errors)
    is_returned = call.state == "returned"
    values: dict[str, Any] = {
        "call": call,
        "retries": retries_of(session, call, now),
        "returned_because": returned_because(session, call.id) if is_returned else "",
        "waits": "" if is_returned else why_not_now(session, call, now),
        "typed": typed.model_dump() | ({"stamp_log": "[]"} if "stamp_log" in errors else {}),
        "errors": errors,
        "stamps": STAMPS,
        "corrected": corrected(history_of(typed, stamps)),
        "counted": counted(typed, call.method, now),
        "outcomes": outcome_choices(),
        "factors": graded_factors(call.method.call),
        "asked": asked_by_outcome(call.method.call),
        "comment_warning": comment_warning(typed.comment),
        "saves": sheet.saves,
        "saved_at": sheet.saved_at,
        "now": now.astimezone(call.zone),
    }
    return page(request, "call.html", 422 if errors else 200, **values)


def gone_page(request: Request, why: str, typed: TypedCall, status: int) -> HTMLResponse:
    """The call cannot be saved any more: what was typed about it is shown, so that nothing is lost.

    `why` is `withdrawn`, `moved` to somebody else, or already `submitted`.
    """
    kept = {name: text for name, text in typed.model_dump(exclude=NOT_SHOWN).items() if text.strip()}
    return page(request, "call_gone.html", status, why=why, kept=kept)


def graded_factors(rules: CallRules) -> list[Factor]:
    """The four factors with the scales of the method, and their anchors."""
    return [Factor(name, criterion(name), getattr(rules, name), anchors(name)) for name in GRADES]


def counted(typed: TypedCall, method: Method, now: datetime) -> str:
    """The time to contact as it will be counted, as a sentence; the time is a whole number of seconds."""
    stamps = readable_stamps(typed, method, now)
    seconds = None if stamps is None else seconds_to_contact(stamps, method.call.clock_starts)
    if stamps is None or seconds is None:
        return gettext(NOT_COUNTED)
    return gettext(COUNTED[clock_start(stamps, method.call.clock_starts)]).format(seconds=seconds)


def comment_warning(comment: str) -> str:
    """A gentle word where the comment looks as if it pointed at somebody; empty where it does not."""
    return gettext(LOOKS_PERSONAL) if masked(comment) != comment else ""
