"""The language of the interface: Swedish is the source, English is read from its catalogue.

Which one is in use stands in a ContextVar that the guard sets for every request: one Jinja environment serves all.
"""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES: Final = {"sv": "Svenska", "en": "English"}
SOURCE: Final = "sv"
LANGUAGE_COOKIE: Final = "shopper_language"

_IN_USE: ContextVar[str] = ContextVar("language", default=SOURCE)


def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    file = resources.files("web").joinpath("locale", language, "LC_MESSAGES", "messages.po")
    with file.open("rb") as stream:
        messages = list(read_po(stream, locale=language))
    return {_key(message.id): _texts(message.string) for message in messages if message.id and not message.fuzzy}


def _key(msgid: object) -> str:
    return str(msgid[0]) if isinstance(msgid, tuple) else str(msgid)


def _texts(translated: object) -> tuple[str, ...]:
    return tuple(str(text) for text in translated) if isinstance(translated, tuple | list) else (str(translated),)


_CATALOGUES: Final = {language: _catalogue(language) for language in LANGUAGES if language != SOURCE}


def known_language(wanted: str | None) -> str:
    """The wanted language when the interface has it, else Swedish."""
    return wanted if wanted in LANGUAGES else SOURCE


def use_language(language: str) -> None:
    """Speak this language for the rest of the request."""
    _IN_USE.set(language)


def language_in_use() -> str:
    """The language of this request."""
    return _IN_USE.get()


def gettext(text: str) -> str:
    """The Swedish text in the language of this request."""
    return _CATALOGUES.get(_IN_USE.get(), {}).get(text, (text,))[0] or text


def ngettext(one: str, many: str, number: int) -> str:
    """The Swedish text for this number, in the language of this request."""
    known = _CATALOGUES.get(_IN_USE.get(), {}).get(one, (one, many))
    return known[0 if number == 1 else -1]


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """The time of day in the zone, such as `09:40`."""
    return str(format_time(at.astimezone(zone), "HH:mm", locale=_IN_USE.get()))


def day(on: date) -> str:
    """A date with its weekday, such as `tis 17 okt. 2017`."""
    return str(format_date(on, "EEE d MMM y", locale=_IN_USE.get()))


def day_and_time(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the zone, such as `tis 17 okt. 2017 09:40`."""
    return str(format_datetime(at.astimezone(zone), "EEE d MMM y HH:mm", locale=_IN_USE.get()))


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the zone to the second, where it is a proof, such as `tis 17 okt. 2017 09:40:05`."""
    return str(format_datetime(at.astimezone(zone), "EEE d MMM y HH:mm:ss", locale=_IN_USE.get()))


def thousands(count: int) -> str:
    """A whole number with its thousands apart, such as `27 419`."""
    return str(format_decimal(count, locale=_IN_USE.get()))


def percent(hundredths: int) -> str:
    """A whole percentage as the language writes it: `92 %` in Swedish, `92%` in English."""
    return str(format_percent(Decimal(hundredths) / 100, locale=_IN_USE.get()))


def weekday_name(number: int) -> str:
    """The ISO weekday in short, such as `tis`."""
    return str(get_day_names("abbreviated", locale=_IN_USE.get())[number - 1])


def weekday_letter(on: date) -> str:
    """The letter of a date's weekday, for narrow columns."""
    return str(get_day_names("narrow", locale=_IN_USE.get())[on.weekday()])


def hours_in_short(minutes: int) -> str:
    """Minutes as hours with at most one decimal, such as `12,3`."""
    return str(format_decimal(minutes / 60, format="0.#", locale=_IN_USE.get()))
