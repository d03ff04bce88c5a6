"""Working time: how many hours the municipality had to answer a letter. Pure and exact.

The clock runs only while the municipality is open by the method (08-17 on working days, method study 5.2 and 6).
It is read on the wall in the municipality's zone: opening hours never contain the hour that summer time adds or
takes, so each open day is exactly its hours. `working_hours` is exact, for one letter; `working_hours_of` is fast, for
columns of them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopper.closed_days import OUTSIDE_HOURS, OpenHours, open_hours
from shopper.method_parts import WorkingTimeRules
from shopper.working_time_table import work_table

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_AN_HOUR = 3_600_000_000

_BLOCK = 1 << 15
"""Rows counted at a time: few enough to stay in the processor's cache."""

Times = NDArray[Any]
"""A column of moments in UTC as datetime64; NaT where there is none."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that counts: on this local day from `starts` to `ends`."""

    on: date
    starts: time
    ends: time
    hours: Fraction


@dataclass(frozen=True, slots=True)
class Skipped:
    """Time that does not count, and why, in Swedish. 00:00 as `ends` is the midnight that ends the day."""

    on: date
    starts: time
    ends: time
    reason: str


def working_hours(sent_at: datetime, answered_at: datetime, rules: WorkingTimeRules) -> Fraction:
    """Working hours between two moments, exact to the microsecond.

    ValueError names the fault when a time has no zone or the answer comes before the letter. Method study 5.2, 6.
    """
    start, end = _both_on_the_wall(sent_at, answered_at, rules)
    spans = (_span(open_hours(day, rules)) for day in _days(start, end))
    counted = (min(closes, end) - max(opens, start) for opens, closes in spans if opens < end and start < closes)
    return _hours(sum(counted, timedelta()))


def explain(sent_at: datetime, answered_at: datetime, rules: WorkingTimeRules) -> tuple[Stretch | Skipped, ...]:
    """Every moment from letter to answer in order: the stretches that count, and the parts that do not with reason.

    The hours of the stretches add up to `working_hours`. ValueError as there.
    """
    start, end = _both_on_the_wall(sent_at, answered_at, rules)
    return tuple(piece for day in _days(start, end) for piece in _pieces(open_hours(day, rules), start, end))


def working_hours_of(sent: Times, answered: Times, rules: WorkingTimeRules) -> NDArray[np.float64]:
    """Working hours of each letter of two columns; nan where either moment is NaT.

    `sent` and `answered` are equally long datetime64 columns in UTC. ValueError when they are not, when an answer comes
    before its letter, or when a year is outside 1970-2199. Gives what `working_hours` gives, as floats.
    """
    starts, ends = _column(sent, "sent"), _column(answered, "answered")
    if starts.shape != ends.shape or starts.ndim != 1:
        raise ValueError(f"sent has shape {starts.shape} and answered {ends.shape}; give two columns of one length")
    missing = np.isnat(starts) | np.isnat(ends)
    if missing.any():
        hours = np.full(starts.shape, np.nan)
        hours[~missing] = _hours_between(starts[~missing], ends[~missing], rules)
        return hours
    return _hours_between(starts, ends, rules)


def _hours_between(starts: Times, ends: Times, rules: WorkingTimeRules) -> NDArray[np.float64]:
    hours = np.empty(starts.shape)
    if hours.size == 0:
        return hours
    if (early := int((ends < starts).sum())) > 0:
        raise ValueError(f"{early} of {hours.size} answers come before their letters")
    table = work_table(rules, _year(starts.min()), _year(ends.max()))
    sent, answered = starts.view(np.int64), ends.view(np.int64)
    for at in range(0, hours.size, _BLOCK):
        block = slice(at, at + _BLOCK)
        hours[block] = (table.worked(answered[block]) - table.worked(sent[block])) / _MICROSECONDS_AN_HOUR
    return hours


