"""A wave as a TOML file: what is measured, when, and by whom, checked whole before anything is stored.

`mail_account` may be left out while a wave is prepared; it is needed for the launch.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.method import Method, first_rule_broken, load_method
from shopper.method_parts import Part

LONGEST_DAYS: Final = 366

Code = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Name = Annotated[str, Field(pattern=r"^[^\s/](?:[^/]*[^\s/])?$", max_length=100)]


class WaveMunicipality(Part):
    """A municipality to measure, and dates on which nobody calls it."""

    code: Code
    closed_on: tuple[date, ...] = ()


class WaveFileInterviewer(Part):
    """When one interviewer can call, and what they must not take. `name` is a user's sign-in name."""

    name: Name
    hours_a_week: Annotated[int, Field(ge=1, le=60)]
    available: dict[str, str]
    days_off: tuple[date, ...] = ()
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


class WaveFile(Part):
    """The whole file. Areas, municipalities and names are checked against each other and the method."""

    name: Name
    method: str
    first_day: date
    last_day: date
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    mail_account: str | None = None
    municipality: Annotated[tuple[WaveMunicipality, ...], Field(min_length=1)]
    interviewer: tuple[WaveFileInterviewer, ...] = ()

    @model_validator(mode="after")
    def _period(self) -> Self:
        if self.first_day > self.last_day:
            raise ValueError("last_day: must not be earlier than first_day")
        if (self.last_day - self.first_day).days >= LONGEST_DAYS:
            raise ValueError(f"last_day: a wave lasts at most {LONGEST_DAYS} days")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for key, names in (
            ("municipality.code", [each.code for each in self.municipality]),
            ("interviewer.name", [each.name for each in self.interviewer]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{key}: {twice[0]!r} is there more than once")
        return self

    @model_validator(mode="after")
    def _exceptions_are_known(self) -> Self:
        codes = [each.code for each in self.municipality]
        for each in self.interviewer:
            _refuse_unknown(f"not_municipalities of {each.name!r}", each.not_municipalities, codes)
        return self

    def check_areas(self, method: Method) -> None:
        """ValueError when an interviewer is kept from an area that the method has not got."""
        codes = [area.code for area in method.area]
        for each in self.interviewer:
            _refuse_unknown(f"not_areas of {each.name!r}", each.not_areas, codes)


def read_wave_file(file: Path) -> WaveFile:
    """The wave that a file describes, or BadInput with the file, the line or key, and what is allowed."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    return parse_wave_file(text, where=file.name)


def parse_wave_file(text: str, where: str) -> WaveFile:
    """Check a wave file whole. `where` names the file in the BadInput sentence."""
    try:
        return check_wave(tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where}: not valid TOML: {error}") from error


def check_wave(values: dict[str, Any], where: str) -> WaveFile:
    """A wave from values, as a form also gives them; BadInput as `parse_wave_file`."""
    try:
        wave = WaveFile.model_validate(values)
        wave.check_areas(load_method(wave.method))
    except ValidationError as error:
        raise BadInput(f"{where}: {first_rule_broken(error)}") from error
    except ValueError as error:
        raise BadInput(f"{where}: {error}") from error
    except BadInput as error:
        raise BadInput(f"{where}: method: {error}") from error
    return wave


def _refuse_unknown(key: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{key}: {name!r} is not known here; allowed are {', '.join(known)}")
