"""The 95 % intervals of the method study's section 16, and the bootstrap beside scipy's."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from scipy import stats

from scoring.intervals import ALPHA, RESAMPLES, SEED, Statistic, alpha_of_tail, bootstrap, resampled, tail, wilson

COURTESY = tuple(Fraction(100 * point, 3) for point in [3] * 15 + [2] * 9 + [1] * 6 + [0])
"""The points of the example measurement's 31 courtesy grades, in per cent."""

MICE = (16, 23, 38, 94, 99, 141, 197)
"""Survival in days of seven treated mice: Efron and Tibshirani (1993), An Introduction to the Bootstrap, table 2.1."""


@pytest.mark.parametrize(
    ("counted", "base", "low", "high"),
    [
        (28, 54, 38.9, 64.6),
        (33, 54, 47.8, 73.0),
        (44, 52, 72.5, 92.0),
        (37, 52, 57.7, 81.7),
        (15, 47, 20.4, 46.2),
        (30, 60, 37.7, 62.3),
        (54, 60, 79.9, 95.3),
        (60, 60, 94.0, 100.0),
        (0, 60, 0.0, 6.0),
        (3, 6, 18.8, 81.2),
        (5, 6, 43.6, 97.0),
        (6, 6, 61.0, 100.0),
    ],
)
def test_the_wilson_interval_of_a_share(counted: int, base: int, low: float, high: float) -> None:
    assert wilson(counted, base) == pytest.approx((low, high), abs=0.05)


def test_an_empty_base_has_no_interval() -> None:
    assert wilson(0, 0) == (None, None)


def test_the_mean_of_the_courtesy_grades_is_about_63_to_85() -> None:
    assert bootstrap(COURTESY, "mean") == pytest.approx((63.4, 85.0), abs=0.5)


@pytest.mark.parametrize(("statistic", "published"), [("mean", 23.36), ("median", 37.83)])
def test_the_standard_error_of_the_seven_mice_is_the_published_one(statistic: Statistic, published: float) -> None:
    # Efron and Tibshirani (1993), table 2.2: what the standard error tends to with ever more resamples.
    assert resampled(MICE, statistic, SEED).std() == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_the_bounds_are_those_of_scipy_at_the_level_that_the_size_asks_for(statistic: Statistic) -> None:
    hours = [Fraction(Random(number).randrange(900), 10) for number in range(47)]  # noqa: S311 - any spread numbers
    found = stats.bootstrap(
        (np.array([float(value) for value in hours]),),
        np.mean if statistic == "mean" else np.median,
        confidence_level=1 - 2 * tail(ALPHA, len(hours)),
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(5),
    )
    assert bootstrap(hours, statistic) == pytest.approx(found.confidence_interval, abs=0.5)


def test_the_tails_make_the_normal_curve_into_students() -> None:
    # At the normal curve's quantile of the tail, shrunk as the bootstrap's spread is, stands Student's.
    shrunk = float(stats.norm.ppf(tail(ALPHA, 31))) * (30 / 31) ** 0.5
    assert shrunk == pytest.approx(float(stats.t.ppf(0.025, 30)))


@pytest.mark.parametrize("size", [4, 6, 31, 540])
def test_a_tail_leads_back_to_its_alpha(size: int) -> None:
    assert alpha_of_tail(tail(0.05, size), size) == pytest.approx(0.05)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_the_order_of_the_contacts_does_not_move_the_bounds(statistic: Statistic) -> None:
    assert bootstrap(COURTESY, statistic) == bootstrap(COURTESY[::-1], statistic)


def test_the_median_of_a_resample_is_its_middle() -> None:
    values = (1.0, 2.0, 4.0, 8.0)
    exact = {float(np.median(draw)) for draw in np.array(np.meshgrid(*[values] * 4)).reshape(4, -1).T}
    assert set(resampled(values, "median", SEED).tolist()) == exact


@pytest.mark.parametrize(
    "values", [[], [4], [4, 9], [4, 9, 12], [4, 4, 4, 4, 4]], ids=["none", "one", "two", "three", "all_equal"]
)
def test_values_that_say_nothing_about_the_spread_have_no_interval(values: list[int]) -> None:
    assert bootstrap([Fraction(value) for value in values], "mean") == (None, None)


def test_an_interval_never_leaves_the_range_of_the_values() -> None:
    low, high = bootstrap([Fraction(1), Fraction(1), Fraction(1), Fraction(60)], "mean")
    assert (low, high) == (1, 60)
