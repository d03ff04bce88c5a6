"""The step of the interviewers: who calls in a draft wave, when, and what they must not take."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from shopper.drafts.capacity import Caller, Capacity, capacity
from shopper.drafts.draft import record_step
from shopper.faults import BadInput, NotThere
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.moves import Cause
from shopper.people import interviewers_named
from shopper.queries import measurements_of, method_of, stored_id
from shopper.tables.people import User
from shopper.tables.study import Wave, WaveInterviewer

HOURS_A_WEEK: Final = 20
"""What a new interviewer of a wave is first given; the coordinator changes it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """When an interviewer of the wave can call, and what they must not take. `available` by keys of `WEEKDAY_KEYS`."""

    hours_a_week: int
    available: dict[str, str]
    days_off: tuple[date, ...] = ()
    not_areas: tuple[str, ...] = ()
    not_municipalities: tuple[str, ...] = ()

    def as_columns(self) -> dict[str, Any]:
        """The columns of a stored interviewer of a wave."""
        return {
            "hours_a_week": self.hours_a_week,
            "available": dict(self.available),
            "days_off": [day.isoformat() for day in self.days_off],
            "not_areas": sorted(self.not_areas),
            "not_municipalities": sorted(self.not_municipalities),
        }


@dataclass(frozen=True, slots=True)
class Participant:
    """An interviewer of the wave with their terms; `can_sign_in`: whether they have a password."""

    user_id: int
    name: str
    can_sign_in: bool
    terms: Terms


def participants(session: Session, wave: Wave) -> list[Participant]:
    """The wave's interviewers, by name."""
    rows = session.exec(
        select(WaveInterviewer, User)
        .join(User, col(User.id) == WaveInterviewer.user_id)
        .where(WaveInterviewer.wave_id == wave.id)
        .order_by(User.name)
    )
    return [Participant(row.user_id, user.name, user.password_hash is not None, _terms(row)) for row, user in rows]


def participant(session: Session, wave: Wave, user_id: int) -> Participant:
    """One interviewer of the wave, or NotThere."""
    for one in participants(session, wave):
        if one.user_id == user_id:
            return one
    raise NotThere(f"user {user_id} is no interviewer of {wave.name}")


def others(session: Session, wave: Wave) -> list[User]:
    """The interviewers who are not in the wave, by name."""
    chosen = select(WaveInterviewer.user_id).where(WaveInterviewer.wave_id == wave.id)
    wanted = select(User).where(User.role == "interviewer", col(User.id).not_in(chosen))
    return list(session.exec(wanted.order_by(User.name)))


def add_people(session: Session, wave: Wave, names: list[str], cause: Cause) -> list[int]:
    """Add interviewers by name, each with the hours that the method's offices are open; the ids of those added.

    Names that are new become users who cannot sign in until they get a password. BadInput when a name is that of a user
    who is no interviewer.
    """
    users = interviewers_named(session, names, cause)
    there = {one.user_id for one in participants(session, wave)}
    added = [user_id for _, user_id in sorted(users.items()) if user_id not in there]
    columns = _first_terms(wave).as_columns()
    session.add_all(WaveInterviewer(wave_id=stored_id(wave.id), user_id=user_id, **columns) for user_id in added)
    session.flush()
    if added:
        record_step(session, wave, "people", cause, added=added)
    return added


def change_terms(session: Session, wave: Wave, user_id: int, terms: Terms, cause: Cause) -> None:
    """Store when an interviewer can call and what they must not take.

    NotThere when they are not in the wave; BadInput for hours that are none, or an area or municipality that the wave
    has not got.
    """
    row = _row(session, wave, user_id)
    _check(session, wave, terms)
    if terms.as_columns() == _terms(row).as_columns():
        return
    for column, value in terms.as_columns().items():
        setattr(row, column, value)
    session.add(row)
    session.flush()
    record_step(session, wave, "people", cause, changed=user_id)


def remove_person(session: Session, wave: Wave, user_id: int, cause: Cause) -> None:
    """Take an interviewer out of the wave; the user stays. NotThere when they are not in it."""
    session.delete(_row(session, wave, user_id))
    session.flush()
    record_step(session, wave, "people", cause, removed=user_id)


def capacity_of(session: Session, wave: Wave) -> Capacity:
    """The wave's calls, spares included, against its interviewers' hours."""
    method = method_of(wave)
    spares = method.quota.spares if wave.spares is None else wave.spares
    calls = len(measurements_of(session, wave)) * len(method.area) * (method.quota.calls + spares)
    callers = [_caller(one.terms) for one in participants(session, wave)]
    return capacity(method, (wave.first_day, wave.last_day), calls, callers)


def _caller(terms: Terms) -> Caller:
    hours = {WEEKDAY_KEYS.index(key) + 1: read_hours(text) for key, text in terms.available.items()}
    return Caller(terms.hours_a_week * 60, hours, frozenset(terms.days_off))


def _check(session: Session, wave: Wave, terms: Terms) -> None:
    areas = {area.code for area in method_of(wave).area}
    codes = {one.municipality_code for one in measurements_of(session, wave)}
    if not set(terms.not_areas) <= areas or not set(terms.not_municipalities) <= codes:
        raise BadInput("an area or municipality is not in the wave any more; open the page again")
    for key, text in terms.available.items():
        if key not in WEEKDAY_KEYS:
            raise BadInput(f"{key!r} is not a weekday; allowed are {', '.join(WEEKDAY_KEYS)}")
        try:
            read_hours(text)
        except ValueError as error:
            raise BadInput(str(error)) from error


def _first_terms(wave: Wave) -> Terms:
    rules = method_of(wave).working_time
    hours = f"{rules.opens:%H:%M}-{rules.closes:%H:%M}"
    return Terms(HOURS_A_WEEK, {WEEKDAY_KEYS[weekday - 1]: hours for weekday in sorted(rules.weekdays)})


def _row(session: Session, wave: Wave, user_id: int) -> WaveInterviewer:
    row = session.get(WaveInterviewer, (wave.id, user_id))
    if row is None:
        raise NotThere(f"user {user_id} is no interviewer of {wave.name}")
    return row


def _terms(row: WaveInterviewer) -> Terms:
    return Terms(
        hours_a_week=row.hours_a_week,
        available=dict(row.available),
        days_off=tuple(date.fromisoformat(day) for day in row.days_off),
        not_areas=tuple(row.not_areas),
        not_municipalities=tuple(row.not_municipalities),
    )
