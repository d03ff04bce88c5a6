"""The interviewers of a draft: their terms, their days off as typed, and whether their hours are enough."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from shopper.drafts.capacity import Caller, capacity
from shopper.drafts.days_off import days_as_text, read_days
from shopper.drafts.people import Terms, add_people, capacity_of, change_terms, others, participants, remove_person
from shopper.faults import BadInput, NotThere
from shopper.method import load_method
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from tests.web.stage import START
from tests.web.step_stage import draft_of, user_id

CAUSE = Cause("cecilia", START)
METHOD = load_method("kkik-2018")
MORNINGS = Terms(10, {"mon": "08:00-12:00"}, (date(2018, 3, 12),), ("bygglov",), ("0685",))
WEEKDAYS = tuple(range(1, 6))


def test_a_known_interviewer_and_a_new_one_are_added_with_office_hours(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        add_people(session, wave, ["bo", "doris"], CAUSE)
        found = {one.name: (one.can_sign_in, one.terms) for one in participants(session, wave) if one.name != "anna"}
    office = Terms(20, dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00"))
    assert found == {"bo": (True, office), "doris": (False, office)}


def test_a_coordinator_is_not_added(studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(BadInput, match="only an interviewer"):
        add_people(session, draft_of(session), ["cecilia"], CAUSE)


def test_only_those_outside_the_wave_are_offered(studied: Store) -> None:
    with studied.reading() as session:
        assert [user.name for user in others(session, draft_of(session))] == ["bo"]


def test_terms_are_stored_as_they_were_given(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        change_terms(session, wave, user_id(session, "anna"), MORNINGS, CAUSE)
        assert [one.terms for one in participants(session, wave)] == [MORNINGS]


@pytest.mark.parametrize(
    "terms",
    [
        Terms(10, {"mon": "12:00-08:00"}),
        Terms(10, {"monday": "08:00-12:00"}),
        Terms(10, {}, not_areas=("sjukvard",)),
        Terms(10, {}, not_municipalities=("0180",)),
    ],
)
def test_terms_that_the_wave_cannot_have_are_refused(terms: Terms, studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(BadInput):
        change_terms(session, draft_of(session), user_id(session, "anna"), terms, CAUSE)


def test_who_is_removed_leaves_the_wave_and_stays_a_user(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        anna = user_id(session, "anna")
        remove_person(session, wave, anna, CAUSE)
        assert (participants(session, wave), session.get_one(User, anna).name) == ([], "anna")


def test_who_is_not_in_the_wave_is_not_there(studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(NotThere):
        remove_person(session, draft_of(session), user_id(session, "bo"), CAUSE)


def test_each_change_is_told_in_the_trail_with_ids_alone(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        anna, bo = user_id(session, "anna"), user_id(session, "bo")
        add_people(session, wave, ["bo"], CAUSE)
        for _ in range(2):
            change_terms(session, wave, anna, MORNINGS, CAUSE)
        remove_person(session, wave, bo, CAUSE)
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    told = [(event.action, event.details) for event in events]
    assert told == [("people", {"added": [bo]}), ("people", {"changed": anna}), ("people", {"removed": bo})]


def test_calls_of_all_municipalities_with_their_spares_are_set_against_the_hours(studied: Store) -> None:
    with studied.reading() as session:
        found = capacity_of(session, draft_of(session))
    assert (found.calls, found.minutes_needed, found.minutes_there) == (3 * 10 * 7, 4200, 4 * 20 * 60)


def test_lunch_days_off_and_holidays_leave_no_minutes() -> None:
    day = {weekday: (time(8), time(17)) for weekday in WEEKDAYS}
    caller = Caller(60 * 60, day, frozenset({date(2018, 3, 26)}))
    weeks = capacity(METHOD, (date(2018, 3, 26), date(2018, 4, 1)), 10, [caller]).weeks
    # Monday off, Good Friday closed: three days of 240 minutes before lunch and 240 after it.
    assert [(week.week, week.working_days, week.minutes_there) for week in weeks] == [(13, 4, 3 * 480)]


def test_only_whole_calls_count() -> None:
    caller = Caller(60 * 60, {1: (time(8), time(8, 55))}, frozenset())
    assert capacity(METHOD, (date(2018, 3, 5), date(2018, 3, 5)), 1, [caller]).minutes_there == 40


def test_no_more_than_the_hours_of_the_week_count() -> None:
    caller = Caller(90, {weekday: (time(8), time(17)) for weekday in WEEKDAYS}, frozenset())
    assert capacity(METHOD, (date(2018, 3, 5), date(2018, 3, 18)), 1, [caller]).minutes_there == 2 * 80


def test_too_few_hours_are_told_for_the_wave_and_the_week() -> None:
    caller = Caller(60, {1: (time(8), time(17))}, frozenset())
    found = capacity(METHOD, (date(2018, 3, 5), date(2018, 3, 11)), 4, [caller])
    assert (found.is_enough, [week.is_enough for week in found.weeks]) == (False, [False])


def test_days_off_are_read_as_dates_and_ranges() -> None:
    days = read_days("2026-10-20, 2026-10-26-2026-10-28;2026-10-20\n2026-11-02 – 2026-11-03")
    assert [f"{day:%m%d}" for day in days] == ["1020", "1026", "1027", "1028", "1102", "1103"]


@pytest.mark.parametrize(
    "entry", ["imorgon", "2026-02-30", "2026-10-30-2026-10-26", "2026-01-01-2028-01-01", "20261020"]
)
def test_an_entry_that_is_no_day_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match=f"^{entry}$"):
        read_days(f"2026-10-20, {entry}")


@given(st.sets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=40))
def test_days_written_out_are_read_back(days: set[date]) -> None:
    assert read_days(days_as_text(days)) == tuple(sorted(days))
