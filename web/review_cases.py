"""The reviewer's queue: graded calls of their waves with what makes each worth a look, those with warnings first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, SQLColumnExpression, func
from sqlmodel import Session, col, select

from scoring.call_warnings import CODES, CallWarning, MadeCall, Span, warnings_of
from scoring.grade_patterns import Tally
from shopper.alphabet import in_alphabet
from shopper.call_rules import Grades
from shopper.double.cases import open_calls
from shopper.graded_calls import GradedCall, Tallies, Waves, diallings_around, graded_calls, is_open, tallies
from shopper.method import Method
from shopper.queries import method_of
from shopper.review import Shown
from shopper.stamp_log import corrected
from shopper.states import GRADED_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave

MOST_CASES: Final = 200
"""More than a reviewer gets through in a day; the rest come when these are done."""
ANY_WARNING: Final = "any"
NO_WARNING: Final = "none"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls are wanted; an empty part leaves nothing out. `warning`: a code, `any` or `none`."""

    state: str = "submitted"
    wave: int | None = None
    municipality: str = ""
    interviewer: int | None = None
    warning: str = ""

    @property
    def query(self) -> str:
        """The filter as the query part of an address; empty when it is the usual one."""
        wanted = {
            "state": self.state if self.state != "submitted" else "",
            "wave": self.wave,
            "municipality": self.municipality,
            "interviewer": self.interviewer,
            "warning": self.warning,
        }
        return urlencode({name: value for name, value in wanted.items() if value})

    def conditions(self) -> list[ColumnElement[bool] | bool]:
        """The part of the filter that the database applies, without the state."""
        found: list[ColumnElement[bool] | bool] = []
        if self.wave is not None:
            found.append(Measurement.wave_id == self.wave)
        if self.municipality:
            found.append(Measurement.municipality_code == self.municipality)
        if self.interviewer is not None:
            found.append(CallProbe.interviewer_id == self.interviewer)
        return found

    def lets_through(self, warnings: Sequence[CallWarning]) -> bool:
        """Whether a call with these warnings is wanted."""
        if self.warning in ("", ANY_WARNING, NO_WARNING):
            return self.warning == "" or bool(warnings) == (self.warning == ANY_WARNING)
        return any(warning.code == self.warning for warning in warnings)


