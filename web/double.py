"""Second gradings: what I have been given or may take, one case, and its form. Blind: no page says what others said."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.double import cases, grading
from shopper.double.cases import Grader
from shopper.double.rows import grades_of
from shopper.faults import Conflict
from shopper.tables.grading import DoubleGrade
from web.dependencies import Number, StoreSession, TheActor, TheUser
from web.double_form import Checked, TypedGrades, read_call_grades, read_letter_grades
from web.double_view import case_view, case_views, reply_text, steps_of_grades
from web.language import gettext
from web.pages import page
from web.sessions import Visitor

router = APIRouter()

SEES_NO_GRADES = "interviewer"
"""The role whose pages show nobody else's grades: the others say themselves that they have not seen them."""


@router.get("/double")
def list_doubles(request: Request, session: StoreSession, user: TheUser, done: str = "") -> HTMLResponse:
    """The cases that are mine to grade, how many I may take, and the differences I may decide."""
    grader = Grader(user.id, user.role)
    values: dict[str, Any] = {
        "own": case_views(session, cases.own_cases(session, grader)),
        "open": len(cases.open_cases(session, grader)),
        "differences": case_views(session, cases.differences(session, grader)),
        "done": done,
    }
    return page(request, "double.html", **values)


@router.post("/double/next")
def take_double(session: StoreSession, user: TheUser, actor: TheActor) -> Response:
    """Take the next case and go to it; where there is none left, back to the list, which says so."""
    found = grading.take_next(session, Grader(user.id, user.role), actor.cause)
    return RedirectResponse(f"/double/{found}" if found else "/double?done=none", status_code=303)


@router.get("/double/{double_id}")
def show_double(request: Request, double_id: Number, session: StoreSession, user: TheUser) -> HTMLResponse:
    """One of my cases with its form; of one that I have graded, what I said."""
    case = cases.own_case(session, Grader(user.id, user.role), double_id)
    return _case(request, session, case, TypedGrades(), {})


@router.post("/double/{double_id}")
def grade_double(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    double_id: Number,
    typed: Annotated[TypedGrades, Form()],
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
) -> Response:
    """Store the grading and go on to my next case; a form with a gap comes back as it was."""
    grader = Grader(user.id, user.role)
    case = cases.own_case(session, grader, double_id)
    checked = _checked(session, case, typed, user)
    if checked.judgement is None or checked.errors:
        return _case(request, session, case, typed, checked.errors)
    grading.grade(session, case, checked.judgement, actor.cause)
    left = [one for one in case_views(session, cases.own_cases(session, grader)) if one.is_ready]
    return RedirectResponse(f"/double/{left[0].id}" if left else "/double?done=graded", status_code=303)


@router.post("/double/{double_id}/return")
def return_double(double_id: Number, session: StoreSession, user: TheUser, actor: TheActor) -> Response:
    """Give the case back, so that somebody else may take it."""
    case = cases.own_case(session, Grader(user.id, user.role), double_id)
    grading.give_back(session, case, actor.cause)
    return RedirectResponse("/double?done=returned", status_code=303)


@router.post("/double/{double_id}/drop")
def drop_double(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    double_id: Number,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Say that the contact cannot be graded again, with the reason."""
    case = cases.own_case(session, Grader(user.id, user.role), double_id)
    why = " ".join(reason.replace("\x00", "").split())[:200]
    if not why:
        errors = {"reason": gettext("Skriv varför, till exempel att det inte finns någon inspelning.")}
        return _case(request, session, case, TypedGrades(), errors)
    grading.drop(session, case, why, actor.cause)
    return RedirectResponse("/double?done=dropped", status_code=303)


def _checked(session: Session, case: DoubleGrade, typed: TypedGrades, user: Visitor) -> Checked:
    view = case_view(session, case)
    if not view.is_ready:
        raise Conflict("the contact is not there to be graded; look at the list again")
    if view.channel == "call":
        checked = read_call_grades(typed, view.outcome or "", view.method)
    else:
        checked = read_letter_grades(typed, view.method)
    if user.role != SEES_NO_GRADES and typed.unseen != "yes":
        checked.errors["unseen"] = gettext("Har du sett den första bedömningen, lämna tillbaka ärendet i stället.")
    return checked


def _case(
    request: Request, session: Session, case: DoubleGrade, typed: TypedGrades, errors: dict[str, str]
) -> HTMLResponse:
    view = case_view(session, case)
    values: dict[str, Any] = {
        "case": view,
        "typed": typed.model_dump(),
        "errors": errors,
        "text": reply_text(session, view),
        "own_grades": grades_of(case) if case.graded_at else None,
        "is_dropped": case.dropped_at is not None,
        "asks_unseen": request.state.user.role != SEES_NO_GRADES,
        **steps_of_grades(view),
    }
    return page(request, "double_case.html", 422 if errors else 200, **values)
