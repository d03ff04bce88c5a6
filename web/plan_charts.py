"""The plan's charts as tables: when contacts are made, who is loaded how much, how each area is spread. Pure.

Times are those of each contact's own municipality, as the contacts bring them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from scheduler.planning.hours import week_of
from scheduler.planning.parts import Channel, PlannedProbe
from scheduler.planning.spread import Load, Spread

LEVELS: Final = 5
"""Shades of the charts beside white; each has its own colour of the number (`static/plan.css`)."""

Week = tuple[int, int]


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
    """One area's contacts by week, weekday and hour; all areas' when `area` is empty."""

    area: str
    groups: list[list[Cell]]
    total: int


@dataclass(frozen=True, slots=True)
class SpreadTable:
    """How a channel's contacts are spread: the columns of the three groups, a row an area, and that of all areas."""

    channel: Channel
    weeks: list[Week]
    weekdays: list[int]
    hours: list[int]
    rows: list[SpreadRow]
    all: SpreadRow


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


def spread_table(channel: Channel, spreads: Sequence[Spread]) -> SpreadTable:
    """The spreads of all areas (the first) and of each as a table; cells are shaded by the most of any area."""
    every, *areas = spreads
    columns = (list(every.weeks), list(every.weekdays), list(every.hours))
    most = [max((count for one in areas for count in _groups(one)[group].values()), default=0) for group in range(3)]
    rows = [_spread_row(one, columns, most) for one in areas]
    return SpreadTable(channel, *columns, rows, _spread_row(every, columns, [0, 0, 0]))


def _spread_row(one: Spread, columns: Sequence[Sequence[Any]], most: Sequence[int]) -> SpreadRow:
    groups = [
        [_cell(counts.get(key, 0), top) for key in keys]
        for counts, keys, top in zip(_groups(one), columns, most, strict=True)
    ]
    return SpreadRow(one.area, groups, sum(one.weeks.values()))


def _groups(one: Spread) -> tuple[Mapping[Any, int], ...]:
    return one.weeks, one.weekdays, one.hours


def _cell(count: int, most: int) -> Cell:
    """The count, shaded by the most of its chart; not shaded where there is no chart."""
    if count == 0 or most == 0:
        return Cell(count, 0)
    return Cell(count, 1 if most == 1 else 1 + (LEVELS - 1) * (count - 1) // (most - 1))


def _from_first_to_last(numbers: Iterable[int]) -> list[int]:
    found = set(numbers)
    return list(range(min(found), max(found) + 1)) if found else []
