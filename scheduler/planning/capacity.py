"""What the interviewers can take: by week, and what that leaves of an even spread over the weeks. Pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from scheduler.planning.hours import days_between, overlap, starts_in, stretches, week_of, without
from scheduler.planning.parts import PlanInterviewer, PlanRequest, lunch, working_stretches

Week = tuple[int, int]

_SPARE_ROOM: Final = 0.98
"""How full the interviewers' weeks are planned at most while other weeks have room: something must be left to move."""


def calls_by_week(request: PlanRequest, who: PlanInterviewer) -> dict[Week, int]:
    """How many calls an interviewer can make in each week of the period, by the hours a week and the own times."""
    method, length = request.method, request.method.plan.minutes_a_call
    found: Counter[Week] = Counter()
    for on in days_between(request.first_day, request.last_day):
        at_work = [] if on in who.days_off else stretches(who.available.get(on.isoweekday(), ()))
        open_at = without(working_stretches(method, on), lunch(method))
        found[week_of(on)] += len(starts_in(overlap(open_at, at_work), length))
    return {week: min(count, who.hours_a_week * 60 // length) for week, count in sorted(found.items())}


def room_of_weeks(request: PlanRequest, calls: int, taken: Mapping[Week, int]) -> dict[Week, float]:
    """By week the share (at most 1) that the interviewers have room for, of what an even spread would give it.

    `calls` are those to place, `taken` those that stand already.
    """
    room: Counter[Week] = Counter()
    for who in request.interviewers:
        room.update(calls_by_week(request, who))
    left = {week: max(0.0, _SPARE_ROOM * (count - taken.get(week, 0))) for week, count in sorted(room.items())}
    even = _open_share(request)
    level = _level(even, left, calls)
    return {week: min(1.0, left.get(week, 0.0) / (level * share)) for week, share in even.items() if share * level > 0}


def _open_share(request: PlanRequest) -> dict[Week, float]:
    """Each week's share of a full one, by its working days."""
    days: Counter[Week] = Counter()
    for on in days_between(request.first_day, request.last_day):
        days[week_of(on)] += bool(working_stretches(request.method, on))
    most = max(days.values(), default=0)
    return {week: min(1.0, count / (0.75 * most)) for week, count in sorted(days.items()) if count}


def _level(even: Mapping[Week, float], left: Mapping[Week, float], calls: int) -> float:
    """How many calls a full week gets when each takes its even share, or what it has room for."""
    low, high = 0.0, float(calls)
    for _ in range(40):
        middle = (low + high) / 2
        if sum(min(middle * share, left.get(week, 0.0)) for week, share in even.items()) < calls:
            low = middle
        else:
            high = middle
    return high
