"""What each figure counts, contact by contact: the rule that makes a figure of one measurement, or of many at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from shopper.record_columns import Ints, Marks

Kind = Literal["tally", "share", "points", "mean", "median"]

MICROSECONDS_AN_HOUR: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure over some contacts: which of them its base holds, and what each of these adds to the numerator.

    A share adds the marked contacts, a tally every one; points add numbers of which `most` can be had; a mean and a
    median add microseconds of working time.

    `ungraded` are contacts that nobody knows how to count: where there is one of them, the base holds no contact.
    """

    key: str
    kind: Kind
    formula: str
    base: Marks
    adds: NDArray[Any]
    most: int = 1
    ungraded: Marks | None = None


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """A figure that stands on others: the sum of the `parts` already rounded, in place of the exact share."""

    key: str
    exact: str
    parts: tuple[str, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is counted of some contacts, in order, and the groups of shares that together are 100 %.

    `other_bases` are shares counted once more, over another base. They come after the figures of both halves, so that
    the numbers of those in trace codes stay as they were (`trace.py`).
    """

    figures: tuple[Counted | RoundedSum, ...]
    parts: Mapping[str, tuple[str, ...]]
    other_bases: tuple[Counted, ...] = ()


def tally(key: str, base: Marks, formula: str) -> Counted:
    """How many contacts there are."""
    return Counted(key, "tally", formula, base, base)


def share(key: str, base: Marks, counted: Marks, formula: str) -> Counted:
    """How large a part of the contacts marked `base` is also marked `counted`."""
    return Counted(key, "share", formula, base, counted)


def share_of_graded(key: str, base: Marks, counted: Marks, formula: str, ungraded: Marks) -> Counted:
    """A share that is counted only where no contact is `ungraded`: any other base than the one told would mislead."""
    return Counted(key, "share", formula, base, counted, ungraded=ungraded)


def numerators(counted: Counted, group: Ints, groups: int) -> Ints:
    """The numerator of each group of contacts: contacts, points, or microseconds of working time."""
    if counted.kind == "tally":
        return contacts(counted, group, groups)
    if counted.kind == "share":
        return np.bincount(group[counted.base & counted.adds], minlength=groups)
    # Floats add up whole numbers exactly up to 2^53: 285 years of working time in each group.
    added = np.bincount(group[counted.base], weights=counted.adds[counted.base], minlength=groups)
    return np.rint(added).astype(np.int64)


def contacts(counted: Counted, group: Ints, groups: int) -> Ints:
    """How many contacts of each group the base holds."""
    return np.bincount(group[counted.base], minlength=groups)


def gaps(counted: Counted, group: Ints, groups: int) -> Ints:
    """How many ungraded contacts of each group leave the figure without a base."""
    if counted.ungraded is None:
        return np.zeros(groups, dtype=np.int64)
    return np.bincount(group[counted.ungraded], minlength=groups)
