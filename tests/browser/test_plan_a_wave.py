"""A wave of five municipalities in Chromium: planned from nothing, moved by hand, launched, and mended in week two."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.stored.contacts import contacts, day_of
from scheduler.stored.plan import plan_request
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.study import Measurement, Wave, WaveInterviewer
from tests.browser import plan_journey as journey
from tests.browser.conftest import OpenAs
from tests.scheduler.plan_checker import violations

pytestmark = pytest.mark.browser

A_SUNDAY = date(2017, 10, 29)
WEEK_TWO = datetime(2017, 10, 31, 5, 0, tzinfo=UTC)
"""Tuesday, six in the morning in Stockholm: before anybody calls."""
ILL_DAYS = (date(2017, 10, 31), date(2017, 11, 3))
ILL, REASON = "bo", "Influensa, sjukanmäld på morgonen"
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
SICK_LEAVE = ["2017-10-31", "2017-11-01", "2017-11-02", "2017-11-03"]

TOLD = [
    "Ändring av planen",
    "Startad",
    "Planerad",
    "Planerad",
    "Regler som får brytas",
    "Jämförelsegrupp",
    "E-postkonton och avsändare",
    *["Intervjuare"] * 3,
    "Frågor",
    *["Kommuner"] * 2,
    "Skapad",
]
"""What the history has of the whole wave, the newest first."""


def test_a_wave_is_planned_from_nothing_launched_and_mended_when_an_interviewer_falls_ill(
    open_as: OpenAs, store: Store, clock: SteppedClock
) -> None:
    page = journey.be_patient(open_as("cecilia", 1280))
    plan_from_nothing(page)
    locked = move_by_hand_and_lock(page, store)
    plan_again_around(page, store, locked)
    journey.launch_the_wave(page)
    launched = journey.stored(store)
    clock.move_to(WEEK_TWO)
    journey.let_pass(store, WEEK_TWO)
    before = journey.stored(store)
    mend_after_illness(journey.be_patient(open_as("cecilia", 1280)), store, before)
    after = journey.stored(store)
    assert_only_what_had_to_was_moved(store, before, after)
    assert {ref: one.probe for ref, one in before.items()} == {ref: one.probe for ref, one in launched.items()}
    with store.reading() as session:
        assert facts_of(session) == EXPECTED
        assert hard_rules_broken(session) == []


def plan_from_nothing(page: Page) -> None:
    """Every step of the wave, up to its first plan."""
    journey.begin_the_wave(page)
    journey.choose_municipalities(page)
    journey.choose_questions(page)
    journey.choose_interviewers(page)
    journey.choose_senders(page)
    journey.choose_comparison(page)
    journey.make_the_plan(page)


def move_by_hand_and_lock(page: Page, store: Store) -> StoredProbe:
    """Against a rule: refused with the reason and nothing stored. To a free time: stored, and locked there."""
    ref = journey.open_a_call(page)
    before = journey.stored(store)
    journey.wish_for(page, A_SUNDAY, "12:20")
    journey.show(page, "13_checked")
    page.get_by_role("button", name="Flytta", exact=True).click()
    expect(page.locator("#verdict")).to_contain_text("Inte flyttad.")
    expect(page.locator("#verdict")).to_contain_text("Sön 29 okt. 2017 är ingen arbetsdag")
    journey.show(page, "14_refused")
    assert (journey.stored(store), journey.trail_of(store, ref)) == (before, [])
    return take_a_free_time(page, store, before[ref])


def take_a_free_time(page: Page, store: Store, one: StoredProbe) -> StoredProbe:
    """Choose one of the times that the page offers, move the contact there and lock it."""
    page.locator(".free-times a").first.click()
    expect(page.locator("#verdict")).to_contain_text("Tiden bryter ingen regel.")
    wanted = (page.get_by_label("Dag", exact=True).input_value(), page.get_by_label("Tid", exact=True).input_value())
    page.get_by_role("button", name="Flytta", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Flyttad")
    journey.show(page, "15_moved")
    page.get_by_role("button", name="Lås den här").click()
    expect(page.get_by_role("button", name="Lås upp")).to_be_visible()
    there = journey.stored_contact(store, one.ref)
    trail = journey.trail_of(store, one.ref)
    assert f"{there.probe.planned_at:%Y-%m-%d %H:%M}" == " ".join(wanted)
    assert (there.locked, there.version, [event.action for event in trail]) == (True, 3, ["reschedule", "lock"])
    assert (trail[0].before, trail[0].after) == (
        one.probe.planned_at.isoformat(),
        there.probe.planned_at.isoformat(),
    )
    return there


def plan_again_around(page: Page, store: Store, locked: StoredProbe) -> None:
    """Another plan leaves the locked contact where it is, with its id."""
    earlier = journey.stored(store)
    page.goto(journey.PLAN)
    page.get_by_label("Frö").fill("8")
    page.get_by_role("button", name="Planera om kring den låsta").click()
    expect(page.get_by_text("med frö 8.")).to_be_visible()
    journey.show(page, "16_planned_again")
    now = journey.stored(store)
    assert now[locked.ref] == locked
    assert {one.probe for one in now.values()} != {one.probe for one in earlier.values()}


def mend_after_illness(page: Page, store: Store, before: dict[ProbeRef, StoredProbe]) -> None:
    """Somebody falls ill in week two: what would happen is shown, and nothing is changed; then it is done."""
    journey.report_ill(page, ILL, ILL_DAYS, REASON)
    assert journey.stored(store) == before
    journey.show(page, "20_ill_preview")
    page.get_by_role("button", name="Genomför").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ändringen är genomförd")
    journey.show(page, "21_ill_done")
    page.get_by_role("link", name="Till historiken").click()
    told = page.get_by_role("row", name="Hela mätomgången").locator("td[data-label=Händelse]")
    expect(told).to_have_text(TOLD)
    journey.show(page, "22_history")


def of_the_ill(contacts_now: dict[ProbeRef, StoredProbe]) -> set[ProbeRef]:
    """The planned calls of the ill one in those days."""
    return {
        ref
        for ref, one in contacts_now.items()
        if one.probe.interviewer == ILL and one.state == "planned" and is_while_ill(one)
    }


def is_while_ill(one: StoredProbe) -> bool:
    """Whether a contact stands in the days of the illness."""
    return ILL_DAYS[0] <= day_of(one.probe) <= ILL_DAYS[1]


def assert_only_what_had_to_was_moved(
    store: Store, before: dict[ProbeRef, StoredProbe], after: dict[ProbeRef, StoredProbe]
) -> None:
    """Exactly the ill one's calls moved, each with its event and the reason; what was done stands as it stood."""
    ill = of_the_ill(before)
    moved = {ref for ref in before if before[ref] != after[ref]}
    done = {ref for ref, one in before.items() if one.state != "planned"}
    assert (len(ill) > 0, len(done) > 0, of_the_ill(after)) == (True, True, set())
    assert moved == ill
    for ref in moved:
        was, now = (places[ref].probe.planned_at.isoformat() for places in (before, after))
        assert journey.trail_of(store, ref)[-1] == journey.Trail("cecilia", "reschedule", was, now, REASON)


