"""Rounding, which happens at print only: half up on exact fractions (method study 8).

Binary floats and Python's `round` are never asked: they turn 12.5 into 12.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

NOTHING = "-"
"""What is printed where the base is empty: never 0 %."""

NO_BREAK = "\u00a0"


def whole(value: Fraction | None) -> int | None:
    """The nearest whole number, halves up; None stays None."""
    return None if value is None else floor(value + Fraction(1, 2))


def one_decimal(value: Fraction | None) -> Decimal | None:
    """The value with one decimal, halves up; None stays None."""
    return None if value is None else with_decimals(value, 1)


def with_decimals(value: Fraction, places: int) -> Decimal:
    """The value with so many decimals, halves up."""
    return Decimal(floor(value * 10**places + Fraction(1, 2))).scaleb(-places)
