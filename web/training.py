"""Training: everybody who grades begins with examples, and sees at once where they differ from the agreed grades."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from shopper.tables.grading import TrainingCase
from shopper.training import (
    agreed_grades,
    answer_case,
    case_with,
    compared_with,
    import_cases,
    standings,
    training_method,
    tries_of,
)
from shopper.training_file import shipped_training
from shopper.training_rules import FACTORS, Value, faults_in, only_asked
from web.access import COORDINATES, GRADES, READS_REVIEWS
from web.dependencies import Number, StoreSession, TheActor, TheUser
from web.pages import page
from web.training_view import case_line, case_lines, result_of, summary, trained_people, trained_person
from web.training_words import compared_lines, factor_word, form_fields, in_words, typed_value

router = APIRouter()


class TypedGrades(BaseModel):
    """The fields of the form exactly as they were sent."""

    outcome: str = ""
    answer: str = ""
    information: str = ""
    interest: str = ""
    courtesy: str = ""
    kind: str = ""
    sender: str = ""
    extra_information: str = ""


@router.get("/training")
def list_training(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """One's own cases, done and left, and how one's grades agree with the agreed ones."""
    mine = standings(session, user.id)
    lines = case_lines(mine)
    values = {
        "cases": lines,
        "grades": user.role in GRADES,
        "may_load": user.role in COORDINATES,
        "sees_others": user.role in READS_REVIEWS,
        "next_case": next((one for one in lines if one.differs is None), None),
        "summary": summary(mine),
    }
    return page(request, "training.html", **values)


@router.post("/training/load")
def load_training(session: StoreSession, actor: TheActor) -> Response:
    """Store the examples that come with the platform."""
    import_cases(session, shipped_training().rows(), actor.cause)
    return RedirectResponse("/training", status_code=303)


@router.get("/training/people")
def list_trained(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """How far each interviewer has come, and how their grades agree with the agreed ones."""
    people = trained_people(session, user)
    return page(request, "training_people.html", people=people, cases=len(standings(session, user.id)))


@router.get("/training/people/{user_id}")
def show_trained(request: Request, user_id: Number, session: StoreSession, user: TheUser) -> HTMLResponse:
    """One interviewer's first tries, case by case."""
    person, found = trained_person(session, user, user_id)
    done = [
        (case_line(one.case, one), [line for line in compared_lines(one.compared) if not line.is_same])
        for one in found
        if one.first is not None
    ]
    return page(request, "training_person.html", person=person, done=done, cases=len(found), summary=summary(found))


@router.get("/training/{case_id}")
def show_training_case(
    request: Request, case_id: Number, session: StoreSession, user: TheUser, *, again: bool = False
) -> HTMLResponse:
    """One example with its form or, when it has been graded, with where that differs and why."""
    case = case_with(session, case_id)
    if user.role not in GRADES:
        agreed = compared_lines(compared_with(case, agreed_grades(case)))
        return page(request, "training_case.html", case=case, line=case_line(case), agreed=agreed, result=None)
    result = None if again else result_of(case, tries_of(session, case_id, user.id))
    if result is None:
        return _form(request, case, TypedGrades(), {})
    mine = standings(session, user.id)
    following = next((one for one in case_lines(mine) if one.differs is None), None)
    values = {"case": case, "line": case_line(case), "agreed": None, "result": result, "next_case": following}
    return page(request, "training_case.html", **values)


@router.post("/training/{case_id}")
def answer_training_case(
    request: Request, case_id: Number, session: StoreSession, actor: TheActor, typed: Annotated[TypedGrades, Form()]
) -> Response:
    """Store how the example was graded and show the result; a form with a gap comes back as it was."""
    case = case_with(session, case_id)
    given = _given(case, typed)
    errors = in_words(faults_in(case.channel, only_asked(case.channel, given, training_method()), training_method()))
    if errors:
        return _form(request, case, typed, errors)
    answer_case(session, case_id, actor.id, given, actor.cause)
    return RedirectResponse(f"/training/{case_id}", status_code=303)


def _given(case: TrainingCase, typed: TypedGrades) -> dict[str, Value]:
    typed_values = {factor: typed_value(factor, getattr(typed, factor)) for factor in FACTORS[case.channel]}
    return {factor: value for factor, value in typed_values.items() if value is not None}


def _form(request: Request, case: TrainingCase, typed: TypedGrades, errors: dict[str, str]) -> HTMLResponse:
    values = {
        "case": case,
        "line": case_line(case),
        "agreed": None,
        "result": None,
        "fields": form_fields(case.channel, training_method()),
        "labels": {factor: factor_word(factor) for factor in FACTORS[case.channel]},
        "typed": typed.model_dump(),
        "errors": errors,
    }
    return page(request, "training_case.html", 422 if errors else 200, **values)
