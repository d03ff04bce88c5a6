"""When calls reached nobody: by hour and weekday, and within stretches of the day that may explain it. Pure.

A citizen who meets a closed or unstaffed switchboard cares little about the grades of those who got through (method
study 18: lunch closing).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Literal

from scoring.change import newcombe
from scoring.intervals import ALPHA
from scoring.small_samples import FEWEST_CONTACTS
from shopper.records import CallRecord

Opening = Mapping[int, tuple[tuple[time, time], ...]]
"""Hours of a switchboard by ISO weekday, in its own zone."""

Verdict = Literal["worse", "better", "unclear", "too_few"]
"""Whether calls in a stretch fail more often or less often than others, by more than chance."""

WORKDAYS = range(1, 6)
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Calls inside a stretch of the day against all others. `is_few`: one side has too few calls to be compared."""

    failed: int
    tried: int
    other_failed: int
    other_tried: int

    @property
    def is_few(self) -> bool:
        """Whether one side has too few calls to say anything."""
        return min(self.tried, self.other_tried) < FEWEST_CONTACTS

    def interval(self, alpha: float) -> tuple[float, float]:
        """Newcombe's interval of how much more often the calls inside fail, as parts of 1."""
        return newcombe(self.failed, self.tried, self.other_failed, self.other_tried, alpha)


@dataclass(frozen=True, slots=True)
class HourTable:
    """Failed and tried calls by hour (rows) and ISO weekday (columns); None in a cell where nobody called.

    `outside` marks hours in which the switchboard is not open at all; none are marked where its hours are not known.
    """

    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    cells: tuple[tuple[tuple[int, int] | None, ...], ...]
    outside: tuple[tuple[bool, ...], ...]


def by_hour(calls: Sequence[CallRecord], failed: Collection[int], opening: Opening, zone: tzinfo) -> HourTable:
    """The calls by local hour and weekday. Workdays are always there, other days when somebody called on them."""
    places = [(call.called_at.astimezone(zone), call.id in failed) for call in calls]
    hours = [at.hour for at, _ in places]
    rows = tuple(range(min(hours), max(hours) + 1)) if hours else ()
    weekdays = tuple(sorted({*WORKDAYS, *(at.isoweekday() for at, _ in places)}))
    cells = tuple(tuple(_cell(places, hour, day) for day in weekdays) for hour in rows)
    outside = tuple(tuple(_is_closed(opening, hour, day) for day in weekdays) for hour in rows)
    return HourTable(rows, weekdays, cells, outside)


def within(calls: Sequence[CallRecord], failed: Collection[int], inside: Collection[int]) -> Stretch:
    """The calls whose ids are `inside` against the others."""
    chosen = [call.id for call in calls if call.id in inside]
    others = [call.id for call in calls if call.id not in inside]
    return Stretch(
        sum(call in failed for call in chosen), len(chosen), sum(call in failed for call in others), len(others)
    )


def judged(stretches: Sequence[Stretch]) -> tuple[Verdict, ...]:
    """The verdict on each of the stretches, corrected for how many of them are judged (Holm 1979).

    Holm's steps without p-values: a difference is real when the interval at ALPHA divided by the number still unclear
    leaves out 0, and each one found real makes the next step easier for the rest. Stretches with few calls are not
    judged and do not count.
    """
    unclear = {number for number, one in enumerate(stretches) if not one.is_few}
    real: set[int] = set()
    while found := {number for number in unclear if _leaves_out_0(stretches[number].interval(ALPHA / len(unclear)))}:
        real |= found
        unclear -= found
    return tuple(_verdict(one, number in real) for number, one in enumerate(stretches))


def _leaves_out_0(interval: tuple[float, float]) -> bool:
    return interval[0] > 0 or interval[1] < 0


def _verdict(one: Stretch, is_real: bool) -> Verdict:  # noqa: FBT001 - what Holm's steps found, and nothing else
    if one.is_few:
        return "too_few"
    if not is_real:
        return "unclear"
    return "worse" if one.failed * one.other_tried > one.other_failed * one.tried else "better"


def between(calls: Sequence[CallRecord], start: time, end: time, zone: tzinfo) -> frozenset[int]:
    """Ids of the calls made from `start` until before `end`, local time."""
    return frozenset(call.id for call in calls if start <= call.called_at.astimezone(zone).time() < end)


def in_first_hour(calls: Sequence[CallRecord], opening: Opening, zone: tzinfo) -> frozenset[int]:
    """Ids of the calls made within an hour of the switchboard's opening that day."""
    return frozenset(call.id for call in calls if _is_first_hour(call.called_at.astimezone(zone), opening))


def outside_hours(calls: Sequence[CallRecord], opening: Opening, zone: tzinfo) -> frozenset[int]:
    """Ids of the calls made while the switchboard was not open; none where its hours are not known."""
    if not opening:
        return frozenset()
    return frozenset(call.id for call in calls if not _is_open(call.called_at.astimezone(zone), opening))


def _cell(places: Sequence[tuple[datetime, bool]], hour: int, weekday: int) -> tuple[int, int] | None:
    found = [is_failed for at, is_failed in places if at.hour == hour and at.isoweekday() == weekday]
    return (sum(found), len(found)) if found else None


def _is_closed(opening: Opening, hour: int, weekday: int) -> bool:
    start, end = time(hour), time(hour, 59, 59)
    return bool(opening) and not any(opens <= end and start < closes for opens, closes in opening.get(weekday, ()))


def _is_open(at: datetime, opening: Opening) -> bool:
    return any(opens <= at.time() < closes for opens, closes in opening.get(at.isoweekday(), ()))


def _is_first_hour(at: datetime, opening: Opening) -> bool:
    hours = opening.get(at.isoweekday(), ())
    if not hours:
        return False
    first = min(opens for opens, _ in hours)
    return 0 <= _minute(at.time()) - _minute(first) < MINUTES_AN_HOUR


def _minute(at: time) -> int:
    return at.hour * MINUTES_AN_HOUR + at.minute
