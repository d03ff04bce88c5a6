"""What has changed since an earlier measurement, beside published examples and statsmodels."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring.change import COMPARED, Change, changes_between
from scoring.figures import Figure

FEWEST = 10


def share(key: str, counted: int, base: int) -> Figure:
    ids = tuple(range(base))
    value = Fraction(100 * counted, base) if base else None
    return Figure(key, "percent", value, Fraction(counted), base, None, None, "", ids, ids[:counted])


def mean(key: str, values: Sequence[int], unit: str = "hours") -> Figure:
    exact, ids = tuple(map(Fraction, values)), tuple(range(len(values)))
    value = sum(exact, start=Fraction(0)) / len(exact) if exact else None
    figure = Figure(key, "hours", value, sum(exact, start=Fraction(0)), len(exact), None, None, "", ids, values=exact)
    return figure if unit == "hours" else replace(figure, unit="percent")


def change(before: Figure, after: Figure) -> Change:
    (found,) = changes_between({before.key: before}, {after.key: after})
    return found


# Newcombe (1998), Statistics in Medicine 17, p. 873-890, table II, method 10: the later share is the paper's first.
@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_the_published_one(
    after: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = change(share("contact_pct", *before), share("contact_pct", *after))
    assert (found.low, found.high) == pytest.approx((100 * low, 100 * high), abs=0.006)


@pytest.mark.parametrize(("before", "after"), list(product([0, 1, 20, 27, 53, 54], [0, 1, 26, 33, 54])))
def test_the_p_value_is_the_level_at_which_the_interval_ends_at_no_difference(before: int, after: int) -> None:
    p = change(share("contact_pct", before, 54), share("contact_pct", after, 54)).p
    assert p is not None
    if before == after:
        assert p == 1
        return
    bounds = confint_proportions_2indep(after, 54, before, 54, method="newcomb", compare="diff", alpha=max(p, 1e-15))
    nearest = bounds[0] if after > before else bounds[1]
    assert nearest == pytest.approx(0, abs=1e-6) or p < 1e-14


def test_a_change_carries_both_figures_and_their_exact_difference() -> None:
    before, after = share("contact_pct", 33, 54), share("contact_pct", 44, 52)
    found = change(before, after)
    assert (found.key, found.before, found.after) == ("contact_pct", before, after)
    assert found.difference == Fraction(4400, 52) - Fraction(3300, 54)


def test_61_against_64_says_nothing() -> None:
    assert change(share("contact_pct", 35, 54), share("contact_pct", 33, 54)).verdict == "unclear"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (share("contact_pct", 20, 54), share("contact_pct", 44, 54), "better"),
        (share("contact_pct", 44, 54), share("contact_pct", 20, 54), "worse"),
        (mean("mean_hours", [9, 10, 11, 12] * 5), mean("mean_hours", [1, 2, 3, 4] * 5), "better"),
        (mean("mean_hours", [1, 2, 3, 4] * 5), mean("mean_hours", [9, 10, 11, 12] * 5), "worse"),
        (mean("mean_hours", [1, 2, 3, 40] * 5), mean("mean_hours", [2, 3, 4, 41] * 5), "unclear"),
        (mean("measure_3_pct", [0, 33] * 10, "percent"), mean("measure_3_pct", [67, 100] * 10, "percent"), "better"),
    ],
    ids=["more", "less", "fewer_hours", "more_hours", "hours_alike", "more_points"],
)
def test_more_is_better_but_for_hours(before: Figure, after: Figure, verdict: str) -> None:
    assert change(before, after).verdict == verdict


def test_the_interval_of_a_difference_of_means_is_nearly_welchs() -> None:
    chance = np.random.default_rng(3)
    before, after = (chance.gamma(2, scale, 47).round().astype(int).tolist() for scale in (6, 3))
    welch = stats.ttest_ind(after, before, equal_var=False)
    found = change(mean("mean_hours", before), mean("mean_hours", after))
    assert (found.low, found.high) == pytest.approx(welch.confidence_interval(), abs=0.5)
    assert found.p == pytest.approx(welch.pvalue, abs=0.005)


@pytest.mark.parametrize("shift", range(9))
def test_the_p_value_of_means_is_below_5_percent_exactly_where_the_interval_leaves_out_0(shift: int) -> None:
    hours = [1, 3, 4, 4, 7, 8, 12, 20, 2, 5, 6, 30]
    found = change(mean("mean_hours", [hour + shift for hour in hours]), mean("mean_hours", hours[::-1]))
    assert found.p is not None
    assert found.high is not None
    assert (found.p <= 0.05) == (found.high < 0)


def test_the_order_of_the_contacts_does_not_matter() -> None:
    before, after = [1, 3, 4, 4, 7, 8, 12, 20, 2, 5], [5, 6, 7, 2, 2, 9, 9, 3, 4, 30]
    found, turned = (change(mean("mean_hours", one), mean("mean_hours", other))
                     for one, other in ((before, after), (before[::-1], after[::-1])))  # fmt: skip
    assert (found.low, found.high, found.p) == (turned.low, turned.high, turned.p)


def test_p_values_are_corrected_for_all_figures_that_are_judged() -> None:
    keys = COMPARED[:4]
    before = {key: share(key, 20, 54) for key in keys}
    after = {key: share(key, counted, 54) for key, counted in zip(keys, (31, 36, 22, 24), strict=True)}
    after["interest_good_share_pct"] = before["interest_good_share_pct"] = share(
        "interest_good_share_pct", 1, FEWEST - 1
    )
    found = changes_between(before, after)
    corrected = multipletests([one.p for one in found[:4]], method="holm")[1]
    assert [one.p_holm for one in found] == [*map(pytest.approx, corrected), None]
    assert found[0].p is not None
    assert found[0].p < 0.05
    assert [one.verdict for one in found] == ["unclear", "better", "unclear", "unclear", "too_few"]


@pytest.mark.parametrize("bases", [(FEWEST - 1, 54), (54, FEWEST - 1), (0, 54), (54, 0)])
def test_a_figure_on_too_few_contacts_is_not_judged(bases: tuple[int, int]) -> None:
    before, after = share("contact_pct", 0, bases[0]), share("contact_pct", bases[1], bases[1])
    found = change(before, after)
    assert (found.verdict, found.p_holm) == ("too_few", None)


def test_ten_contacts_are_enough_to_be_judged() -> None:
    found = change(share("contact_pct", 0, FEWEST), share("contact_pct", FEWEST, FEWEST))
    assert found.verdict == "better"


def test_an_empty_base_has_no_difference() -> None:
    found = change(share("contact_pct", 0, 0), share("contact_pct", 27, 54))
    assert (found.difference, found.low, found.high, found.p) == (None, None, None, None)


def test_samples_without_spread_have_no_interval_and_no_verdict() -> None:
    found = change(mean("mean_hours", [1] * 20), mean("mean_hours", [9] * 20))
    assert found.difference == 8
    assert found.verdict == "unclear"
    assert (found.low, found.high, found.p, found.p_holm) == (None, None, None, None)


def test_one_sample_without_spread_is_compared_by_the_other() -> None:
    points = mean("measure_3_pct", [33, 67, 100] * 10, "percent")
    found = change(mean("measure_3_pct", [100] * 30, "percent"), points)
    assert found.verdict == "worse"
    assert found.high is not None
    assert found.high < 0


def test_points_and_a_share_are_not_compared() -> None:
    before, after = share("measure_3_pct", 20, 31), mean("measure_3_pct", [0, 33, 67, 100] * 8, "percent")
    assert changes_between({"measure_3_pct": before}, {"measure_3_pct": after}) == ()


def test_only_figures_that_both_measurements_have_are_compared_in_their_order() -> None:
    before = {
        key: share(key, 20, 54) for key in ("interest_good_share_pct", "contact_pct", "measure_1_pct", "unknown_pct")
    }
    after = {
        key: share(key, 20, 54) for key in ("contact_pct", "interest_good_share_pct", "measure_2_pct", "unknown_pct")
    }
    assert [one.key for one in changes_between(before, after)] == ["contact_pct", "interest_good_share_pct"]
