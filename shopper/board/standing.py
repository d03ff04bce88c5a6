"""How many contacts are done, late and to come: grouped in the database, so that 290 municipalities take no longer."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import SQLColumnExpression, and_, case, false, func, null
from sqlmodel import Session, col

from shopper.board.contacts import (
    TABLES,
    Channel,
    Period,
    Which,
    is_done,
    is_late,
    is_replaced,
    of_all,
    of_contacts,
)
from shopper.tables.calls import CallProbe
from shopper.tables.study import Measurement

Key = Literal["wave", "municipality", "area", "interviewer"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far some contacts have come.

    `due` were planned for a time until now, `today` and `week` for this day and week; `done_today` and `done_week` are
    those of the latter that are done.
    """

    planned: int = 0
    due: int = 0
    done: int = 0
    late: int = 0
    today: int = 0
    done_today: int = 0
    week: int = 0
    done_week: int = 0
    answered: int = 0

    @property
    def to_come(self) -> int:
        """Those that are neither done nor late."""
        return self.planned - self.done - self.late

    @property
    def left(self) -> int:
        """Those that are not done."""
        return self.planned - self.done

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


NOTHING: Final = Standing()


@dataclass(frozen=True, slots=True)
class Channels:
    """The standing of each channel."""

    call: Standing = NOTHING
    mail: Standing = NOTHING

    @property
    def both(self) -> Standing:
        """Calls and letters together."""
        return self.call + self.mail

    def __add__(self, other: "Channels") -> "Channels":
        return Channels(self.call + other.call, self.mail + other.mail)


@dataclass(frozen=True, slots=True)
class Apart:
    """Contacts that stand outside the count, in one channel."""

    spares: int
    withdrawn: int
    replaced: int


def standings(session: Session, which: Which, period: Period, *keys: Key) -> dict[tuple[Any, ...], Channels]:
    """The standing by wave id, municipality code, area code or interviewer's id, or by several of them.

    Without a key the one standing has the key `()`. Letters have no interviewer: theirs is None.
    """
    found: dict[tuple[Any, ...], Channels] = {}
    for channel in which.channels:
        columns = [_column(key, channel) for key in keys]
        wanted = of_contacts(which, channel, *columns, *_sums(channel, period))
        if columns:
            wanted = wanted.group_by(*columns)
        for row in session.connection().execute(wanted):
            standing = Standing(*(number or 0 for number in row[len(keys) :]))
            found[tuple(row[: len(keys)])] = found.get(tuple(row[: len(keys)]), Channels()) + _alone(channel, standing)
    return found


def total(standing: Iterable[Channels]) -> Channels:
    """All of them together."""
    return sum(standing, start=Channels())


def apart(session: Session, which: Which) -> dict[Channel, Apart]:
    """How many spares, withdrawn and replaced contacts the waves have besides those that count."""
    return {channel: _apart(session, which, channel) for channel in which.channels}


def _apart(session: Session, which: Which, channel: Channel) -> Apart:
    table = TABLES[channel]
    spare, withdrawn = col(table.spare), col(table.state) == "withdrawn"
    replaced = is_replaced() if channel == "mail" else false()
    parts = (spare, ~spare & withdrawn & ~replaced, replaced)
    wanted = of_all(which, channel, *(func.sum(case((part, 1), else_=0)) for part in parts))
    return Apart(*(number or 0 for number in session.connection().execute(wanted).one()))


def _alone(channel: Channel, standing: Standing) -> Channels:
    return Channels(call=standing) if channel == "call" else Channels(mail=standing)


def _column(key: Key, channel: Channel) -> SQLColumnExpression[Any]:
    table = TABLES[channel]
    if key == "interviewer":
        return col(CallProbe.interviewer_id) if channel == "call" else null()
    columns = {"wave": Measurement.wave_id, "municipality": Measurement.municipality_code, "area": table.area}
    return col(columns[key])


def _sums(channel: Channel, period: Period) -> list[SQLColumnExpression[Any]]:
    """The fields of `Standing`, in their order."""
    at, done = col(TABLES[channel].planned_at), is_done(channel)
    today, week = _within(at, period.day), _within(at, period.week)
    answered = col(TABLES[channel].state) == "answered"
    parts = (at <= period.now, done, is_late(channel, period.now), today, today & done, week, week & done, answered)
    return [func.count(), *(func.sum(case((part, 1), else_=0)) for part in parts)]


def _within(at: SQLColumnExpression[Any], span: tuple[datetime, datetime]) -> SQLColumnExpression[bool]:
    return and_(at >= span[0], at < span[1])
