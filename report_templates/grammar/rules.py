"""What a language of the report must be able to say, the counted things, and the thresholds its words follow. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from scoring.comparison import HOURS, PERCENT, Thresholds
from scoring.figures import Unit


class Noun(StrEnum):
    """A counted thing that shares are said of."""

    ANSWERS = "answers"
    ANSWERED = "answered"
    CALLS = "calls"
    CONTACTS = "contacts"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class TextRules:
    """When which word is used; a setting of the report.

    `percent` and `hours` say how large a difference is `i nivå med` and `något bättre`. A share less than `near` points
    from a fraction is said without `nära` or `drygt`. Below `hardly_any` it is `färre än vart tionde`, above
    `nearly_all` it is `nästan alla`.
    """

    percent: Thresholds = PERCENT
    hours: Thresholds = HOURS
    near: Fraction = Fraction(1)
    hardly_any: Fraction = Fraction(15, 2)
    nearly_all: Fraction = Fraction(95)

    def of_unit(self, unit: Unit) -> Thresholds:
        """The limits of differences in this unit."""
        return self.hours if unit == "hours" else self.percent


FRACTIONS = (
    *(Fraction(tenths, 10) for tenths in (1, 2, 3, 4, 6, 7, 8, 9)),
    Fraction(1, 4),
    Fraction(1, 3),
    Fraction(1, 2),
    Fraction(2, 3),
    Fraction(3, 4),
)
"""The shares that have words of their own; every other is said by the nearest of them."""


def nearest_fraction(percent: Fraction) -> Fraction:
    """The worded share closest to a value in per cent."""
    return min(FRACTIONS, key=lambda fraction: abs(fraction * 100 - percent))


class Grammar(Protocol):
    """One language's forms. The modules `swedish` and `english` are such."""

    def share(self, value: Fraction, noun: Noun, rules: TextRules) -> str:
        """A share in per cent as a reader would say it."""

    def only(self, noun: Noun) -> str:
        """The thing where there is one of it: `det enda samtalet`."""

    def none(self, noun: Noun) -> str:
        """No such thing: `inget samtal`."""

    def plural(self, noun: Noun) -> str:
        """The thing in the plural, as after `inga`."""

    def number(self, number: int) -> str:
        """A small number in letters, a larger one in digits."""

    def grouped(self, number: int) -> str:
        """Digits in groups of three."""

    def decimal(self, number: Decimal) -> str:
        """A number with the language's decimal mark."""

    def percent(self, number: str) -> str:
        """Per cent: the number, or a span of numbers, with its sign."""

    def hours(self, number: str, *, is_one: bool) -> str:
        """Hours: the number, or a span of numbers, with its unit."""

    def listed(self, words: Sequence[str]) -> str:
        """Words as a list that ends with `och`."""

    def either(self, words: Sequence[str]) -> str:
        """Words as a list that ends with `eller`."""

    def day(self, day: date) -> str:
        """A day in words."""

    def day_and_month(self, day: date) -> str:
        """A day in words, without its year."""

    def month(self, day: date) -> str:
        """A month and its year, as inside a sentence."""

    def weekday(self, number: int) -> str:
        """The ISO weekday, 1 for Monday, as inside a sentence."""

    def weekday_short(self, number: int) -> str:
        """The ISO weekday in short, as it begins a line."""

    def weeks(self, first: int, last: int) -> str:
        """ISO weeks by number, as inside a sentence."""

    def moment(self, at: datetime) -> str:
        """A local time with its weekday, for a list."""

    def clock(self, hour: int, minute: int) -> str:
        """A time of day as it is said of opening hours."""

    def in_alphabet(self, word: str) -> str:
        """What words are sorted by."""
