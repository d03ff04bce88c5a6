"""Rounding is half up on exact fractions (method study 8)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.rounding import one_decimal, whole


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
