"""The plan's charts: what stands in each cell, and how it is shaded."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.planning.parts import Channel, PlannedProbe
from scheduler.planning.spread import Load, Spread
from web.plan_charts import Cell, HourRow, LoadRow, SpreadRow, heat_map, load_rows, spread_table

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY, TUESDAY = date(2026, 10, 12), date(2026, 10, 13)


def at(day: date, hour: int, channel: Channel = "call") -> PlannedProbe:
    """A contact at this hour."""
    planned_at = datetime(day.year, day.month, day.day, hour, 20, tzinfo=ZONE)
    return PlannedProbe(channel, "0685", "bygglov", 1, False, planned_at, "i1" if channel == "call" else None)  # noqa: FBT003


def test_a_heat_map_counts_its_channel_by_day_and_hour_and_shades_by_the_most() -> None:
    probes = [at(MONDAY, 9), at(MONDAY, 9), at(MONDAY, 9), at(TUESDAY, 11), at(TUESDAY, 9, channel="mail")]
    made = heat_map("call", probes, [MONDAY, TUESDAY])
    assert (made.weeks, made.days, made.totals, made.total) == ([((2026, 42), 2)], [MONDAY, TUESDAY], [3, 1], 4)
    assert made.rows == [
        HourRow(9, [Cell(3, 5), Cell(0, 0)], 3),
        HourRow(10, [Cell(0, 0), Cell(0, 0)], 0),
        HourRow(11, [Cell(0, 0), Cell(1, 1)], 1),
    ]


def test_a_heat_map_shows_days_outside_the_period_too_and_may_be_empty() -> None:
    late = date(2026, 10, 26)
    made, nothing = heat_map("call", [at(late, 9)], [MONDAY]), heat_map("mail", [at(MONDAY, 9)], [MONDAY])
    assert (made.days, [number for _, number in made.weeks]) == ([MONDAY, late], [1, 1])
    assert (nothing.rows, nothing.total) == ([], 0)


def test_the_load_has_a_row_for_each_interviewer_and_a_gap_where_nothing_is_known() -> None:
    loads = [Load("i2", 2026, 43, 60, 600), Load("i1", 2026, 42, 20, 300), Load("i1", 2026, 43, 40, 300)]
    weeks, rows = load_rows(loads)
    assert weeks == [(2026, 42), (2026, 43)]
    assert rows == [LoadRow("i1", [loads[1], loads[2]], 60, 600), LoadRow("i2", [None, loads[0]], 60, 600)]


def test_the_spread_has_a_row_for_each_area_also_for_one_without_contacts() -> None:
    every = Spread("", {(2026, 42): 3}, {1: 2, 2: 1}, {9: 1, 10: 2})
    bygglov = Spread("bygglov", {(2026, 42): 2}, {1: 2, 2: 0}, {9: 1, 10: 1})
    skola = Spread("skola", {(2026, 42): 1}, {1: 0, 2: 1}, {10: 1})
    gator = Spread("gator", {(2026, 42): 0}, {1: 0, 2: 0}, {9: 0, 10: 0})
    made = spread_table("call", [every, bygglov, skola, gator])
    assert (made.weeks, made.weekdays, made.hours) == ([(2026, 42)], [1, 2], [9, 10])
    assert made.rows == [
        SpreadRow("bygglov", [[Cell(2, 5)], [Cell(2, 5), Cell(0, 0)], [Cell(1, 1), Cell(1, 1)]], 2),
        SpreadRow("skola", [[Cell(1, 1)], [Cell(0, 0), Cell(1, 1)], [Cell(0, 0), Cell(1, 1)]], 1),
        SpreadRow("gator", [[Cell(0, 0)], [Cell(0, 0), Cell(0, 0)], [Cell(0, 0), Cell(0, 0)]], 0),
    ]
    assert made.all == SpreadRow("", [[Cell(3, 0)], [Cell(2, 0), Cell(1, 0)], [Cell(1, 0), Cell(2, 0)]], 3)
