"""A plan never breaks a rule, spreads what it places, and explains what it cannot place."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from itertools import pairwise

from scheduler.plan import make_plan, plan_as_json
from scheduler.planning.check import broken_rules
from scheduler.planning.parts import Plan, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest, Wanted
from scheduler.planning.spread import Load, load_of, spread_of
from shopper.closed_days import open_hours
from shopper.method import load_method
from tests.scheduler.plan_evenness import gaps_in

METHOD = load_method("kkik-2018")
AREAS = tuple(area.code for area in METHOD.area)
OFFICE = ((time(8), time(17)),)
OFFICE_WEEK = dict.fromkeys(range(1, 6), OFFICE)
FIRST = date(2026, 10, 12)


def autumn(interviewers: int = 2, days: int = 28, seed: int = 7) -> PlanRequest:
    return PlanRequest(
        wave="autumn-2026",
        seed=seed,
        method=METHOD,
        first_day=FIRST,
        last_day=FIRST + timedelta(days=days - 1),
        municipalities=(PlanMunicipality("0685", OFFICE_WEEK, frozenset({date(2026, 10, 30)})),),
        interviewers=tuple(PlanInterviewer(f"i{n}", 20, OFFICE_WEEK) for n in range(1, interviewers + 1)),
        questions=dict.fromkeys(AREAS, (1, 2, 3, 4, 5, 6)),
    )


def calls(plan: Plan) -> list[PlannedProbe]:
    return [probe for probe in plan.probes if probe.channel == "call"]


def mails(plan: Plan) -> list[PlannedProbe]:
    return [probe for probe in plan.probes if probe.channel == "mail"]


def test_another_seed_gives_another_plan() -> None:
    assert make_plan(autumn(seed=7)).probes != make_plan(autumn(seed=8)).probes


def test_four_weeks_and_two_interviewers_place_everything() -> None:
    plan = make_plan(autumn())
    assert (len(calls(plan)), len(mails(plan)), plan.unplaced) == (60, 60, ())


def test_calls_and_letters_lie_as_evenly_as_they_can() -> None:
    plan = make_plan(autumn())
    assert [gap for gap in gaps_in(autumn(), plan.probes) if not gap.area and gap.found > gap.best] == []


def test_each_area_has_calls_in_every_week() -> None:
    weeks_of: dict[str, set[int]] = {}
    for probe in calls(make_plan(autumn())):
        weeks_of.setdefault(probe.area, set()).add(probe.planned_at.isocalendar()[1])
    assert weeks_of == {area: {42, 43, 44, 45} for area in AREAS}


def test_interviewers_with_the_same_hours_get_the_same_number_of_calls() -> None:
    assert Counter(probe.interviewer for probe in calls(make_plan(autumn(3)))) == {"i1": 20, "i2": 20, "i3": 20}


def test_an_interviewer_with_half_the_hours_gets_half_as_many_calls() -> None:
    request = autumn()
    half = replace(request.interviewers[1], hours_a_week=10)
    shares = Counter(
        probe.interviewer for probe in calls(make_plan(replace(request, interviewers=(request.interviewers[0], half))))
    )
    assert shares == {"i1": 40, "i2": 20}


def test_the_methods_share_of_letters_leaves_outside_working_time() -> None:
    def is_outside(probe: PlannedProbe) -> bool:
        day = open_hours(probe.planned_at.date(), METHOD.working_time)
        return not (day.opens and day.closes and day.opens <= probe.planned_at.time() < day.closes)

    assert sum(is_outside(probe) for probe in mails(make_plan(autumn()))) == 24


def test_contacts_of_a_municipality_keep_their_distance() -> None:
    moments = sorted(probe.planned_at.timestamp() for probe in make_plan(autumn()).probes)
    assert min(later - earlier for earlier, later in pairwise(moments)) >= METHOD.plan.minutes_between_probes * 60


def test_letters_also_leave_at_weekends() -> None:
    assert {probe.planned_at.isoweekday() for probe in mails(make_plan(autumn()))} == {1, 2, 3, 4, 5, 6, 7}


def test_too_short_a_period_leaves_contacts_unplaced_and_says_so() -> None:
    plan = make_plan(autumn(days=7))
    assert {one.rule for one in plan.unplaced} == {"probes_a_day"}
    assert len(plan.probes) == 7 * METHOD.plan.probes_a_day


def test_without_interviewers_only_letters_are_placed() -> None:
    plan = make_plan(autumn(interviewers=0))
    assert {(one.channel, one.rule) for one in plan.unplaced} == {("call", "interviewers")}
    assert len(plan.probes) == 60


def test_too_few_hours_are_named_as_the_rule_in_the_way() -> None:
    request = autumn(interviewers=1)
    few = replace(request.interviewers[0], hours_a_week=2)
    plan = make_plan(replace(request, interviewers=(few,)))
    assert {(one.channel, one.rule) for one in plan.unplaced} == {("call", "hours_a_week")}


def test_an_area_nobody_may_take_is_named() -> None:
    request = autumn()
    picky = tuple(replace(one, not_areas=frozenset({"bygglov"})) for one in request.interviewers)
    plan = make_plan(replace(request, interviewers=picky))
    assert {(one.channel, one.area, one.rule) for one in plan.unplaced} == {("call", "bygglov", "not_areas")}


def test_a_question_bank_with_too_few_questions_is_named() -> None:
    request = autumn()
    plan = make_plan(replace(request, questions={**request.questions, "bygglov": (1, 2, 3, 4)}))
    assert Counter((one.channel, one.area, one.rule) for one in plan.unplaced) == {
        ("call", "bygglov", "questions"): 2,
        ("mail", "bygglov", "questions"): 2,
    }


def test_spares_are_extra_questions_marked_as_such() -> None:
    request = autumn()
    quota = METHOD.quota.model_copy(update={"calls": 5, "mails": 5})
    plan = make_plan(replace(request, method=METHOD.model_copy(update={"quota": quota}), spares=1))
    assert Counter((probe.channel, probe.spare, probe.question > 5) for probe in plan.probes) == {
        ("call", False, False): 50,
        ("call", True, True): 10,
        ("mail", False, False): 50,
        ("mail", True, True): 10,
    }


def test_json_names_the_offset_that_holds_on_each_side_of_summer_time() -> None:
    probes = plan_as_json(make_plan(autumn()))["probes"]
    offsets = {(probe["planned_at"][:10] < "2026-10-25", probe["planned_at"][-6:]) for probe in probes}
    assert (True, "+02:00") in offsets
    assert (False, "+01:00") in offsets
    assert (True, "+01:00") not in offsets


def test_json_of_a_call_and_of_a_letter_have_the_promised_keys() -> None:
    plan = plan_as_json(make_plan(autumn()))
    shared = {"channel", "municipality", "area", "question", "spare", "planned_at"}
    keys = {probe["channel"]: set(probe) for probe in plan["probes"]}
    assert set(plan) == {"wave", "seed", "method", "probes", "unplaced", "broken", "shortages"}
    assert keys == {"call": shared | {"interviewer"}, "mail": shared | {"persona"}}


def test_probes_stand_in_order_of_time_and_personas_in_order_of_letters() -> None:
    plan = make_plan(autumn())
    in_order = all(
        one.planned_at.astimezone(UTC) <= other.planned_at.astimezone(UTC) for one, other in pairwise(plan.probes)
    )
    assert (in_order, [probe.persona for probe in mails(plan)]) == (True, [f"p{n}" for n in range(1, 61)])


def test_what_stands_already_is_kept_and_counts_in_the_quota() -> None:
    fixed = tuple(probe for probe in make_plan(autumn(seed=1)).probes if probe.area != "bygglov")
    plan = make_plan(replace(autumn(), fixed=fixed))
    cells = Counter((probe.channel, probe.area) for probe in plan.probes)
    assert (set(fixed) <= set(plan.probes), set(cells.values()), len(plan.probes)) == (True, {6}, 120)


def test_new_letters_get_personas_that_nobody_has() -> None:
    fixed = tuple(probe for probe in make_plan(autumn(seed=1)).probes if probe.area != "bygglov")
    personas = Counter(probe.persona for probe in mails(make_plan(replace(autumn(), fixed=fixed))))
    assert (len(personas), set(personas.values())) == (60, {1})


def test_only_what_is_wanted_is_placed() -> None:
    wanted = (Wanted("call", "bygglov", 3, spare=False, municipality="0685", interviewer="i2"),)
    plan = make_plan(replace(autumn(), wanted=wanted))
    assert [(one.channel, one.area, one.question, one.interviewer) for one in plan.probes] == [
        ("call", "bygglov", 3, "i2")
    ]


def test_a_question_that_stands_already_is_not_asked_again() -> None:
    fixed = make_plan(
        replace(autumn(), wanted=(Wanted("call", "bygglov", 3, spare=False, municipality="0685"),))
    ).probes
    plan = make_plan(
        replace(autumn(), fixed=fixed, wanted=(Wanted("call", "bygglov", 3, spare=False, municipality="0685"),))
    )
    assert [(one.rule, one.question) for one in plan.unplaced] == [("question_twice", 3)]


def test_calls_of_another_wave_take_an_interviewers_hours() -> None:
    alone = replace(autumn(1), interviewers=(replace(autumn(1).interviewers[0], hours_a_week=5),))
    other = replace(alone, municipalities=(PlanMunicipality("1280", OFFICE_WEEK),))
    elsewhere = tuple(calls(make_plan(other)))
    plan = make_plan(replace(alone, elsewhere=elsewhere))
    assert (len(elsewhere), len(calls(plan)), {one.rule for one in plan.unplaced}) == (60, 0, {"hours_a_week"})


def test_an_interviewer_who_lacks_hours_is_named_with_week_and_figures() -> None:
    wanted = tuple(Wanted("call", area, 1, spare=False) for area in AREAS)
    alone = replace(
        autumn(1, days=7), interviewers=(replace(autumn(1).interviewers[0], hours_a_week=2),), wanted=wanted
    )
    assert [one.text for one in make_plan(alone).shortages] == [
        "i1 har 2 timmar vecka 42, planen behöver 3,33; lägg till en intervjuare eller en vecka."
    ]


def test_a_rule_is_broken_only_where_it_is_allowed_and_each_is_listed() -> None:
    alone = replace(autumn(1), interviewers=(replace(autumn(1).interviewers[0], hours_a_week=4),))
    plan = make_plan(replace(alone, allowed=frozenset({"hours_a_week"})))
    assert (plan.unplaced, len(plan.broken), {one.reason.rule for one in plan.broken}) == ((), 12, {"hours_a_week"})


def test_what_is_allowed_is_not_broken_where_everything_fits() -> None:
    assert make_plan(replace(autumn(), allowed=frozenset({"lunch", "hours_a_week"}))).broken == ()


def test_no_contact_of_the_plan_breaks_a_rule_among_the_others() -> None:
    probes = make_plan(autumn()).probes
    found = [
        reason.text
        for probe in probes
        for reason in broken_rules(autumn(), probe, [one for one in probes if one is not probe])
    ]
    assert found == []


def test_a_load_is_the_minutes_of_the_calls_beside_what_the_hours_leave() -> None:
    wanted = tuple(Wanted("call", area, 1, spare=False) for area in AREAS)
    request = replace(autumn(1, days=7), wanted=wanted)
    assert load_of(request, make_plan(request).probes) == (Load("i1", 2026, 42, 200, 1200),)


def test_the_spread_counts_all_areas_first_and_weeks_without_contacts_too() -> None:
    spread = spread_of(autumn(), make_plan(autumn(interviewers=0)).probes, "call")
    assert (spread[0].area, len(spread), set(spread[0].weeks.values()), len(spread[0].weeks)) == ("", 11, {0}, 4)
