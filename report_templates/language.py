"""The language a report is written in: its sentences, and how it writes numbers, days and lists.

The Swedish text of a sentence is its key; `locale/` beside this file has the others, and `grammar/` the forms. Pure,
but for reading a catalogue of the package the first time its language is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from typing import Literal, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from report_templates.formulas import terms_of
from report_templates.grammar import english, swedish
from report_templates.grammar.rules import Grammar, Noun, TextRules
from scoring.figures import Figure
from scoring.rounding import NO_BREAK, NOTHING, one_decimal, whole
from scoring.words import GRADE_WORDS, SENDER_WORDS
from shopper.faults import BadInput

Code = Literal["sv", "en"]

CODES: tuple[Code, ...] = get_args(Code)


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Values are put into a sentence by name: `say("{n} av {base} brev", n=44, base=52)`."""

    code: Code
    texts: NullTranslations
    grammar: Grammar
    rules: TextRules = field(default_factory=TextRules)

    def __reduce__(self) -> tuple[object, tuple[Code, TextRules]]:
        # A catalogue cannot be sent to another process; there it is read again.
        return language_of, (self.code, self.rules)

    def say(self, text: str, /, **values: object) -> str:
        """The sentence in this language with the values in it, and `(n = 0)` on one line."""
        return self.texts.gettext(text).replace("(n = 0)", f"(n{NO_BREAK}={NO_BREAK}0)").format(**values)

    def say_many(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The sentence for this number of things; the number itself is `{n}`."""
        return self.texts.ngettext(one, many, number).format(n=number, **values)

    def share(self, value: Fraction, noun: Noun) -> str:
        """A share in per cent as a reader would say it: 58 is `nära sex av tio svar`."""
        return self.grammar.share(value, noun, self.rules)

    def share_of(self, figure: Figure, noun: Noun) -> str:
        """The same of a share that has a value; of one thing alone, `det enda svaret` or `inget svar`."""
        if figure.denominator == 1:
            return self.grammar.only(noun) if figure.numerator else self.grammar.none(noun)
        return self.share(figure.value or Fraction(0), noun)

    def plural(self, noun: Noun) -> str:
        """The thing in the plural: `besvarade samtal`."""
        return self.grammar.plural(noun)

    def number(self, number: int) -> str:
        """A small number in letters, a larger one in digits."""
        return self.grammar.number(number)

    def grouped(self, number: int) -> str:
        """Digits in groups of three."""
        return self.grammar.grouped(number)

    def decimal(self, number: Decimal | None) -> str:
        """A number with the language's decimal mark, `-` for None."""
        return NOTHING if number is None else self.grammar.decimal(number)

    @property
    def decimal_mark(self) -> str:
        """The sign between a number and its decimals."""
        return self.grammar.decimal(Decimal("0.1"))[1]

    def listed(self, words: Sequence[str]) -> str:
        """Words as a list: `Bygg, IFO och Gator`."""
        return self.grammar.listed(words)

    def either(self, words: Sequence[str]) -> str:
        """Words as a choice: `gott eller mycket gott`."""
        return self.grammar.either(words)

    def day(self, day: date) -> str:
        """A day in words: 16 oktober 2017."""
        return self.grammar.day(day)

    def month(self, day: date) -> str:
        """The month on the cover: Januari 2018."""
        return capital(self.grammar.month(day))

    def month_within(self, day: date) -> str:
        """The month inside a sentence: januari 2018."""
        return self.grammar.month(day)

    def period(self, first: date, last: date) -> str:
        """The measured weeks in days, with an en dash; both years only where they differ."""
        start = self.day(first) if first.year != last.year else self.grammar.day_and_month(first)
        return f"{start} \u2013 {self.day(last)}"

    def weeks(self, first: date, last: date) -> str:
        """ISO weeks: `vecka 42-45` with an en dash."""
        return self.grammar.weeks(first.isocalendar().week, last.isocalendar().week)

    def weekday(self, number: int) -> str:
        """The ISO weekday, 1 for Monday: måndag."""
        return self.grammar.weekday(number)

    def weekday_short(self, number: int) -> str:
        """The ISO weekday in short, 1 for Monday: Mån."""
        return self.grammar.weekday_short(number)

    def moment(self, at: datetime) -> str:
        """A local time: `Sön 22/10 10:35`."""
        return self.grammar.moment(at)

    def percent(self, value: Fraction | None) -> str:
        """Whole per cent, `-` for None."""
        return NOTHING if value is None else self.grammar.percent(str(whole(value)))

    def hours(self, value: Fraction | None) -> str:
        """Hours with one decimal, `-` for None."""
        return NOTHING if value is None else self.grammar.hours(self.decimal(one_decimal(value)), is_one=False)

    def whole_hours(self, value: Fraction | None) -> str:
        """Whole hours for running text, `-` for None: `1 timme`, `7 timmar`; less than half an hour keeps a decimal."""
        hours = whole(value)
        if value and not hours:
            return self.hours(value)
        return NOTHING if hours is None else self.grammar.hours(str(hours), is_one=hours == 1)

    def printed(self, figure: Figure) -> str:
        """The figure as it stands in a table."""
        if figure.unit == "hours":
            return self.hours(figure.value)
        if figure.unit == "percent":
            return self.percent(figure.value)
        return NOTHING if figure.value is None else str(whole(figure.value))

    def of_base(self, figure: Figure) -> str:
        """The counts of a share: `33 av 54`."""
        return self.say("{n} av {base}", n=number_of(figure), base=figure.denominator)

    def counted(self, figure: Figure) -> str:
        """A share with its proof, which no line breaks: `61 % (33 av 54)`."""
        return f"{self.printed(figure)} ({self.of_base(figure).replace(' ', NO_BREAK)})"

    def interval(self, figure: Figure) -> str:
        """The bounds of the 95 % interval, `-` where there is none."""
        if figure.low is None or figure.high is None:
            return NOTHING
        low, high = Fraction(figure.low), Fraction(figure.high)
        if figure.unit == "hours":
            span = f"{self.decimal(one_decimal(low))}\u2013{self.decimal(one_decimal(high))}"
            return self.grammar.hours(span, is_one=False)
        return self.grammar.percent(f"{whole(low)}\u2013{whole(high)}")

    @property
    def chance(self) -> str:
        """What an interval is called in tables and boxes: `95 %-intervall`."""
        return self.say("95 %-intervall").replace(" ", NO_BREAK)

    @property
    def unknown(self) -> str:
        """Printed where another report does not say its base or its interval."""
        return self.say("okänt")

    def grade(self, grade: str) -> str:
        """A grade of the method, such as `medelgod`; one without words stands as it is."""
        return self.say(GRADE_WORDS[grade]) if grade in GRADE_WORDS else grade

    def sender(self, category: str) -> str:
        """A kind of sender details, such as `namn och telefon`; one without words stands as it is."""
        return self.say(SENDER_WORDS[category]) if category in SENDER_WORDS else category

    def titled(self, title: str) -> str:
        """What the method calls a measure or an area; one that the catalogue does not have stands as it is."""
        return self.texts.gettext(title) if title else ""

    def formula(self, figure: Figure) -> str:
        """What numerator and denominator are, in this language: `Samtal med kontakt / alla samtal`."""
        terms = terms_of(figure.formula)
        return capital("".join(self.texts.gettext(template).format(*numbers) for template, numbers in terms))


def number_of(figure: Figure) -> str:
    """The numerator as whole digits."""
    return str(whole(figure.numerator))


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small first letter, for use inside a sentence."""
    return text[:1].lower() + text[1:]


def language_of(code: str, rules: TextRules | None = None) -> Language:
    """The language with this code, `sv` or `en`.

    Raises:
        BadInput: a report is not written in that language.
    """
    if code == "sv":
        return Language("sv", NullTranslations(), swedish, rules or TextRules())
    if code == "en":
        return Language("en", _catalogue("en"), english, rules or TextRules())
    raise BadInput(f"a report is written in one of {', '.join(CODES)}, not in {code!r}; choose one of them")


@cache
def _catalogue(code: Code) -> GNUTranslations:
    compiled = BytesIO()
    with resources.files("report_templates").joinpath("locale", code, "LC_MESSAGES", "report.po").open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


SWEDISH = language_of("sv")
