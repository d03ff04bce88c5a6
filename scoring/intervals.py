"""95 % intervals: Wilson for shares, Student's t for means.

Both come from statsmodels. The contacts of a measurement are designed, not drawn at random, so an interval is the least
uncertainty there is (method study 16).
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

ALPHA = 0.05

Bounds = tuple[float, float] | tuple[None, None]
"""Lower and upper bound, or neither where no interval is defined."""

NO_BOUNDS: Bounds = (None, None)


@lru_cache(maxsize=65_536)
def wilson(counted: int, base: int) -> Bounds:
    """The Wilson score interval of `counted` out of `base`, in per cent; none for an empty base."""
    if base == 0:
        return NO_BOUNDS
    low, high = proportion_confint(counted, base, alpha=ALPHA, method="wilson")
    # Wilson's bounds touch 0 and 100 exactly at the ends; float noise must not carry them outside.
    return max(0.0, float(low) * 100), min(100.0, float(high) * 100)


def t_interval(values: Sequence[Fraction], lowest: float, highest: float) -> Bounds:
    """Student's t-interval of the mean of `values`, cut to what the scale allows (`lowest` to `highest`).

    None for fewer than two values, and where all are equal: then the sample says nothing about the spread.
    """
    if len(set(values)) < 2:  # noqa: PLR2004 - two different values are the least that spread
        return NO_BOUNDS
    low, high = DescrStatsW([float(value) for value in values]).tconfint_mean(alpha=ALPHA)
    return max(lowest, float(low)), min(highest, float(high))
