"""Why a call is not to be made now, and when it is: from opening hours, closed days, plan and retry rules. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from shopper.closed_days import open_hours
from shopper.hours import WEEKDAY_KEYS
from shopper.method_parts import WorkingTimeRules

Why = Literal["planned", "retry", "closed", "closed_day", "holiday", "never_open"]
"""`planned`: its time has not come; `retry`: it was dialled not long ago; `closed`: the switchboard is, at this hour;
`closed_day`: the municipality is closed that day; `holiday`: everybody is; `never_open`: it has no hours at all."""

DAYS_AHEAD: Final = 60
"""A municipality that does not open within so many days is taken to have no hours."""


@dataclass(frozen=True, slots=True)
class Doors:
    """When a switchboard is open: hours by weekday in its own zone, its closed days, and the method's holidays."""

    hours: Mapping[str, Sequence[tuple[str, str] | list[str]]]
    closed_on: frozenset[date]
    rules: WorkingTimeRules
    zone: ZoneInfo

    @classmethod
    def of(cls, hours: Mapping[str, Any], closed_on: Sequence[str], rules: WorkingTimeRules, zone: str) -> "Doors":
        """From what is stored about a municipality and its measurement."""
        return cls(hours, frozenset(map(date.fromisoformat, closed_on)), rules, ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a call waits, and from when it can be made: `until` is None where that cannot be known.

    `name` is the holiday's, in Swedish as the calendar has it.
    """

    why: Why
    until: datetime | None
    name: str = ""


def why_it_waits(planned_at: datetime, not_before: datetime | None, doors: Doors, now: datetime) -> Wait | None:
    """Why the call waits, or None when it can be made now.

    `planned_at` is the plan's time, `not_before` the earliest moment of another dialling after one that reached nobody.
    All times are aware.
    """
    due = max(planned_at, not_before or planned_at)
    from_then = max(due, now)
    opens = next_opening(from_then, doors)
    if opens is None:
        return Wait("never_open", None)
    if opens > from_then:
        why, name = _why_closed(from_then.astimezone(doors.zone).date(), doors)
        return Wait(why, opens, name)
    if due <= now:
        return None
    return Wait("retry" if not_before is not None and not_before > now else "planned", due)


def next_opening(at: datetime, doors: Doors) -> datetime | None:
    """The first moment from `at` on at which the switchboard is open; None when it does not open for a long time.

    A municipality without any hours stored is taken to be open all day: nothing is known that would say otherwise.
    """
    first = at.astimezone(doors.zone).date()
    for day in (first + timedelta(days=number) for number in range(DAYS_AHEAD)):
        for opens, closes in _stretches(day, doors):
            if at < closes:
                return max(at, opens)
    return None


def _stretches(day: date, doors: Doors) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches of one day, in order."""
    if _why_closed(day, doors)[0] != "closed":
        return
    if not any(doors.hours.values()):
        midnight = datetime.combine(day, time(), doors.zone)
        yield midnight, datetime.combine(day + timedelta(days=1), time(), doors.zone)
        return
    for opens, closes in sorted(doors.hours.get(WEEKDAY_KEYS[day.weekday()], ())):
        yield _at(day, opens, doors.zone), _at(day, closes, doors.zone)


def _at(day: date, text: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), zone)


def _why_closed(day: date, doors: Doors) -> tuple[Why, str]:
    """Why a day is closed as a whole, with the holiday's name; `closed` when it is a day like any other."""
    if day in doors.closed_on:
        return "closed_day", ""
    method_day = open_hours(day, doors.rules)
    if method_day.opens is None and day.isoweekday() in doors.rules.weekdays:
        return "holiday", method_day.why_closed
    return "closed", ""
