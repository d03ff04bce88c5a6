"""The good example of a report: a person chooses one of the municipality's best replies, masked, or none."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from report_templates.masking import masked_letter
from scheduler.known_officials import known_people
from scheduler.let_through import reply_text
from shopper.double.cases import open_case
from shopper.faults import Conflict
from shopper.printed_text import LONGEST_LINE, LONGEST_REPLY, fault_of, lines, one_line
from shopper.report_example import Candidate, ChosenExample, ExampleChoice, candidates, choose_example, chosen_example
from shopper.report_example import drop_example as forget_example
from shopper.tables.reports import PrintedReply
from shopper.texts import mark
from web.blind import StillToGrade, hidden_contacts
from web.dependencies import TheActor
from web.language import gettext
from web.report_comments_view import Piece, marked
from web.report_here import ReportHere, TheReport

router = APIRouter(prefix="/waves/{name}/{code}/report")

FAULTS: Final = {
    "empty": mark("Skriv vad som ska stå i rapporten, eller välj ett annat svar."),
    "too_long": mark("Texten är för lång. Korta den till högst 6 000 tecken."),
}
REMARK_TOO_LONG: Final = mark("Skriv högst 200 tecken om vad som är bra med svaret.")
NOT_THERE: Final = mark("Svaret går inte att välja längre: det räknas inte, eller är bedömt på nytt. Välj ett annat.")


class TypedExample(BaseModel):
    """The form: which letter and which reply to it, the words to print, and what is good about it."""

    letter: int = Field(default=0, ge=0, le=2**31 - 1)
    reply: int = Field(default=0, ge=0, le=2**31 - 1)
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    """The reply that is being read: as it was written, and the words and the remark in its fields."""

    candidate: Candidate
    pieces: tuple[Piece, ...]
    text: str
    remark: str


@router.get("/example")
def show_example(here: TheReport, letter: int = 0, done: str = "") -> HTMLResponse:
    """The replies to choose from, the one that is chosen, and the one that is being read."""
    return _page(here, letter, done=done)


@router.post("/example")
def set_example(here: TheReport, actor: TheActor, typed: Annotated[TypedExample, Form()]) -> Response:
    """Print this reply as the example, instead of any other."""
    if errors := _errors(typed):
        return _page(here, typed.letter, typed, errors=errors)
    if typed.letter not in {one.probe_id for one in _candidates(here)}:
        return _page(here, 0, problem=gettext(NOT_THERE))
    choice = ExampleChoice(typed.letter, typed.reply, typed.text, typed.remark)
    try:
        choose_example(here.session, here.id, here.method, choice, actor.id, actor.cause)
    except Conflict:
        return _page(here, 0, problem=gettext(NOT_THERE))
    return RedirectResponse(f"{here.base}/example?done=chosen", status_code=303)


@router.post("/example/remove")
def remove_example(here: TheReport, actor: TheActor) -> Response:
    """Print no example."""
    forget_example(here.session, here.id, actor.cause)
    return RedirectResponse(f"{here.base}/example?done=removed", status_code=303)


def _errors(typed: TypedExample) -> dict[str, str]:
    found = {}
    if fault := fault_of(lines(typed.text), LONGEST_REPLY):
        found["text"] = gettext(FAULTS[fault])
    if len(one_line(typed.remark)) > LONGEST_LINE:
        found["remark"] = gettext(REMARK_TOO_LONG)
    return found


def _page(  # noqa: PLR0913 - what the form and the store say
    here: ReportHere,
    letter: int,
    typed: TypedExample | None = None,
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    done: str = "",
) -> HTMLResponse:
    found = _candidates(here)
    chosen = chosen_example(here.session, here.id, here.method)
    _keep_blind(here, chosen)
    values = {
        "method": here.method,
        "zone": here.method.working_time.zone,
        "candidates": found,
        "chosen": chosen,
        "was_chosen": chosen is None and _is_chosen(here),
        "open": _opened(here, found, letter, chosen, typed),
        "errors": errors or {},
        "problem": problem,
        "done": done if done in ("chosen", "removed") else "",
    }
    return here.page("report_example.html", 422 if errors or problem else 200, **values)


def _candidates(here: ReportHere) -> list[Candidate]:
    """Without those that the visitor has still to grade blind."""
    blind = hidden_contacts(here.session, "mail", here.user.id)
    return [one for one in candidates(here.session, here.id, here.method) if one.probe_id not in blind]


def _keep_blind(here: ReportHere, chosen: ChosenExample | None) -> None:
    """Whoever has the chosen letter to grade a second time grades it first: to be chosen says what it was given."""
    if chosen is not None:
        case_id = open_case(here.session, here.user.id, "mail", chosen.candidate.probe_id)
        if case_id is not None:
            raise StillToGrade(case_id)


def _is_chosen(here: ReportHere) -> bool:
    return here.session.get(PrintedReply, here.id) is not None


def _opened(
    here: ReportHere, found: list[Candidate], letter: int, chosen: ChosenExample | None, typed: TypedExample | None
) -> _Open | None:
    candidate = next((one for one in found if one.probe_id == letter), None)
    if candidate is None:
        return None
    known, written = known_people(here.session, here.measurement), reply_text(candidate.raw)
    text, remark = lines(masked_letter(written, known)), ""
    if chosen is not None and chosen.candidate == candidate:
        text, remark = chosen.text, chosen.remark
    if typed is not None:
        text, remark = typed.text, typed.remark
    return _Open(candidate, marked(written, known, is_letter=True), text, remark)
