"""Standing against similar municipalities (method study 7)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.comparison import PERCENT as PERCENT_THRESHOLDS
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
    found = compare(replace(SHARE, value=Fraction(own)), replace(SIMILAR, value=theirs))
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
    found = compare(replace(HOURS, value=Fraction(own)), replace(SIMILAR, figure="mean_hours", value=theirs))
    assert found is not None
    assert found.standing == expected


def test_a_comparison_says_whether_chance_alone_explains_it() -> None:
    assert compare(SHARE, SIMILAR) == Comparison(SIMILAR, 61, -3, "level", within_chance=True)


def test_an_empty_base_is_not_compared() -> None:
    assert compare(replace(SHARE, value=None), SIMILAR) is None


def test_the_limit_itself_belongs_to_the_milder_word() -> None:
    assert [standing_of(gain, PERCENT_THRESHOLDS) for gain in (5, 6, 10, 11)] == [
        "level",
        "slightly_better",
        "slightly_better",
        "better",
    ]


def test_a_reference_is_found_by_figure_and_scope() -> None:
    earlier = replace(SIMILAR, scope="previous", value=60)
    assert reference_for([SIMILAR, earlier], "contact_pct", "previous") == earlier
    assert reference_for([SIMILAR], "contact_pct", "previous") is None
