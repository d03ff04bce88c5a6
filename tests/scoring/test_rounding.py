"""Rounding is half up on exact fractions, and an empty base is a dash (method study 8)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.figures import Figure, Unit
from scoring.rounding import one_decimal, printed, printed_whole_hours, whole


def _figure(unit: Unit, value: Fraction | None) -> Figure:
    return Figure("any", unit, value, Fraction(0), 0, None, None, "", ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(100, 8), 13),
        (Fraction(500, 8), 63),
        (Fraction(4400, 52), 85),
        (Fraction(100, 200), 1),
        (Fraction(0), 0),
        (None, None),
    ],
)
def test_halves_go_up_where_pythons_round_goes_to_even(value: Fraction | None, expected: int | None) -> None:
    assert whole(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(Fraction(5, 4), Decimal("1.3")), (Fraction(7), Decimal("7.0")), (None, None)]
)
def test_one_decimal_is_half_up_too(value: Fraction | None, expected: Decimal | None) -> None:
    assert one_decimal(value) == expected


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("percent", Fraction(3300, 54), "61\u00a0%"),
        ("percent", Fraction(0), "0\u00a0%"),
        ("percent", None, "-"),
        ("hours", Fraction(29, 4), "7,3\u00a0timmar"),
        ("hours", None, "-"),
        ("count", Fraction(54), "54"),
        ("count", None, "-"),
    ],
)
def test_a_figure_prints_as_a_swedish_reader_expects(unit: Unit, value: Fraction | None, expected: str) -> None:
    assert printed(_figure(unit, value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Fraction(15, 2), "8\u00a0timmar"), (Fraction(1), "1\u00a0timme"), (None, "-")],
)
def test_running_text_has_whole_hours(value: Fraction | None, expected: str) -> None:
    assert printed_whole_hours(value) == expected
