"""One contact among all others: each hard rule it breaks is named, with the figures, and nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.planning.check import broken_rules
from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from scheduler.planning.reasons import REASONS, SHORTAGES, Reason
from shopper.method import load_method

METHOD = load_method("kkik-2018")
HOME = ZoneInfo("Europe/Stockholm")
OFFICE_WEEK = dict.fromkeys(range(1, 6), ((time(8), time(17)),))

REQUEST = PlanRequest(
    wave="autumn-2026",
    seed=7,
    method=METHOD,
    first_day=date(2026, 10, 12),
    last_day=date(2026, 11, 8),
    municipalities=(
        PlanMunicipality(
            "0685",
            dict.fromkeys(range(1, 6), ((time(9), time(16)),)),
            closed_on=frozenset({date(2026, 10, 30)}),
            asked_before=frozenset({("i1", "bygglov", 6)}),
        ),
        PlanMunicipality("1280", OFFICE_WEEK, time_zone="Europe/Helsinki"),
    ),
    interviewers=(
        PlanInterviewer("i1", 20, OFFICE_WEEK, days_off=frozenset({date(2026, 10, 21)})),
        PlanInterviewer("i2", 1, OFFICE_WEEK, not_areas=frozenset({"bygglov"}), not_municipalities=frozenset({"1280"})),
    ),
    questions={area.code: (1, 2, 3, 4, 5, 6) for area in METHOD.area},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


def call(text: str, area: str = "bygglov", question: int = 1, who: str = "i1", code: str = "0685") -> PlannedProbe:
    return PlannedProbe("call", code, area, question, spare=False, planned_at=at(text), interviewer=who)


def letter(text: str, area: str = "bygglov", question: int = 1, code: str = "0685") -> PlannedProbe:
    return PlannedProbe("mail", code, area, question, spare=False, planned_at=at(text), persona="p1")


def rules(probe: PlannedProbe, *others: PlannedProbe, request: PlanRequest = REQUEST) -> list[str]:
    return [reason.rule for reason in broken_rules(request, probe, others)]


def test_a_call_that_keeps_every_rule_has_nothing_said_about_it() -> None:
    assert broken_rules(REQUEST, call("2026-10-13T09:40"), [letter("2026-10-14T09:41")]) == ()


def test_a_letter_that_keeps_every_rule_has_nothing_said_about_it() -> None:
    assert broken_rules(REQUEST, letter("2026-10-18T19:12"), [call("2026-10-19T09:40")]) == ()


@pytest.mark.parametrize(
    ("probe", "rule"),
    [
        (letter("2026-10-11T19:12"), "period"),
        (letter("2026-11-09T19:12"), "period"),
        (call("2026-10-30T10:00"), "closed_on"),
        (call("2026-10-13T08:40"), "opening_hours"),
        (call("2026-10-13T15:50"), "opening_hours"),
        (call("2026-10-13T11:50"), "lunch"),
        (call("2026-10-13T12:50"), "lunch"),
        (call("2026-10-21T10:00"), "available"),
        (call("2026-10-13T10:00", who="i2"), "not_areas"),
        (call("2026-10-13T10:00", "forskola", who="i2", code="1280"), "not_municipalities"),
        (call("2026-10-13T10:00", who="i9"), "not_in_wave"),
        (call("2026-10-13T10:00", question=6), "asked_before"),
        (letter("2026-10-13T06:59"), "mail_hours"),
        (letter("2026-10-13T22:00"), "mail_hours"),
    ],
)
def test_a_contact_alone_breaks_the_rule_it_breaks(probe: PlannedProbe, rule: str) -> None:
    assert rules(probe) == [rule]


def test_a_call_on_a_saturday_meets_neither_a_working_day_nor_an_open_switchboard() -> None:
    assert rules(call("2026-10-17T10:00")) == ["working_day", "opening_hours", "available"]


@pytest.mark.parametrize(
    ("probe", "other", "rule"),
    [
        (call("2026-10-13T10:00"), call("2026-10-16T10:00", who="i2"), "question_twice"),
        (call("2026-10-13T10:00"), call("2026-10-15T10:00", question=2), "same_interviewer"),
        (letter("2026-10-13T20:01"), letter("2026-10-14T07:59", question=2), "hours_between_area_probes"),
        (call("2026-10-13T10:00"), letter("2026-10-13T10:14", "forskola"), "minutes_between_probes"),
        (call("2026-10-13T10:00"), call("2026-10-13T10:19", code="1280"), "one_call_at_a_time"),
    ],
)
def test_two_contacts_together_break_the_rule_they_break(probe: PlannedProbe, other: PlannedProbe, rule: str) -> None:
    assert rules(probe, other) == [rule]


@pytest.mark.parametrize(
    ("probe", "other"),
    [
        (call("2026-10-13T10:00"), call("2026-10-16T10:00", question=2)),
        (call("2026-10-13T10:00"), letter("2026-10-16T10:01")),
        (letter("2026-10-13T20:00"), letter("2026-10-14T08:00", question=2)),
        (call("2026-10-13T10:00"), letter("2026-10-13T10:15", "forskola")),
        (call("2026-10-13T10:00"), call("2026-10-13T10:20", code="1280")),
        (call("2026-10-13T10:00", who="i1"), call("2026-10-15T10:00", question=2, who="i2")),
    ],
)
def test_two_contacts_just_far_enough_apart_break_nothing(probe: PlannedProbe, other: PlannedProbe) -> None:
    assert rules(probe, other) == []


def test_the_third_contact_of_an_hour_a_week_is_the_last_one() -> None:
    others = [call(f"2026-10-{day}T10:00", f"area{day}", who="i2") for day in (12, 13)]
    assert rules(call("2026-10-14T10:00", "forskola", who="i2"), *others) == []


def test_the_fourth_call_in_an_hour_a_week_names_the_week_and_the_hours() -> None:
    others = [call(f"2026-10-{day}T10:00", f"area{day}", who="i2") for day in (12, 13, 14)]
    (found,) = broken_rules(REQUEST, call("2026-10-16T10:00", "forskola", who="i2"), others)
    assert found.text == ("i2 har 1 timmar vecka 42, planen behöver 1,33; välj en annan vecka eller intervjuare.")


def test_a_day_holds_as_many_contacts_as_the_method_says() -> None:
    others = [letter(f"2026-10-13T1{hour}:01", f"area{hour}") for hour in range(8)]
    assert (rules(call("2026-10-13T09:00"), *others[:7]), rules(call("2026-10-13T09:00"), *others)) == (
        [],
        ["probes_a_day"],
    )


def test_a_second_contact_of_an_area_on_a_day_is_one_too_many() -> None:
    assert rules(letter("2026-10-13T21:30"), call("2026-10-13T09:00")) == ["probes_per_area_and_day"]


def test_gaps_are_elapsed_time_when_clocks_go_back() -> None:
    # 12 hours and 30 minutes on the wall are one hour more on the night before 25 October.
    assert rules(letter("2026-10-24T21:30"), letter("2026-10-25T08:45", question=2)) == []


def test_days_and_hours_are_those_of_the_municipality_called() -> None:
    # 16:10 in Stockholm is 17:10 in Helsinki, where the switchboard has closed.
    assert rules(call("2026-10-13T16:10", code="1280")) == ["opening_hours", "available"]


def test_a_moment_in_utc_is_read_on_the_municipalitys_clock() -> None:
    probe = replace(call("2026-10-13T09:40"), planned_at=datetime(2026, 10, 13, 7, 40, tzinfo=UTC))
    assert rules(probe) == []


def test_what_is_new_may_not_lie_before_the_first_time_that_can_be_planned() -> None:
    request = replace(REQUEST, not_before=at("2026-10-14T00:00"))
    assert rules(call("2026-10-13T10:00"), request=request) == ["past"]


def test_what_is_fixed_may_lie_before_it() -> None:
    fixed = call("2026-10-13T10:00")
    assert rules(fixed, request=replace(REQUEST, not_before=at("2026-10-14T00:00"), fixed=(fixed,))) == []


def test_another_wave_may_ask_the_same_question() -> None:
    other = call("2026-10-20T10:00")
    assert rules(call("2026-10-13T10:00"), other, request=replace(REQUEST, elsewhere=(other,))) == []


def letters(outside: int, inside: int) -> list[PlannedProbe]:
    areas = [area.code for area in METHOD.area]
    some = [letter(f"2026-10-{12 + n // 5}T19:{20 + n % 5}", areas[n % 10], n) for n in range(outside)]
    return some + [letter(f"2026-10-{12 + n // 5}T10:{20 + n % 5}", areas[n % 10], 50 + n) for n in range(inside)]


def test_the_share_outside_working_time_may_by_hand_be_a_little_off() -> None:
    # 40 % of 20 is 8, and one more or less is let through.
    probe = letter("2026-11-05T19:40", "forskola", 99)
    assert rules(probe, *letters(8, 11)) == []


def test_the_share_outside_working_time_may_not_be_far_off() -> None:
    probe = letter("2026-11-05T19:40", "forskola", 99)
    (found,) = broken_rules(REQUEST, probe, letters(9, 10))
    assert (found.rule, found.facts["outside"], found.facts["letters"], found.facts["limit"]) == (
        "mail_share",
        10,
        20,
        8,
    )


def test_a_letter_on_the_side_that_has_too_few_is_not_blamed_for_the_share() -> None:
    assert rules(letter("2026-11-05T10:40", "forskola", 99), *letters(12, 7)) == []


def test_a_municipality_that_is_not_in_the_wave_is_refused() -> None:
    with pytest.raises(ValueError, match="9999 is not in the wave"):
        broken_rules(REQUEST, call("2026-10-13T10:00", code="9999"), [])


def test_every_sentence_of_the_check_can_be_said_with_the_facts_it_is_given() -> None:
    said = {
        reason.rule: reason.text.count("%(")
        for probe in (call("2026-10-17T12:10", who="i9"), letter("2026-10-10T23:01"), call("2026-10-13T09:40"))
        for reason in broken_rules(REQUEST, probe, [call("2026-10-13T09:50"), *letters(8, 8)])
    }
    assert set(said.values()) == {0}


def test_sentences_end_with_what_to_do() -> None:
    assert [text for text in (*REASONS.values(), *SHORTAGES.values()) if not text.endswith(".")] == []


def test_a_reason_about_the_plan_is_said_as_such() -> None:
    reason = Reason("hours_a_week", {"interviewer": "i3", "has": 14, "week": 43, "needs": 19}, about="plan")
    assert reason.text == "i3 har 14 timmar vecka 43, planen behöver 19; lägg till en intervjuare eller en vecka."