def _column(times: Times, name: str) -> Times:
    if times.dtype.kind != "M":
        raise ValueError(f"{name} is a column of {times.dtype}; give datetime64 in UTC")
    return np.ascontiguousarray(times.astype("datetime64[us]", copy=False))


def _year(moment: np.datetime64) -> int:
    return int(moment.astype("datetime64[Y]").astype(np.int64)) + 1970


def reply_band(hours: Fraction | float | None, limits: Sequence[int]) -> int:
    """Index of the first band whose upper limit, inclusive, holds `hours`; `len(limits)` outside all or for None.

    `limits` are working hours, rising (`method.mail.reply_band_hours`). Method study 5.2.
    """
    return len(limits) if hours is None else bisect_left(limits, hours)


def add_working_hours(sent_at: datetime, hours: Fraction | int, rules: WorkingTimeRules) -> datetime:
    """The last moment, in UTC, at which no more than `hours` working hours have passed since `sent_at`.

    A window of that many hours closes then. Limits are inclusive, so when the hours run out at closing time an answer
    that evening is still inside: the window closes when the municipality opens again. ValueError as `working_hours`.
    """
    if hours < 0:
        raise ValueError(f"hours is {hours}; a window cannot be negative")
    wall = _on_the_wall(_aware(sent_at, "sent_at"), rules)
    left = _MICROSECOND * int(hours * _MICROSECONDS_AN_HOUR)
    for day in _open_from(wall.date(), rules):
        opens, closes = _span(day)
        start = max(wall, opens)
        if start + left < closes:
            return (start + left).replace(tzinfo=rules.zone).astimezone(UTC)
        left -= max(closes - start, timedelta())
    raise AssertionError("there is always another open day")


def _both_on_the_wall(sent_at: datetime, answered_at: datetime, rules: WorkingTimeRules) -> tuple[datetime, datetime]:
    sent, answered = _aware(sent_at, "sent_at"), _aware(answered_at, "answered_at")
    if answered < sent:
        raise ValueError(f"answered_at {answered.isoformat()} is before sent_at {sent.isoformat()}")
    return _on_the_wall(sent, rules), _on_the_wall(answered, rules)


def _days(start: datetime, end: datetime) -> Iterator[date]:
    first, last = start.date(), end.date()
    return (first + _DAY * n for n in range((last - first).days + 1))


def _pieces(day: OpenHours, start: datetime, end: datetime) -> Iterator[Stretch | Skipped]:
    """What of one day lies between two moments on the wall, cut at opening and closing."""
    midnight = datetime.combine(day.on, time())
    opens, closes = _span(day)
    cuts = [min(max(moment, start), end) for moment in (midnight, opens, closes, midnight + _DAY)]
    for counted, (earlier, later) in zip((False, True, False), pairwise(cuts), strict=True):
        if earlier < later and counted:
            yield Stretch(day.on, earlier.time(), later.time(), _hours(later - earlier))
        elif earlier < later:
            before_opening = day.opens is not None and later <= opens
            yield Skipped(day.on, earlier.time(), later.time(), OUTSIDE_HOURS if before_opening else day.why_closed)


def _hours(length: timedelta) -> Fraction:
    return Fraction(length // _MICROSECOND, _MICROSECONDS_AN_HOUR)


def _span(day: OpenHours) -> tuple[datetime, datetime]:
    """Opening and closing on the wall; a closed day opens and closes at its first midnight."""
    return datetime.combine(day.on, day.opens or time()), datetime.combine(day.on, day.closes or time())


def _open_from(day: date, rules: WorkingTimeRules) -> Iterator[OpenHours]:
    while True:
        hours = open_hours(day, rules)
        if hours.opens is not None:
            yield hours
        day += _DAY


def _on_the_wall(moment: datetime, rules: WorkingTimeRules) -> datetime:
    return moment.astimezone(rules.zone).replace(tzinfo=None)


def _aware(moment: datetime, name: str) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{name} {moment.isoformat()} has no time zone; give one, for example +01:00")
    return moment
