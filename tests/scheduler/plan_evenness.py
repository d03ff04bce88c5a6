"""How even a plan's contacts lie, against the best there is: what the tests of plans ask, and no page shows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scheduler.planning.days import INSIDE, OUTSIDE, Calendar, Day
from scheduler.planning.hours import minutes
from scheduler.planning.parts import Channel, PlannedProbe, PlanRequest, working_stretches, zone_of
from scheduler.planning.tally import Classes, classes_of_calls, classes_of_letters, hour_class

Kind = Literal["week", "weekday", "hour"]


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


def gaps_in(request: PlanRequest, probes: Iterable[PlannedProbe]) -> list[Gap]:
    """How even the contacts of each municipality lie, in all and by area, against the best there is."""
    calendar, by_town = Calendar(request), dict[str, list[PlannedProbe]]()
    for one in probes:
        by_town.setdefault(one.municipality, []).append(one)
    return [
        gap
        for municipality in request.municipalities
        for gap in _gaps_of(request, calendar.days_of(municipality), by_town.get(municipality.code, []))
    ]


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
        yield "hour", Counter(_hour(request, channel, at) for channel, at in moments), _by_side(classes.hours)


def _by_side(hours: Mapping[int, int]) -> list[Mapping[int, int]]:
    """The hours inside working time, and those outside."""
    outside = hour_class(0, OUTSIDE)
    inside = {hour: weight for hour, weight in hours.items() if hour < outside}
    return [inside, {hour: weight for hour, weight in hours.items() if hour >= outside}]


def _gap(counted: Mapping[int, int], classes: Mapping[int, int]) -> int:
    counts = [counted.get(key, 0) for key in classes]
    return max(counts, default=0) - min(counts, default=0)


def _hour(request: PlanRequest, channel: str, at: datetime) -> int:
    minute, working = minutes(at.time()), working_stretches(request.method, at.date())
    is_inside = channel == "call" or any(start <= minute < end for start, end in working)
    return hour_class(at.hour, INSIDE if is_inside else OUTSIDE)


def _local(request: PlanRequest, probe: PlannedProbe) -> datetime:
    return probe.planned_at.astimezone(zone_of(request, probe.municipality))
