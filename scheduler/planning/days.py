"""The days of the period as one municipality offers them: when a call can begin and when a letter can leave. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.planning.hours import (
    Stretch,
    at_minute,
    days_between,
    minutes,
    overlap,
    starts_in,
    stretches,
    week_of,
    without,
)
from scheduler.planning.parts import PlanMunicipality, PlanRequest, lunch, working_stretches, zone_of

INSIDE: Final = 0
OUTSIDE: Final = 1
"""The two sides of working time on which letters leave."""

Mark = tuple[int, int]
"""A minute of the day on the municipality's clock, and that moment in seconds of UTC."""

_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """One day: `calls` and `in_lunch` are starts of calls; `letters` minutes to write, by side and hour.

    `number` counts days from the first of our era, `week_number` the weeks of the period from 0.
    """

    on: date
    number: int
    week: tuple[int, int]
    week_number: int
    weekday: int
    calls: tuple[Mark, ...] = ()
    in_lunch: tuple[Mark, ...] = ()
    letters: tuple[Mapping[int, tuple[Mark, ...]], Mapping[int, tuple[Mark, ...]]] = ({}, {})


class Calendar:
    """The days of each municipality of a request; what they share is worked out once."""

    def __init__(self, request: PlanRequest) -> None:
        self._request = request
        self._letters: dict[str, list[tuple[dict[int, tuple[Mark, ...]], dict[int, tuple[Mark, ...]]]]] = {}
        not_before = request.not_before
        self._earliest = 0 if not_before is None else -int(-not_before.timestamp() // 1)

    def days_of(self, municipality: PlanMunicipality) -> tuple[Day, ...]:
        """Every day of the period, also those on which nobody can be reached."""
        request, zone = self._request, zone_of(self._request, municipality.code)
        letters = self._letters_in(zone)
        on_days = days_between(request.first_day, request.last_day)
        weeks = sorted({week_of(on) for on in on_days})
        found = []
        for position, on in enumerate(on_days):
            calls, in_lunch = self._calls_on(on, municipality, zone)
            day = Day(on, on.toordinal(), week_of(on), weeks.index(week_of(on)), on.isoweekday(), calls, in_lunch)
            found.append(_with_letters(day, letters[position]))
        return tuple(found)

    def _calls_on(
        self, on: date, municipality: PlanMunicipality, zone: ZoneInfo
    ) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """Starts outside lunch, and those that only a plan which may break the lunch can use."""
        if on in municipality.closed_on:
            return (), ()
        method, length = self._request.method, self._request.method.plan.minutes_a_call
        switchboard = stretches(municipality.opening_hours.get(on.isoweekday(), ()))
        open_at = overlap(working_stretches(method, on), switchboard)
        calm = starts_in(without(open_at, lunch(method)), length)
        whole = starts_in(open_at, length)
        return self._marks(on, calm, zone), self._marks(on, sorted(set(whole) - set(calm)), zone)

    def _letters_in(self, zone: ZoneInfo) -> list[tuple[dict[int, tuple[Mark, ...]], dict[int, tuple[Mark, ...]]]]:
        if zone.key not in self._letters:
            on_days = days_between(self._request.first_day, self._request.last_day)
            self._letters[zone.key] = [self._letters_on(on, zone) for on in on_days]
        return self._letters[zone.key]

    def _letters_on(self, on: date, zone: ZoneInfo) -> tuple[dict[int, tuple[Mark, ...]], dict[int, tuple[Mark, ...]]]:
        plan = self._request.method.plan
        whole = [(minutes(plan.mail_earliest), minutes(plan.mail_latest))]
        working = working_stretches(self._request.method, on)
        return self._by_hour(on, overlap(whole, working), zone), self._by_hour(on, without(whole, working), zone)

    def _by_hour(self, on: date, some: Sequence[Stretch], zone: ZoneInfo) -> dict[int, tuple[Mark, ...]]:
        """Every minute of the stretches but the full hours: nobody writes on the stroke."""
        found: dict[int, list[Mark]] = {}
        picked = [minute for start, end in some for minute in range(start, end) if minute % 60]
        for mark in self._marks(on, picked, zone):
            found.setdefault(mark[0] // 60, []).append(mark)
        return {hour: tuple(marks) for hour, marks in found.items()}

    def _marks(self, on: date, some: Sequence[int], zone: ZoneInfo) -> tuple[Mark, ...]:
        return tuple(mark for mark in marks_of(on, some, zone) if mark[1] >= self._earliest)


def marks_of(on: date, some: Sequence[int], zone: ZoneInfo) -> Iterator[Mark]:
    """The minutes with their moments; what summer time skips is left out, of what it repeats the first holds."""
    midnight = at_minute(on, 0, zone)
    is_even = midnight.utcoffset() == datetime.combine(on + timedelta(days=1), time(), zone).utcoffset()
    start = int(midnight.timestamp())
    for minute in some:
        if is_even:
            yield minute, start + minute * 60
            continue
        moment = at_minute(on, minute, zone)
        seconds = int(moment.timestamp())
        if datetime.fromtimestamp(seconds, zone).replace(tzinfo=None, fold=0) == moment.replace(tzinfo=None):
            yield minute, seconds


def _with_letters(day: Day, letters: tuple[dict[int, tuple[Mark, ...]], dict[int, tuple[Mark, ...]]]) -> Day:
    return Day(day.on, day.number, day.week, day.week_number, day.weekday, day.calls, day.in_lunch, letters)
