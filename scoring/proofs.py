"""Making figures: each carries its numerator, denominator, interval, formula and the ids behind it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from numpy.typing import NDArray

from scoring.counted import MICROSECONDS_AN_HOUR, Counted, Kind, RoundedSum
from scoring.figures import Figure
from scoring.intervals import bootstrap, wilson
from scoring.rounding import whole
from shopper.record_columns import Ints, Marks


def figure_of(counted: Counted, ids: Ints, chosen: Marks) -> Figure:
    """The figure of the chosen contacts."""
    is_known = counted.ungraded is None or not (counted.ungraded & chosen).any()
    base = counted.base & chosen & is_known
    return _MAKERS[counted.kind](counted, ids[base], counted.adds[base])


def rounded_sum(wanted: RoundedSum, figures: Mapping[str, Figure]) -> Figure:
    """The exact share with the sum of its rounded parts for its value: what the printed reports show."""
    exact = figures[wanted.exact]
    rounded = [whole(figures[key].value) for key in wanted.parts]
    value = None if exact.value is None else Fraction(sum(number for number in rounded if number is not None))
    return replace(exact, key=wanted.key, value=value, formula=wanted.formula)


def _tally(counted: Counted, ids: Ints, _: NDArray[Any]) -> Figure:
    number, plain = len(ids), _plain(ids)
    return Figure(counted.key, "count", Fraction(number), Fraction(number), number, None, None, counted.formula, plain)


def _share(counted: Counted, ids: Ints, adds: NDArray[Any]) -> Figure:
    """The share in per cent, with its Wilson interval."""
    below, within = _plain(ids), _plain(ids[adds])
    low, high = wilson(len(within), len(below))
    value = Fraction(100 * len(within), len(below)) if below else None
    numerator = Fraction(len(within))
    return Figure(counted.key, "percent", value, numerator, len(below), low, high, counted.formula, below, within)


def _points(counted: Counted, ids: Ints, adds: NDArray[Any]) -> Figure:
    """The sum of points as per cent of the most that could be had; bootstrap interval of the mean point.

    The denominator is the points that could be had; the number of contacts is the number of ids.
    """
    total, possible = Fraction(sum(adds.tolist())), counted.most * len(adds)
    values = tuple(Fraction(100 * point, counted.most) for point in adds.tolist())
    low, high = bootstrap(values, "mean")
    value = 100 * total / possible if possible else None
    plain = _plain(ids)
    return Figure(counted.key, "percent", value, total, possible, low, high, counted.formula, plain, values=values)


def _mean(counted: Counted, ids: Ints, adds: NDArray[Any]) -> Figure:
    """The mean of the hours, exact; bootstrap interval."""
    hours, number = _hours(adds), len(adds)
    low, high = bootstrap(hours, "mean")
    total = sum(hours, start=Fraction(0))
    value = total / number if number else None
    return Figure(counted.key, "hours", value, total, number, low, high, counted.formula, _plain(ids), values=hours)


def _median(counted: Counted, ids: Ints, adds: NDArray[Any]) -> Figure:
    """The median of the hours, exact; bootstrap interval. Its numerator is the median itself, zero for no hours."""
    hours, number = _hours(adds), len(adds)
    low, high = bootstrap(hours, "median")
    ordered = sorted(hours)
    value = (ordered[(number - 1) // 2] + ordered[number // 2]) / 2 if number else None
    total = value or Fraction(0)
    return Figure(counted.key, "hours", value, total, number, low, high, counted.formula, _plain(ids), values=hours)


_MAKERS: Final[dict[Kind, Callable[[Counted, Ints, NDArray[Any]], Figure]]] = {
    "tally": _tally,
    "share": _share,
    "points": _points,
    "mean": _mean,
    "median": _median,
}


def _hours(worked: NDArray[Any]) -> tuple[Fraction, ...]:
    return tuple(Fraction(microseconds, MICROSECONDS_AN_HOUR) for microseconds in worked.tolist())


def _plain(ids: Ints) -> tuple[int, ...]:
    return tuple(ids.tolist())
