"""Rounding, which happens at print only: half up on exact fractions (method study 8).

Binary floats and Python's `round` are never asked: they turn 12.5 into 12.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

from scoring.figures import Figure

NOTHING = "-"
"""What is printed where the base is empty: never 0 %."""

NO_BREAK = "\u00a0"


def whole(value: Fraction | None) -> int | None:
    """The nearest whole number, halves up; None stays None."""
    return None if value is None else floor(value + Fraction(1, 2))


def one_decimal(value: Fraction | None) -> Decimal | None:
    """The value with one decimal, halves up; None stays None."""
    return None if value is None else Decimal(floor(value * 10 + Fraction(1, 2))).scaleb(-1)


def printed(figure: Figure) -> str:
    """The figure as a Swedish reader sees it in a table: `61 %`, `7,2 timmar`, `54`, or `-` for an empty base.

    The space is a no-break space.
    """
    if figure.unit == "hours":
        return printed_hours(figure.value)
    if figure.unit == "percent":
        return printed_percent(figure.value)
    return NOTHING if figure.value is None else str(whole(figure.value))


def printed_percent(value: Fraction | None) -> str:
    """Whole per cent, such as `61 %`; `-` for None."""
    return NOTHING if value is None else f"{whole(value)}{NO_BREAK}%"


def printed_hours(value: Fraction | None) -> str:
    """Hours with one decimal and a comma, such as `7,2 timmar`; `-` for None."""
    return NOTHING if value is None else f"{comma(one_decimal(value))}{NO_BREAK}timmar"


def printed_whole_hours(value: Fraction | None) -> str:
    """Whole hours for running text, such as `7 timmar` or `1 timme`; `-` for None."""
    hours = whole(value)
    if hours is None:
        return NOTHING
    return f"{hours}{NO_BREAK}{'timme' if hours == 1 else 'timmar'}"


def comma(number: Decimal | None) -> str:
    """A decimal number with the Swedish decimal comma; `-` for None."""
    return NOTHING if number is None else str(number).replace(".", ",")
