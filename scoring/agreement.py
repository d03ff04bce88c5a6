"""How far two graders agree: Krippendorff's alpha with a bootstrap interval. Pure.

Alpha is 1 where the graders always agree and 0 where they agree no more than chance would have them; it can be below 0.
The value comes from the `krippendorff` library. The interval needs thousands of alphas, so those are computed for all
resamples at once from the table of pairs (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import krippendorff
import numpy as np
from numpy.typing import NDArray

Level = Literal["nominal", "ordinal"]
"""How the words of a scale are related: not at all, or each better than the next."""

Lack = Literal["", "no_pair", "one_pair", "no_variation"]
"""Why there is no alpha: nothing was graded twice, once only, or every grade was the same word."""

Verdict = Literal["reliable", "tentative", "unreliable"]

RELIABLE: Final = 0.800
TENTATIVE: Final = 0.667
"""Krippendorff (2004), Content Analysis, 2nd ed., p. 241: rely on alpha >= .800; tentative conclusions from .667."""

RESAMPLES: Final = 2000
LEAST_USABLE: Final = 0.95
"""Resamples in which every grade is the same have no alpha: with more of them than 5 % there is no interval."""

BOUNDS_PERCENT: Final = (2.5, 97.5)

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two graders agreed about one factor. `low` and `high` bound alpha's 95 % interval.

    `alpha` is None where it has no meaning, and then `lack` says why. `pairs` are the contacts both graded, `agreed`
    those to which both gave the same grade.
    """

    pairs: int
    agreed: int
    alpha: float | None
    low: float | None
    high: float | None
    lack: Lack

    @property
    def verdict(self) -> Verdict | None:
        """What Krippendorff's limits say of alpha; None without one."""
        if self.alpha is None:
            return None
        if self.alpha >= RELIABLE:
            return "reliable"
        return "tentative" if self.alpha >= TENTATIVE else "unreliable"


def agreement(pairs: Sequence[tuple[str, str]], scale: Sequence[str], level: Level, seed: int) -> Agreement:
    """The agreement of pairs of grades on a scale, best word first or last. ValueError for a word not on the scale.

    The interval is a percentile bootstrap over the contacts: the same pairs and seed give the same bounds.
    """
    agreed = sum(first == second for first, second in pairs)
    if len(pairs) < 2:  # noqa: PLR2004 - of one pair nobody can say what chance would do
        return Agreement(len(pairs), agreed, None, None, None, "one_pair" if pairs else "no_pair")
    table = _pair_table(pairs, scale)
    value = alpha(_value_counts(pairs, scale), level)
    if value is None:
        return Agreement(len(pairs), agreed, None, None, None, "no_variation")
    low, high = _interval(table, level, seed)
    return Agreement(len(pairs), agreed, value, low, high, "")


def alpha(value_counts: Sequence[Sequence[int]], level: Level) -> float | None:
    """Krippendorff's alpha from how many graders gave each unit (row) each value (column, in the scale's order).

    None where it has no meaning: nothing graded by two, or all grades of what was graded by two the same.
    """
    pairable = [row for row in value_counts if sum(row) > 1]
    used = {value for row in pairable for value, graders in enumerate(row) if graders}
    if len(used) < 2:  # noqa: PLR2004 - two different values are the least that vary
        return None
    return float(krippendorff.alpha(value_counts=pairable, level_of_measurement=level))


def _value_counts(pairs: Sequence[tuple[str, str]], scale: Sequence[str]) -> list[list[int]]:
    return [[(word == first) + (word == second) for word in scale] for first, second in pairs]


def _pair_table(pairs: Sequence[tuple[str, str]], scale: Sequence[str]) -> Counts:
    """How many pairs there are of each first (row) and second (column) word."""
    place = {word: number for number, word in enumerate(scale)}
    table = np.zeros((len(scale), len(scale)))
    for first, second in pairs:
        if first not in place or second not in place:
            raise ValueError(f"{first!r} or {second!r} is not on the scale {', '.join(scale)}")
        table[place[first], place[second]] += 1
    return table


def _interval(table: Counts, level: Level, seed: int) -> tuple[float, float] | tuple[None, None]:
    """The bounds of alpha when the contacts are drawn anew with replacement; none where too few draws have an alpha."""
    pairs = int(table.sum())
    drawn = np.random.default_rng(seed).multinomial(pairs, table.ravel() / pairs, size=RESAMPLES)
    alphas = alphas_of_tables(drawn.reshape(RESAMPLES, *table.shape).astype(np.float64), level)
    usable = alphas[~np.isnan(alphas)]
    if len(usable) < LEAST_USABLE * RESAMPLES:
        return None, None
    low, high = np.percentile(usable, BOUNDS_PERCENT)
    return float(low), float(high)


def alphas_of_tables(tables: Counts, level: Level) -> Counts:
    """Alpha of each table of pairs; nan where all grades are the same.

    The tables stand one after the other: table, first grader's word, second grader's word.
    """
    coincidences = tables + tables.transpose(0, 2, 1)
    totals = coincidences.sum(axis=2)
    distances = _distances(totals, level)
    observed = (coincidences * distances).sum(axis=(1, 2))
    # The distance of a word to itself is 0, so that pairs of a grade with itself need not be taken out.
    expected = (totals[:, :, None] * totals[:, None, :] * distances).sum(axis=(1, 2)) / (totals.sum(axis=1) - 1)
    alphas: Counts = 1 - np.divide(observed, expected, out=np.full(len(tables), np.nan), where=expected > 0)
    return alphas


def _distances(totals: Counts, level: Level) -> Counts:
    """The squared differences of two words in each table (Krippendorff 2011, section E)."""
    words = totals.shape[1]
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(words), (len(totals), words, words))
    until = totals.cumsum(axis=1)
    middle = until - totals / 2
    # From the middle of one word's grades to the middle of the other's: all grades between, and half of both ends.
    return (middle[:, :, None] - middle[:, None, :]) ** 2
