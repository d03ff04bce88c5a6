"""One call of an interviewer's, with its question and what was stored about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from shopper.call_waits import Doors
from shopper.double.rows import own_grade
from shopper.faults import NotThere
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.tables.calls import Attempt, CallProbe, CallReview, Grade
from shopper.tables.study import Measurement, Municipality, Question, Wave
from shopper.tables.trail import AuditEvent

Rows = Select[CallProbe, Question, Measurement, Municipality]
"""What calls of an interviewer are made of."""


class NoLongerYours(NotThere):
    """A call that was this interviewer's: it was withdrawn with its question, or given to somebody else."""

    def __init__(self, call_id: int, *, withdrawn: bool) -> None:
        """Which of the two it is."""
        super().__init__(f"call {call_id} is no longer yours")
        self.withdrawn = withdrawn


@dataclass(frozen=True, slots=True)
class CallView:
    """One call of an interviewer's with what they need to know to make it."""

    id: int
    state: str
    planned_at: datetime
    area: str
    question: Question
    municipality: Municipality
    wave: str
    method: Method
    doors: Doors
    version: int

    @property
    def number_to_dial(self) -> str:
        """The switchboard's number as a `tel:` link holds it: digits, and the plus of a country."""
        return re.sub(r"[^+\d]", "", self.municipality.switchboard)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the call's times are shown and typed."""
        return self.method.working_time.zone


def own_call(session: Session, call_id: int, user_id: int) -> CallView:
    """One of this interviewer's calls; NotThere when there is none with this id, or it is somebody else's.

    NoLongerYours when it was theirs until somebody changed the plan.
    """
    found = _views(session, _own_rows(user_id).where(CallProbe.id == call_id))
    if found:
        return found[0]
    probe = session.get(CallProbe, call_id)
    if probe is not None and probe.state == "withdrawn" and probe.interviewer_id == user_id:
        raise NoLongerYours(call_id, withdrawn=True)
    if was_own(session, call_id, user_id):
        raise NoLongerYours(call_id, withdrawn=False)
    raise NotThere(f"call {call_id} is not one of yours")


# Built once: asked at every change of a call sheet, where nothing else of the call is needed.
_IS_OWN: Final = (
    select(CallProbe.id)
    .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
    .join(Wave, col(Wave.id) == Measurement.wave_id)
    .where(col(CallProbe.id) == bindparam("call_id"), col(CallProbe.interviewer_id) == bindparam("user_id"))
    .where(col(CallProbe.spare).is_(False), Wave.state == "launched", CallProbe.state != "withdrawn")
)


def make_sure_it_is_own(session: Session, call_id: int, user_id: int) -> None:
    """Raise what `own_call` raises when the call is not this interviewer's."""
    if session.connection().execute(_IS_OWN, {"call_id": call_id, "user_id": user_id}).first() is None:
        own_call(session, call_id, user_id)


def was_own(session: Session, call_id: int, user_id: int) -> bool:
    """Whether the trail says that the call was taken from this interviewer."""
    trail = select(AuditEvent.details).where(AuditEvent.thing == "call", AuditEvent.thing_id == str(call_id))
    return any(details.get("interviewer_before") == user_id for details in session.exec(trail))


def stored_grading(session: Session, call_id: int) -> tuple[Attempt, Grade]:
    """The last dialling of a submitted call and the grades its interviewer gave it, each in its newest version."""
    last = select(Attempt).where(Attempt.call_probe_id == call_id)
    attempt = session.exec(last.order_by(col(Attempt.number).desc(), col(Attempt.version).desc()).limit(1)).one()
    return attempt, own_grade(session, call_id)


def returned_because(session: Session, call_id: int) -> str:
    """The reviewer's reason for the last return of the call; empty when it was never returned."""
    reviews = select(CallReview.reason).where(CallReview.call_probe_id == call_id, CallReview.decision == "returned")
    return session.exec(reviews.order_by(col(CallReview.id).desc()).limit(1)).first() or ""


def calls_of(session: Session, user_id: int) -> list[CallView]:
    """The calls of launched waves that this interviewer makes or has made, by their time."""
    return _views(session, _own_rows(user_id))


def first_calls(session: Session, user_id: int, at_most: int) -> list[CallView]:
    """The first calls that this interviewer is still to make, by their time."""
    return _views(session, _own_rows(user_id).where(CallProbe.state == "planned").limit(at_most))


def _own_rows(user_id: int) -> Rows:
    return (
        select(CallProbe, Question, Measurement, Municipality)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(CallProbe.interviewer_id == user_id, col(CallProbe.spare).is_(False), Wave.state == "launched")
        .where(CallProbe.state != "withdrawn")
        .order_by(col(CallProbe.planned_at), col(CallProbe.id))
    )


def _views(session: Session, wanted: Rows) -> list[CallView]:
    waves: dict[int, tuple[str, Method]] = {}
    calls = []
    for probe, question, measurement, municipality in session.exec(wanted):
        wave_id = measurement.wave_id
        if wave_id not in waves:
            wave = session.get_one(Wave, wave_id)
            waves[wave_id] = wave.name, method_of(wave)
        name, method = waves[wave_id]
        calls.append(_call(probe, question, measurement, municipality, wave=name, method=method))
    return calls


def _call(  # noqa: PLR0913 - the rows it is made of
    probe: CallProbe,
    question: Question,
    measurement: Measurement,
    municipality: Municipality,
    *,
    wave: str,
    method: Method,
) -> CallView:
    rules, zone = method.working_time, municipality.time_zone
    return CallView(
        id=stored_id(probe.id),
        state=probe.state,
        planned_at=probe.planned_at,
        area=method.area_named(probe.area).name,
        question=question,
        municipality=municipality,
        wave=wave,
        method=method,
        doors=Doors.of(municipality.opening_hours, measurement.closed_on, rules, zone),
        version=probe.version,
    )
