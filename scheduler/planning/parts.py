"""What a plan is asked for, what it answers, and the books that are kept while it is made. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from scheduler.planning.hours import Hours, Stretch, minutes, stretches
from scheduler.planning.reasons import Reason
from shopper.closed_days import open_hours
from shopper.method import Method

Channel = Literal["call", "mail"]


@dataclass(frozen=True, slots=True)
class PlanMunicipality:
    """A municipality to plan for: the switchboard's hours by ISO weekday, and dates without calls.

    Hours and the plan's times of day are those of `time_zone`; empty: the method's. `asked_before` are calls of earlier
    waves as (interviewer, area, question): the same voice never asks a municipality the same thing again.
    """

    code: str
    opening_hours: Mapping[int, tuple[Hours, ...]]
    closed_on: frozenset[date] = frozenset()
    time_zone: str = ""
    asked_before: frozenset[tuple[str, str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class PlanInterviewer:
    """Who can call, when (hours by ISO weekday), how much, and what they must not take."""

    name: str
    hours_a_week: int
    available: Mapping[int, tuple[Hours, ...]]
    days_off: frozenset[date] = frozenset()
    not_areas: frozenset[str] = frozenset()
    not_municipalities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything a plan depends on: the same request gives the same plan. `questions` are numbers per area.

    `fixed` are the wave's own contacts that stay where they are: locked, done or under way. They count in every rule
    and in the quota. `elsewhere` are contacts of other waves with the same municipalities or interviewers: they are in
    the way, and count in no quota. Nothing new is planned before `not_before`. `wanted` says which contacts are to be
    placed; None: what the method asks for beyond the fixed ones. `allowed` names rules that may be broken where nothing
    else fits (`ALLOWABLE` of `planning/reasons.py`).
    """

    wave: str
    seed: int
    method: Method
    first_day: date
    last_day: date
    municipalities: tuple[PlanMunicipality, ...]
    interviewers: tuple[PlanInterviewer, ...]
    questions: Mapping[str, tuple[int, ...]]
    spares: int = 0
    fixed: "tuple[PlannedProbe, ...]" = ()
    elsewhere: "tuple[PlannedProbe, ...]" = ()
    not_before: datetime | None = None
    wanted: "tuple[Wanted, ...] | None" = None
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedProbe:
    """One contact with its time, aware, in the municipality's zone; a call has an interviewer, a letter a persona."""

    channel: Channel
    municipality: str
    area: str
    question: int
    spare: bool
    planned_at: datetime
    interviewer: str | None = None
    persona: str | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A contact that no time was found for, and the rule that stands in the way."""

    channel: Channel
    municipality: str
    area: str
    question: int
    reason: Reason

    @property
    def rule(self) -> str:
        """The name of the rule that stands in the way."""
        return self.reason.rule


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the plan breaks for one of its contacts, because it was allowed to."""

    probe: PlannedProbe
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """The probes in order of time, the fixed ones among them, what found no place, and which rules are broken.

    `shortages` say what is missing for the whole: "i3 has 14 hours in week 43, the plan needs 19".
    """

    wave: str
    seed: int
    method: str
    probes: tuple[PlannedProbe, ...]
    unplaced: tuple[Unplaced, ...]
    broken: tuple[Broken, ...] = ()
    shortages: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A contact that is to get a time. `interviewer`: nobody else may be given the call; empty: whoever can."""

    channel: Channel
    area: str
    question: int
    spare: bool
    municipality: str = ""
    interviewer: str = ""


def working_stretches(method: Method, day: date) -> list[Stretch]:
    """When the method's working day runs on this day; empty on closed days."""
    hours = open_hours(day, method.working_time)
    if hours.opens is None or hours.closes is None:
        return []
    return stretches([(hours.opens, hours.closes)])


def zone_of(request: PlanRequest, code: str) -> ZoneInfo:
    """The zone of a municipality: its own, or the method's; also for those of other waves."""
    named = next((one.time_zone for one in request.municipalities if one.code == code), "")
    return ZoneInfo(named) if named else request.method.working_time.zone


def share_outside(method: Method, letters: int) -> int:
    """How many of so many letters are to leave outside working time, halves up."""
    return (method.plan.mails_outside_hours_percent * letters + 50) // 100


def lunch(method: Method) -> list[Stretch]:
    """The stretch in which nobody is called."""
    return [(minutes(method.plan.lunch_from), minutes(method.plan.lunch_to))]
