"""The language a report is written in: its sentences, and how it writes numbers, days and lists.

The Swedish text of a sentence is its key; `locale/` beside this file has the others. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from gettext import NullTranslations
from typing import Literal

from report_templates import phrases
from report_templates.phrases import Noun
from scoring import rounding
from scoring.figures import Figure

Code = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Values are put into a sentence by name: `say("{n} av {base} brev", n=44, base=52)`."""

    code: Code
    texts: NullTranslations

    def say(self, text: str, **values: object) -> str:
        """The sentence in this language with the values in it."""
        return self.texts.gettext(text).format(**values)

    def say_many(self, one: str, many: str, number: int, **values: object) -> str:
        """The sentence for this number of things; the number itself is `{n}`."""
        return self.texts.ngettext(one, many, number).format(n=number, **values)

    def share(self, value: Fraction, noun: Noun) -> str:
        """A share in per cent as a reader would say it: 58 is `nära sex av tio svar`."""
        return phrases.share_in_words(value, noun)

    def number(self, number: int) -> str:
        """A small number in letters, a larger one in digits."""
        return phrases.number_word(number)

    def grouped(self, number: int) -> str:
        """Digits in groups of three."""
        return phrases.grouped(number)

    def listed(self, words: Sequence[str]) -> str:
        """Words as a list: `Bygg, IFO och Gator`."""
        return phrases.listed(words)

    def day(self, day: date) -> str:
        """A day in words: 16 oktober 2017."""
        return phrases.long_day(day)

    def month(self, day: date) -> str:
        """The month on the cover: Januari 2018."""
        return phrases.month_of(day)

    def period(self, first: date, last: date) -> str:
        """The measured weeks in days."""
        return phrases.period(first, last)

    def weeks(self, first: date, last: date) -> str:
        """ISO weeks: `vecka 42-45` with an en dash."""
        return phrases.weeks(first, last)

    def moment(self, at: datetime) -> str:
        """A local time: `Sön 22/10 10:35`."""
        return phrases.moment(at)

    def percent(self, value: Fraction | None) -> str:
        """Whole per cent, `-` for None."""
        return rounding.printed_percent(value)

    def hours(self, value: Fraction | None) -> str:
        """Hours with one decimal, `-` for None."""
        return rounding.printed_hours(value)

    def printed(self, figure: Figure) -> str:
        """The figure as it stands in a table."""
        return rounding.printed(figure)

    def counted(self, figure: Figure) -> str:
        """A share with its proof: `61 % (33 av 54)`."""
        return phrases.counted(figure)

    def interval(self, figure: Figure) -> str:
        """The bounds of the 95 % interval, `-` where there is none."""
        return phrases.interval_text(figure)


SWEDISH = Language("sv", NullTranslations())
