"""The parts of a method and the rule each of their values must keep.

Each class is one table of the TOML file. Checks stand beside the value they check, so that the sentence a user
reads names the key. Source of every default: `docs/method.md` and section numbers of the method study.
"""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from shopper.records import Outcome

Base = Literal["all", "contacts", "answered"]
"""What a share is a share of: all calls, calls with an official reached, or calls that were answered."""

Weekday = Annotated[int, Field(ge=1, le=7)]
"""ISO weekday: 1 is Monday, 7 is Sunday."""

EARLIEST_OPENING: Final = time(4)
"""Clocks are moved at night; a day that opens later is always as long as its hours say."""

ClosedCategory = Literal["public", "de_facto", "optional", "bank"]

CLOSED_CATEGORIES: Final[dict[str, tuple[ClosedCategory, ...]]] = {
    "SE": ("public", "de_facto", "optional", "bank"),
    "DK": ("public", "optional"),
    "NO": ("public",),
    "FI": ("public",),
}
"""What the `holidays` library knows of each country."""


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
            raise ValueError("answered_by: may only name grades of the answer scale")
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
            raise ValueError("complete_sender: must be one of the sender categories")
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
    closed_categories: tuple[ClosedCategory, ...]
    also_closed_on: tuple[str, ...] = ()

    @field_validator("also_closed_on", mode="before")
    @classmethod
    def _dates_as_text(cls, days: object) -> object:
        """TOML knows dates; the frozen copy holds them as text."""
        if isinstance(days, list | tuple):
            return tuple(day.isoformat() if isinstance(day, date) else day for day in days)
        return days

    @field_validator("also_closed_on")
    @classmethod
    def _real_dates(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            if not _is_date(day):
                raise ValueError(f"{day!r} is not a date; write it as 2017-10-30")
        return days

    @field_validator("weekdays")
    @classmethod
    def _some_weekdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not days or len(set(days)) != len(days):
            raise ValueError("must name at least one weekday, each once, with 1 for Monday")
        return days

    @field_validator("opens", "closes")
    @classmethod
    def _whole_minutes(cls, at: time) -> time:
        if at.second or at.microsecond or at.tzinfo:
            raise ValueError("must be a time of day in whole minutes, such as 08:00")
        return at

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not a time zone; an allowed one is Europe/Stockholm")
        return name

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens: must be earlier than closes")
        if self.opens < EARLIEST_OPENING:
            raise ValueError("opens: must be 04:00 or later, since summer time moves the clock before that hour")
        return self

    @model_validator(mode="after")
    def _country_has_the_categories(self) -> Self:
        known = CLOSED_CATEGORIES[self.country]
        if not set(self.closed_categories) <= set(known):
            raise ValueError(f"closed_categories: may for {self.country} only be {', '.join(known)}")
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
    """What a plan must keep (method study 3; decision 0014 says where each number comes from).

    Rules with a default came later: a copy frozen before them means the default, so a default is never changed.
    """

    probes_per_area_and_day: Annotated[int, Field(ge=1)]
    lunch_from: time
    lunch_to: time
    mails_outside_hours_percent: Annotated[int, Field(ge=0, le=100)]
    mail_earliest: time
    mail_latest: time
    minutes_a_call: Annotated[int, Field(ge=5, le=120)] = 20
    minutes_between_probes: Annotated[int, Field(ge=0, le=480)] = 15
    hours_between_area_probes: Annotated[int, Field(ge=0, le=168)] = 12
    probes_a_day: Annotated[int, Field(ge=1, le=100)] = 8
    days_between_same_interviewer: Annotated[int, Field(ge=0, le=60)] = 3
    small_population: Annotated[int, Field(ge=0)] = 2000


class RetryRules(Part):
    """When a call that reached nobody is dialled again (method study 3; peers 6). One attempt: never.

    The interviewer gives up after `give_up_seconds`. After one of the outcomes in `after`, the next attempt is planned
    `wait_hours` later or more, by the rules of the plan, until there have been `attempts`; the last one counts.
    """

    attempts: Annotated[int, Field(ge=1, le=10)] = 1
    wait_hours: Annotated[int, Field(ge=0, le=336)] = 3
    give_up_seconds: Annotated[int, Field(ge=10, le=3600)] = 300
    after: tuple[Outcome, ...] = ("no_answer", "queue_abandoned", "switchboard_closed")


class ReviewRules(Part):
    """Which calls the figures count, and how many contacts a second person grades (method study 16, decision 0016).

    `counts`: only calls a reviewer has approved, or every submitted one. The shares are of graded calls and letters.
    """

    counts: Literal["approved", "submitted"] = "approved"
    double_calls_percent: Annotated[int, Field(ge=0, le=100)] = 10
    double_mails_percent: Annotated[int, Field(ge=0, le=100)] = 10


def rising(limits: tuple[int, ...]) -> tuple[int, ...]:
    """The limits as given, or a ValueError when they are not strictly rising or there are none."""
    if not limits or any(later <= earlier for earlier, later in pairwise(limits)):
        raise ValueError("must be one or more limits, each larger than the one before")
    return limits


def _is_date(text: str) -> bool:
    """Whether the text is a date written as 2017-10-30; Python alone also takes 20171030."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
