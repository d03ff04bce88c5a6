"""The parts of a method and the rule each of their values must keep.

Each class is one table of the TOML file. Checks stand beside the value they check, so that the sentence a user
reads names the key. Source of every default: `docs/method.md` and section numbers of the method study.
"""

from datetime import time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Base = Literal["all", "contacts", "answered"]
"""What a share is a share of: all calls, calls with an official reached, or calls that were answered."""

Weekday = Annotated[int, Field(ge=1, le=7)]
"""ISO weekday: 1 is Monday, 7 is Sunday."""


class Part(BaseModel):
    """A table of the method file: unknown keys are refused and nothing can be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class SubjectArea(Part):
    """One of the areas a measurement asks about; `in_total` says whether it counts in the municipality's total."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    name: Annotated[str, Field(min_length=1)]
    short: Annotated[str, Field(min_length=1)]
    in_total: bool


class Quota(Part):
    """How many probes each area gets in each channel, and how many spares."""

    calls: Annotated[int, Field(ge=0, le=100)]
    mails: Annotated[int, Field(ge=0, le=100)]
    spares: Annotated[int, Field(ge=0, le=100)] = 0


class CallRules(Part):
    """How a call is graded and counted (method study 4)."""

    contact_band_seconds: tuple[Annotated[int, Field(gt=0)], ...]
    clock_starts: Literal["dial", "human_voice"]
    answer: tuple[str, ...]
    information: tuple[str, ...]
    interest: tuple[str, ...]
    courtesy: tuple[str, ...]
    answered_by: tuple[str, ...]
    information_base: Base
    interest_base: Base
    courtesy_base: Base

    @field_validator("contact_band_seconds")
    @classmethod
    def _rising(cls, limits: tuple[int, ...]) -> tuple[int, ...]:
        return rising(limits)

    @model_validator(mode="after")
    def _answered_by_is_on_the_scale(self) -> Self:
        if not set(self.answered_by) <= set(self.answer):
            raise ValueError("answered_by may only name grades of the answer scale")
        return self


class MailRules(Part):
    """How a letter is timed and counted (method study 5)."""

    reply_band_hours: tuple[Annotated[int, Field(gt=0)], ...]
    sender: tuple[str, ...]
    complete_sender: str
    target_percent: Annotated[int, Field(ge=0, le=100)]

    @field_validator("reply_band_hours")
    @classmethod
    def _rising(cls, limits: tuple[int, ...]) -> tuple[int, ...]:
        return rising(limits)

    @model_validator(mode="after")
    def _complete_is_a_category(self) -> Self:
        if self.complete_sender not in self.sender:
            raise ValueError("complete_sender must be one of the sender categories")
        return self

    @property
    def window_hours(self) -> int:
        """Working hours after which a letter counts as unanswered."""
        return self.reply_band_hours[-1]


class WorkingTimeRules(Part):
    """The hours in which a municipality's clock runs (method study 6)."""

    opens: time
    closes: time
    weekdays: tuple[Weekday, ...]
    time_zone: str
    country: Literal["SE", "DK", "NO", "FI"]
    closed_categories: tuple[Literal["public", "de_facto", "optional", "bank"], ...]
    also_closed_on: tuple[str, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not a time zone; an allowed one is Europe/Stockholm")
        return name

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must be earlier than closes")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone working hours are counted in."""
        return ZoneInfo(self.time_zone)

    @property
    def hours_a_day(self) -> float:
        """Length of a working day, the method's `dygn`, in hours."""
        minutes = (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute
        return minutes / 60


class Measure1(Part):
    """E-mail answered in time: the share of sent letters in the first `bands` reply bands."""

    bands: Annotated[int, Field(ge=1)]
    title: str


class Measure2(Part):
    """Direct contact by phone: the share of all calls with an official within `seconds`."""

    seconds: Annotated[int, Field(gt=0)]
    title: str


class Measure3(Part):
    """Courtesy: the share of maximum points, or (until 2015) the share of grades counted as good."""

    rule: Literal["points", "good_share"]
    points: dict[str, int]
    good: tuple[str, ...]
    title: str


class PlanRules(Part):
    """What a plan must keep (method study 3)."""

    probes_per_area_and_day: Annotated[int, Field(ge=1)]
    lunch_from: time
    lunch_to: time
    mails_outside_hours_percent: Annotated[int, Field(ge=0, le=100)]
    mail_earliest: time
    mail_latest: time


def rising(limits: tuple[int, ...]) -> tuple[int, ...]:
    """The limits as given, or a ValueError when they are not strictly rising or there are none."""
    if not limits or any(later <= earlier for earlier, later in zip(limits, limits[1:], strict=False)):
        raise ValueError("must be one or more limits, each larger than the one before")
    return limits
