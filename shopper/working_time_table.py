"""The table that working time of whole columns is looked up in. Pure; used by `working_time.working_hours_of`.

For every local day it holds the working time before it and its own length. The working time at a moment is then
one lookup and one clip, and that of a letter the difference of two. Zones are turned by the zone's own transitions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from shopper.closed_days import open_hours
from shopper.method_parts import WorkingTimeRules

EARLIEST_YEAR, LATEST_YEAR = 1970, 2199
"""Years a table can be made for: the moments of any measurement."""

_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class WorkTable:
    """Working time by local day. Everything in microseconds; days are counted from 1970-01-01."""

    turns: NDArray[np.int64]
    offsets: NDArray[np.int64]
    first_day: int
    opens: int
    before: NDArray[np.int64]
    length: NDArray[np.int64]

    def worked(self, utc: NDArray[np.int64]) -> NDArray[np.int64]:
        """Working time from the table's first day to each moment."""
        local = utc + self.offsets[np.searchsorted(self.turns, utc, side="right")]
        day = local // _DAY
        since_opening = local - day * _DAY - self.opens
        day -= self.first_day
        worked: NDArray[np.int64] = self.before[day] + np.minimum(np.maximum(since_opening, 0), self.length[day])
        return worked


@lru_cache(maxsize=32)
def work_table(rules: WorkingTimeRules, first_year: int, last_year: int) -> WorkTable:
    """The table that holds every moment of these years in UTC; ValueError outside 1970-2199."""
    if first_year < EARLIEST_YEAR or last_year > LATEST_YEAR:
        raise ValueError(f"times run from {first_year} to {last_year}; they must lie in {EARLIEST_YEAR}-{LATEST_YEAR}")
    # One day more on each side: the local date can differ from the date in UTC.
    first = date(first_year, 1, 1) - timedelta(days=1)
    last = date(last_year, 12, 31) + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    length = np.array([_length(day, rules) for day in days], dtype=np.int64)
    before = np.concatenate(([0], np.cumsum(length)[:-1]))
    turns = list(_turns(rules.zone, days))
    moments = [_midnight(first), *turns]
    return WorkTable(
        turns=np.array([_microseconds(turn) for turn in turns], dtype=np.int64),
        offsets=np.array([_offset(rules.zone, moment) for moment in moments], dtype=np.int64),
        first_day=(first - date(1970, 1, 1)).days,
        opens=_of_day(rules.opens),
        before=before.astype(np.int64),
        length=length,
    )


def _length(day: date, rules: WorkingTimeRules) -> int:
    hours = open_hours(day, rules)
    if hours.opens is None or hours.closes is None:
        return 0
    return _of_day(hours.closes) - _of_day(hours.opens)


def _of_day(at: time) -> int:
    return (at.hour * 60 + at.minute) * 60_000_000


def _turns(zone: ZoneInfo, days: list[date]) -> Iterator[datetime]:
    """The moments, to the second, at which the zone changes its offset from UTC."""
    for day in days:
        low = _midnight(day)
        high = low + timedelta(days=1)
        if _offset(zone, low) == _offset(zone, high):
            continue
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
        yield high


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return offset // timedelta(microseconds=1)


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
