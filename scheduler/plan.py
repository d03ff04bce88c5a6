"""The plan: which contact at which minute. Pure and seeded: the same request gives the same plan.

Rules that are never broken: a call on a working day, inside the switchboard's and the interviewer's hours and outside
lunch; a letter between the method's earliest and latest time, in a minute in which the municipality has no other
contact; per area and day at most the method's number of contacts, both channels counted; each question once a channel;
an interviewer one call at a time, within the hours of the week, and nothing they must not take. Wishes, in this order:
spread over weeks, days, weekdays and hours; share between interviewers in proportion to their hours. Source: method
study 3.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from scheduler.plan_calls import CallDesk, Diary
from scheduler.plan_mails import MailDesk
from scheduler.plan_parts import Books, Channel, Plan, PlanMunicipality, PlannedProbe, PlanRequest, Unplaced, Wanted


def make_plan(request: PlanRequest) -> Plan:
    """A time for every contact the method asks for, or the rule that leaves none."""
    diaries = [Diary(interviewer) for interviewer in request.interviewers]
    placed: list[PlannedProbe] = []
    unplaced: list[Unplaced] = []
    for municipality in request.municipalities:
        for answer in _plan_one(request, municipality, diaries):
            (placed if isinstance(answer, PlannedProbe) else unplaced).append(answer)  # type: ignore[arg-type]
    return Plan(
        wave=request.wave,
        seed=request.seed,
        method=request.method.name,
        probes=tuple(_with_personas(sorted(placed, key=_order))),
        unplaced=tuple(unplaced),
    )


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan as it is printed and compared: times in the municipality's zone with their offset."""
    return {
        "wave": plan.wave,
        "seed": plan.seed,
        "method": plan.method,
        "probes": [_probe_as_json(probe) for probe in plan.probes],
        "unplaced": [
            {
                "channel": one.channel,
                "municipality": one.municipality,
                "area": one.area,
                "question": one.question,
                "rule": one.rule,
                "reason": one.reason.text,
            }
            for one in plan.unplaced
        ],
    }


def _plan_one(
    request: PlanRequest, municipality: PlanMunicipality, diaries: list[Diary]
) -> Iterator[PlannedProbe | Unplaced]:
    """Calls before letters: they have fewer days to choose from."""
    chance = Random(f"{request.seed}/{municipality.code}")  # noqa: S311 - a plan that can be made again, not a secret
    books = Books()
    calls = CallDesk(request, municipality, books, diaries, chance)
    mails = MailDesk(request, municipality, books, chance)
    for wanted in _wanted(request, "call", request.method.quota.calls, chance):
        yield calls.place(wanted) if wanted.question else _too_few(wanted, municipality)
    for wanted in _wanted(request, "mail", request.method.quota.mails, chance):
        yield mails.place(wanted) if wanted.question else _too_few(wanted, municipality)


def _wanted(request: PlanRequest, channel: Channel, quota: int, chance: Random) -> Iterator[Wanted]:
    """Round by round one contact of each area, the spares last, so that no area is always served first.

    Question 0 stands for one that the area has not got.
    """
    asked = {area: chance.sample(numbers, len(numbers)) for area, numbers in sorted(request.questions.items())}
    codes = [area.code for area in request.method.area]
    for number in range(quota + request.method.quota.spares):
        for area in chance.sample(codes, len(codes)):
            numbers = asked.get(area, [])
            question = numbers[number] if number < len(numbers) else 0
            yield Wanted(channel, area, question, spare=number >= quota)


def _too_few(wanted: Wanted, municipality: PlanMunicipality) -> Unplaced:
    return wanted.unplaced(municipality.code, "questions")


def _order(probe: PlannedProbe) -> tuple[datetime, str, str, str]:
    return probe.planned_at, probe.municipality, probe.area, probe.channel


def _with_personas(probes: list[PlannedProbe]) -> Iterator[PlannedProbe]:
    """Each letter gets a persona of its own, in order of time."""
    number = 0
    for probe in probes:
        if probe.channel == "mail":
            number += 1
            yield replace(probe, persona=f"p{number}")
        else:
            yield probe


def _probe_as_json(probe: PlannedProbe) -> dict[str, Any]:
    who = {"interviewer": probe.interviewer} if probe.channel == "call" else {"persona": probe.persona}
    return {
        "channel": probe.channel,
        "municipality": probe.municipality,
        "area": probe.area,
        "question": probe.question,
        "spare": probe.spare,
        "planned_at": probe.planned_at.isoformat(),
        **who,
    }
