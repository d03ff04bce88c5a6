"""The step of the questions: which variant of each number the wave asks."""

from dataclasses import asdict
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from shopper.drafts.draft import draft_named, version_of
from shopper.drafts.questions import AreaQuestions, choose, is_ours, questions_of
from shopper.faults import BadInput
from shopper.queries import method_of
from shopper.tables.study import Wave
from web.dependencies import StoreSession, TheActor
from web.language import gettext
from web.pages import page
from web.wave_steps_parts import overtaken_by, step_address, step_saved, steps_of

router = APIRouter()

STEP: Final = "questions"
NEW: Final = "new-"
"""How the value of a button begins that saves and then leads to the form of a new question: `new-bygglov-3`."""

LARGEST_ID: Final = 2**31 - 1


class TypedChoice(BaseModel):
    """The form as it was sent: besides these a field for each number, `q-bygglov-3`, with a question's id."""

    model_config = ConfigDict(extra="allow")

    version: str = ""
    go: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The chosen question's id by field; empty where the number is left out."""
        fields = self.model_extra or {}
        return {name: str(value) for name, value in fields.items() if name.startswith("q-")}

    @property
    def ids(self) -> set[int]:
        """The ids of the chosen questions; BadInput when a field holds anything else."""
        try:
            found = {int(value) for value in self.chosen.values() if value}
        except ValueError as error:
            raise BadInput("a question's field holds no id; open the page again") from error
        if not all(0 < one <= LARGEST_ID for one in found):
            raise BadInput("a question's field holds no id; open the page again")
        return found


@router.get("/waves/{name}/steps/questions")
def show_questions(request: Request, name: str, session: StoreSession, saved: str = "") -> HTMLResponse:
    """Every area with its numbered questions, and which variant is asked."""
    wave = draft_named(session, name)
    return _page(request, session, wave, saved=bool(saved))


@router.post("/waves/{name}/steps/questions")
def save_questions(
    request: Request, name: str, session: StoreSession, actor: TheActor, typed: Annotated[TypedChoice, Form()]
) -> Response:
    """Store the choice, and lead to where the pressed button says."""
    wave = draft_named(session, name, to_change=True)
    if typed.version != _version(questions_of(session, wave)):
        return _page(request, session, wave, typed, overtaken=overtaken_by(session, wave, STEP))
    if not typed.ids:
        return _page(request, session, wave, typed, problem=gettext("Välj minst en fråga."))
    choose(session, wave, typed.ids, actor.cause)
    if typed.go.startswith(NEW):
        return RedirectResponse(_new_address(name, typed.go), status_code=303)
    return step_saved(name, STEP, typed.go)


def _new_address(name: str, go: str) -> str:
    area, _, number = go.removeprefix(NEW).partition("-")
    query = f"?area={quote(area)}" + (f"&number={quote(number)}" if number else "")
    return f"{step_address(name, STEP)}/new{query}"


def _page(  # noqa: PLR0913 - what the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    typed: TypedChoice | None = None,
    *,
    saved: bool = False,
    overtaken: dict[str, Any] | None = None,
    problem: str = "",
) -> HTMLResponse:
    areas = questions_of(session, wave)
    values = {
        "areas": areas,
        "chosen": _chosen(areas) | (typed.chosen if typed else {}),
        "is_ours": is_ours,
        "version": _version(areas),
        "zone": method_of(wave).working_time.zone,
        "overtaken": overtaken,
        "problem": problem,
        "saved": saved,
    }
    status = 409 if overtaken else 422 if problem else 200
    return page(request, "step_questions.html", status, steps=steps_of(session, wave, STEP), **values)


def _chosen(areas: tuple[AreaQuestions, ...]) -> dict[str, str]:
    return {
        f"q-{area.area.code}-{number.number}": str(number.chosen or "") for area in areas for number in area.numbers
    }


def _version(areas: tuple[AreaQuestions, ...]) -> str:
    """A mark of the choice and of the words that were chosen from."""
    return version_of([asdict(area) for area in areas])
