"""The plan's charts as tables: when contacts are made, who is loaded how much, how each area is spread. Pure.

Times are those of each contact's own municipality, as the contacts bring them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from scheduler.plan_hours import week_of
from scheduler.plan_parts import Channel, PlannedProbe
from scheduler.plan_spread import Load

LEVELS: Final = 5
"""Shades of the charts beside white; each has its own colour of the number (`static/plan.css`)."""

Week = tuple[int, int]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cell:
    """One count with its shade: 0 for none, `LEVELS` for the most of its chart."""

    count: int
    level: int


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour of the day through all days, with its sum."""

    hour: int
    cells: list[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Contacts of one channel by day and hour: the days grouped by week, a row an hour, and the sums."""

    channel: Channel
    weeks: list[tuple[Week, int]]
    days: list[date]
    rows: list[HourRow]
    totals: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One interviewer's minutes week by week, and in all."""

    interviewer: str
    weeks: list[Load | None]
    minutes: int
    capacity_minutes: int


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One area's contacts by week, weekday and hour."""

    area: str
    weeks: list[Cell]
    weekdays: list[Cell]
    hours: list[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How a channel's contacts are spread: what stands above the columns, and a row an area."""

    channel: Channel
    weeks: list[Week]
    weekdays: list[int]
    hours: list[int]
    rows: list[SpreadRow]


def heat_map(channel: Channel, probes: Iterable[PlannedProbe], days: Sequence[date]) -> HeatMap:
    """The contacts of this channel by day and hour, over these days and whatever other days they lie on."""
    counts = Counter((one.planned_at.date(), one.planned_at.hour) for one in probes if one.channel == channel)
    shown = sorted({*days, *(day for day, _ in counts)})
    most = max(counts.values(), default=0)
    rows = [
        HourRow(hour, [_cell(counts[day, hour], most) for day in shown], sum(counts[day, hour] for day in shown))
        for hour in _from_first_to_last(hour for _, hour in counts)
    ]
    weeks = Counter(week_of(day) for day in shown)
    totals = [sum(row.cells[place].count for row in rows) for place in range(len(shown))]
    return HeatMap(channel, sorted(weeks.items()), shown, rows, totals, sum(totals))


def load_rows(loads: Sequence[Load]) -> tuple[list[Week], list[LoadRow]]:
    """The weeks, and a row for each interviewer by name."""
    weeks = sorted({(one.year, one.week) for one in loads})
    found: dict[str, dict[Week, Load]] = {}
    for one in loads:
        found.setdefault(one.interviewer, {})[one.year, one.week] = one
    rows = [
        LoadRow(
            interviewer=name,
            weeks=[by_week.get(week) for week in weeks],
            minutes=sum(one.minutes for one in by_week.values()),
            capacity_minutes=sum(one.capacity_minutes for one in by_week.values()),
        )
        for name, by_week in sorted(found.items())
    ]
    return weeks, rows


def spread(channel: Channel, probes: Iterable[PlannedProbe], areas: Sequence[str]) -> Spread:
    """How the contacts of this channel are spread over weeks, weekdays and hours, for each area."""
    own = [one for one in probes if one.channel == channel]
    weeks = sorted({_week(one) for one in own})
    weekdays = _from_first_to_last(map(_weekday, own))
    hours = _from_first_to_last(map(_hour, own))
    by_week, by_weekday, by_hour = (_counted(own, part) for part in (_week, _weekday, _hour))
    rows = [
        SpreadRow(
            area=area,
            weeks=_cells(by_week, area, weeks),
            weekdays=_cells(by_weekday, area, weekdays),
            hours=_cells(by_hour, area, hours),
            total=sum(one.area == area for one in own),
        )
        for area in areas
    ]
    return Spread(channel, weeks, weekdays, hours, rows)


def _week(probe: PlannedProbe) -> Week:
    return week_of(probe.planned_at.date())


def _weekday(probe: PlannedProbe) -> int:
    return probe.planned_at.isoweekday()


def _hour(probe: PlannedProbe) -> int:
    return probe.planned_at.hour


def _counted(probes: Iterable[PlannedProbe], part: Callable[[PlannedProbe], Key]) -> Counter[tuple[str, Key]]:
    return Counter((one.area, part(one)) for one in probes)


def _cells(counts: Counter[tuple[str, Key]], area: str, keys: Sequence[Key]) -> list[Cell]:
    most = max(counts.values(), default=0)
    return [_cell(counts[area, key], most) for key in keys]


def _cell(count: int, most: int) -> Cell:
    if count == 0:
        return Cell(0, 0)
    return Cell(count, 1 if most == 1 else 1 + (LEVELS - 1) * (count - 1) // (most - 1))


def _from_first_to_last(numbers: Iterable[int]) -> list[int]:
    found = set(numbers)
    return list(range(min(found), max(found) + 1)) if found else []
