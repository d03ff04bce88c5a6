"""Whether the interviewers' hours are enough for a wave's calls, week by week. Pure.

A rough sum that is shown while the wave is prepared: the plan itself also knows of switchboards, gaps and exceptions,
so a wave that has too few hours here cannot be planned, while one that has just enough may still not fit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from shopper.closed_days import open_hours
from shopper.method import Method


@dataclass(frozen=True, slots=True)
class Caller:
    """An interviewer as far as time goes: hours by ISO weekday, days off, and minutes a week."""

    minutes_a_week: int
    available: Mapping[int, tuple[time, time]]
    days_off: frozenset[date]


@dataclass(frozen=True, slots=True)
class WeekOfCalls:
    """One ISO week of the wave: its working days, the minutes its share of the calls needs, and those there are."""

    year: int
    week: int
    working_days: int
    minutes_needed: int
    minutes_there: int

    @property
    def is_enough(self) -> bool:
        """Whether there are as many minutes as are needed."""
        return self.minutes_there >= self.minutes_needed


@dataclass(frozen=True, slots=True)
class Capacity:
    """The whole wave: how many calls, what they take, and each week."""

    calls: int
    minutes_a_call: int
    weeks: tuple[WeekOfCalls, ...]

    @property
    def minutes_needed(self) -> int:
        """What all calls take."""
        return self.calls * self.minutes_a_call

    @property
    def minutes_there(self) -> int:
        """What the interviewers have, over the weeks."""
        return sum(week.minutes_there for week in self.weeks)

    @property
    def is_enough(self) -> bool:
        """Whether the hours are enough for the wave as a whole."""
        return self.minutes_there >= self.minutes_needed


def capacity(method: Method, days: tuple[date, date], calls: int, callers: Iterable[Caller]) -> Capacity:
    """The calls against the interviewers' time from the first of the days to the last, spread evenly over working days.

    Only whole calls count: of forty free minutes, twenty-minute calls leave none over, but of thirty-five fifteen.
    """
    by_week = _working_days(method, *days)
    total = sum(len(week) for week in by_week.values())
    people = list(callers)
    needed = calls * method.plan.minutes_a_call
    weeks = tuple(
        WeekOfCalls(
            year=year,
            week=week,
            working_days=len(working),
            minutes_needed=-(-needed * len(working) // total) if total else 0,
            minutes_there=sum(_minutes_of(caller, working, method) for caller in people),
        )
        for (year, week), working in by_week.items()
    )
    return Capacity(calls, method.plan.minutes_a_call, weeks)


def _working_days(method: Method, first: date, last: date) -> dict[tuple[int, int], list[date]]:
    """The working days of each ISO week that the wave touches."""
    found: dict[tuple[int, int], list[date]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        working = found.setdefault(day.isocalendar()[:2], [])
        if open_hours(day, method.working_time).opens is not None:
            working.append(day)
    return found


def _minutes_of(caller: Caller, days: Iterable[date], method: Method) -> int:
    """Minutes of whole calls that the caller can make on these days of one week."""
    a_call = method.plan.minutes_a_call
    possible = sum(_calls_on(caller, day, method) for day in days)
    return min(possible, caller.minutes_a_week // a_call) * a_call


def _calls_on(caller: Caller, day: date, method: Method) -> int:
    """How many calls fit in the caller's hours this day, before and after lunch."""
    hours, own = open_hours(day, method.working_time), caller.available.get(day.isoweekday())
    if hours.opens is None or hours.closes is None or own is None or day in caller.days_off:
        return 0
    first, last = max(hours.opens, own[0]), min(hours.closes, own[1])
    lunch_from, lunch_to = method.plan.lunch_from, method.plan.lunch_to
    parts = ((first, min(last, lunch_from)), (max(first, lunch_to), last))
    return sum(max(_minute(to) - _minute(since), 0) // method.plan.minutes_a_call for since, to in parts)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
