"""The board's chart: how many contacts the plan has reached day by day, and how many are done. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

from shopper.board.days import Day

WIDTH: Final = 480
HEIGHT: Final = 240
LEFT: Final = 44
BOTTOM: Final = 28
TOP: Final = 12
RIGHT: Final = 10
LABELS_ACROSS: Final = 5
LINES_UP: Final = 4


@dataclass(frozen=True, slots=True)
class Reached:
    """How many contacts in all were planned until the end of a day, and were done; None for days to come."""

    on: date
    planned: int
    done: int | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place in the drawing and what it stands for."""

    at: float
    value: int
    on: date


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart as lines in a drawing of WIDTH times HEIGHT; the same values stand in `days`.

    `reached` is where the line of what is done ends, None before the first day.
    """

    days: list[Reached]
    plan_line: str
    done_line: str
    reached: tuple[float, float] | None
    across: list[Tick]
    up: list[Tick]
    today: float | None


def drawn(channels: Sequence[Sequence[Day]], today: date) -> Drawing:
    """The chart of one or more channels together; each has the same days."""
    days = _reached(channels, today)
    highest = max([1, *(max(day.planned, day.done or 0) for day in days)])
    step = -(-highest // LINES_UP)
    top = step * LINES_UP
    places = {day.on: _across(number, len(days)) for number, day in enumerate(days)}
    done = [(places[day.on], _up(day.done, top)) for day in days if day.done is not None]
    return Drawing(
        days=days,
        plan_line=_line((places[day.on], _up(day.planned, top)) for day in days),
        done_line=_line(done),
        reached=done[-1] if done else None,
        across=[Tick(places[day.on], 0, day.on) for day in _some(days)],
        up=[Tick(_up(value, top), value, today) for value in range(0, top + 1, step)],
        today=places.get(today),
    )


def _reached(channels: Sequence[Sequence[Day]], today: date) -> list[Reached]:
    together = [
        (day[0].on, sum(one.planned for one in day), sum(one.done for one in day))
        for day in zip(*channels, strict=True)
    ]
    planned, done = accumulate(day[1] for day in together), accumulate(day[2] for day in together)
    return [
        Reached(day[0], until, reached if day[0] <= today else None)
        for day, until, reached in zip(together, planned, done, strict=True)
    ]


def _some(days: Sequence[Reached]) -> Sequence[Reached]:
    """The days that are named below the chart: the first, the last, and a few between."""
    apart = max(1, round((len(days) - 1) / (LABELS_ACROSS - 1)))
    return days[::apart]


def _across(number: int, days: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * number / max(1, days - 1), 1)


def _up(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)


def _line(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
