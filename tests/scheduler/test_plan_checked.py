"""Two hundred plans of any shape pass the independent checker, and what found no place is named with its rule."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from scheduler.plan import make_plan
from scheduler.planning.check import broken_rules
from scheduler.planning.parts import (
    Plan,
    PlanInterviewer,
    PlanMunicipality,
    PlannedProbe,
    PlanRequest,
    Unplaced,
    Wanted,
)
from shopper.method import Method
from tests.scheduler.plan_bounds import call_minutes, days_of, most_calls
from tests.scheduler.plan_checker import faults_of, free_place, rules_broken_by
from tests.scheduler.plan_strategies import KKIK, OFFICE, crowds, requests, roomy_requests, small_method

LOOKED_FOR = 2
"""For so many contacts without a place, or with a broken rule, a better place is looked for in each plan."""

chance_that_can_be_repeated = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # making a failing example smaller takes minutes of planning
)


@settings(chance_that_can_be_repeated, max_examples=200)
@given(requests())
def test_two_hundred_plans_break_no_rule(request: PlanRequest) -> None:
    plan = make_plan(request)
    event("something unplaced" if plan.unplaced else "everything placed")
    assert faults_of(request, plan) == []
    assert needlessly(request, plan) == []


@settings(chance_that_can_be_repeated, max_examples=4)
@given(requests(method=st.just(KKIK)))
def test_plans_of_full_size_break_no_rule(request: PlanRequest) -> None:
    assert faults_of(request, make_plan(request)) == []


@settings(chance_that_can_be_repeated, max_examples=20)
@given(roomy_requests())
def test_a_plan_with_room_for_everything_leaves_nothing_unplaced(request: PlanRequest) -> None:
    assume(is_roomy(request))
    plan = make_plan(request)
    assert (plan.unplaced, plan.broken, plan.shortages, faults_of(request, plan)) == ((), (), (), [])


def needlessly(request: PlanRequest, plan: Plan) -> list[tuple[str, PlannedProbe]]:
    """Places that contacts without one, or against a rule, could have had among the others without breaking any."""
    kept = {(one.channel, one.municipality, one.area, one.question): one.interviewer for one in request.wanted or ()}
    stuck: list[tuple[str, PlannedProbe | Unplaced]] = [(one.rule, one) for one in plan.unplaced if one.question]
    against: list[tuple[str, PlannedProbe | Unplaced]] = [(one.reason.rule, one.probe) for one in plan.broken]
    found = []
    for rule, one in [*stuck[:LOOKED_FOR], *against[:LOOKED_FOR]]:
        who = kept.get((one.channel, one.municipality, one.area, one.question)) or ""
        wanted = Wanted(one.channel, one.area, one.question, is_spare(request, one), one.municipality, who)
        place = free_place(request, plan, wanted)
        found += [(rule, place)] if place else []
    return found


def is_spare(request: PlanRequest, one: PlannedProbe | Unplaced) -> bool:
    """Whether the contact is a spare, as the request says."""
    for each in request.wanted or ():
        if (each.channel, each.municipality, each.area, each.question) == (
            one.channel,
            one.municipality,
            one.area,
            one.question,
        ):
            return each.spare
    return one.question > (request.method.quota.calls if one.channel == "call" else request.method.quota.mails)


def is_roomy(request: PlanRequest) -> bool:
    """Whether contacts can be placed one by one in any order, since what stands already never blocks every place.

    Each other contact of the area blocks some days around it. Of the days left, the emptiest has few contacts, and a
    working day of eight hours has more marks for a call than those that they and the other municipality's calls block.
    """
    rules, quota = request.method.plan, request.method.quota
    of_an_area = quota.calls + quota.mails + 2 * request.spares
    of_a_town = of_an_area * len(request.method.area)
    calls = (quota.calls + request.spares) * len(request.method.area)
    elsewhere = calls * (len(request.municipalities) - 1)
    around = max(1 + 2 * -(-rules.hours_between_area_probes // 24), 2 * rules.days_between_same_interviewer - 1)
    open_days = min(
        sum(len(call_minutes(request, town, day)) == 480 for day in days_of(request)) for town in request.municipalities
    )
    days_left = open_days - (of_an_area - 1) * around
    if days_left <= 0 or (calls + elsewhere) * rules.minutes_a_call > 20 * 60:
        return False
    that_day = (of_a_town - 1) // days_left
    around_a_contact = 2 * -(-rules.minutes_between_probes // rules.minutes_a_call) + 1
    blocked_marks = that_day * around_a_contact + 2 * elsewhere
    return that_day < rules.probes_a_day and blocked_marks < 480 // rules.minutes_a_call


@settings(chance_that_can_be_repeated, max_examples=50)
@given(crowds())
def test_the_rules_of_a_move_by_hand_are_those_of_the_checker(
    crowd: tuple[PlanRequest, PlannedProbe, list[PlannedProbe]],
) -> None:
    request, probe, others = crowd
    assert {reason.rule for reason in broken_rules(request, probe, others)} == rules_broken_by(request, probe, others)


def small(**values: object) -> Method:
    method = small_method(2, 2)
    return method.model_copy(update={"plan": method.plan.model_copy(update=values)})


ROOMY = PlanRequest(
    wave="infeasible",
    seed=7,
    method=small(),
    first_day=date(2026, 11, 9),
    last_day=date(2026, 11, 22),
    municipalities=(PlanMunicipality("0685", OFFICE),),
    interviewers=(PlanInterviewer("i1", 20, OFFICE), PlanInterviewer("i2", 20, OFFICE)),
    questions=dict.fromkeys((area.code for area in small().area), (1, 2, 3)),
)
TOWN, (FIRST, SECOND) = ROOMY.municipalities[0], ROOMY.interviewers
AREAS = frozenset(area.code for area in ROOMY.method.area)
EVERY_CALL = 4


def both(**values: object) -> PlanRequest:
    return replace(ROOMY, interviewers=(replace(FIRST, **values), replace(SECOND, **values)))  # type: ignore[arg-type]


def here(**values: object) -> PlanRequest:
    return replace(ROOMY, municipalities=(replace(TOWN, **values),))  # type: ignore[arg-type]


def test_the_request_that_is_made_infeasible_below_is_feasible() -> None:
    assert (make_plan(ROOMY).unplaced, faults_of(ROOMY, make_plan(ROOMY))) == ((), [])


@pytest.mark.parametrize(
    ("rules", "request_"),
    [
        ({"interviewers"}, replace(ROOMY, interviewers=())),
        ({"working_day"}, replace(ROOMY, first_day=date(2026, 12, 24), last_day=date(2026, 12, 27))),
        ({"closed_on"}, here(closed_on=frozenset(days_of(ROOMY)))),
        ({"opening_hours"}, here(opening_hours=dict.fromkeys(range(1, 6), ((time(9), time(9, 15)),)))),
        ({"opening_hours"}, here(opening_hours=dict.fromkeys(range(1, 6), ((time(17), time(19)),)))),
        ({"opening_hours", "lunch"}, here(opening_hours=dict.fromkeys(range(1, 6), ((time(12), time(13)),)))),
        ({"available"}, both(available={6: ((time(8), time(17)),)})),
        ({"available"}, both(days_off=frozenset(days_of(ROOMY)))),
        ({"not_areas"}, both(not_areas=AREAS)),
        ({"not_municipalities"}, both(not_municipalities=frozenset({"0685"}))),
        ({"hours_a_week"}, both(hours_a_week=0)),
        (
            {"asked_before"},
            here(
                asked_before=frozenset(
                    (f"i{n}", area, number) for n in (1, 2) for area in AREAS for number in (1, 2, 3)
                )
            ),
        ),
        ({"past"}, replace(ROOMY, not_before=datetime(2026, 11, 23, tzinfo=UTC))),
    ],
)
def test_where_no_call_can_stand_each_is_named_with_the_rule(rules: set[str], request_: PlanRequest) -> None:
    plan = make_plan(request_)
    calls = [one.rule for one in plan.unplaced if one.channel == "call"]
    assert (len(calls), set(calls) <= rules) == (EVERY_CALL, True)
    assert faults_of(request_, plan) == []


@pytest.mark.parametrize(
    ("most", "rules", "request_"),
    [
        (
            6,
            {"hours_a_week"},
            replace(both(hours_a_week=1), method=small(minutes_a_call=60), last_day=date(2026, 11, 15)),
        ),
        (
            4,
            {"probes_per_area_and_day", "days", "hours_between_area_probes"},
            replace(ROOMY, last_day=date(2026, 11, 10)),
        ),
        (5, {"probes_a_day"}, replace(ROOMY, method=small(probes_a_day=1), last_day=date(2026, 11, 13))),
        (
            6,
            {"same_interviewer"},
            replace(ROOMY, method=small(days_between_same_interviewer=60), interviewers=(FIRST,)),
        ),
        (4, {"questions"}, replace(ROOMY, questions=dict.fromkeys(ROOMY.questions, (1,)))),
        (4, {"mail_hours", "past"}, replace(ROOMY, method=small(mail_earliest=time(7), mail_latest=time(7)))),
    ],
)
def test_where_some_contacts_cannot_stand_they_are_named_with_the_rule(
    most: int, rules: set[str], request_: PlanRequest
) -> None:
    plan = make_plan(request_)
    assert len(plan.probes) <= most
    assert {one.rule for one in plan.unplaced} <= rules
    assert faults_of(request_, plan) == []


def test_an_interviewer_who_lacks_hours_is_named_with_week_and_figures() -> None:
    request = replace(both(hours_a_week=1), method=small(minutes_a_call=60), last_day=date(2026, 11, 15))
    plan = make_plan(request)
    named = [one for one in plan.shortages if one.rule == "hours_a_week"]
    assert most_calls(request) == sum(one.channel == "call" for one in plan.probes)
    assert {(one.facts["interviewer"], one.facts["week"]) for one in named} <= {("i1", 46), ("i2", 46)}
    assert named


def test_no_more_calls_are_placed_than_the_hours_of_the_interviewers_let_be() -> None:
    request = both(hours_a_week=1, available={1: ((time(8), time(8, 20)),)})
    plan = make_plan(replace(request, last_day=date(2026, 11, 15)))
    assert Counter(one.channel for one in plan.probes)["call"] <= most_calls(
        replace(request, last_day=date(2026, 11, 15))
    )
