"""The plan: which contact at which minute. Pure and seeded: the same request gives the same plan, byte for byte.

No hard rule is broken (`plan_check` says what each means) but those the request allows, where nothing else fits. The
plan is made municipality by municipality, those with least room first: every contact gets its cheapest place, then
contacts move and change places until nothing lies more evenly (`plan_improve`). What found no place is repaired: others
make way for it (`plan_repair`), and at last a solver arranges the municipality anew (`plan_solver`). Method study 3.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scheduler.plan_improve import improve
from scheduler.plan_ledger import Contact, Town
from scheduler.plan_making import Making, lay_out
from scheduler.plan_parts import Plan, PlannedProbe, PlanRequest, zone_of
from scheduler.plan_places import best_place
from scheduler.plan_sides import keep_share, set_sides


def make_plan(request: PlanRequest) -> Plan:
    """A time for every contact that is wanted, or the rule that leaves none, with what is missing for the whole."""
    making = lay_out(request)
    for town in making.towns():
        _place(making, town, spare=False)
    for town in making.towns():
        _place(making, town, spare=True)
    placed = [*request.fixed, *(_probe(making, one) for one in making.all() if one.place is not None)]
    return Plan(
        wave=request.wave,
        seed=request.seed,
        method=request.method.name,
        probes=tuple(_with_personas(sorted(placed, key=_order))),
        unplaced=tuple(
            one.wanted.unplaced(one.wanted.municipality, "hours_a_week") for one in making.all() if one.place is None
        ),
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


def _place(making: Making, town: Town, *, spare: bool) -> None:
    """Calls before letters: they have fewer days to choose from."""
    ledger, chance = making.ledger, making.chance(town, f"spare {spare}")
    calls = [one for one in making.of(town, "call", spare=spare) if one.wanted.question]
    for one in calls:
        ledger.move(one, best_place(one, chance))
    improve(ledger, calls, chance)
    letters = [one for one in making.of(town, "mail", spare=spare) if one.wanted.question]
    code = town.municipality.code
    standing = [
        one
        for one in making.standing
        if one.wanted.channel == "mail"
        and one.wanted.municipality == code
        and not one.is_elsewhere
        and one.wanted.spare is spare
    ]
    set_sides(making.request, letters, standing, chance)
    for one in letters:
        ledger.move(one, best_place(one, chance))
    improve(ledger, letters, chance)
    if not spare:
        keep_share(ledger, making.request, letters, standing, chance)


def _probe(making: Making, contact: Contact) -> PlannedProbe:
    wanted, place = contact.wanted, contact.place
    assert place is not None
    zone = zone_of(making.request, wanted.municipality)
    return PlannedProbe(
        channel=wanted.channel,
        municipality=wanted.municipality,
        area=wanted.area,
        question=wanted.question,
        spare=wanted.spare,
        planned_at=datetime.fromtimestamp(place.at, zone),
        interviewer=place.diary.who.name if place.diary is not None else None,
    )


def _order(probe: PlannedProbe) -> tuple[datetime, str, str, str, int]:
    return probe.planned_at.astimezone(UTC), probe.municipality, probe.area, probe.channel, probe.question


def _with_personas(probes: list[PlannedProbe]) -> Iterator[PlannedProbe]:
    """Each new letter gets a persona of its own, in order of time; those that stand keep theirs."""
    taken = {probe.persona for probe in probes}
    number = 0
    for probe in probes:
        if probe.channel == "mail" and probe.persona is None:
            number += 1
            while f"p{number}" in taken:
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
