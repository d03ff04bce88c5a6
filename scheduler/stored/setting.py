"""What a wave's plan is made among, as stored: its municipalities and interviewers, and what was asked before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time

from sqlmodel import Session, col, or_, select

from scheduler.planning.parts import PlanInterviewer, PlanMunicipality
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.states import GRADED_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer

Asked = frozenset[tuple[str, str, int]]
"""Calls of earlier waves: interviewer, area, and the number the question has in this wave."""


def municipalities(
    session: Session, wave: Wave, questions: Mapping[str, Mapping[int, int]], codes: Collection[str] | None = None
) -> tuple[PlanMunicipality, ...]:
    """The wave's municipalities, or those with these codes, by code. `questions`: ids by area and number."""
    wanted = (
        select(Municipality, Measurement.closed_on)
        .join(Measurement, col(Measurement.municipality_code) == Municipality.code)
        .where(Measurement.wave_id == wave.id)
        .order_by(Municipality.code)
    )
    if codes is not None:
        wanted = wanted.where(col(Municipality.code).in_(codes))
    rows = session.exec(wanted).all()
    asked = _asked_before(session, wave, [row.code for row, _ in rows], questions)
    return tuple(_municipality(row, closed_on, asked.get(row.code, frozenset())) for row, closed_on in rows)


def interviewers(session: Session, wave: Wave) -> tuple[PlanInterviewer, ...]:
    """The wave's interviewers by name."""
    rows = session.exec(
        select(WaveInterviewer, User)
        .join(User, col(User.id) == WaveInterviewer.user_id)
        .where(WaveInterviewer.wave_id == wave.id)
    )
    # Sorted here: databases differ in how they order names, and the plan must not.
    return tuple(
        PlanInterviewer(
            name=user.name,
            hours_a_week=row.hours_a_week,
            available={WEEKDAY_KEYS.index(key) + 1: (read_hours(text),) for key, text in row.available.items()},
            days_off=_dates(row.days_off),
            not_areas=frozenset(row.not_areas),
            not_municipalities=frozenset(row.not_municipalities),
        )
        for row, user in sorted(rows, key=lambda pair: pair[1].name)
    )


def _municipality(row: Municipality, closed_on: Sequence[str], asked: Asked) -> PlanMunicipality:
    hours = {
        number: tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)
        for number, key in enumerate(WEEKDAY_KEYS, start=1)
        for pairs in [row.opening_hours.get(key, [])]
    }
    return PlanMunicipality(row.code, hours, _dates(closed_on), row.time_zone, asked)


def _asked_before(
    session: Session, wave: Wave, codes: list[str], questions: Mapping[str, Mapping[int, int]]
) -> dict[str, Asked]:
    """What interviewers asked each municipality in other launched waves, or are to ask there; spares are not asked.

    The same question is the same row of the bank: of two rows, area or text differ.
    """
    numbers = {row: (area, number) for area, numbered in questions.items() for number, row in numbered.items()}
    rows = session.exec(
        select(Measurement.municipality_code, User.name, CallProbe.question_id)
        .join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
        .join(User, col(User.id) == CallProbe.interviewer_id)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(
            col(Measurement.municipality_code).in_(codes),
            Wave.id != wave.id,
            Wave.state == "launched",
            or_(col(CallProbe.state).in_(GRADED_STATES), (col(CallProbe.state) == "planned") & ~col(CallProbe.spare)),
        )
    )
    found: dict[str, set[tuple[str, str, int]]] = {}
    for code, name, question_id in rows:
        if question_id in numbers:
            found.setdefault(code, set()).add((name, *numbers[question_id]))
    return {code: frozenset(asked) for code, asked in found.items()}


def _dates(texts: Sequence[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
