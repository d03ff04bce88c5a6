"""Standing against similar municipalities (method study 7)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.comparison import HOURS as IN_HOURS
from scoring.comparison import PERCENT as IN_POINTS
from scoring.comparison import Comparison, Standing, compare, reference_for, standing_of
from scoring.figures import Figure
from shopper.records import ReferenceValue

SHARE = Figure("contact_pct", "percent", Fraction(3300, 54), Fraction(33), 54, 47.8, 73.0, "", ())
HOURS = Figure("mean_hours", "hours", Fraction(7), Fraction(329), 47, 5.4, 9.2, "", ())
SIMILAR = ReferenceValue("contact_pct", "similar", 64, None, None, 20, 20_000, 40_000, "printed report")


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        (61, 64, "level"),
        (84, 89, "level"),
        (32, 40, "slightly_worse"),
        (100, 90, "slightly_better"),
        (100, 89, "better"),
        (50, 61, "worse"),
    ],
)
def test_shares_stand_as_in_the_printed_report(own: int, theirs: int, expected: Standing) -> None:
    found = compare(replace(SHARE, value=Fraction(own)), replace(SIMILAR, value=theirs), IN_POINTS)
    assert found is not None
    assert found.standing == expected


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        (7, 7, "level"),
        (7, 5, "slightly_worse"),
        (2, 5, "slightly_better"),
        (1, 5, "better"),
        (9, 5, "worse"),
    ],
)
def test_fewer_hours_are_better(own: int, theirs: int, expected: Standing) -> None:
    found = compare(replace(HOURS, value=Fraction(own)), replace(SIMILAR, figure="mean_hours", value=theirs), IN_HOURS)
    assert found is not None
    assert found.standing == expected


def test_a_comparison_says_whether_chance_alone_explains_it() -> None:
    found = compare(SHARE, SIMILAR, IN_POINTS)
    assert found == Comparison(SIMILAR, Fraction(61), Fraction(-3), "level", within_chance=True)


def test_a_mean_counted_here_is_held_against_the_interval_unrounded() -> None:
    # 9.4 prints as 9 without decimals, and 9 would lie inside the interval up to 9.2.
    counted = replace(SIMILAR, figure="mean_hours", value=9, exact=Fraction(94, 10))
    found = compare(HOURS, counted, IN_HOURS)
    assert found == Comparison(counted, Fraction(7), Fraction(-24, 10), "slightly_better", within_chance=False)


def test_a_value_printed_elsewhere_may_have_been_anything_that_rounds_to_it() -> None:
    printed = replace(SIMILAR, figure="mean_hours", value=5)
    inside = [
        found.within_chance for low in (5.4, 5.6) if (found := compare(replace(HOURS, low=low), printed, IN_HOURS))
    ]
    assert inside == [True, False]


def test_an_empty_base_is_not_compared() -> None:
    assert compare(replace(SHARE, value=None), SIMILAR, IN_POINTS) is None


def test_the_limit_itself_belongs_to_the_milder_word() -> None:
    assert [standing_of(Fraction(gain), IN_POINTS) for gain in (5, 6, 10, 11)] == [
        "level",
        "slightly_better",
        "slightly_better",
        "better",
    ]


def test_a_reference_is_found_by_figure_and_scope() -> None:
    earlier = replace(SIMILAR, scope="previous", value=60)
    assert reference_for([SIMILAR, earlier], "contact_pct", "previous") == earlier
    assert reference_for([SIMILAR], "contact_pct", "previous") is None
