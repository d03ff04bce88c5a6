"""Second gradings of a wave: which calls are drawn and come next, what is ordered, and orders by hand to listen in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from shopper.double.due import chosen_calls
from shopper.double.orders import CallOrder, How, order_call
from shopper.double.pairs import tally_of_wave
from shopper.double.rows import part_of
from shopper.faults import NotThere
from shopper.members import MEMBER_ROLES
from shopper.queries import method_of, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.grading import DoubleGrade
from shopper.tables.people import User, WaveMember
from shopper.tables.study import Measurement, Municipality, Question, Wave, WaveInterviewer
from web.dependencies import Now, Number, StoreSession, TheActor, TheUser
from web.language import gettext
from web.pages import page
from web.reach import wave_for

router = APIRouter()

AHEAD: Final = timedelta(days=7)
HOW: Final[dict[str, How]] = {"recorded": "recorded", "listened_in": "listened_in"}
LONGEST_NOTE: Final = 200


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A call of the coming week, or one that is ordered: when, where and whose it is, and how far its order has come.

    `grader` is empty where anybody may take it; `second` is None where nothing is ordered.
    """

    id: int
    planned_at: datetime
    municipality: str
    area: str
    question: str
    interviewer: str
    is_drawn: bool
    second: DoubleGrade | None
    grader: str


@router.get("/waves/{name}/double")
def list_double_orders(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, session: StoreSession, user: TheUser, now: Now, done: str = ""
) -> HTMLResponse:
    """The planned calls of the coming week, those that are drawn marked, and every call that is ordered."""
    wave = wave_for(session, user, name)
    ordered = col(CallProbe.id).in_(select(DoubleGrade.call_probe_id).where(DoubleGrade.part == "second"))
    soon = and_(col(CallProbe.state) == "planned", col(CallProbe.planned_at) < now + AHEAD)
    lines = _lines(session, wave, or_(soon, ordered)) if wave.state != "draft" else []
    method = method_of(wave)
    values: dict[str, Any] = {
        "wave": wave,
        "rules": method.review,
        "zone": method.working_time.zone,
        "tally": tally_of_wave(session, wave),
        "coming": [line for line in lines if line.second is None],
        "ordered": [line for line in lines if line.second is not None],
        "done": done,
    }
    return page(request, "double_orders.html", **values)


@router.get("/waves/{name}/double/{call_id}")
def show_double_order(
    request: Request, name: str, call_id: Number, session: StoreSession, user: TheUser
) -> HTMLResponse:
    """One call and the form with which it is ordered."""
    wave = wave_for(session, user, name)
    second = part_of(session, "call", call_id, "second")
    typed = {"how": "listened_in", "grader": "", "note": ""}
    if second is not None:
        typed = {"how": second.how, "grader": str(second.grader_id or ""), "note": second.note}
    return _order(request, session, (wave, call_id), typed, {})


@router.post("/waves/{name}/double/{call_id}")
def order_double(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    name: str,
    call_id: Number,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    how: Annotated[str, Form()] = "",
    grader: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Store the order; a form with a gap comes back as it was."""
    wave = wave_for(session, user, name)
    _line(session, wave, call_id)
    graders = {str(one.id): one for one in _graders(session, wave, call_id)}
    errors = {}
    if how not in HOW:
        errors["how"] = gettext("Välj hur samtalet hörs.")
    if grader and grader not in graders:
        errors["grader"] = gettext("Välj någon i listan.")
    if how == "listened_in" and not grader:
        errors["grader"] = gettext("Välj vem som lyssnar med.")
    if errors:
        return _order(request, session, (wave, call_id), {"how": how, "grader": grader, "note": note}, errors)
    kept = " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE]
    order = CallOrder(HOW[how], stored_id(graders[grader].id) if grader else None, kept)
    order_call(session, call_id, order, actor.cause)
    return RedirectResponse(f"/waves/{name}/double?done=ordered", status_code=303)


def _order(
    request: Request, session: Session, what: tuple[Wave, int], typed: dict[str, str], errors: dict[str, str]
) -> HTMLResponse:
    wave, call_id = what
    values: dict[str, Any] = {
        "wave": wave,
        "zone": method_of(wave).working_time.zone,
        "line": _line(session, wave, call_id),
        "graders": _graders(session, wave, call_id),
        "typed": typed,
        "errors": errors,
    }
    return page(request, "double_order.html", 422 if errors else 200, **values)


def _graders(session: Session, wave: Wave, call_id: int) -> list[User]:
    """Who may grade the call a second time: the wave's members and interviewers, but not the call's own."""
    own = select(CallProbe.interviewer_id).where(CallProbe.id == call_id)
    members = select(WaveMember.user_id).where(WaveMember.wave_id == wave.id)
    interviewers = select(WaveInterviewer.user_id).where(WaveInterviewer.wave_id == wave.id)
    callers = (
        select(CallProbe.interviewer_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .where(Measurement.wave_id == wave.id)
    )
    is_member = col(User.role).in_(MEMBER_ROLES) & col(User.id).in_(members)
    is_interviewer = and_(
        col(User.role) == "interviewer", or_(col(User.id).in_(interviewers), col(User.id).in_(callers))
    )
    wanted = select(User).where(or_(is_member, is_interviewer), col(User.closed_at).is_(None))
    return list(session.exec(wanted.where(col(User.id).not_in(own)).order_by(User.name)).all())


def _line(session: Session, wave: Wave, call_id: int) -> OrderLine:
    found = _lines(session, wave, col(CallProbe.id) == call_id)
    if not found:
        raise NotThere(f"call {call_id} is not one of {wave.name}")
    return found[0]


def _lines(session: Session, wave: Wave, condition: ColumnElement[bool]) -> list[OrderLine]:
    """The calls of the wave of which this holds, by when they are planned; spare and withdrawn ones are left out."""
    rows = session.exec(
        select(CallProbe, Question, Municipality, User)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(User, col(User.id) == CallProbe.interviewer_id)
        .where(Measurement.wave_id == wave.id, CallProbe.state != "withdrawn", col(CallProbe.spare).is_(False))
        .where(condition)
        .order_by(col(CallProbe.planned_at), col(CallProbe.id))
    ).all()
    drawn, method = chosen_calls(session, wave), method_of(wave)
    seconds = {
        row.call_probe_id: row for row in session.exec(select(DoubleGrade).where(DoubleGrade.part == "second")).all()
    }
    names = dict(session.exec(select(User.id, User.name)).all())
    return [
        OrderLine(
            id=stored_id(call.id),
            planned_at=call.planned_at,
            municipality=municipality.name,
            area=method.area_named(call.area).name,
            question=question.text,
            interviewer=interviewer.name,
            is_drawn=call.id in drawn,
            second=seconds.get(call.id),
            grader=names.get(seconds[call.id].grader_id, "") if call.id in seconds else "",
        )
        for call, question, municipality, interviewer in rows
    ]
