"""Calls that have been made and graded, as a reviewer reads them: one row a call, and what was made around them.

Of a call's diallings the last one is shown, of each dialling and of its grades the newest version.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.call_rules import GRADES
from shopper.closed_days import open_hours
from shopper.hours import WEEKDAY_KEYS
from shopper.method_parts import WorkingTimeRules
from shopper.queries import is_newest_grade, stored_id
from shopper.states import GRADED_STATES
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question

Waves = SelectOfScalar[int | None]
"""The ids of the waves that are looked at, as a query."""

Tallies = Mapping[int, Mapping[int, Counter[tuple[str, str]]]]
"""How often each grade of each factor was given, by wave and then by interviewer."""

LONGEST_DIALLING: Final = timedelta(hours=3)
"""Two diallings that begin further apart than this never overlap."""


@dataclass(frozen=True, slots=True)
class GradedCall:
    """One graded call with its last dialling and the grades that count. `first_graded_at`: when it was submitted first.

    `own`: the newest grades of its interviewer's; others than those that count where a third grader decided.
    """

    probe: CallProbe
    attempt: Attempt
    grade: Grade
    own: Grade
    first_graded_at: datetime
    question: Question
    municipality: Municipality
    measurement: Measurement
    interviewer: str

    @property
    def id(self) -> int:
        """The call's id."""
        return stored_id(self.probe.id)

    @property
    def wave_id(self) -> int:
        """The id of the wave the call belongs to."""
        return self.measurement.wave_id

    @property
    def ends_at(self) -> datetime:
        """When the last dialling ended; its last stamp where nobody stamped the end."""
        stamps = (self.attempt.ended_at, self.attempt.official_at, self.attempt.human_at)
        return next((at for at in stamps if at is not None), self.attempt.dialled_at)


@dataclass(frozen=True, slots=True)
class Dialling:
    """When an interviewer dialled, and until when."""

    call_id: int
    interviewer_id: int
    begins_at: datetime
    ends_at: datetime


def graded_calls(
    session: Session, waves: Waves, *conditions: ColumnElement[bool] | bool, limit: int | None = None
) -> list[GradedCall]:
    """The graded calls of these waves of which all this holds, the first submitted first."""
    own = aliased(Grade)
    first = select(func.min(Grade.submitted_at)).where(Grade.call_probe_id == CallProbe.id).correlate(CallProbe)
    wanted = (
        select(CallProbe, Attempt, Grade, own, first.scalar_subquery(), Question, Municipality, Measurement, User.name)  # type: ignore[call-overload]  # nine columns, typed up to four
        .join(Attempt, col(Attempt.id) == _newest_attempt())
        .join(Grade, is_newest_grade())
        .join(own, (col(own.call_probe_id) == CallProbe.id) & (col(own.version) == _newest_own_version()))
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(User, col(User.id) == CallProbe.interviewer_id)
        .where(col(Measurement.wave_id).in_(waves), col(CallProbe.state).in_(GRADED_STATES), *conditions)
        .order_by(col(Grade.submitted_at), col(CallProbe.id))
        .limit(limit)
    )
    return [GradedCall(*row) for row in session.exec(wanted)]


def tallies(session: Session, waves: Collection[int]) -> Tallies:
    """How often each interviewer gave each grade of each factor in graded calls, by wave and then interviewer.

    What a third grader decided is not theirs, and does not count as such.
    """
    columns = [col(getattr(Grade, factor)) for factor in GRADES]
    keys = (col(Measurement.wave_id), col(CallProbe.interviewer_id))
    rows = session.connection().execute(
        select(*keys, *columns, func.count())  # type: ignore[call-overload]  # seven columns, typed up to four
        .join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
        .join(Grade, (col(Grade.call_probe_id) == CallProbe.id) & (col(Grade.version) == _newest_own_version()))
        .where(col(Measurement.wave_id).in_(waves), col(CallProbe.state).in_(GRADED_STATES))
        .group_by(*keys, *columns)
    )
    found: dict[int, dict[int, Counter[tuple[str, str]]]] = defaultdict(lambda: defaultdict(Counter))
    for wave_id, interviewer_id, *grades, number in rows:
        for factor, grade in zip(GRADES, grades, strict=True):
            if grade is not None:
                found[wave_id][interviewer_id][factor, grade] += number
    return found


def diallings_around(session: Session, calls: Sequence[GradedCall]) -> dict[int, list[Dialling]]:
    """The diallings, in any wave, of the interviewers of these calls, by interviewer, as far as they can overlap."""
    if not calls:
        return {}
    begins = [call.attempt.dialled_at for call in calls]
    newer = aliased(Attempt)
    is_outdated = (
        select(newer.id)
        .where(newer.call_probe_id == Attempt.call_probe_id, newer.number == Attempt.number)
        .where(col(newer.version) > col(Attempt.version))
        .exists()
    )
    rows = session.exec(
        select(Attempt, CallProbe.interviewer_id)
        .join(CallProbe, col(CallProbe.id) == Attempt.call_probe_id)
        .where(col(CallProbe.interviewer_id).in_({call.probe.interviewer_id for call in calls}), ~is_outdated)
        .where(col(Attempt.dialled_at).between(min(begins) - LONGEST_DIALLING, max(begins) + LONGEST_DIALLING))
        .order_by(col(Attempt.dialled_at), col(Attempt.id))
    )
    found: dict[int, list[Dialling]] = defaultdict(list)
    for attempt, interviewer_id in rows:
        ends_at = attempt.ended_at or attempt.dialled_at
        found[interviewer_id].append(Dialling(attempt.call_probe_id, interviewer_id, attempt.dialled_at, ends_at))
    return dict(found)


def is_open(at: datetime, municipality: Municipality, closed_on: Sequence[str], rules: WorkingTimeRules) -> bool:
    """Whether the municipality's switchboard is open at this moment, by its hours in the register.

    Where the register has none, the method's working time counts. Closed days are the method's and the measurement's.
    """
    here = at.astimezone(ZoneInfo(municipality.time_zone))
    day = open_hours(here.date(), rules)
    if day.opens is None or day.closes is None or here.date().isoformat() in closed_on:
        return False
    if not municipality.opening_hours:
        return day.opens <= here.time() < day.closes
    return any(opens <= here.time() < closes for opens, closes in _stretches(municipality.opening_hours, here.date()))


def _newest_attempt() -> ColumnElement[int]:
    wanted = select(Attempt.id).where(Attempt.call_probe_id == CallProbe.id).correlate(CallProbe)
    newest: ColumnElement[Any] = (
        wanted.order_by(col(Attempt.number).desc(), col(Attempt.version).desc()).limit(1).scalar_subquery()
    )
    return newest


def _newest_own_version() -> ColumnElement[int]:
    inner = aliased(Grade)
    wanted = select(func.max(inner.version)).where(inner.call_probe_id == CallProbe.id, inner.origin == "interviewer")
    newest: ColumnElement[Any] = wanted.correlate(CallProbe).scalar_subquery()
    return newest


def _stretches(hours: dict[str, Any], on: date) -> list[tuple[time, time]]:
    pairs = hours.get(WEEKDAY_KEYS[on.weekday()], [])
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs]
