"""The mean of several municipalities, and their range: one rule for similar ones and for a wave's overview. Pure.

The mean is unweighted, of the municipalities' own values (method study 7). Whoever stands on too few contacts for its
value to be judged (`small_samples.py`) is left out: one call of three would move the mean, and make the range.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from scoring.small_samples import are_few
from shopper.group_sizes import FEWEST_MEMBERS


@dataclass(frozen=True, slots=True)
class GroupValue:
    """One figure of several municipalities: the unweighted mean of so many, and the lowest and highest of them."""

    municipalities: int
    mean: Fraction
    low: Fraction
    high: Fraction


def fit_for_a_mean(members: Iterable[tuple[Fraction | None, int]]) -> list[Fraction]:
    """The values that stand on enough contacts; each member is its value and the number of contacts in its base."""
    return [value for value, contacts in members if value is not None and not are_few(contacts)]


def group_value(values: list[Fraction]) -> GroupValue | None:
    """The mean and range of values that are fit for it; None for fewer than FEWEST_MEMBERS."""
    if len(values) < FEWEST_MEMBERS:
        return None
    return GroupValue(len(values), sum(values, Fraction(0)) / len(values), min(values), max(values))
