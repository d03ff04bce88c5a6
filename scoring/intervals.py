"""95 % intervals: Wilson for shares, bootstrap for means, medians and points.

The contacts of a measurement are designed, not drawn at random, so an interval is the least uncertainty there is
(method study 16).
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

ALPHA: Final = 0.05

RESAMPLES: Final = 9999
"""One less than ten thousand, so that a tail of ten thousandths is a whole number of resamples."""

SEED: Final = 1
"""Every interval is drawn from the same chance, so that the same contacts always give the same bounds."""

LEAST_SPREADING: Final = 2
"""Two different values are the least that spread."""

Statistic = Literal["mean", "median"]

Bounds = tuple[float, float] | tuple[None, None]
"""Lower and upper bound, or neither where no interval is defined."""

NO_BOUNDS: Bounds = (None, None)

Draws = NDArray[Any]
"""Places of values: one row a resample, each row rising."""

Resampled = NDArray[np.float64]
"""The statistic of each resample."""


@lru_cache(maxsize=65_536)
def wilson(counted: int, base: int) -> Bounds:
    """The Wilson score interval of `counted` out of `base`, in per cent; none for an empty base."""
    if base == 0:
        return NO_BOUNDS
    low, high = proportion_confint(counted, base, alpha=ALPHA, method="wilson")
    # Wilson's bounds touch 0 and 100 exactly at the ends; float noise must not carry them outside.
    return max(0.0, float(low) * 100), min(100.0, float(high) * 100)


def bootstrap(values: Sequence[Fraction], statistic: Statistic) -> Bounds:
    """The expanded percentile bootstrap interval of the mean or median, in the unit of the values.

    The order of the values does not matter. The bounds never leave the range of the values, hence never the scale.

    None where all values are equal: bounds would claim to be certain, when the sample only says nothing about the
    spread. None for fewer than four values: no resample reaches as far out as so few ask for.
    """
    return _bootstrap(tuple(sorted(map(float, values))), statistic)


@lru_cache(maxsize=4096)
def _bootstrap(ordered: tuple[float, ...], statistic: Statistic) -> Bounds:
    if len(set(ordered)) < LEAST_SPREADING:
        return NO_BOUNDS
    return bounds_of(resampled(ordered, statistic, SEED), len(ordered))


def resampled(ordered: Sequence[float], statistic: Statistic, seed: int) -> Resampled:
    """The statistic of RESAMPLES samples drawn with replacement from at least one value; `ordered` is rising."""
    values, drawn = np.asarray(ordered, dtype=np.float64), _draws(len(ordered), seed)
    if statistic == "mean":
        means: Resampled = values[drawn].mean(axis=1)
        return means
    # The values rise and so do the places in each draw: its middle is the median.
    below, above = drawn[:, (len(ordered) - 1) // 2], drawn[:, len(ordered) // 2]
    medians: Resampled = (values[below] + values[above]) / 2
    return medians


def bounds_of(statistics: Resampled, size: int) -> Bounds:
    """The bounds between which the statistics of the resamples lie, but for the tails that the sample's size asks for.

    None where the tails hold not even one resample.
    """
    outside = int(tail(ALPHA, size) * (len(statistics) + 1))
    if outside == 0:
        return NO_BOUNDS
    ordered = np.sort(statistics)
    return float(ordered[outside - 1]), float(ordered[-outside])


@lru_cache(maxsize=1024)
def tail(alpha: float, size: int) -> float:
    """The part of the resamples to leave out at each end: below half of `alpha` for a small sample, 0 for one value.

    A bootstrap of few values is too narrow, as if the variance were divided by n and the normal curve stood for
    Student's. This gives both back: Hesterberg (2015), "What Teachers Should Know About the Bootstrap", section 5.3.
    """
    if size < LEAST_SPREADING:
        return 0.0
    return float(norm.cdf(sqrt(size / (size - 1)) * t.ppf(alpha / 2, size - 1)))


def alpha_of_tail(left_out: float, size: int) -> float:
    """The `alpha` whose `tail` is this: its inverse, 1 where half or more is left out."""
    if size < LEAST_SPREADING:
        return 1.0
    return min(1.0, 2 * float(t.cdf(norm.ppf(min(left_out, 0.5)) / sqrt(size / (size - 1)), size - 1)))


@lru_cache(maxsize=32)
def _draws(size: int, seed: int) -> Draws:
    """Places to draw from `size` values, rising in each resample, in the smallest type that holds them."""
    drawn = np.random.default_rng((seed, size)).integers(0, size, (RESAMPLES, size), dtype=np.min_scalar_type(size))
    drawn.sort(axis=1)
    return drawn
