"""Questions of our own in the step of the questions: a variant of a number, or a new question of an area."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from shopper.drafts.draft import draft_named, version_of
from shopper.drafts.questions import (
    add_question,
    change_question,
    is_known,
    may_change,
    may_remove,
    question_with,
    questions_of,
    remove_question,
)
from shopper.drafts.wording import SENTENCES, read_wording
from shopper.faults import BadInput, Conflict
from shopper.queries import method_of
from shopper.tables.study import Question, Wave
from web.dependencies import Number, StoreSession, TheActor
from web.language import gettext
from web.pages import page
from web.wave_steps_parts import overtaken_by, step_address, step_saved, steps_of

router = APIRouter()

STEP: Final = "questions"


class TypedWording(BaseModel):
    """The fields of the form exactly as they were typed."""

    version: str = ""
    area: str = ""
    number: str = ""
    text: str = ""
    call_wording: str = ""
    mail_subject: str = ""
    mail_wording: str = ""
    facts: str = ""

    @property
    def place(self) -> tuple[str, int | None]:
        """The area, and the number; None for a new one. BadInput when the number is none."""
        try:
            return self.area, int(self.number) if self.number else None
        except ValueError as error:
            raise BadInput("the number of the question is no number; open the page again") from error


@router.get("/waves/{name}/steps/questions/new")
def show_new_question(
    request: Request, name: str, session: StoreSession, area: str = "", number: Annotated[int | None, Query()] = None
) -> HTMLResponse:
    """The form of a variant of this number, or without a number of a new question of the area."""
    wave = draft_named(session, name)
    typed = TypedWording(area=method_of(wave).area_named(area).code, number="" if number is None else str(number))
    return _page(request, session, wave, typed)


@router.post("/waves/{name}/steps/questions/new")
def add_new_question(
    request: Request, name: str, session: StoreSession, actor: TheActor, typed: Annotated[TypedWording, Form()]
) -> Response:
    """Store the question and have the wave ask it."""
    wave = draft_named(session, name, to_change=True)
    method_of(wave).area_named(typed.area)
    wording, errors = read_wording(typed.model_dump())
    if wording is not None and is_known(session, typed.area, wording.text):
        errors = {"text": "known"}
    if wording is None or errors:
        return _page(request, session, wave, typed, errors=errors)
    add_question(session, wave, typed.place, wording, actor.cause)
    return step_saved(name, STEP, "stay")


@router.get("/waves/{name}/steps/questions/{question_id}")
def show_question(request: Request, name: str, question_id: Number, session: StoreSession) -> HTMLResponse:
    """The words of one question: to read, and where it is our own and unused to change."""
    wave = draft_named(session, name)
    question = question_with(session, question_id)
    return _page(request, session, wave, _as_typed(question), question=question)


@router.post("/waves/{name}/steps/questions/{question_id}")
def save_question(  # noqa: PLR0913, PLR0917 - what the address and the form say
    request: Request,
    name: str,
    question_id: Number,
    session: StoreSession,
    actor: TheActor,
    typed: Annotated[TypedWording, Form()],
) -> Response:
    """Store other words for a question of our own."""
    wave = draft_named(session, name, to_change=True)
    question = question_with(session, question_id, to_change=True)
    wording, errors = read_wording(typed.model_dump())
    if wording is not None and is_known(session, question.area, wording.text, question_id):
        errors = {"text": "known"}
    if typed.version != _as_typed(question).version:
        overtaken = overtaken_by(session, wave, STEP)
        return _page(request, session, wave, typed, question=question, overtaken=overtaken)
    if wording is None or errors:
        return _page(request, session, wave, typed, question=question, errors=errors)
    change_question(session, wave, question_id, wording, actor.cause)
    return step_saved(name, STEP, "stay")


@router.post("/waves/{name}/steps/questions/{question_id}/remove")
def remove_one_question(
    name: str, question_id: Number, session: StoreSession, actor: TheActor, version: Annotated[str, Form()] = ""
) -> Response:
    """Take away a question of our own that nothing uses; Conflict when its words were changed since they were shown."""
    wave = draft_named(session, name, to_change=True)
    if version != _as_typed(question_with(session, question_id, to_change=True)).version:
        raise Conflict("somebody changed the question meanwhile; open it again")
    remove_question(session, wave, question_id, actor.cause)
    return RedirectResponse(step_address(name, STEP), status_code=303)


def _page(  # noqa: PLR0913 - what the address, the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    typed: TypedWording,
    *,
    question: Question | None = None,
    errors: dict[str, str] | None = None,
    overtaken: dict[str, Any] | None = None,
) -> HTMLResponse:
    said = {field: gettext(SENTENCES[rule]) for field, rule in (errors or {}).items()}
    values = {
        "area": method_of(wave).area_named(question.area if question else typed.area),
        "number": question.number if question else typed.place[1],
        "question": question,
        "variants": _variants(session, wave, question, typed),
        "may_change": question is None or may_change(session, question),
        "may_remove": question is not None and may_remove(session, wave, question),
        "typed": typed,
        "version": _as_typed(question).version if question else "",
        "errors": said,
        "overtaken": overtaken,
        "zone": method_of(wave).working_time.zone,
    }
    status = 409 if overtaken else 422 if said else 200
    return page(request, "step_wording.html", status, steps=steps_of(session, wave, STEP), **values)


def _variants(session: Session, wave: Wave, question: Question | None, typed: TypedWording) -> list[Question]:
    """The other variants of the same number, to compare with."""
    area, number = (question.area, question.number) if question else typed.place
    return [
        variant
        for one in questions_of(session, wave)
        if one.area.code == area
        for numbered in one.numbers
        if numbered.number == number
        for variant in numbered.variants
        if question is None or variant.id != question.id
    ]


def _as_typed(question: Question) -> TypedWording:
    words = TypedWording(
        area=question.area,
        number=str(question.number),
        text=question.text,
        call_wording=question.call_wording,
        mail_subject=question.mail_subject,
        mail_wording=question.mail_wording,
        facts="\n".join(question.facts),
    )
    return words.model_copy(update={"version": version_of(words.model_dump())})
