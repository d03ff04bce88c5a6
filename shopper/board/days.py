"""How many contacts each day asks for and how many it saw done, in the wave's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import SQLColumnExpression, case, func
from sqlmodel import Session, col

from shopper.board.contacts import TABLES, Channel, Which, is_done, midnight, of_contacts
from shopper.tables.calls import Grade
from shopper.tables.mail import MailProbe


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many contacts were planned for it, and how many were done on it."""

    on: date
    planned: int
    done: int


def days(session: Session, which: Which, channel: Channel, span: tuple[date, date], zone: ZoneInfo) -> list[Day]:
    """Every day from the first to the last of the span; what lies outside it counts on the day next to it."""
    dates = [span[0] + timedelta(days=number) for number in range((span[1] - span[0]).days + 1)]
    planned_at = col(TABLES[channel].planned_at)
    planned = _counted(session, of_contacts(which, channel, func.count(), _day(planned_at, dates, zone)))
    finished = _finished_at(channel)
    done = of_contacts(which, channel, func.count(), _day(finished, dates, zone)).where(is_done(channel))
    if channel == "call":
        done = done.join(Grade, col(Grade.call_probe_id) == TABLES["call"].id)
    finished_on = _counted(session, done)
    return [Day(on, planned.get(number, 0), finished_on.get(number, 0)) for number, on in enumerate(dates)]


def _finished_at(channel: Channel) -> SQLColumnExpression[Any]:
    """When the work was done; a letter that was refused has no time of its own, so its planned one stands for it."""
    if channel == "call":
        return col(Grade.submitted_at)
    return func.coalesce(MailProbe.sent_at, MailProbe.planned_at)


def _day(at: SQLColumnExpression[Any], dates: Sequence[date], zone: ZoneInfo) -> SQLColumnExpression[Any]:
    """The place in `dates` of the day on which a moment falls: by the moments at which days end, on any database."""
    ends = [midnight(on + timedelta(days=1), zone) for on in dates[:-1]]
    return case(*((at < end, number) for number, end in enumerate(ends)), else_=len(ends))


def _counted(session: Session, wanted: Any) -> dict[int, int]:
    number = wanted.selected_columns[1]
    return {place: count for count, place in session.connection().execute(wanted.group_by(number))}
