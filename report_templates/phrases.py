"""Swedish words for numbers, days and lists: the small change of the report's sentences. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from report_templates.grammar import swedish
from report_templates.grammar.rules import Noun, TextRules
from scoring.figures import Figure
from scoring.rounding import NO_BREAK, NOTHING, comma, one_decimal, printed, printed_percent, whole
from shopper.closed_days import WEEKDAYS_SHORT

WEEKDAYS = tuple(day.capitalize() for day in WEEKDAYS_SHORT)

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

UNKNOWN = "okänt"
"""Printed where another report does not say its base or its interval."""

CHANCE = "95 %-intervall".replace(" ", NO_BREAK)
"""What an interval is called in tables and boxes."""


ANSWERS = Noun.ANSWERS
ANSWERED = Noun.ANSWERED
CALLS = Noun.CALLS
CONTACTS = Noun.CONTACTS
LETTERS = Noun.LETTERS


def share_in_words(value: Fraction, noun: Noun) -> str:
    """A share in per cent as a reader would say it: 58 is `nära sex av tio svar`, 32 `nästan vart tredje svar`."""
    return swedish.share(value, noun, TextRules())


def number_word(number: int) -> str:
    """A small number in letters, a larger one in digits with a no-break space between thousands."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}".replace(",", NO_BREAK)


def grouped(number: int) -> str:
    """Digits in groups of three: 26 873."""
    return f"{number:,}".replace(",", NO_BREAK)


def listed(words: Sequence[str]) -> str:
    """Words as a Swedish list: `Bygg, IFO och Gator`."""
    return " och ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def small(text: str) -> str:
    """The text with a small first letter, for use inside a sentence."""
    return text[:1].lower() + text[1:]


def neuter(adjective: str) -> str:
    """A grade as it agrees with an ett-word: `god` is `gott`, `mycket god` is `mycket gott`."""
    return adjective.removesuffix("god") + "gott" if adjective.endswith("god") else adjective


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def moment(at: datetime) -> str:
    """A local time as the list of unanswered letters has it: `Sön 22/10 10:35`."""
    return f"{WEEKDAYS[at.weekday()]} {at.day}/{at.month} {at:%H:%M}"


def long_day(day: date) -> str:
    """A day in words: 16 oktober 2017."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_of(day: date) -> str:
    """The month on the cover: Januari 2018."""
    return f"{capital(MONTHS[day.month - 1])} {day.year}"


def period(first: date, last: date) -> str:
    """The measured weeks: `16 oktober - 12 november 2017`, with an en dash; both years only where they differ."""
    start = long_day(first) if first.year != last.year else f"{first.day} {MONTHS[first.month - 1]}"
    return f"{start} \u2013 {long_day(last)}"


def weeks(first: date, last: date) -> str:
    """ISO weeks: `vecka 42`, or `vecka 42-45` with an en dash."""
    start, end = first.isocalendar().week, last.isocalendar().week
    return f"vecka {start}" if start == end and first.year == last.year else f"vecka {start}\u2013{end}"


def counted(figure: Figure) -> str:
    """A share with its proof: `61 % (33 av 54)`; `-` and its empty base where there is nothing to count."""
    return f"{printed(figure)} ({of_base(figure)})"


def of_base(figure: Figure) -> str:
    """The counts of a share: `33 av 54`."""
    return f"{number_of(figure)} av {figure.denominator}"


def number_of(figure: Figure) -> str:
    """The numerator as whole digits."""
    return str(whole(figure.numerator))


def interval_text(figure: Figure) -> str:
    """The bounds of the interval: `48-73 %` with an en dash, hours with one decimal, `-` where there is none."""
    if figure.low is None or figure.high is None:
        return NOTHING
    low, high = Fraction(figure.low), Fraction(figure.high)
    if figure.unit == "hours":
        return f"{comma(one_decimal(low))}\u2013{comma(one_decimal(high))}{NO_BREAK}timmar"
    return f"{whole(low)}\u2013{printed_percent(high)}"


def interval_sentence(figure: Figure) -> str:
    """The interval under a measure's value, with its name; says so where none can be given."""
    if figure.low is None:
        return f"{CHANCE}: kan inte beräknas."
    return f"{CHANCE}: {interval_text(figure)}"
