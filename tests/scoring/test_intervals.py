"""The 95 % intervals of the method study's section 16."""

from fractions import Fraction

import pytest

from scoring.intervals import t_interval, wilson


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
    points = [Fraction(100 * point, 3) for point in [3] * 15 + [2] * 9 + [1] * 6 + [0]]
    assert t_interval(points, 0, 100) == pytest.approx((63.4, 85.0), abs=0.05)


@pytest.mark.parametrize("values", [[], [Fraction(4)], [Fraction(4), Fraction(4)]])
def test_a_mean_without_spread_has_no_interval(values: list[Fraction]) -> None:
    assert t_interval(values, 0, 100) == (None, None)


def test_an_interval_never_leaves_the_scale() -> None:
    assert t_interval([Fraction(1), Fraction(60)], 0, float("inf"))[0] == 0