@dataclass(frozen=True, slots=True)
class Case:
    """One call with what makes it worth a look, and the method it is judged by."""

    call: GradedCall
    warnings: list[CallWarning]
    method: Method

    @property
    def id(self) -> int:
        """The call's id."""
        return self.call.id

    @property
    def shown(self) -> Shown:
        """The call as it stands on the page, for the decision about it."""
        return Shown(self.call.id, self.call.grade.version)

    @property
    def rank(self) -> tuple[int, datetime, int]:
        """What is to be looked at comes first, then what is good to know, then the oldest."""
        severities = {warning.severity for warning in self.warnings}
        return (0 if "check" in severities else 1 if severities else 2, self.call.grade.submitted_at, self.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by, and how many calls of the wanted state it has."""

    key: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The wanted cases, what there is to choose from, and how many calls each state has.

    `warned` counts the cases by warning before the filter of warnings is applied; `has_more`: beyond `MOST_CASES`.
    """

    wanted: Filter
    cases: list[Case]
    states: dict[str, int]
    warned: dict[str, int]
    read: int
    has_more: bool
    waves: list[Choice]
    municipalities: list[Choice]
    interviewers: list[Choice]

    def place_of(self, call_id: int) -> int | None:
        """Where in the queue the call stands, from 0; None when it does not."""
        return next((place for place, case in enumerate(self.cases) if case.id == call_id), None)

    def beside(self, call_id: int, steps: int) -> Case | None:
        """The case so many steps further on; from a call that is not in the queue, the first one. None at its ends."""
        place = self.place_of(call_id)
        if place is None:
            return self.cases[0] if self.cases and steps > 0 else None
        return self.cases[place + steps] if 0 <= place + steps < len(self.cases) else None

    def after(self, call_id: int) -> Case | None:
        """The case to go on with when this one is decided: the next one, or the first that was passed over."""
        following = self.beside(call_id, 1)
        return following or next((case for case in self.cases if case.id != call_id), None)


def queue(session: Session, waves: Waves, wanted: Filter, user_id: int) -> Queue:
    """The calls of these waves that the filter lets through, those with warnings first.

    Calls that the user has still to grade blind (`shopper/double`) are left out: their warnings would tell of grades.
    """
    conditions = [*wanted.conditions(), col(CallProbe.id).not_in(open_calls(user_id))]
    in_state = CallProbe.state == wanted.state
    calls = graded_calls(session, waves, in_state, *conditions, limit=MOST_CASES + 1)
    cases = cases_of(session, calls[:MOST_CASES], tallies(session, {call.wave_id for call in calls}))
    states = _counted(session, waves, col(CallProbe.state), *conditions)
    warned = Counter(code for case in cases for code in {warning.code for warning in case.warnings})
    return Queue(
        wanted=wanted,
        cases=sorted((case for case in cases if wanted.lets_through(case.warnings)), key=lambda case: case.rank),
        states={state: states.get(state, 0) for state in GRADED_STATES},
        warned={
            ANY_WARNING: sum(1 for case in cases if case.warnings),
            NO_WARNING: sum(1 for case in cases if not case.warnings),
            **{code: warned[code] for code in CODES if warned[code]},
        },
        read=len(cases),
        has_more=len(calls) > MOST_CASES,
        waves=_waves(session, waves, in_state),
        municipalities=_municipalities(session, waves, in_state),
        interviewers=_interviewers(session, waves, in_state),
    )


def cases_of(session: Session, calls: Sequence[GradedCall], graded: Tallies) -> list[Case]:
    """Each call with its warnings, by the frozen method of its wave and by what was graded in it."""
    methods = methods_of(session, {call.wave_id for call in calls})
    around = {
        interviewer: [Span(one.call_id, one.begins_at, one.ends_at) for one in diallings]
        for interviewer, diallings in diallings_around(session, calls).items()
    }
    found = []
    for call in calls:
        method, interviewer = methods[call.wave_id], call.probe.interviewer_id
        own: Tally = graded.get(call.wave_id, {}).get(interviewer, {})
        made = _made(call, method)
        found.append(Case(call, warnings_of(made, method.call, own, around.get(interviewer, [])), method))
    return found


def methods_of(session: Session, wave_ids: set[int]) -> dict[int, Method]:
    """The method of each of these waves."""
    waves = session.exec(select(Wave).where(col(Wave.id).in_(wave_ids)))
    return {wave.id: method_of(wave) for wave in waves if wave.id is not None}


def _made(call: GradedCall, method: Method) -> MadeCall:
    attempt, own = call.attempt, call.own
    return MadeCall(
        id=call.id,
        span=Span(call.id, attempt.dialled_at, call.ends_at),
        official_at=attempt.official_at,
        submitted_at=call.first_graded_at,
        outcome=attempt.outcome,
        grades=Grades(own.answer, own.information, own.interest, own.courtesy),
        comment=call.grade.comment,
        was_open=is_open(attempt.dialled_at, call.municipality, call.measurement.closed_on, method.working_time),
        corrected=len(corrected(attempt.stamp_log)),
    )


def _counted(
    session: Session, waves: Waves, key: SQLColumnExpression[Any], *conditions: ColumnElement[bool] | bool
) -> Mapping[str, int]:
    rows = session.connection().execute(
        select(key, func.count())
        .select_from(CallProbe)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .where(col(Measurement.wave_id).in_(waves), col(CallProbe.state).in_(GRADED_STATES), *conditions)
        .group_by(key)
    )
    return {str(one): number for one, number in rows}


def _waves(session: Session, waves: Waves, in_state: ColumnElement[bool] | bool) -> list[Choice]:
    numbers = _counted(session, waves, col(Measurement.wave_id), in_state)
    names = session.exec(select(Wave.id, Wave.name).where(col(Wave.id).in_(waves)).order_by(col(Wave.first_day).desc()))
    return [Choice(str(key), name, numbers.get(str(key), 0)) for key, name in names]


def _municipalities(session: Session, waves: Waves, in_state: ColumnElement[bool] | bool) -> list[Choice]:
    numbers = _counted(session, waves, col(Measurement.municipality_code), in_state)
    names = session.exec(select(Municipality.code, Municipality.name).where(col(Municipality.code).in_(numbers)))
    return sorted((Choice(code, name, numbers[code]) for code, name in names), key=lambda one: in_alphabet(one.name))


def _interviewers(session: Session, waves: Waves, in_state: ColumnElement[bool] | bool) -> list[Choice]:
    numbers = _counted(session, waves, col(CallProbe.interviewer_id), in_state)
    names = session.exec(select(User.id, User.name).where(col(User.id).in_([int(key) for key in numbers])))
    return sorted((Choice(str(key), name, numbers[str(key)]) for key, name in names), key=lambda one: one.name)
