"""Which of our figures differ from the mean of similar municipalities by more than chance.

A share is tested by the score test, whose 95 % limits are Wilson's interval (Wilson 1927, "Probable Inference, the Law
of Succession, and Statistical Inference", Journal of the American Statistical Association 22). Beside a mean so near to
none or all that it leads to expect fewer than `LEAST_EXPECTED` on one side, the score test finds what is not there, and
the exact binomial test decides: there Wilson's interval and the p-value may disagree. A mean or points are tested by
the bootstrap that gave their interval. About a dozen figures are tested at once, and one of them differs by chance
every other time: the p-values are corrected for how many there are, as those of the changes are (Holm 1979, "A Simple
Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6).

The mean is held to be known. It is made of several measurements and spreads less than ours, but it does spread: a
verdict that stands on a mean of very few municipalities is a little too sure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from typing import Final

from scipy.stats import binomtest, norm

from scoring.change import COMPARED, Verdict, holm, p_of_resamples, verdict_on
from scoring.comparison import reference_for
from scoring.figures import Figure
from scoring.intervals import LEAST_SPREADING, SEED, resampled
from scoring.small_samples import is_few
from shopper.records import ReferenceValue

LEAST_EXPECTED: Final = 5
"""Contacts to be expected on either side for the normal distribution to stand for the binomial one (Cochran 1954)."""

LEAST_PART: Final = Fraction(1, 200)
"""A mean of exactly none or all is tested as half a per cent inside: it was counted from samples too."""


@dataclass(frozen=True, slots=True)
class AgainstMean:
    """The verdict on one figure. `difference` is ours less theirs, exact, in the unit.

    A mean that was printed elsewhere is taken as near to ours as its rounding allows. `p` is None where no test is
    defined, `p_holm` is `p` corrected for all figures tested, None for those not tested.
    """

    key: str
    difference: Fraction
    p: float | None
    p_holm: float | None
    verdict: Verdict


def against_means(
    total: Mapping[str, Figure], references: Iterable[ReferenceValue], keys: Iterable[str] = COMPARED
) -> Mapping[str, AgainstMean]:
    """The verdict on each figure that has a value and a mean of similar municipalities, in the order of `keys`.

    Those on too few contacts are not tested, and do not count among those that are.
    """
    means = tuple(references)
    pairs = [(total[key], mean) for key in keys if key in total and (mean := reference_for(means, key, "similar"))]
    found = {figure.key: one for figure, mean in pairs if (one := _against(figure, mean)) is not None}
    tested = {key: one.p for key, one in found.items() if one.verdict != "too_few" and one.p is not None}
    for key, p in holm(tested).items():
        found[key] = replace(found[key], p_holm=p, verdict=verdict_on(total[key], found[key].difference, p))
    return found


def _against(figure: Figure, reference: ReferenceValue) -> AgainstMean | None:
    if figure.value is None:
        return None
    other = _nearest(figure.value, reference)
    difference = figure.value - other
    if is_few(figure):
        return AgainstMean(figure.key, difference, None, None, "too_few")
    if figure.values:
        p = _p_of_mean(tuple(sorted(map(float, figure.values))), float(other))
    else:
        p = _p_of_share(int(figure.numerator), figure.denominator, other / 100)
    return AgainstMean(figure.key, difference, p, None, "unclear")


def _nearest(own: Fraction, reference: ReferenceValue) -> Fraction:
    least, most = reference.spans
    return min(max(own, least), most)


def _p_of_share(counted: int, base: int, other: Fraction) -> float:
    part = float(min(max(other, LEAST_PART), 1 - LEAST_PART))
    if base * min(part, 1 - part) < LEAST_EXPECTED:
        return float(binomtest(counted, base, part).pvalue)
    deviations = abs(counted / base - part) / sqrt(part * (1 - part) / base)
    return 2 * float(norm.sf(deviations))


@lru_cache(maxsize=4096)
def _p_of_mean(ordered: tuple[float, ...], other: float) -> float | None:
    """None where the values do not spread: then they say nothing about chance."""
    if len(set(ordered)) < LEAST_SPREADING:
        return None
    differences = (resampled(ordered, "mean", SEED) - other).round(9)
    return p_of_resamples(differences, len(ordered))
