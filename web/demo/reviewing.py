"""The demo's reviewer: approves what the interviewers have submitted, and leaves a few calls to try it on."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from shopper.call_rules import Grades
from shopper.queries import wave_named
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Question
from shopper.wave_rows import CallRow
from web.demo.stage import INTERVIEWERS, TRIAL_WAVE
from web.demo.story import Company

_CLEAN: Final = re.compile(r'name="clean" value="([0-9]+-[0-9]+)"')
_TO_CHOOSE: Final = re.compile(r'name="chosen" value="([0-9]+)-([0-9]+)"')
_REASON: Final = "Kommentaren talar om en lång kö, men väntetiden är kort. Stämmer tiderna?"


def review_everything(company: Company) -> None:
    """Approve what is shown without a warning together, and then look at the others one by one."""
    reviewer = company.reviewer
    if clean := _CLEAN.findall(reviewer.get("/review").text):
        reviewer.post("/review", which="clean", clean=clean)
    for call_id, version in _TO_CHOOSE.findall(reviewer.get("/review").text):
        reviewer.get(f"/review/{call_id}")
        reviewer.post(f"/review/{call_id}", decision="approve", version=version)


def leave_calls_to_review(company: Company) -> None:
    """Enter three calls of the trial wave: one is given back, one waits with a warning, and one without."""
    now = company.clock()
    with company.store.reading() as session:
        planned = _calls_to_make(session, INTERVIEWERS[1:], len(_MADE))
    for call, made in zip(planned, _MADE, strict=False):
        company.interviewers[call.interviewer].enter_call(call.id, _row(call, made, now))
    if planned:
        returned = planned[0].id
        company.reviewer.post(f"/review/{returned}", decision="return", version="1", reason=_REASON)


@dataclass(frozen=True, slots=True)
class _Made:
    """How long ago a call was made, how it went and what was said of it."""

    minutes_ago: int
    seconds: int
    grades: Grades
    comment: str


_MADE: Final = (
    _Made(40, 18, Grades("good", "medium", "good", "good"), "Satt länge i kö innan någon svarade."),
    _Made(30, 52, Grades("medium", "medium", "medium", "very_good"), "Handläggaren lät irriterad och ville lägga på."),
    _Made(20, 34, Grades("good", "good", "good", "very_good"), "Förklarade lugnt och gav tips om en blankett."),
)


@dataclass(frozen=True, slots=True)
class _Planned:
    id: int
    area: str
    question: str
    interviewer: str


def _calls_to_make(session: Session, interviewers: tuple[str, ...], number: int) -> list[_Planned]:
    """The first planned calls of these interviewers in the trial wave."""
    rows = session.exec(
        select(CallProbe.id, CallProbe.area, Question.text, User.name)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(User, col(User.id) == CallProbe.interviewer_id)
        .where(Measurement.wave_id == wave_named(session, TRIAL_WAVE).id, col(User.name).in_(interviewers))
        .where(CallProbe.state == "planned", col(CallProbe.spare).is_(False))
        .order_by(col(CallProbe.planned_at), col(CallProbe.id))
        .limit(number)
    )
    return [_Planned(one or 0, area, question, name) for one, area, question, name in rows]


def _row(call: _Planned, made: _Made, now: datetime) -> CallRow:
    return CallRow(
        area=call.area,
        question=call.question,
        called_at=now - timedelta(minutes=made.minutes_ago),
        interviewer=call.interviewer,
        seconds_to_contact=made.seconds,
        outcome="reached",
        grades=made.grades,
        comment=made.comment,
    )
