"""The charts of agreement: alpha with its interval for each factor, and the share that agrees week by week. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from scoring.agreement import RELIABLE, TENTATIVE
from scoring.wave_agreement import FactorAgreement, WeekAgreement

WIDTH: Final = 480
LEFT: Final = 44
RIGHT: Final = 14
TOP: Final = 12
ROW: Final = 40
FOOT: Final = 28
HEIGHT_OF_WEEKS: Final = 200
FULL: Final = 100
STEP: Final = 0.25


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in the drawing: its place, and the ends of its interval where it has one."""

    x: float
    y: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place and the value that stands there."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class AlphaDrawing:
    """A row for each factor, alpha from left to right. `marks` has None where a factor has no alpha.

    The names stand above the lines, so that the drawing is as wide on a telephone.
    """

    height: int
    marks: list[Mark | None]
    rows: list[float]
    across: list[Tick]
    tentative: float
    reliable: float


@dataclass(frozen=True, slots=True)
class WeekDrawing:
    """A point for each week, the share that agrees upwards, in per cent."""

    height: int
    marks: list[Mark]
    line: str
    up: list[Tick]


def alpha_drawing(factors: Sequence[FactorAgreement]) -> AlphaDrawing:
    """The chart of these factors, in their order; its left end is 0, or lower where an interval reaches below."""
    lows = [value for one in factors for value in (one.found.low, one.found.alpha) if value is not None]
    lowest = max(-1.0, floor(min([0.0, *lows]) / STEP) * STEP)
    height = TOP + ROW * len(factors) + FOOT

    def across(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (max(value, lowest) - lowest) / (1 - lowest), 1)

    rows = [TOP + ROW * number + ROW * 0.7 for number in range(len(factors))]
    marks = [
        None
        if one.found.alpha is None
        else Mark(
            across(one.found.alpha),
            row,
            None if one.found.low is None else across(one.found.low),
            None if one.found.high is None else across(one.found.high),
        )
        for one, row in zip(factors, rows, strict=True)
    ]
    ticks = [Tick(across(lowest + STEP * number), lowest + STEP * number) for number in range(_steps(lowest) + 1)]
    return AlphaDrawing(height, marks, rows, ticks, across(TENTATIVE), across(RELIABLE))


def week_drawing(weeks: Sequence[WeekAgreement]) -> WeekDrawing:
    """The chart of these weeks, in their order; those without a grade that both gave are left out by the caller."""
    apart = (WIDTH - LEFT - RIGHT) / max(1, len(weeks))

    def up(percent: float) -> float:
        return round(HEIGHT_OF_WEEKS - FOOT - (HEIGHT_OF_WEEKS - FOOT - TOP) * percent / FULL, 1)

    marks = [
        Mark(
            round(LEFT + apart * (number + 0.5), 1),
            up(FULL * week.agreed / week.graded),
            None if week.bounds[0] is None else up(week.bounds[0]),
            None if week.bounds[1] is None else up(week.bounds[1]),
        )
        for number, week in enumerate(weeks)
    ]
    line = " ".join(f"{mark.x:g},{mark.y:g}" for mark in marks)
    return WeekDrawing(HEIGHT_OF_WEEKS, marks, line, [Tick(up(value), value) for value in (0, 25, 50, 75, FULL)])


def _steps(lowest: float) -> int:
    return round((1 - lowest) / STEP)
