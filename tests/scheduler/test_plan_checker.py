"""The checker of plans can fail: a valid plan made by hand passes, and each rule that is broken in it is named."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.planning.parts import (
    Broken,
    Plan,
    PlanInterviewer,
    PlanMunicipality,
    PlannedProbe,
    PlanRequest,
    Unplaced,
    Wanted,
)
from scheduler.planning.reasons import Reason
from shopper.method import load_method
from tests.scheduler.plan_checker import faults_of, free_place, is_open, rules_broken_by

OFFICE = dict.fromkeys(range(1, 6), ((time(8), time(17)),))
STOCKHOLM = ZoneInfo("Europe/Stockholm")
KKIK = load_method("kkik-2018")
METHOD = KKIK.model_copy(
    update={"area": KKIK.area[:2], "quota": KKIK.quota.model_copy(update={"calls": 2, "mails": 2})},
)
FIRST, SECOND = (area.code for area in METHOD.area)

NOBODY = Reason("interviewers", {}, "plan")

REQUEST = PlanRequest(
    wave="by-hand",
    seed=1,
    method=METHOD,
    first_day=date(2026, 10, 12),
    last_day=date(2026, 11, 8),
    municipalities=(
        PlanMunicipality(
            "0685",
            {**OFFICE, 3: ((time(9), time(15)),)},
            frozenset({date(2026, 10, 30)}),
            "",
            frozenset({("i1", FIRST, 9)}),
        ),
    ),
    interviewers=(
        PlanInterviewer("i1", 1, OFFICE, frozenset({date(2026, 10, 20)}), frozenset({"other"}), frozenset({"1280"})),
        PlanInterviewer("i2", 20, {1: ((time(8), time(12)),), 2: ((time(6), time(20)),), 6: ((time(8), time(17)),)}),
    ),
    questions={FIRST: (1, 2, 3), SECOND: (1, 2, 3)},
)


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


def call(area: str, question: int, planned_at: datetime, who: str) -> PlannedProbe:
    return PlannedProbe("call", "0685", area, question, spare=False, planned_at=planned_at, interviewer=who)


def mail(area: str, question: int, planned_at: datetime, persona: str) -> PlannedProbe:
    return PlannedProbe("mail", "0685", area, question, spare=False, planned_at=planned_at, persona=persona)


CALLS = (
    call(FIRST, 1, at(12, 9), "i1"),
    call(SECOND, 1, at(14, 9), "i1"),
    call(FIRST, 2, at(19, 10, 20), "i2"),
    call(SECOND, 2, at(27, 16, 40), "i2"),
)
MAILS = (
    mail(FIRST, 1, at(16, 13, 7), "p1"),
    mail(SECOND, 1, at(17, 13, 8), "p2"),
    mail(FIRST, 2, at(24, 21, 59), "p3"),
    mail(SECOND, 2, at(3, 8, 30, 11), "p4"),
)


def plan_of(*probes: PlannedProbe, unplaced: tuple[Unplaced, ...] = (), broken: tuple[Broken, ...] = ()) -> Plan:
    in_order = tuple(sorted(probes, key=lambda one: one.planned_at.timestamp()))
    return Plan("by-hand", 1, "kkik-2018", in_order, unplaced, broken)


VALID = plan_of(*CALLS, *MAILS)


def rules(request: PlanRequest, plan: Plan) -> set[str]:
    return {fault.rule for fault in faults_of(request, plan)}


def with_rules(**values: object) -> PlanRequest:
    return replace(REQUEST, method=METHOD.model_copy(update={"plan": METHOD.plan.model_copy(update=values)}))


def moved(index: int, planned_at: datetime, who: str | None = None) -> Plan:
    probes = [*CALLS, *MAILS]
    probe = probes[index]
    probes[index] = replace(probe, planned_at=planned_at, interviewer=who or probe.interviewer)
    return plan_of(*probes)


def test_a_valid_plan_made_by_hand_has_no_faults() -> None:
    assert faults_of(REQUEST, VALID) == []


@pytest.mark.parametrize(
    ("rule", "plan"),
    [
        ("period", moved(0, at(9, 9))),
        ("period", moved(4, at(9, 9, 7, 11))),
        ("working_day", moved(2, at(31, 10))),
        ("closed_on", moved(0, at(30, 9))),
        ("opening_hours", moved(1, at(14, 8, 40))),
        ("opening_hours", moved(3, at(27, 16, 50))),
        ("opening_hours", moved(3, at(27, 7, 40))),
        ("lunch", moved(3, at(27, 12, 20))),
        ("lunch", moved(3, at(27, 11, 50))),
        ("available", moved(0, at(20, 9))),
        ("available", moved(2, at(19, 11, 50))),
        ("available", moved(2, at(22, 10))),
        ("not_in_wave", moved(0, at(12, 9), "nobody")),
        ("same_interviewer", moved(2, at(13, 16), "i1")),
        ("mail_hours", moved(4, at(16, 22))),
        ("mail_hours", moved(4, at(16, 6, 59))),
        ("mail_share", moved(4, at(16, 17))),
        ("mail_share", moved(5, at(15, 13, 8))),
        ("probes_per_area_and_day", moved(4, at(12, 16, 59))),
        ("hours_between_area_probes", moved(4, at(12, 16, 59))),
        ("hours_between_area_probes", moved(6, at(18, 22, 21))),
        ("minutes_between_probes", moved(5, at(24, 21, 45))),
        ("minutes_between_probes", moved(3, at(19, 10, 20), "i1")),
        ("one_call_at_a_time", moved(3, at(19, 10, 39))),
        ("zone", moved(4, at(16, 13).astimezone(ZoneInfo("Europe/London")))),
    ],
)
def test_a_contact_that_was_moved_against_a_rule_is_named(rule: str, plan: Plan) -> None:
    assert rule in rules(REQUEST, plan)


def test_nothing_new_may_be_planned_in_the_past() -> None:
    assert rules(replace(REQUEST, not_before=at(12, 9, 1)), VALID) == {"past"}


def test_an_interviewer_must_not_take_an_area_or_a_municipality_or_ask_the_same_again() -> None:
    first, second = REQUEST.interviewers
    town = REQUEST.municipalities[0]
    kept_out = (
        (replace(REQUEST, interviewers=(replace(first, not_areas=frozenset({SECOND})), second)), "not_areas"),
        (
            replace(REQUEST, interviewers=(first, replace(second, not_municipalities=frozenset({"0685"})))),
            "not_municipalities",
        ),
        (replace(REQUEST, municipalities=(replace(town, asked_before=frozenset({("i1", FIRST, 1)})),)), "asked_before"),
    )
    assert [rules(request, VALID) for request, _ in kept_out] == [{rule} for _, rule in kept_out]


def test_hours_a_week_count_the_calls_of_other_waves() -> None:
    busy = tuple(replace(call("other", n, at(13, 9 + n), "i1"), municipality="1280") for n in range(2))
    assert rules(replace(REQUEST, elsewhere=busy), VALID) == {"hours_a_week"}
    assert rules(replace(REQUEST, elsewhere=busy[:1]), VALID) == set()


def test_a_call_of_another_wave_is_in_the_way_also_in_another_zone() -> None:
    helsinki = datetime(2026, 10, 12, 10, 10, tzinfo=ZoneInfo("Europe/Helsinki"))
    there = replace(call("other", 1, helsinki, "i1"), municipality="9999")
    assert rules(replace(REQUEST, elsewhere=(there,)), VALID) == {"one_call_at_a_time"}


def test_contacts_a_day_are_counted_in_both_channels_and_with_other_waves() -> None:
    others = tuple(mail("other", n, at(12, 15, n), f"q{n}") for n in (1, 31))
    assert rules(replace(with_rules(probes_a_day=2), elsewhere=others), VALID) == {"probes_a_day"}


def test_gaps_are_elapsed_time_where_summer_time_ends() -> None:
    night = with_rules(hours_between_area_probes=12)
    evening = mail(FIRST, 1, at(24, 21, 30), "p1")
    assert rules_broken_by(night, mail(FIRST, 2, at(25, 8, 45), "p2"), [evening]) == set()
    assert "hours_between_area_probes" in rules_broken_by(night, mail(FIRST, 2, at(25, 8, 25), "p2"), [evening])


def test_gaps_are_elapsed_time_where_summer_time_begins() -> None:
    spring = replace(REQUEST, first_day=date(2027, 3, 22), last_day=date(2027, 4, 18))
    evening = mail(FIRST, 1, datetime(2027, 3, 27, 21, 30, tzinfo=STOCKHOLM), "p1")
    morning = mail(FIRST, 2, datetime(2027, 3, 28, 9, 45, tzinfo=STOCKHOLM), "p2")
    assert "hours_between_area_probes" in rules_broken_by(spring, morning, [evening])


def test_a_time_that_summer_time_leaves_out_is_no_time() -> None:
    spring = replace(with_rules(mail_earliest=time(0)), first_day=date(2027, 3, 22), last_day=date(2027, 3, 28))
    left_out = mail(FIRST, 1, datetime(2027, 3, 28, 2, 30, tzinfo=STOCKHOLM), "p1")
    assert "zone" in rules(spring, plan_of(left_out))


def test_a_question_asked_twice_is_named() -> None:
    twice = plan_of(*CALLS, *MAILS, call(FIRST, 1, at(5, 9, 0, 11), "i1"))
    assert rules(REQUEST, twice) >= {"question_twice", "completeness"}


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(*CALLS[1:], *MAILS),
        plan_of(*CALLS, *MAILS, unplaced=(Unplaced("call", "0685", FIRST, 1, NOBODY),)),
        plan_of(
            *CALLS[1:],
            *MAILS,
            unplaced=(
                Unplaced("call", "0685", FIRST, 1, Reason("questions", {"area": FIRST, "has": 1, "needs": 2}, "plan")),
            ),
        ),
        plan_of(*CALLS, *MAILS, call(FIRST, 3, at(5, 9, 0, 11), "i1")),
        plan_of(replace(CALLS[0], spare=True), *CALLS[1:], *MAILS),
    ],
    ids=["gone", "twice", "wrong reason", "beyond the quota", "spare"],
)
def test_a_contact_that_is_missing_or_too_many_is_named(plan: Plan) -> None:
    assert rules(REQUEST, plan) == {"completeness"}


def test_a_contact_that_is_unplaced_with_a_rule_is_answered() -> None:
    unplaced = (Unplaced("call", "0685", FIRST, 1, NOBODY),)
    assert rules(REQUEST, plan_of(*CALLS[1:], *MAILS, unplaced=unplaced)) == set()


def test_spares_come_after_the_quota() -> None:
    spares = (
        replace(call(FIRST, 3, at(5, 9, 0, 11), "i1"), spare=True),
        replace(call(SECOND, 3, at(6, 9, 0, 11), "i1"), spare=True),
        replace(mail(FIRST, 3, at(7, 9, 1, 11), "p5"), spare=True),
        replace(mail(SECOND, 3, at(8, 17, 1, 11), "p6"), spare=True),
    )
    assert rules(replace(REQUEST, spares=1), plan_of(*CALLS, *MAILS, *spares)) == set()
    assert rules(replace(REQUEST, spares=1), VALID) == {"completeness"}


def test_a_fixed_contact_may_break_rules_but_not_be_moved() -> None:
    fixed = call(FIRST, 1, at(11, 9), "i1")
    assert rules(replace(REQUEST, fixed=(fixed,)), plan_of(fixed, *CALLS[1:], *MAILS)) == set()
    assert "completeness" in rules(replace(REQUEST, fixed=(fixed,)), VALID)


def test_fixed_letters_move_the_share_as_little_as_they_must() -> None:
    evenings = tuple(mail(one.area, one.question, at(20 + n, 19, n), f"f{n}") for n, one in enumerate(MAILS[:3]))
    request = replace(REQUEST, fixed=evenings)
    assert rules(request, plan_of(*CALLS, *evenings, MAILS[3])) == set()
    outside = replace(MAILS[3], planned_at=at(3, 18, 30, 11))
    assert rules(request, plan_of(*CALLS, *evenings, outside)) == {"mail_share"}


def test_a_rule_broken_with_leave_must_be_listed_and_only_then() -> None:
    at_lunch, plan = call(SECOND, 2, at(27, 12, 20), "i2"), moved(3, at(27, 12, 20))
    times = {"day": "2026-10-27", "at": "12:20", "until": "12:40", "lunch_from": "12:00", "lunch_to": "13:00"}
    listed = (Broken(at_lunch, Reason("lunch", times)),)
    leave = replace(REQUEST, allowed=frozenset({"lunch"}))
    assert rules(leave, plan) == {"lunch"}
    assert rules(leave, replace(plan, broken=listed)) == set()
    assert rules(leave, replace(VALID, broken=listed)) == {"broken"}
    assert rules(REQUEST, replace(plan, broken=listed)) == {"allowed"}


def test_a_reason_without_its_facts_is_no_explanation() -> None:
    wordless = Unplaced("call", "0685", FIRST, 1, Reason("hours_a_week", {}, "plan"))
    assert rules(REQUEST, plan_of(*CALLS[1:], *MAILS, unplaced=(wordless,))) == {"completeness"}


def test_a_share_that_a_hand_moves_by_one_is_kept() -> None:
    once = replace(MAILS[0], planned_at=at(16, 18, 7))
    assert rules_broken_by(REQUEST, once, [*CALLS, *MAILS[1:]]) == set()


def test_form_order_and_personas_are_looked_at() -> None:
    backwards = replace(VALID, probes=VALID.probes[::-1])
    same = plan_of(*CALLS, *MAILS[:3], replace(MAILS[3], persona="p1"))
    assert (rules(REQUEST, backwards), rules(REQUEST, same)) == ({"order"}, {"persona"})
    assert rules(REQUEST, plan_of(*CALLS, *MAILS[:3], replace(MAILS[3], interviewer="i1"))) == {"form"}
    assert rules(REQUEST, replace(VALID, seed=2)) == {"form"}


def test_a_call_kept_for_one_interviewer_is_not_given_to_another() -> None:
    kept = tuple(
        Wanted(one.channel, one.area, one.question, one.spare, "0685", one.interviewer or "") for one in VALID.probes
    )
    assert rules(replace(REQUEST, wanted=kept), VALID) == set()
    others = tuple(replace(one, interviewer="i1" if one.interviewer == "i2" else one.interviewer) for one in kept)
    assert rules(replace(REQUEST, wanted=others), VALID) == {"interviewer"}


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 12, 24), None),
        (date(2026, 4, 3), None),
        (date(2026, 4, 6), None),
        (date(2026, 6, 19), None),
        (date(2026, 10, 31), None),
        (date(2026, 10, 30), (480, 1020)),
        (date(2027, 1, 6), None),
        (date(2026, 5, 14), None),
    ],
)
def test_the_checker_knows_the_holidays(day: date, hours: tuple[int, int] | None) -> None:
    assert is_open(METHOD.working_time, day) == hours


def test_the_checker_knows_short_days() -> None:
    rules_ = METHOD.working_time.model_copy(update={"closed_categories": ("public", "optional")})
    assert is_open(rules_, date(2026, 4, 2)) == (480, 840)


@pytest.mark.parametrize("left_out", [*CALLS, *MAILS])
def test_a_free_place_is_found_where_there_is_one(left_out: PlannedProbe) -> None:
    plan = plan_of(*(one for one in VALID.probes if one != left_out))
    wanted = Wanted(left_out.channel, left_out.area, left_out.question, spare=False, municipality="0685")
    place = free_place(REQUEST, plan, wanted)
    assert place is not None
    assert rules(REQUEST, plan_of(*plan.probes, replace(place, persona=left_out.persona))) == set()


def test_no_free_place_is_found_where_there_is_none() -> None:
    plan = plan_of(*CALLS[1:], *MAILS)
    nobody = replace(REQUEST, interviewers=())
    wanted = Wanted("call", FIRST, 1, spare=False, municipality="0685")
    assert free_place(nobody, plan, wanted) is None
    assert free_place(replace(REQUEST, last_day=date(2026, 10, 12)), plan_of(MAILS[0]), wanted) is not None
    assert (
        free_place(replace(with_rules(hours_between_area_probes=168), last_day=date(2026, 10, 12)), plan, wanted)
        is None
    )
