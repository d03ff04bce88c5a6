"""Which contacts the board counts: those that are to be made, each once.

Spares wait for their turn, withdrawn ones are made no more, and of a letter and the one sent instead of it only the
latter counts: what was planned is one contact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from shopper.states import GRADED_STATES, SENT_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Municipality, Wave

Channel = Literal["call", "mail"]
CHANNELS: Final[tuple[Channel, ...]] = ("call", "mail")
TABLES: Final[dict[Channel, type[CallProbe | MailProbe]]] = {"call": CallProbe, "mail": MailProbe}

DONE: Final[dict[Channel, frozenset[str]]] = {
    "call": frozenset(GRADED_STATES),
    "mail": frozenset({*SENT_STATES, "detected", "refused"}),
}
"""States in which the interviewer's or the sender's work with a contact is over."""

LATE_AFTER: Final = timedelta(minutes=30)
"""So long after its planned time a contact may still be under way: a call with its grading, a letter in its turn."""

SHOWN_AFTER_END: Final = timedelta(days=28)
"""So long after its last day a wave is still looked after: replies come, and late contacts are made."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which contacts are wanted; an empty part leaves nothing out. `municipality` is part of a name, or a code."""

    waves: tuple[int, ...]
    channel: Literal["", "call", "mail"] = ""
    area: str = ""
    interviewer: int = 0
    municipality: str = ""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that can hold such a contact: only calls have an interviewer."""
        possible: tuple[Channel, ...] = ("call",) if self.interviewer else CHANNELS
        return tuple(each for each in possible if self.channel in ("", each))


@dataclass(frozen=True, slots=True)
class Period:
    """The present moment with its day and week, each from a moment (included) to another (not included)."""

    now: datetime
    day: tuple[datetime, datetime]
    week: tuple[datetime, datetime]
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day's date in the zone."""
        return self.now.astimezone(self.zone).date()


def period_at(now: datetime, zone: ZoneInfo) -> Period:
    """The day and the week (from Monday) of a moment in a zone."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return Period(
        now=now,
        day=(midnight(today, zone), midnight(today + timedelta(days=1), zone)),
        week=(midnight(monday, zone), midnight(monday + timedelta(days=7), zone)),
        zone=zone,
    )


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(on, time(), zone)


def running_waves(session: Session, now: datetime, *of_whom: ColumnElement[bool]) -> Sequence[Wave]:
    """The launched waves that are looked after, the first to end first; of these, those of which all this holds."""
    since = (now - SHOWN_AFTER_END).date()
    wanted = select(Wave).where(Wave.state == "launched", col(Wave.last_day) >= since, *of_whom)
    return session.exec(wanted.order_by(col(Wave.last_day), col(Wave.name))).all()


def of_contacts(which: Which, channel: Channel, *columns: SQLColumnExpression[Any]) -> Select[Any]:
    """A SELECT of these columns over the contacts that count."""
    return of_all(which, channel, *columns).where(counts(channel))


def of_all(which: Which, channel: Channel, *columns: SQLColumnExpression[Any]) -> Select[Any]:
    """The same over every contact of the waves, joined to its measurement and municipality."""
    table = TABLES[channel]
    wanted = (
        select_columns(*columns)
        .select_from(table)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(col(Measurement.wave_id).in_(which.waves))
    )
    if which.area:
        wanted = wanted.where(col(table.area) == which.area)
    if which.interviewer:
        wanted = wanted.where(col(CallProbe.interviewer_id) == which.interviewer)
    if which.municipality:
        found = col(Municipality.name).icontains(which.municipality, autoescape=True)
        wanted = wanted.where(or_(found, col(Municipality.code) == which.municipality))
    return wanted


def counts(channel: Channel) -> ColumnElement[bool]:
    """Whether a contact of the channel is to be made and counted."""
    table = TABLES[channel]
    stands = and_(col(table.spare).is_(False), col(table.state) != "withdrawn")
    return stands if channel == "call" else and_(stands, ~is_replaced())


def is_replaced() -> ColumnElement[bool]:
    """Whether another letter was sent instead of a letter, or will be."""
    other = aliased(MailProbe)
    return select(other.id).where(col(other.replaces_id) == MailProbe.id).correlate(MailProbe).exists()


def is_done(channel: Channel) -> ColumnElement[bool]:
    """Whether the work with a contact is over."""
    return col(TABLES[channel].state).in_(DONE[channel])


def is_late(channel: Channel, now: datetime) -> ColumnElement[bool]:
    """Whether a contact should have been made by now and was not."""
    return and_(~is_done(channel), col(TABLES[channel].planned_at) <= now - LATE_AFTER)
