"""What any plan can reach at best, proved from the request alone: how many calls fit, and how even counts can be.

The bounds are relaxations: a plan may do worse than they say, never better.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from tests.scheduler.plan_checker import covered, is_open, minute_of

Node = tuple[object, ...]
Hours = tuple[tuple[time, time], ...]

FROM: Final[Node] = ("from",)
TO: Final[Node] = ("to",)


def most_calls(request: PlanRequest) -> int:
    """At most so many calls can be placed: a maximum flow from each municipality's areas to the interviewers' weeks.

    Kept: the quota, contacts per area and day and per day, when municipality and interviewer can meet, and the hours a
    week. Left out: letters, gaps, what an interviewer must not take, whatever is fixed or elsewhere or allowed.
    """
    edges: dict[tuple[Node, Node], int] = {}
    for town in request.municipalities:
        for day in days_of(request):
            edges |= _edges_of_a_day(request, town, day)
    numbers: dict[Node, int] = {FROM: 0, TO: 1}
    for pair in edges:
        for node in pair:
            numbers.setdefault(node, len(numbers))
    ends = np.array([(numbers[a], numbers[b]) for a, b in edges], dtype=np.int32).reshape(-1, 2)
    limits = np.fromiter(edges.values(), dtype=np.int32, count=len(edges))
    graph = csr_matrix((limits, (ends[:, 0], ends[:, 1])), shape=(len(numbers), len(numbers)))
    return int(maximum_flow(graph, 0, 1).flow_value)


def _edges_of_a_day(request: PlanRequest, town: PlanMunicipality, day: date) -> dict[tuple[Node, Node], int]:
    rules, quota = request.method.plan, request.method.quota.calls + request.spares
    meetings = {
        who.name: meeting_minutes(request, town, who, day) // rules.minutes_a_call for who in request.interviewers
    }
    comes: Node = ("comes", town.code, day)
    leaves: Node = ("leaves", town.code, day)
    edges: dict[tuple[Node, Node], int] = {(comes, leaves): rules.probes_a_day}
    for area in request.method.area:
        edges[FROM, (town.code, area.code)] = min(quota, len(request.questions.get(area.code, ())))
        edges[(town.code, area.code), comes] = rules.probes_per_area_and_day
    for who in request.interviewers:
        if meetings[who.name]:
            week: Node = (who.name, *day.isocalendar()[:2])
            edges[leaves, week] = meetings[who.name]
            edges[week, TO] = who.hours_a_week * 60 // rules.minutes_a_call
    return edges


def days_of(request: PlanRequest) -> list[date]:
    """Every day of the period."""
    return [
        request.first_day + timedelta(days=number) for number in range((request.last_day - request.first_day).days + 1)
    ]


def call_minutes(request: PlanRequest, town: PlanMunicipality, day: date) -> set[int]:
    """The minutes of the day in which the municipality can be called, lunch left out."""
    working, rules = is_open(request.method.working_time, day), request.method.plan
    if working is None or day in town.closed_on:
        return set()
    lunch = range(minute_of(rules.lunch_from), minute_of(rules.lunch_to))
    return (set(range(*working)) & covered(town.opening_hours.get(day.isoweekday(), ()))) - set(lunch)


def meeting_minutes(request: PlanRequest, town: PlanMunicipality, who: PlanInterviewer, day: date) -> int:
    """How many minutes of the day the municipality can be called by this interviewer."""
    working, rules = is_open(request.method.working_time, day), request.method.plan
    if working is None or day in town.closed_on or day in who.days_off:
        return 0
    lunch = minute_of(rules.lunch_from), minute_of(rules.lunch_to)
    weekday = day.isoweekday()
    return _shared_minutes(town.opening_hours.get(weekday, ()), who.available.get(weekday, ()), working, lunch)


@lru_cache(maxsize=4096)
def _shared_minutes(some: Hours, others: Hours, working: tuple[int, int], lunch: tuple[int, int]) -> int:
    return len((covered(some) & covered(others) & set(range(*working))) - set(range(*lunch)))


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the fullest class stands above the emptiest, and the least that whole numbers allow."""

    what: str
    found: int
    best: int

    @property
    def beyond(self) -> int:
        """By how much the plan is less even than any plan must be."""
        return self.found - self.best


def gap(what: str, counts: Counter[int], classes: Iterable[int]) -> Gap:
    """The gap over these classes; at best nothing, or one where they do not divide the sum."""
    every = sorted(classes)
    found = [counts[one] for one in every]
    if not found:
        return Gap(what, 0, 0)
    return Gap(what, max(found) - min(found), min(1, sum(found) % len(found)))


@dataclass(frozen=True, slots=True)
class Classes:
    """The weeks, weekdays and hours that contacts of one channel can stand in; for letters the hours outside apart."""

    weeks: frozenset[int]
    weekdays: frozenset[int]
    inside: frozenset[int]
    outside: frozenset[int] = frozenset()


def classes_of(request: PlanRequest, town: PlanMunicipality, channel: str) -> Classes:
    """The classes in which the municipality's contacts of this channel can be compared.

    An hour that is never open from its beginning to its end is left out: its fair count is a part of the others'.
    """
    minutes = call_minutes if channel == "call" else _inside_minutes
    inside = {day: minutes(request, town, day) for day in days_of(request)}
    outside = {day: _letter_minutes(request) - inside[day] if channel == "mail" else set() for day in inside}
    days = [day for day in inside if inside[day] or outside[day]]
    return Classes(
        frozenset(_week(day) for day in days),
        frozenset(day.isoweekday() for day in days),
        _whole_hours(inside.values()),
        _whole_hours(outside.values()),
    )


def _whole_hours(days: Iterable[set[int]]) -> frozenset[int]:
    return frozenset(
        hour for minutes in days for hour in range(24) if minutes.issuperset(range(60 * hour, 60 * hour + 60))
    )


def gaps_of(request: PlanRequest, classes: Classes, probes: Sequence[PlannedProbe]) -> list[Gap]:
    """The gaps over weeks, weekdays and hours of these contacts, all of one channel.

    Hours of letters are compared within working time and outside it: the method says how many go on each side.
    """
    sides = {False: classes.inside, True: classes.outside}
    weeks = Counter(_week(one.planned_at.date()) for one in probes)
    weekdays = Counter(one.planned_at.isoweekday() for one in probes)
    hours = {
        side: Counter(one.planned_at.hour for one in probes if _is_outside(request, one) == side) for side in sides
    }
    return [
        gap("weeks", weeks, classes.weeks),
        gap("weekdays", weekdays, classes.weekdays),
        *(gap("hours", hours[side], sides[side]) for side in sides),
    ]


def _is_outside(request: PlanRequest, probe: PlannedProbe) -> bool:
    working = is_open(request.method.working_time, probe.planned_at.date())
    return working is None or not working[0] <= minute_of(probe.planned_at.time()) < working[1]


def _inside_minutes(request: PlanRequest, _town: PlanMunicipality, day: date) -> set[int]:
    working = is_open(request.method.working_time, day)
    return _letter_minutes(request) & set(range(*working)) if working else set()


def _letter_minutes(request: PlanRequest) -> set[int]:
    rules = request.method.plan
    return set(range(minute_of(rules.mail_earliest), minute_of(rules.mail_latest)))


def _week(day: date) -> int:
    """Weeks numbered without a gap at the turn of the year."""
    return (day.toordinal() - 1) // 7