def hard_rules_broken(session: Session) -> list[Any]:
    """What the independent checker finds wrong with the stored plan, every contact judged as if it were new."""
    wave = journey.stored_wave(session)
    request = plan_request(session, wave)
    return violations(request, [one.probe for one in contacts(session, wave)], request.elsewhere)


def facts_of(session: Session) -> dict[str, Any]:
    """What the database has of the wave in the end."""
    wave: Wave = journey.stored_wave(session)
    people = select(User.name, WaveInterviewer).join(User).where(WaveInterviewer.wave_id == wave.id)
    codes = select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)
    found = contacts(session, wave)
    return {
        "wave": (wave.state, wave.method_name, wave.first_day, wave.last_day, wave.seed, wave.spares),
        "senders": (wave.mail_accounts, wave.persona_names),
        "comparison": wave.comparison,
        "allowed": wave.allowed_breaks,
        "municipalities": tuple(sorted(session.exec(codes))),
        "people": {name: (row.hours_a_week, row.available, row.days_off) for name, row in session.exec(people)},
        "contacts": Counter((one.ref.channel, one.probe.municipality, one.probe.spare) for one in found),
        "locked": sum(one.locked for one in found),
        "frozen": [len(each or "") for each in (wave.method_checksum, wave.questions_checksum, wave.rules_checksum)],
    }


EXPECTED = {
    "wave": ("launched", "kkik-2018", journey.FIRST_DAY, journey.LAST_DAY, 8, 1),
    "senders": (["probes"], ["Maja Provsson", "Nils Testberg"]),
    "comparison": {"rule": "population", "from": 10_000, "to": 40_000},
    "allowed": ["lunch"],
    "municipalities": journey.CODES,
    "people": {"anna": (20, WEEK, []), "bo": (20, WEEK, SICK_LEAVE), "disa": (20, WEEK, ["2017-11-07"])},
    "contacts": Counter(
        {
            (channel, code, spare): 10 if spare else 60
            for channel in ("call", "mail")
            for code in journey.CODES
            for spare in (False, True)
        }
    ),
    "locked": 1,
    "frozen": [64, 64, 64],
}
