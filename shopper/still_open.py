"""What of a measurement is not decided yet: contacts still to be made, and made ones that no figure counts yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.states import COMING_STATES, GRADED_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe


@dataclass(frozen=True, slots=True)
class StillOpen:
    """How much of a measurement is open.

    `letters_waiting` have left us and may still be answered in time, `calls_not_reviewed` have been graded and wait for
    review: both are made, and in no base. `calls_to_make` and `letters_to_send` are planned; spares are not among them.
    """

    calls_to_make: int = 0
    calls_not_reviewed: int = 0
    letters_to_send: int = 0
    letters_waiting: int = 0

    @property
    def is_undecided(self) -> bool:
        """Whether contacts that are made have not been decided: the figures will change by themselves."""
        return bool(self.calls_not_reviewed or self.letters_waiting)

    @property
    def is_anything(self) -> bool:
        """Whether the measurement is unfinished."""
        return self.is_undecided or bool(self.calls_to_make or self.letters_to_send)


def still_open(session: Session, measurement_id: int, counted: Collection[str]) -> StillOpen:
    """What is open of one measurement whose method counts calls in these states."""
    return still_open_of(session, [measurement_id], counted)[measurement_id]


def still_open_of(session: Session, measurements: Collection[int], counted: Collection[str]) -> Mapping[int, StillOpen]:
    """What is open of each of these measurements, whose methods count calls in these states: two queries for all."""
    calls = _states(session, CallProbe, measurements)
    letters = _states(session, MailProbe, measurements)
    waiting = [state for state in GRADED_STATES if state not in counted]
    return {
        each: StillOpen(
            calls_to_make=calls[each].get("planned", 0),
            calls_not_reviewed=sum(calls[each].get(state, 0) for state in waiting),
            letters_to_send=sum(letters[each].get(state, 0) for state in COMING_STATES),
            letters_waiting=letters[each].get("sent", 0),
        )
        for each in measurements
    }


def _states(
    session: Session, table: type[CallProbe | MailProbe], measurements: Collection[int]
) -> Mapping[int, Mapping[str, int]]:
    """How many contacts of each measurement are in each state, spares that nothing needed left out."""
    wanted = (
        select(table.measurement_id, table.state, func.count())
        .where(col(table.measurement_id).in_(measurements), col(table.spare).is_(False))
        .group_by(col(table.measurement_id), col(table.state))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for measurement_id, state, number in session.exec(wanted):
        found[measurement_id][state] = number
    return found
