"""Swedish numbers, shares, lists and days: the grammar of the report's own language. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from report_templates.grammar.rules import Noun, TextRules, nearest_fraction
from scoring.rounding import NO_BREAK
from shopper import alphabet
from shopper.closed_days import WEEKDAY_NAMES, WEEKDAYS_SHORT

in_alphabet = alphabet.in_alphabet

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


@dataclass(frozen=True, slots=True)
class _Forms:
    """After `vart tredje` (singular), `fyra av tio` (plural), `hälften av` (definite) and `enda` (only one).

    `none` gives the gender.
    """

    singular: str
    plural: str
    definite: str
    only: str
    none: str = "inget"

    @property
    def every(self) -> str:
        return "var" if self.none == "ingen" else "vart"


_NOUNS = {
    Noun.ANSWERS: _Forms("svar", "svar", "svaren", "det enda svaret"),
    Noun.ANSWERED: _Forms(
        "besvarat samtal", "besvarade samtal", "de besvarade samtalen", "det enda besvarade samtalet"
    ),
    Noun.CALLS: _Forms("samtal", "samtal", "samtalen", "det enda samtalet"),
    Noun.CONTACTS: _Forms("kontakt", "kontakter", "kontakterna", "den enda kontakten", none="ingen"),
    Noun.LETTERS: _Forms("brev", "brev", "breven", "det enda brevet"),
}

_ONE_OF = {Fraction(1, 10): "tionde", Fraction(1, 4): "fjärde", Fraction(1, 3): "tredje"}


def share(value: Fraction, noun: Noun, rules: TextRules) -> str:
    """A share in per cent in words: 58 is `nära sex av tio svar`, 32 `nästan vart tredje svar`."""
    return _extreme(value, _NOUNS[noun], rules) or _fraction(value, _NOUNS[noun], rules)


def _extreme(value: Fraction, forms: _Forms, rules: TextRules) -> str:
    """The words where no fraction is meant; empty where one is."""
    if value == 0:
        return f"{forms.none} av {forms.definite}"
    if value == 100:  # noqa: PLR2004 - per cent
        return f"alla {forms.plural}"
    if value < rules.hardly_any:
        return f"färre än {forms.every} tionde {forms.singular}"
    return f"nästan alla {forms.plural}" if value > rules.nearly_all else ""


def _fraction(value: Fraction, forms: _Forms, rules: TextRules) -> str:
    nearest = nearest_fraction(value)
    away = value - nearest * 100
    nearly = "nästan " if nearest in _ONE_OF else "nära "
    about = "" if abs(away) < rules.near else nearly if away < 0 else "drygt "
    if nearest == Fraction(1, 2):
        return f"{about}hälften av {forms.definite}"
    if nearest in _ONE_OF:
        return f"{about}{forms.every} {_ONE_OF[nearest]} {forms.singular}"
    return f"{about}{_many_of(nearest)} {forms.plural}"


def _many_of(fraction: Fraction) -> str:
    """`två av tre`, `tre av fyra`, or so many `av tio`."""
    base = fraction.denominator if fraction.denominator in {3, 4} else 10
    return f"{NUMBERS[int(fraction * base)]} av {NUMBERS[base]}"


def only(noun: Noun) -> str:
    """`det enda samtalet`."""
    return _NOUNS[noun].only


def none(noun: Noun) -> str:
    """`inget samtal`."""
    return f"{_NOUNS[noun].none} {_NOUNS[noun].singular}"


def plural(noun: Noun) -> str:
    """The thing after `inga`: `inga kontakter`."""
    return _NOUNS[noun].plural


def number(number: int) -> str:
    """A small number in letters, a larger one in digits: `tolv`, `13`."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else grouped(number)


def grouped(number: int) -> str:
    """Digits in groups of three, with no-break spaces: 26 873."""
    return f"{number:,}".replace(",", NO_BREAK)


def decimal(number: Decimal) -> str:
    """A decimal comma: `7,2`."""
    return str(number).replace(".", ",")


def percent(number: str) -> str:
    """A no-break space before the sign: `61 %`."""
    return f"{number}{NO_BREAK}%"


def hours(number: str, *, is_one: bool) -> str:
    """`1 timme`, `7,2 timmar`."""
    return f"{number}{NO_BREAK}{'timme' if is_one else 'timmar'}"


def listed(words: Sequence[str]) -> str:
    """`Bygg, IFO och Gator`; with `samt` last where a word has an `och` of its own."""
    return _joined(words, " samt " if any(" och " in word for word in words) else " och ")


def either(words: Sequence[str]) -> str:
    """`gott eller mycket gott`."""
    return _joined(words, " eller ")


def _joined(words: Sequence[str], last: str) -> str:
    """Words with commas of their own are parted by semicolons alone."""
    if any("," in word for word in words):
        return "; ".join(words)
    return last.join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def day(day: date) -> str:
    """`16 oktober 2017`."""
    return f"{day_and_month(day)} {day.year}"


def day_and_month(day: date) -> str:
    """`16 oktober`."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def month(day: date) -> str:
    """`januari 2018`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def weekday(number: int) -> str:
    """`måndag`."""
    return WEEKDAY_NAMES[number - 1]


def weekday_short(number: int) -> str:
    """`Mån`."""
    return WEEKDAYS_SHORT[number - 1].capitalize()


def weeks(first: int, last: int) -> str:
    """`vecka 42`, or `vecka 42-45` with an en dash."""
    return f"vecka {first}" if first == last else f"vecka {first}\u2013{last}"


def moment(at: datetime) -> str:
    """`Sön 22/10 10:35`."""
    return f"{weekday_short(at.isoweekday())} {at.day}/{at.month} {at:%H:%M}"


def clock(hour: int, minute: int) -> str:
    """`8`, or `8.30`."""
    return f"{hour}.{minute:02d}" if minute else str(hour)
