"""How a plan's contacts are shared and spread: the interviewers' load, counts by area, and how even they are. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from scheduler.planning.capacity import Week, calls_by_week
from scheduler.planning.days import INSIDE, OUTSIDE, Calendar, Day
from scheduler.planning.hours import days_between, minutes, week_of
from scheduler.planning.parts import Channel, PlannedProbe, PlanRequest, working_stretches, zone_of
from scheduler.planning.tally import Classes, classes_of_calls, classes_of_letters, hour_class

Kind = Literal["week", "weekday", "hour"]

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


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest minus the smallest count of a municipality's weeks, weekdays or hours, and the least possible.

    Of all areas when `area` is empty. Hours of letters are compared within their side of working time; the gap is that
    of the side that is less even. The least possible is that of counts in proportion to the room of each class.
    """

    channel: Channel
    municipality: str
    area: str
    kind: Kind
    found: int
    best: int


@dataclass(frozen=True, slots=True)
class Evenness:
    """Every gap of a plan."""

    gaps: tuple[Gap, ...]

    @property
    def worst(self) -> int:
        """How far the worst gap is above the least possible."""
        return max((gap.found - gap.best for gap in self.gaps), default=0)


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


def evenness_of(request: PlanRequest, probes: Iterable[PlannedProbe]) -> Evenness:
    """How even the contacts of each municipality lie, in all and by area, against the best there is."""
    calendar, by_town = Calendar(request), dict[str, list[PlannedProbe]]()
    for one in probes:
        by_town.setdefault(one.municipality, []).append(one)
    return Evenness(
        tuple(
            gap
            for municipality in request.municipalities
            for gap in _gaps_of(request, calendar.days_of(municipality), by_town.get(municipality.code, []))
        )
    )


def least_gap(weights: Mapping[int, int], count: int) -> int:
    """The gap of so many contacts laid out at least cost: one by one, each in the class where it costs least."""
    counts = dict.fromkeys(weights, 0)
    for _ in range(count if counts else 0):
        counts[min(counts, key=lambda key: ((2 * counts[key] + 1) * weights[key], key))] += 1
    return max(counts.values(), default=0) - min(counts.values(), default=0)


def _gaps_of(request: PlanRequest, days: Sequence[Day], probes: Sequence[PlannedProbe]) -> Iterator[Gap]:
    channels: tuple[tuple[Channel, Classes], ...] = (
        ("call", classes_of_calls(days, {})),
        ("mail", classes_of_letters(days)),
    )
    for channel, classes in channels:
        own = [one for one in probes if one.channel == channel]
        for area in ["", *(each.code for each in request.method.area)]:
            some = [one for one in own if area in {"", one.area}]
            for kind, counted, sides in _kinds(request, days, classes, some):
                gaps = [(_gap(counted, side), least_gap(side, sum(counted[key] for key in side))) for side in sides]
                found, best = max(gaps, key=lambda pair: pair[0] - pair[1])
                yield Gap(channel, some[0].municipality, area, kind, found, best)


def _kinds(
    request: PlanRequest, days: Sequence[Day], classes: Classes, some: Sequence[PlannedProbe]
) -> Iterator[tuple[Kind, Counter[int], list[Mapping[int, int]]]]:
    """The counts of some contacts by week, weekday and hour, and the classes to compare; nothing for no contacts."""
    weeks = {day.on: day.week_number for day in days}
    moments = [(one.channel, at) for one in some if (at := _local(request, one)).date() in weeks]
    if moments:
        yield "week", Counter(weeks[at.date()] for _, at in moments), [classes.weeks]
        yield "weekday", Counter(at.isoweekday() for _, at in moments), [classes.weekdays]
        yield "hour", Counter(_hour(request, channel, at) for channel, at in moments), classes.hours_by_side()


def _gap(counted: Mapping[int, int], classes: Mapping[int, int]) -> int:
    counts = [counted.get(key, 0) for key in classes]
    return max(counts, default=0) - min(counts, default=0)


def _hour(request: PlanRequest, channel: str, at: datetime) -> int:
    minute, working = minutes(at.time()), working_stretches(request.method, at.date())
    is_inside = channel == "call" or any(start <= minute < end for start, end in working)
    return hour_class(at.hour, INSIDE if is_inside else OUTSIDE)


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
