"""Making figures: each carries its numerator, denominator, interval, formula and the ids behind it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.figures import Figure
from scoring.intervals import bootstrap, wilson
from scoring.rounding import whole

Ids = NDArray[np.int64]
Marks = NDArray[np.bool_]
"""One True or False per contact, beside its id."""


def tally(key: str, ids: Ids, formula: str) -> Figure:
    """How many contacts there are."""
    number = len(ids)
    return Figure(key, "count", Fraction(number), Fraction(number), number, None, None, formula, as_ids(ids))


def share(key: str, ids: Ids, base: Marks, counted: Marks, formula: str) -> Figure:
    """How large a part, in per cent, of the contacts marked `base` is also marked `counted`; Wilson interval."""
    in_base = ids[base]
    in_count = ids[base & counted]
    below, above = len(in_base), len(in_count)
    low, high = wilson(above, below)
    value = Fraction(100 * above, below) if below else None
    return Figure(key, "percent", value, Fraction(above), below, low, high, formula, as_ids(in_base), as_ids(in_count))


def points_share(key: str, ids: Ids, points: Sequence[int], most: int, formula: str) -> Figure:
    """The sum of points as per cent of the most that could be had; bootstrap interval of the mean point.

    The denominator is the points that could be had; the number of contacts is the number of ids.
    """
    total, possible = sum(points), most * len(points)
    values = tuple(Fraction(100 * point, most) for point in points)
    low, high = bootstrap(values, "mean")
    value = Fraction(100 * total, possible) if possible else None
    return Figure(key, "percent", value, Fraction(total), possible, low, high, formula, as_ids(ids), values=values)


def mean(key: str, ids: Ids, hours: Sequence[Fraction], formula: str) -> Figure:
    """The mean of the hours, exact; bootstrap interval."""
    total = sum(hours, start=Fraction(0))
    low, high = bootstrap(hours, "mean")
    value = total / len(hours) if hours else None
    return Figure(key, "hours", value, total, len(hours), low, high, formula, as_ids(ids), values=tuple(hours))


def median(key: str, ids: Ids, hours: Sequence[Fraction], formula: str) -> Figure:
    """The median of the hours, exact; bootstrap interval. Its numerator is the median itself, zero for no hours."""
    ordered = sorted(hours)
    middle = len(ordered) // 2
    value: Fraction | None = None
    if ordered:
        value = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    low, high = bootstrap(hours, "median")
    numerator = value or Fraction(0)
    return Figure(key, "hours", value, numerator, len(hours), low, high, formula, as_ids(ids), values=tuple(hours))


def sum_of_rounded(key: str, exact: Figure, parts: Sequence[Figure], formula: str) -> Figure:
    """The same share as `exact`, but as the sum of its parts already rounded: what the printed reports show."""
    rounded = [whole(part.value) for part in parts]
    value = None if exact.value is None else Fraction(sum(number for number in rounded if number is not None))
    return replace(exact, key=key, value=value, formula=formula)


def as_ids(ids: Ids) -> tuple[int, ...]:
    """The ids as plain integers."""
    return tuple(ids.tolist())
