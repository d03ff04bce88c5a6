"""The plan: which contact at which minute. Pure and seeded: the same request gives the same plan, byte for byte.

No hard rule is broken (`planning/check.py` says what each means) but those the request allows, where nothing else
fits. The plan is made municipality by municipality, those with least room first: every contact gets its cheapest
place, then contacts move and change places until nothing lies more evenly (`planning/improve.py`). What found no place
is repaired: others make way for it (`planning/repair.py`), and at last a solver arranges the municipality anew
(`planning/solver.py`). Method study 3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scheduler.planning.allow import against_rules, broken_by, share_broken
from scheduler.planning.ledger import Contact, Place
from scheduler.planning.making import Making, lay_out
from scheduler.planning.parts import Broken, Plan, PlannedProbe, PlanRequest, zone_of
from scheduler.planning.shortage import Shortages
from scheduler.planning.work import Work


def make_plan(request: PlanRequest) -> Plan:
    """A time for every contact that is wanted, or the rule that leaves none, with what is missing for the whole."""
    making = lay_out(request)
    work = Work(making)
    work.fill()
    new = _with_personas(request, sorted(_placed(making), key=lambda pair: _order(pair[1])))
    shortages = Shortages(making)
    waiting = [one for one in making.all() if one.place is None]
    return Plan(
        wave=request.wave,
        seed=request.seed,
        method=request.method.name,
        probes=tuple(sorted([*request.fixed, *(probe for _, probe in new)], key=_order)),
        unplaced=tuple(shortages.unplaced(one, work.sides[one.wanted.municipality]) for one in waiting),
        broken=tuple(_broken(making, work, new)) if request.allowed else (),
        shortages=shortages.all(),
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
        "broken": [_broken_as_json(one) for one in plan.broken],
        "shortages": [{**one.facts, "rule": one.rule, "reason": one.text} for one in plan.shortages],
    }


def _placed(making: Making) -> Iterator[tuple[Contact, PlannedProbe]]:
    for one in making.all():
        if one.place is not None:
            yield one, _probe(making.request, one, one.place)


def _probe(request: PlanRequest, contact: Contact, place: Place) -> PlannedProbe:
    wanted = contact.wanted
    return PlannedProbe(
        channel=wanted.channel,
        municipality=wanted.municipality,
        area=wanted.area,
        question=wanted.question,
        spare=wanted.spare,
        planned_at=datetime.fromtimestamp(place.at, zone_of(request, wanted.municipality)),
        interviewer=place.diary.who.name if place.diary is not None else None,
    )


def _order(probe: PlannedProbe) -> tuple[datetime, str, str, str, int]:
    return probe.planned_at.astimezone(UTC), probe.municipality, probe.area, probe.channel, probe.question


def _with_personas(
    request: PlanRequest, new: Sequence[tuple[Contact, PlannedProbe]]
) -> list[tuple[Contact, PlannedProbe]]:
    """Each new letter with a persona of its own, in order of time, that none of those which stand has."""
    taken = {probe.persona for probe in request.fixed}
    letters = sum(probe.channel == "mail" for _, probe in new)
    free = (key for number in range(1, letters + len(taken) + 1) if (key := f"p{number}") not in taken)
    return [(one, replace(probe, persona=next(free)) if probe.channel == "mail" else probe) for one, probe in new]


def _broken(making: Making, work: Work, new: Sequence[tuple[Contact, PlannedProbe]]) -> Iterator[Broken]:
    """The rules the plan breaks because it may."""
    request = making.request
    guilty = {id(one) for one in against_rules(making.ledger, [one for one, _ in new])}
    clean = [*request.fixed, *request.elsewhere, *(probe for one, probe in new if id(one) not in guilty)]
    yield from broken_by(request, [probe for one, probe in new if id(one) in guilty], clean)
    for code, sides in work.sides.items():
        yield from share_broken(sides, [pair for pair in new if pair[1].municipality == code])


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


def _broken_as_json(broken: Broken) -> dict[str, Any]:
    return {
        "rule": broken.reason.rule,
        "channel": broken.probe.channel,
        "municipality": broken.probe.municipality,
        "area": broken.probe.area,
        "question": broken.probe.question,
        "reason": broken.reason.text,
    }
