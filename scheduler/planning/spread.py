"""How a plan's contacts are shared and spread: the interviewers' load, and counts by area. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from scheduler.planning.capacity import Week, calls_by_week
from scheduler.planning.hours import days_between, minutes, week_of
from scheduler.planning.parts import Channel, PlannedProbe, PlanRequest, zone_of

_Key = TypeVar("_Key", int, Week)


@dataclass(frozen=True, slots=True)
class Load:
    """An interviewer's ISO week: minutes of the plan's calls, and those that hours, own times and other waves leave."""

    interviewer: str
    year: int
    week: int
    minutes: int
    capacity_minutes: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts of one area's contacts, of all areas when `area` is empty; what could have some and has none is 0.

    Weeks are (ISO year, week), weekdays ISO weekdays, hours those of the municipality's clock.
    """

    area: str
    weeks: Mapping[Week, int]
    weekdays: Mapping[int, int]
    hours: Mapping[int, int]


def load_of(request: PlanRequest, probes: Iterable[PlannedProbe]) -> tuple[Load, ...]:
    """Each interviewer's weeks in the period, by name and week."""
    length = request.method.plan.minutes_a_call
    own, other = _calls_by_week(request, probes), _calls_by_week(request, request.elsewhere)
    return tuple(
        Load(who.name, *week, own[who.name, week] * length, max(0, room - other[who.name, week]) * length)
        for who in sorted(request.interviewers, key=lambda one: one.name)
        for week, room in calls_by_week(request, who).items()
    )


def spread_of(request: PlanRequest, probes: Iterable[PlannedProbe], channel: Channel) -> tuple[Spread, ...]:
    """The counts of all areas, then of each in the method's order."""
    some = [(one.area, _local(request, one)) for one in probes if one.channel == channel]
    areas = ["", *(area.code for area in request.method.area)]
    return tuple(_spread(request, channel, area, [at for code, at in some if area in {"", code}]) for area in areas)


def _spread(request: PlanRequest, channel: Channel, area: str, some: Sequence[datetime]) -> Spread:
    plan, working = request.method.plan, request.method.working_time
    weeks = sorted({week_of(on) for on in days_between(request.first_day, request.last_day)})
    if channel == "call":
        weekdays, first, last = sorted(working.weekdays), working.opens, working.closes
    else:
        weekdays, first, last = list(range(1, 8)), plan.mail_earliest, plan.mail_latest
    hours = range(first.hour, (minutes(last) + 59) // 60)
    return Spread(
        area,
        _counted(weeks, Counter(week_of(at.date()) for at in some)),
        _counted(weekdays, Counter(at.isoweekday() for at in some)),
        _counted(list(hours), Counter(at.hour for at in some)),
    )


def _counted(known: Sequence[_Key], found: Counter[_Key]) -> dict[_Key, int]:
    keys: list[_Key] = sorted(set(known) | set(found))
    return {key: found[key] for key in keys}


def _calls_by_week(request: PlanRequest, probes: Iterable[PlannedProbe]) -> Counter[tuple[str, Week]]:
    calls = (one for one in probes if one.channel == "call" and one.interviewer)
    return Counter((one.interviewer or "", week_of(_local(request, one).date())) for one in calls)


def _local(request: PlanRequest, probe: PlannedProbe) -> datetime:
    return probe.planned_at.astimezone(zone_of(request, probe.municipality))
