"""The good example of a report: a person chooses one of the municipality's best replies, masked, or none."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from report_templates.masking import masked_letter
from scheduler.known_officials import known_people
from scheduler.let_through import reply_text
from shopper.double.cases import open_case
from shopper.faults import Conflict
from shopper.method import Method
from shopper.printed_text import LONGEST_LINE, LONGEST_REPLY, fault_of, lines, one_line
from shopper.queries import measurement_of, method_of, municipality_of, stored_id
from shopper.report_example import Candidate, ChosenExample, ExampleChoice, candidates, choose_example, chosen_example
from shopper.report_example import drop_example as forget_example
from shopper.tables.reports import PrintedReply
from shopper.tables.study import Measurement, Wave
from shopper.texts import mark
from web.access import COORDINATES
from web.blind import StillToGrade, hidden_contacts
from web.dependencies import StoreSession, TheActor, TheUser
from web.language import gettext
from web.pages import page
from web.reach import wave_for
from web.report_comments_view import Piece, marked
from web.sessions import Visitor

router = APIRouter()

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


@dataclass(frozen=True, slots=True)
class _Here:
    request: Request
    session: Session
    user: Visitor
    wave: Wave
    measurement: Measurement
    method: Method

    @property
    def id(self) -> int:
        return stored_id(self.measurement.id)

    @property
    def base(self) -> str:
        return f"/waves/{quote(self.wave.name, safe='')}/{self.measurement.municipality_code}/report"

    def candidates(self) -> list[Candidate]:
        """Without those that the visitor has still to grade blind."""
        blind = hidden_contacts(self.session, "mail", self.user.id)
        return [one for one in candidates(self.session, self.id, self.method) if one.probe_id not in blind]


def _here(request: Request, name: str, code: str, session: Session, user: Visitor) -> _Here:
    wave = wave_for(session, user, name)
    return _Here(request, session, user, wave, measurement_of(session, wave, code), method_of(wave))


@router.get("/waves/{name}/{code}/report/example")
def show_example(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, code: str, session: StoreSession, user: TheUser, letter: int = 0, done: str = ""
) -> HTMLResponse:
    """The replies to choose from, the one that is chosen, and the one that is being read."""
    return _page(_here(request, name, code, session, user), letter, done=done)


@router.post("/waves/{name}/{code}/report/example")
def set_example(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    code: str,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    typed: Annotated[TypedExample, Form()],
) -> Response:
    """Print this reply as the example, instead of any other."""
    here = _here(request, name, code, session, user)
    if errors := _errors(typed):
        return _page(here, typed.letter, typed, errors=errors)
    if typed.letter not in {one.probe_id for one in here.candidates()}:
        return _page(here, 0, problem=gettext(NOT_THERE))
    choice = ExampleChoice(typed.letter, typed.reply, typed.text, typed.remark)
    try:
        choose_example(session, here.id, here.method, choice, actor.id, actor.cause)
    except Conflict:
        return _page(here, 0, problem=gettext(NOT_THERE))
    return RedirectResponse(f"{here.base}/example?done=chosen", status_code=303)


@router.post("/waves/{name}/{code}/report/example/remove")
def remove_example(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, code: str, session: StoreSession, user: TheUser, actor: TheActor
) -> Response:
    """Print no example."""
    here = _here(request, name, code, session, user)
    forget_example(session, here.id, actor.cause)
    return RedirectResponse(f"{here.base}/example?done=removed", status_code=303)


def _errors(typed: TypedExample) -> dict[str, str]:
    found = {}
    if fault := fault_of(lines(typed.text), LONGEST_REPLY):
        found["text"] = gettext(FAULTS[fault])
    if len(one_line(typed.remark)) > LONGEST_LINE:
        found["remark"] = gettext(REMARK_TOO_LONG)
    return found


def _page(  # noqa: PLR0913 - what the form and the store say
    here: _Here,
    letter: int,
    typed: TypedExample | None = None,
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    done: str = "",
) -> HTMLResponse:
    found = here.candidates()
    chosen = chosen_example(here.session, here.id, here.method)
    _keep_blind(here, chosen)
    values = {
        "wave": here.wave,
        "municipality": municipality_of(here.session, here.measurement),
        "method": here.method,
        "zone": here.method.working_time.zone,
        "base": here.base,
        "candidates": found,
        "chosen": chosen,
        "was_chosen": chosen is None and _is_chosen(here),
        "open": _opened(here, found, letter, chosen, typed),
        "may_decide": here.user.role in COORDINATES,
        "errors": errors or {},
        "problem": problem,
        "done": done if done in ("chosen", "removed") else "",
    }
    return page(here.request, "report_example.html", 422 if errors or problem else 200, **values)


def _keep_blind(here: _Here, chosen: ChosenExample | None) -> None:
    """Whoever has the chosen letter to grade a second time grades it first: to be chosen says what it was given."""
    if chosen is not None:
        case_id = open_case(here.session, here.user.id, "mail", chosen.candidate.probe_id)
        if case_id is not None:
            raise StillToGrade(case_id)


def _is_chosen(here: _Here) -> bool:
    return here.session.get(PrintedReply, here.id) is not None


def _opened(
    here: _Here, found: list[Candidate], letter: int, chosen: ChosenExample | None, typed: TypedExample | None
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
