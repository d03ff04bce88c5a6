"""Times near a wished one at which a stored contact would break no rule of the plan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from sqlmodel import Session

from scheduler.changes.move import wave_of
from scheduler.changes.refs import Placed, StoredProbe, placed
from scheduler.planning.check import broken_rules
from scheduler.planning.hours import minutes
from scheduler.planning.parts import PlannedProbe, PlanRequest, working_stretches
from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request

AT_MOST: Final = 5
A_DAY: Final = 2
APART: Final = timedelta(hours=1)
"""At most so many on one day, so long apart: there is something to choose between."""
TRIED_AT_MOST: Final = 600
LETTER_MINUTES: Final = (7, 22, 37, 52)
"""Letters never leave on a full hour: people do not."""


def free_times(
    session: Session, one: StoredProbe, near: datetime, interviewer: str | None, now: datetime
) -> tuple[Placed, ...]:
    """Up to five, in order of time; a call keeps the wished interviewer where that can be."""
    wave, code = wave_of(session, one.ref), one.probe.municipality
    request = plan_request(session, wave, now, [code])
    others = [each.probe for each in contacts(session, wave, [code]) if each.ref != one.ref]
    among = (*others, *request.elsewhere)
    found: list[PlannedProbe] = []
    for candidate in islice(_candidates(request, one.probe, near, interviewer), TRIED_AT_MOST):
        if _is_one_too_many(candidate, found) or placed(candidate) == placed(one.probe):
            continue
        if all(reason.rule in request.allowed for reason in broken_rules(request, candidate, among)):
            found.append(candidate)
        if len(found) == AT_MOST:
            break
    return tuple(placed(each) for each in sorted(found, key=lambda each: each.planned_at))


def _is_one_too_many(candidate: PlannedProbe, found: list[PlannedProbe]) -> bool:
    """Whether its day has enough already, or something so near that it is no other choice."""
    same_day = [each.planned_at for each in found if each.planned_at.date() == candidate.planned_at.date()]
    return len(same_day) == A_DAY or any(abs(at - candidate.planned_at) < APART for at in same_day)


def _candidates(
    request: PlanRequest, probe: PlannedProbe, near: datetime, interviewer: str | None
) -> Iterator[PlannedProbe]:
    """The contact at other times: on the wished day first, then ever farther from it; on each day the nearest first."""
    local = near.astimezone(probe.planned_at.tzinfo)
    for day in _days(request, local.date()):
        starts = sorted(_starts(request, probe, day), key=lambda start: abs(start - minutes(local.time())))
        for who in _voices(request, probe, interviewer):
            for start in starts:
                at = datetime.combine(day, time(start // 60, start % 60), probe.planned_at.tzinfo)
                yield replace(probe, planned_at=at, interviewer=who)


def _days(request: PlanRequest, wished: date) -> list[date]:
    number = (request.last_day - request.first_day).days + 1
    days = [request.first_day + timedelta(days=place) for place in range(number)]
    return sorted(days, key=lambda day: (abs(day - wished), day))


def _starts(request: PlanRequest, probe: PlannedProbe, day: date) -> list[int]:
    """Minutes of the day at which such a contact may begin, before any other rule is looked at."""
    rules = request.method.plan
    if probe.channel == "mail":
        hours = range(rules.mail_earliest.hour, rules.mail_latest.hour + 1)
        return [hour * 60 + minute for hour in hours for minute in LETTER_MINUTES]
    step = rules.minutes_a_call
    return [
        start for first, end in working_stretches(request.method, day) for start in range(first, end - step + 1, step)
    ]


def _voices(request: PlanRequest, probe: PlannedProbe, wished: str | None) -> list[str | None]:
    if probe.channel == "mail":
        return [None]
    names = [
        who.name
        for who in request.interviewers
        if probe.area not in who.not_areas and probe.municipality not in who.not_municipalities
    ]
    first = wished or probe.interviewer
    return sorted(names, key=lambda name: name != first)
