"""A wave's days and its forecast, channel by channel, read from the store."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import Session, col

from shopper.board.contacts import CHANNELS, SHOWN_AFTER_END, TABLES, Channel, Period, Which, is_done, of_contacts
from shopper.board.days import Day, days
from shopper.board.forecast import Forecast, forecast
from shopper.closed_days import open_hours
from shopper.method import Method
from shopper.queries import stored_id
from shopper.tables.study import Wave


@dataclass(frozen=True, slots=True)
class Outlook:
    """One channel of a wave: its days so far and to come, and when it will end."""

    days: list[Day]
    forecast: Forecast


def outlooks(session: Session, wave: Wave, method: Method, period: Period) -> dict[Channel, Outlook]:
    """The outlook of each channel. Calls are counted in working days; letters leave on every day of the week."""
    return {channel: _outlook(session, wave, method, period, channel) for channel in CHANNELS}


def ends_on(found: dict[Channel, Outlook]) -> date | None:
    """The day on which the last contact of all will be done; None when one channel cannot tell, or nothing is left."""
    left = [each.forecast for each in found.values() if each.forecast.kind != "done"]
    known = [each.ends_on for each in left if each.ends_on is not None]
    return max(known) if known and len(known) == len(left) else None


def _outlook(session: Session, wave: Wave, method: Method, period: Period, channel: Channel) -> Outlook:
    def is_counted(day: date) -> bool:
        return channel == "mail" or open_hours(day, method.working_time).opens is not None

    which, today = Which((stored_id(wave.id),)), period.today
    last = max(wave.last_day, min(today, wave.last_day + SHOWN_AFTER_END))
    found = days(session, which, channel, (wave.first_day, last), period.zone)
    number, plan_ends_on = _left(session, which, channel, period)
    told = forecast(
        left=number,
        plan_ends_on=plan_ends_on,
        done_on={day.on: day.done for day in found},
        since=max(wave.first_day, today - timedelta(days=60)),
        today=today,
        is_counted=is_counted,
    )
    return Outlook(found, told)


def _left(session: Session, which: Which, channel: Channel, period: Period) -> tuple[int, date | None]:
    """How many contacts are not done, and the last day for which one of them is planned."""
    wanted = of_contacts(which, channel, func.count(), func.max(col(TABLES[channel].planned_at)))
    number, last = session.connection().execute(wanted.where(~is_done(channel))).one()
    return number, None if last is None else last.astimezone(period.zone).date()
