"""How evenly one municipality's contacts of one channel lie: counts, and what one more would cost. Pure.

The cost of a class (a week, a weekday, an hour) with n contacts is n² over its share of the room, so the sum is least
when every class has contacts in proportion to its room. A class with three quarters of the largest room counts as full:
a week with one holiday gets as many contacts as any other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scheduler.planning.days import INSIDE, OUTSIDE, Day

_IN_ALL: Final = 6
_OF_AREA: Final = 4
_A_DAY: Final = 1
"""What evenness is worth over all areas, within an area, and from day to day."""

_COUNTS_AS_FULL: Final = 0.75
"""A class with so much of the largest room counts as full."""

_HOURS: Final = 24

_CLOSED: Final = 10**9
"""The weight of an hour with no room: only what may break a rule comes there."""

_LEAST_SHARE: Final = 0.05
"""A week for which the interviewers have no room at all counts as if they had so much of a full one."""

_FULL: Final = 60
"""The weight of a class with full room; less room, more weight."""


def weights(room: Mapping[int, int]) -> dict[int, int]:
    """The weight of each class with room, by the room it has."""
    most = max(room.values(), default=0)
    return {key: round(_FULL / min(1.0, have / (_COUNTS_AS_FULL * most))) for key, have in room.items() if have > 0}


@dataclass(frozen=True, slots=True)
class Classes:
    """What contacts are counted by: weeks of the period, ISO weekdays, hours (`hour_class`), each with its weight."""

    weeks: Mapping[int, int]
    weekdays: Mapping[int, int]
    hours: Mapping[int, int]
    last_week: int = 0


class Tally:
    """Counts by week, weekday, hour and day, over all areas and for each."""

    def __init__(self, classes: Classes) -> None:
        self._weight_of_week = [classes.weeks.get(number, _FULL) for number in range(classes.last_week + 1)]
        self._weight_of_weekday = [classes.weekdays.get(number, _FULL) for number in range(8)]
        self._weight_of_hour = [classes.hours.get(number, _CLOSED) for number in range(2 * _HOURS)]
        self._all = self._counts()
        self._areas: dict[str, tuple[list[int], list[int], list[int]]] = {}
        self._days: dict[int, int] = {}

    def _counts(self) -> tuple[list[int], list[int], list[int]]:
        return [0] * len(self._weight_of_week), [0] * 8, [0] * 2 * _HOURS

    def _of(self, area: str) -> tuple[list[int], list[int], list[int]]:
        found = self._areas.get(area)
        if found is None:
            found = self._areas[area] = self._counts()
        return found

    def count(self, area: str, day: Day, hour: int, by: int) -> None:
        """Add (or with -1 take away) a contact."""
        if day.week_number >= len(self._weight_of_week):
            return
        for weeks, weekdays, hours in (self._all, self._of(area)):
            weeks[day.week_number] += by
            weekdays[day.weekday] += by
            hours[hour] += by
        self._days[day.number] = self._days.get(day.number, 0) + by

    def day_costs(self, area: str, days: Sequence[Day]) -> list[int]:
        """What one more contact of the area costs on each of the days."""
        weeks, weekdays, _ = self._of(area)
        all_weeks, all_weekdays, _ = self._all
        of_week = _costs(self._weight_of_week, all_weeks, weeks)
        of_weekday = _costs(self._weight_of_weekday, all_weekdays, weekdays)
        count = self._days.get
        a_day = _FULL * _A_DAY
        return [
            of_week[day.week_number] + of_weekday[day.weekday] + a_day * (2 * count(day.number, 0) + 1) for day in days
        ]

    def hour_costs(self, area: str, side: int = INSIDE) -> list[int]:
        """What one more contact of the area costs in each hour of the day, on a side of working time."""
        costs = _costs(self._weight_of_hour, self._all[2], self._of(area)[2])
        return costs[_HOURS:] if side == OUTSIDE else costs[:_HOURS]

    def exchange_gains(self, areas: Sequence[str], days: Sequence[Day], hours: Sequence[int]) -> NDArray[np.int64]:
        """For contacts of these areas, days and hours: what the area of each (row) gains in the place of each (column).

        The totals stay as they are, since the other contact comes in its place.
        """
        gains = np.zeros((len(areas), len(areas)), dtype=np.int64)
        keys = [day.week_number for day in days], [day.weekday for day in days], hours
        weights_of = self._weight_of_week, self._weight_of_weekday, self._weight_of_hour
        for kind, (key, weight_list) in enumerate(zip(keys, weights_of, strict=True)):
            at, weight = np.array(key), np.array(weight_list)
            counts = np.array([self._of(area)[kind] for area in areas])
            leaving = weight[at] * (2 * counts[np.arange(len(areas)), at] - 1)
            coming = weight[at] * (2 * counts[:, at] + 1)
            gains += np.where(at[:, None] == at, 0, leaving[:, None] - coming)
        return _OF_AREA * gains


def _costs(weight: Sequence[int], in_all: Sequence[int], of_area: Sequence[int]) -> list[int]:
    constant = _IN_ALL + _OF_AREA
    return [
        one * (2 * (_IN_ALL * every + _OF_AREA * own) + constant)
        for one, every, own in zip(weight, in_all, of_area, strict=True)
    ]


def classes_of_calls(days: Sequence[Day], room_of_week: Mapping[tuple[int, int], float]) -> Classes:
    """The classes of calls: room is open days and, by week, what the interviewers have room for (1: enough)."""
    weeks = Counter(day.week_number for day in days if day.calls)
    weekdays = Counter(day.weekday for day in days if day.calls)
    hours = Counter(minute // 60 for day in days for minute, _ in day.calls)
    shares = {day.week_number: room_of_week.get(day.week, 1.0) for day in days}
    by_week = {week: round(weight / max(shares[week], _LEAST_SHARE)) for week, weight in weights(weeks).items()}
    return Classes(by_week, weights(weekdays), weights(hours), _last_week(days))


def classes_of_letters(days: Sequence[Day]) -> Classes:
    """The classes of letters: an hour outside working time is one of its own, beside the same hour inside."""
    weeks = Counter(day.week_number for day in days if any(day.letters))
    weekdays = Counter(day.weekday for day in days if any(day.letters))
    hours: dict[int, int] = {}
    for side in (INSIDE, OUTSIDE):
        room: Counter[int] = Counter()
        for day in days:
            for hour, marks in day.letters[side].items():
                room[hour_class(hour, side)] += len(marks)
        hours |= weights(room)
    return Classes(weights(weeks), weights(weekdays), hours, _last_week(days))


def hour_class(hour: int, side: int) -> int:
    """The class of an hour on a side of working time."""
    return hour + _HOURS if side == OUTSIDE else hour


def _last_week(days: Sequence[Day]) -> int:
    return max((day.week_number for day in days), default=0)
