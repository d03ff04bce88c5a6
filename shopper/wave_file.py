"""A wave as a TOML file: what is measured, when, and by whom, checked whole before anything is stored.

`mail_account` may be left out while a wave is prepared; it is needed for the launch. Several accounts share a wave's
letters when they are named as `mail_accounts = ["one", "two"]` instead.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from shopper.csv_rows import FIRST_YEAR, LAST_YEAR
from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.method import Method, load_method
from shopper.method_parts import Part
from shopper.names import checked_name
from shopper.outside_files import read_text
from shopper.toml_faults import checked, parse_toml, refused, with_own_key

LONGEST_DAYS: Final = 366
NEW: Final = "new"
"""What no wave may be called: its page would hide behind the one where waves are made."""


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day} is not allowed; allowed are the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, AfterValidator(_plausible)]
Code = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Name = Annotated[str, AfterValidator(checked_name)]


def _no_page(name: str) -> str:
    if name == NEW:
        raise ValueError(f"{name!r} is the address of the page for new waves; give the wave another name")
    return name


class WaveMunicipality(Part):
    """A municipality to measure, and dates on which nobody calls it."""

    code: Code
    closed_on: tuple[Day, ...] = ()


class WaveFileInterviewer(Part):
    """When one interviewer can call, and what they must not take. `name` is a user's sign-in name."""

    name: Name
    hours_a_week: Annotated[int, Field(ge=1, le=60)]
    available: dict[str, str]
    days_off: tuple[Day, ...] = ()
    not_areas: tuple[str, ...] = ()
    not_municipalities: tuple[Code, ...] = ()

    @field_validator("available")
    @classmethod
    def _days_and_hours(cls, hours: dict[str, str]) -> dict[str, str]:
        for day, text in hours.items():
            if day not in WEEKDAY_KEYS:
                raise ValueError(f"{day!r} is not a weekday; allowed are {', '.join(WEEKDAY_KEYS)}")
            read_hours(text)
        return hours


class WaveFrame(Part):
    """What a wave is called, what it is measured with and when; without `spares`, the method says how many."""

    name: Annotated[Name, AfterValidator(_no_page)]
    method: str
    first_day: Day
    last_day: Day
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    spares: Annotated[int, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _period(self) -> Self:
        if self.first_day > self.last_day:
            raise ValueError("last_day: must not be earlier than first_day")
        if (self.last_day - self.first_day).days >= LONGEST_DAYS:
            raise ValueError(f"last_day: a wave lasts at most {LONGEST_DAYS} days")
        return self


class WaveFile(WaveFrame):
    """The whole file. Areas, municipalities and names are checked against each other and the method."""

    mail_account: str | None = None
    mail_accounts: tuple[str, ...] = ()
    municipality: Annotated[tuple[WaveMunicipality, ...], Field(min_length=1)]
    interviewer: tuple[WaveFileInterviewer, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_name_accounts(self) -> Self:
        if self.mail_account is not None and self.mail_accounts:
            raise ValueError("mail_accounts: name the accounts here or in mail_account, not in both")
        if len(set(self.mail_accounts)) < len(self.mail_accounts):
            raise ValueError("mail_accounts: names an account more than once; keep one of them")
        return self

    @property
    def accounts(self) -> list[str]:
        """The names of the mail accounts that letters leave from."""
        return list(self.mail_accounts) if self.mail_account is None else [self.mail_account]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for table, key, names in (
            ("municipality", "code", [each.code for each in self.municipality]),
            ("interviewer", "name", [each.name for each in self.interviewer]),
        ):
            for entry, name in enumerate(names):
                if name in names[:entry]:
                    raise ValueError(f"{table}.{entry}.{key}: {name!r} is there more than once; keep one of them")
        return self

    @model_validator(mode="after")
    def _closed_within_the_wave(self) -> Self:
        for entry, each in enumerate(self.municipality):
            for day in each.closed_on:
                if not self.first_day <= day <= self.last_day:
                    days = f"allowed are the wave's days, {self.first_day} to {self.last_day}"
                    raise ValueError(f"municipality.{entry}.closed_on: {day} is outside the wave; {days}")
        return self

    @model_validator(mode="after")
    def _exceptions_are_known(self) -> Self:
        codes = [each.code for each in self.municipality]
        for entry, each in enumerate(self.interviewer):
            _refuse_unknown(f"interviewer.{entry}.not_municipalities", each.not_municipalities, codes)
        return self

    def check_areas(self, method: Method) -> None:
        """ValueError when an interviewer is kept from an area that the method has not got."""
        codes = [area.code for area in method.area]
        for entry, each in enumerate(self.interviewer):
            _refuse_unknown(f"interviewer.{entry}.not_areas", each.not_areas, codes)


def read_wave_file(file: Path) -> WaveFile:
    """The wave that a file describes, or BadInput with file, line, column, key and what is allowed."""
    return parse_wave_file(read_text(file), where=str(file))


def parse_wave_file(text: str, where: str) -> WaveFile:
    """Check a wave file whole. `where` names the file in the BadInput sentence."""
    wave = checked(WaveFile, parse_toml(text, where), where, text)
    try:
        wave.check_areas(load_method(wave.method))
    except ValueError as error:
        raise refused(*with_own_key(str(error)), where, text) from error
    except BadInput as error:
        raise refused(("method",), str(error), where, text) from error
    return wave


def _refuse_unknown(key: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{key}: {name!r} is not known here; allowed are {', '.join(known)}")
