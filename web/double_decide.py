"""Where two gradings differ, a third person decides: both stand beside each other, without names."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.double import cases, decisions
from shopper.double.cases import Grader
from shopper.double.rows import differing
from shopper.tables.grading import DoubleGrade
from web.dependencies import Number, StoreSession, TheActor, TheUser
from web.double_form import Checked, TypedGrades, read_call_grades, read_letter_grades
from web.double_view import CaseView, Side, case_view, reply_text, steps_of_grades, two_sides
from web.language import gettext
from web.pages import page

router = APIRouter()


@router.get("/double/decide/{double_id}")
def show_difference(request: Request, double_id: Number, session: StoreSession, user: TheUser) -> HTMLResponse:
    """The two gradings, and the form for the one that is to count; where they agree it is filled in."""
    third = cases.difference(session, Grader(user.id, user.role), double_id)
    sides = two_sides(session, third)
    agreed = {factor: grade or "" for factor, grade in sides[0].grades.items() if grade == sides[1].grades[factor]}
    return _difference(request, session, third, TypedGrades(**agreed), {})


@router.post("/double/decide/{double_id}")
def decide_difference(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    double_id: Number,
    typed: Annotated[TypedGrades, Form()],
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
) -> Response:
    """Store the decision and go on to the next difference; a form with a gap comes back as it was."""
    grader = Grader(user.id, user.role)
    third = cases.difference(session, grader, double_id)
    checked = _checked(case_view(session, third), typed)
    if checked.judgement is None or checked.errors:
        return _difference(request, session, third, typed, checked.errors)
    decisions.decide(session, third, checked.judgement, user.id, actor.cause)
    left = cases.differences(session, grader)
    return RedirectResponse(f"/double/decide/{left[0].id}" if left else "/double?done=decided", status_code=303)


def _checked(view: CaseView, typed: TypedGrades) -> Checked:
    if view.channel == "call":
        checked = read_call_grades(typed, view.outcome or "", view.method)
    else:
        checked = read_letter_grades(typed, view.method)
    if not typed.comment.strip():
        checked.errors["comment"] = gettext("Skriv varför, så att båda kan lära av det.")
    return checked


def _difference(
    request: Request, session: Session, third: DoubleGrade, typed: TypedGrades, errors: dict[str, str]
) -> HTMLResponse:
    view, sides = case_view(session, third), two_sides(session, third)
    values: dict[str, Any] = {
        "case": view,
        "sides": sides,
        "differing": _apart(sides),
        "typed": typed.model_dump(),
        "errors": errors,
        "text": reply_text(session, view),
        "third": third,
        **steps_of_grades(view),
    }
    return page(request, "double_decide.html", 422 if errors else 200, **values)


def _apart(sides: list[Side]) -> list[str]:
    return differing(sides[0].grades, sides[1].grades)
