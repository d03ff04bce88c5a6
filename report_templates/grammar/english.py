"""British English numbers, shares, lists and days. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from report_templates.grammar.rules import Noun, TextRules, nearest_fraction
from scoring.rounding import NO_BREAK

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_NOUNS = {
    Noun.ANSWERS: "replies",
    Noun.ANSWERED: "answered calls",
    Noun.CALLS: "calls",
    Noun.CONTACTS: "contacts",
    Noun.LETTERS: "letters",
}

_ONE = {
    Noun.ANSWERS: "reply",
    Noun.ANSWERED: "answered call",
    Noun.CALLS: "call",
    Noun.CONTACTS: "contact",
    Noun.LETTERS: "letter",
}


def share(value: Fraction, noun: Noun, rules: TextRules) -> str:
    """A share in per cent in words: 58 is `nearly six in ten replies`, 32 `nearly one in three replies`."""
    return _extreme(value, _NOUNS[noun], rules) or _fraction(value, _NOUNS[noun], rules)


def _extreme(value: Fraction, things: str, rules: TextRules) -> str:
    """The words where no fraction is meant; empty where one is."""
    if value == 0:
        return f"none of the {things}"
    if value == 100:  # noqa: PLR2004 - per cent
        return f"all {things}"
    if value < rules.hardly_any:
        return f"fewer than one in ten {things}"
    return f"almost all {things}" if value > rules.nearly_all else ""


def _fraction(value: Fraction, things: str, rules: TextRules) -> str:
    nearest = nearest_fraction(value)
    away = value - nearest * 100
    about = "" if abs(away) < rules.near else "nearly " if away < 0 else "just over "
    if nearest == Fraction(1, 2):
        return f"{about}half of the {things}"
    base = nearest.denominator if nearest.denominator in {3, 4} else 10
    return f"{about}{NUMBERS[int(nearest * base)]} in {NUMBERS[base]} {things}"


def only(noun: Noun) -> str:
    """`the only call`."""
    return f"the only {_ONE[noun]}"


def none(noun: Noun) -> str:
    """`no call`."""
    return f"no {_ONE[noun]}"


def plural(noun: Noun) -> str:
    """The thing after `no`: `no contacts`."""
    return _NOUNS[noun]


def number(number: int) -> str:
    """A small number in letters, a larger one in digits: `twelve`, `13`."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else grouped(number)


def grouped(number: int) -> str:
    """Digits in groups of three, with commas: 26,873."""
    return f"{number:,}"


def decimal(number: Decimal) -> str:
    """A decimal point: `7.2`."""
    return str(number)


def percent(number: str) -> str:
    """The sign without a space: `61%`."""
    return f"{number}%"


def hours(number: str, *, is_one: bool) -> str:
    """`1 hour`, `7.2 hours`."""
    return f"{number}{NO_BREAK}{'hour' if is_one else 'hours'}"


def listed(words: Sequence[str]) -> str:
    """`Bygg, IFO and Gator`."""
    return _joined(words, " and ")


def either(words: Sequence[str]) -> str:
    """`good or very good`."""
    return _joined(words, " or ")


def _joined(words: Sequence[str], last: str) -> str:
    """Words with commas of their own are parted by semicolons alone."""
    if any("," in word for word in words):
        return "; ".join(words)
    return last.join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def day(day: date) -> str:
    """`16 October 2017`."""
    return f"{day_and_month(day)} {day.year}"


def day_and_month(day: date) -> str:
    """`16 October`."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def month(day: date) -> str:
    """`January 2018`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def weekday(number: int) -> str:
    """`Monday`."""
    return WEEKDAYS[number - 1]


def weekday_short(number: int) -> str:
    """`Mon`."""
    return WEEKDAYS[number - 1][:3]


def weeks(first: int, last: int) -> str:
    """`week 42`, or `weeks 42-45` with an en dash."""
    return f"week {first}" if first == last else f"weeks {first}\u2013{last}"


def moment(at: datetime) -> str:
    """`Sun 22 Oct 10:35`."""
    return f"{weekday_short(at.isoweekday())} {at.day} {MONTHS[at.month - 1][:3]} {at:%H:%M}"


def clock(hour: int, minute: int) -> str:
    """`8`, or `8.30`, on the clock of 24 hours."""
    return f"{hour}.{minute:02d}" if minute else str(hour)


def in_alphabet(word: str) -> str:
    """English order; the Swedish letters of names stand with a and o, as in an English index."""
    return word.casefold().translate(str.maketrans("åäö", "aao"))
