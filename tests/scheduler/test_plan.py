"""A plan never breaks a rule, spreads what it places, and explains what it cannot place."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.plan import make_plan, plan_as_json
from scheduler.plan_parts import MINUTES_A_CALL, Plan, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from shopper.closed_days import open_hours
from shopper.method import load_method

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


def hours() -> st.SearchStrategy[tuple[tuple[time, time], ...]]:
    bounds = st.lists(st.integers(6 * 4, 19 * 4), min_size=2, max_size=2, unique=True).map(sorted)
    return bounds.map(lambda pair: ((time(pair[0] // 4, pair[0] % 4 * 15), time(pair[1] // 4, pair[1] % 4 * 15)),))


def weeks() -> st.SearchStrategy[dict[int, tuple[tuple[time, time], ...]]]:
    return st.dictionaries(st.integers(1, 7), hours(), max_size=7)


def some_days() -> st.SearchStrategy[frozenset[date]]:
    return st.frozensets(st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number)), max_size=5)


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    codes = draw(st.sampled_from([("0685",), ("0685", "1280")]))
    interviewer = st.builds(
        PlanInterviewer,
        name=st.just("i"),
        hours_a_week=st.integers(1, 40),
        available=weeks(),
        days_off=some_days(),
        not_areas=st.frozensets(st.sampled_from(AREAS), max_size=3),
        not_municipalities=st.frozensets(st.sampled_from(codes), max_size=1),
    )
    staff = draw(st.lists(interviewer, max_size=3))
    return PlanRequest(
        wave="any",
        seed=draw(st.integers(0, 2**31)),
        method=METHOD,
        first_day=FIRST,
        last_day=FIRST + timedelta(days=draw(st.integers(0, 30))),
        municipalities=tuple(PlanMunicipality(code, draw(weeks()), draw(some_days())) for code in codes),
        interviewers=tuple(replace(one, name=f"i{n}") for n, one in enumerate(staff)),
        questions={area: tuple(range(1, draw(st.integers(4, 7)))) for area in AREAS},
    )


def calls(plan: Plan) -> list[PlannedProbe]:
    return [probe for probe in plan.probes if probe.channel == "call"]


def mails(plan: Plan) -> list[PlannedProbe]:
    return [probe for probe in plan.probes if probe.channel == "mail"]


def holds(at: time, minutes: int, stretches: tuple[tuple[time, time], ...]) -> bool:
    start = at.hour * 60 + at.minute
    return any(
        first.hour * 60 + first.minute <= start and start + minutes <= last.hour * 60 + last.minute
        for first, last in stretches
    )


def call_faults(request: PlanRequest, probe: PlannedProbe) -> list[str]:
    municipality = {one.code: one for one in request.municipalities}[probe.municipality]
    interviewer = {one.name: one for one in request.interviewers}[probe.interviewer or ""]
    day, at, weekday = probe.planned_at.date(), probe.planned_at.time(), probe.planned_at.isoweekday()
    working = open_hours(day, request.method.working_time)
    after_lunch = at >= request.method.plan.lunch_to
    before_lunch = holds(at, MINUTES_A_CALL, ((time(0), request.method.plan.lunch_from),))
    rules = {
        "working day": working.opens is not None
        and working.closes is not None
        and holds(at, MINUTES_A_CALL, ((working.opens, working.closes),)),
        "switchboard": holds(at, MINUTES_A_CALL, tuple(municipality.opening_hours.get(weekday, ()))),
        "closed on": day not in municipality.closed_on,
        "lunch": before_lunch or after_lunch,
        "interviewer's hours": holds(at, MINUTES_A_CALL, tuple(interviewer.available.get(weekday, ()))),
        "day off": day not in interviewer.days_off,
        "area": probe.area not in interviewer.not_areas,
        "municipality": probe.municipality not in interviewer.not_municipalities,
    }
    return [rule for rule, is_kept in rules.items() if not is_kept]


def mail_faults(request: PlanRequest, probe: PlannedProbe) -> list[str]:
    at, rules = probe.planned_at.time(), request.method.plan
    return [] if rules.mail_earliest <= at < rules.mail_latest and at.minute else ["time of day"]


def doubles(plan: Plan) -> list[object]:
    counted: Counter[object] = Counter()
    counted.update((probe.municipality, probe.area, probe.planned_at.date()) for probe in plan.probes)
    counted.update((probe.channel, probe.municipality, probe.area, probe.question) for probe in plan.probes)
    counted.update((probe.interviewer, probe.planned_at) for probe in calls(plan))
    counted.update(probe.persona for probe in mails(plan))
    counted.update(("letters", probe.municipality, probe.planned_at) for probe in mails(plan))
    return [key for key, count in counted.items() if count > 1]


def overworked(request: PlanRequest, plan: Plan) -> list[object]:
    limits = {one.name: one.hours_a_week * 60 for one in request.interviewers}
    weeks_of = Counter((probe.interviewer or "", probe.planned_at.isocalendar()[:2]) for probe in calls(plan))
    return [key for key, count in weeks_of.items() if count * MINUTES_A_CALL > limits[key[0]]]


@settings(max_examples=30, deadline=None)
@given(requests())
def test_no_rule_is_broken_whatever_is_asked_for(request: PlanRequest) -> None:
    plan = make_plan(request)
    faults = [(probe, rule) for probe in calls(plan) for rule in call_faults(request, probe)]
    faults += [(probe, rule) for probe in mails(plan) for rule in mail_faults(request, probe)]
    assert (faults, doubles(plan), overworked(request, plan)) == ([], [], [])


@settings(max_examples=15, deadline=None)
@given(requests())
def test_every_contact_is_placed_or_explained_inside_the_period(request: PlanRequest) -> None:
    plan = make_plan(request)
    wanted = len(request.municipalities) * len(AREAS) * (METHOD.quota.calls + METHOD.quota.mails)
    outside = [p for p in plan.probes if not request.first_day <= p.planned_at.date() <= request.last_day]
    unexplained = [one for one in plan.unplaced if not (one.rule and one.reason.text.endswith("."))]
    assert (len(plan.probes) + len(plan.unplaced), outside, unexplained) == (wanted, [], [])


@settings(max_examples=5, deadline=None)
@given(requests())
def test_the_same_request_gives_the_same_plan(request: PlanRequest) -> None:
    assert make_plan(request) == make_plan(request)


def test_another_seed_gives_another_plan() -> None:
    assert make_plan(autumn(seed=7)).probes != make_plan(autumn(seed=8)).probes


def test_four_weeks_and_two_interviewers_place_everything() -> None:
    plan = make_plan(autumn())
    assert (len(calls(plan)), len(mails(plan)), plan.unplaced) == (60, 60, ())


def test_calls_are_spread_over_weeks_weekdays_and_hours() -> None:
    placed = calls(make_plan(autumn()))
    weeks_of = Counter(probe.planned_at.isocalendar()[1] for probe in placed).values()
    weekdays = Counter(probe.planned_at.isoweekday() for probe in placed).values()
    hours_of = Counter(probe.planned_at.hour for probe in placed).values()
    assert max(weeks_of) <= 18
    assert min(weeks_of) >= 12
    assert max(weekdays) - min(weekdays) <= 4
    assert max(hours_of) - min(hours_of) <= 3


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


def test_a_municipality_never_has_a_letter_in_the_same_minute_as_another_contact() -> None:
    at_once = 0
    for seed in range(20):
        plan = make_plan(autumn(seed=seed))
        taken = Counter(probe.planned_at for probe in plan.probes)
        at_once += sum(taken[probe.planned_at] > 1 for probe in mails(plan))
    assert at_once == 0


def test_letters_also_leave_at_weekends() -> None:
    assert {probe.planned_at.isoweekday() for probe in mails(make_plan(autumn()))} == {1, 2, 3, 4, 5, 6, 7}


def test_too_short_a_period_leaves_contacts_unplaced_and_says_so() -> None:
    plan = make_plan(autumn(days=7))
    assert {one.rule for one in plan.unplaced} == {"probes_per_area_and_day"}
    assert len(plan.probes) == 70


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
    quota = METHOD.quota.model_copy(update={"calls": 5, "mails": 5, "spares": 1})
    plan = make_plan(replace(request, method=METHOD.model_copy(update={"quota": quota})))
    assert Counter((probe.channel, probe.spare) for probe in plan.probes) == {
        ("call", False): 50,
        ("call", True): 10,
        ("mail", False): 50,
        ("mail", True): 10,
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
    assert set(plan) == {"wave", "seed", "method", "probes", "unplaced"}
    assert keys == {"call": shared | {"interviewer"}, "mail": shared | {"persona"}}


def test_probes_stand_in_order_of_time_and_personas_in_order_of_letters() -> None:
    plan = make_plan(autumn())
    in_order = all(
        one.planned_at.astimezone(UTC) <= other.planned_at.astimezone(UTC) for one, other in pairwise(plan.probes)
    )
    assert (in_order, [probe.persona for probe in mails(plan)]) == (True, [f"p{n}" for n in range(1, 61)])
