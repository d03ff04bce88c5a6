"""What has changed since an earlier measurement of the same municipality, and what may be chance.

Shares are compared by Newcombe's hybrid score interval (1998, "Interval estimation for the difference between
independent proportions", Statistics in Medicine 17, method 10), means and points by a bootstrap of the difference. Of a
dozen figures one differs by chance every other time, so p-values are corrected for the number compared (Holm 1979).

Whether the definitions are the same in both is for the caller to know: across a break nothing is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring.figures import Figure
from scoring.intervals import (
    ALPHA,
    LEAST_SPREADING,
    NO_BOUNDS,
    SEED,
    Bounds,
    Resampled,
    alpha_of_tail,
    bounds_of,
    resampled,
)
from scoring.small_samples import is_few

Verdict = Literal["better", "worse", "unclear", "too_few"]

COMPARED: Final = (
    "measure_1_pct",
    "measure_2_pct",
    "measure_3_pct",
    "contact_pct",
    "answer_good_share_pct",
    "information_good_share_pct",
    "interest_good_share_pct",
    "courtesy_good_share_pct",
    "mean_hours",
    "complete_sender_pct",
    "extra_information_pct",
)
"""Which figures are judged, against an earlier measurement and against others. More is better, but for hours.

Near doubles (the median beside the mean, Measure 2 in its stricter reading) are left out: each figure more makes it
harder to call any difference real. So are acknowledged letters: a confirmation is good service, but no letter is better
answered by it.
"""

FURTHEST: Final = 8.0
"""Standard errors at which the search for a p-value ends: beyond lies less than 2 in 10^15."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. `difference` is after less before, exact, in the unit; None where a base is empty.

    `low` and `high` bound the difference's 95 % interval, and `p` is below .05 exactly where that leaves out 0; all
    three are None where no interval is defined. `p_holm` is `p` corrected for all figures compared, None for those not
    judged. `better` and `worse` rest on `p_holm`; `too_few` says that one of the two stands on too few contacts.
    """

    key: str
    before: Figure
    after: Figure
    difference: Fraction | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None
    verdict: Verdict


def changes_between(
    before: Mapping[str, Figure], after: Mapping[str, Figure], keys: Iterable[str] = COMPARED
) -> tuple[Change, ...]:
    """The changes of the figures that both have, in the order of `keys`, with the verdict on each.

    A figure counted as points in one and as a share in the other is left out: the two mean different things.
    """
    found = [_change(before[key], after[key]) for key in keys if key in before and key in after]
    return _judged([change for change in found if change is not None])


def _change(before: Figure, after: Figure) -> Change | None:
    """The change before any correction; `too_few` is settled here, everything else is still unclear."""
    if before.value is None or after.value is None:
        return Change(after.key, before, after, None, None, None, None, None, "too_few")
    if _is_mean(before) != _is_mean(after):
        return None
    (low, high), p = _difference_of_means(before, after) if _is_mean(after) else _difference_of_shares(before, after)
    verdict: Verdict = "too_few" if is_few(before) or is_few(after) else "unclear"
    return Change(after.key, before, after, after.value - before.value, low, high, p, None, verdict)


def _is_mean(figure: Figure) -> bool:
    return bool(figure.values)


def _judged(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes with Holm's p-values and verdicts. Those on too few contacts are not judged and do not count."""
    corrected = holm({one.key: one.p for one in changes if one.verdict != "too_few" and one.p is not None})
    return tuple(
        replace(change, p_holm=corrected[change.key], verdict=_verdict(change, corrected[change.key]))
        if change.key in corrected
        else change
        for change in changes
    )


def holm(tested: Mapping[str, float]) -> Mapping[str, float]:
    """The p-values corrected for how many there are, by key (Holm 1979)."""
    corrected = multipletests(list(tested.values()), method="holm")[1].tolist() if tested else []
    return dict(zip(tested, corrected, strict=True))


def _verdict(change: Change, p_holm: float) -> Verdict:
    return "unclear" if change.difference is None else verdict_on(change.after, change.difference, p_holm)


def verdict_on(figure: Figure, difference: Fraction, p_holm: float) -> Verdict:
    """What a difference of our figure from another value is called, at this corrected p-value."""
    if p_holm >= ALPHA or not difference:
        return "unclear"
    return "better" if (difference > 0) != (figure.unit == "hours") else "worse"


def _difference_of_shares(before: Figure, after: Figure) -> tuple[Bounds, float]:
    counts = int(after.numerator), after.denominator, int(before.numerator), before.denominator
    low, high = newcombe(*counts, ALPHA)
    return (100 * low, 100 * high), _p_of_shares(*counts)


def newcombe(counted: int, base: int, earlier_counted: int, earlier_base: int, alpha: float) -> tuple[float, float]:
    """The interval of the difference of two shares, the earlier one subtracted, as parts of 1. No base may be empty."""
    low, high = confint_proportions_2indep(
        counted, base, earlier_counted, earlier_base, method="newcomb", compare="diff", alpha=alpha
    )
    return float(low), float(high)


@lru_cache(maxsize=4096)
def _p_of_shares(counted: int, base: int, earlier_counted: int, earlier_base: int) -> float:
    """The `alpha` at which Newcombe's interval just touches 0, so that the p-value and the interval say the same."""
    gain = counted * earlier_base - earlier_counted * base
    if gain == 0:
        return 1.0
    end = 0 if gain > 0 else 1

    def bound(deviations: float) -> float:
        alpha = 2 * float(norm.sf(deviations))
        return newcombe(counted, base, earlier_counted, earlier_base, alpha)[end]

    is_further = bound(FURTHEST) * gain > 0
    deviations = FURTHEST if is_further else brentq(bound, 1e-9, FURTHEST, xtol=1e-12)
    return 2 * float(norm.sf(deviations))


def _difference_of_means(before: Figure, after: Figure) -> tuple[Bounds, float | None]:
    """The bootstrap interval of the difference and its p-value; the smaller sample decides how wide the tails are.

    Nothing where neither sample spreads: then they say nothing about chance.
    """
    if max(len(set(before.values)), len(set(after.values))) < LEAST_SPREADING:
        return NO_BOUNDS, None
    earlier, later = (tuple(sorted(map(float, figure.values))) for figure in (before, after))
    # Two seeds: samples of the same size must not be drawn alike.
    raw = resampled(later, "mean", SEED) - resampled(earlier, "mean", SEED + 1)
    differences = raw.round(9)  # equal means must not differ by the noise of floats
    size = min(len(earlier), len(later))
    bounds = bounds_of(differences, size)
    if bounds == NO_BOUNDS:
        return NO_BOUNDS, None
    return bounds, p_of_resamples(differences, size)


def p_of_resamples(differences: Resampled, size: int) -> float:
    """The `alpha` at which the bootstrap interval of a difference just touches 0; `size` is that of the sample."""
    beyond = 1 + min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    return alpha_of_tail(beyond / (len(differences) + 1), size)
