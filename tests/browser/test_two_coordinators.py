"""Two coordinators at the same plan in two windows: one wins, the other is told what happened, and nothing is lost."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.stored.contacts import contacts, day_of
from shopper.queries import stored_id
from shopper.store import Store
from tests.browser.conftest import OpenAs
from tests.browser.plan_journey import Trail, add_coordinator, show, stored_contact, trail_of, wish_for
from tests.web.change_stage import Running, set_running, wave_of
from tests.web.stage import Stage

pytestmark = pytest.mark.browser

BASE = "/waves/vecka%2042-45"
A_SUNDAY = date(2017, 10, 29)
ILL_DAYS = (date(2017, 10, 17), date(2017, 10, 20))


@pytest.fixture
def running(store: Store, stage: Stage) -> Running:
    """A launched wave, and a second coordinator."""
    assert stage
    add_coordinator(store, "dag")
    with store.transaction() as session:
        return set_running(session)


def open_and_choose(page: Page, ref: ProbeRef, place: int, reason: str) -> str:
    """Open a contact, ask for a Sunday, and take one of the free times that are offered instead; the time as typed."""
    page.goto(f"{BASE}/plan/call/{ref.id}")
    page.get_by_label("Varför flyttas den?").fill(reason)
    wish_for(page, A_SUNDAY, "12:20")
    page.locator(".free-times a").nth(place).click()
    expect(page.locator("#verdict")).to_contain_text("Tiden bryter ingen regel.")
    return typed(page)


def typed(page: Page) -> str:
    """The day and the time that stand in the form."""
    return f"{page.get_by_label('Dag', exact=True).input_value()} {page.get_by_label('Tid', exact=True).input_value()}"


def place_of(store: Store, ref: ProbeRef) -> tuple[str, str | None, int]:
    """Where a contact stands, who makes it, and how often it was changed."""
    one = stored_contact(store, ref)
    return f"{one.probe.planned_at:%Y-%m-%d %H:%M}", one.probe.interviewer, one.version


def test_of_two_who_move_the_same_call_one_wins_and_the_other_sees_what_happened(
    open_as: OpenAs, store: Store, running: Running
) -> None:
    ref = ProbeRef("call", stored_id(running.calls[-1].id))
    before = stored_contact(store, ref)
    winner, other = open_as("cecilia", 1280), open_as("dag", 1280)
    first = open_and_choose(winner, ref, 0, "Växeln är nere")
    second = open_and_choose(other, ref, 1, "Jämnare vecka")
    winner.get_by_role("button", name="Flytta", exact=True).click()
    expect(winner.get_by_role("status").first).to_contain_text("Flyttad")
    won = place_of(store, ref)
    other.get_by_role("button", name="Flytta", exact=True).click()
    told = other.get_by_role("alert")
    expect(told).to_contain_text("cecilia flyttade samtalet mån 16 okt. 2017 08:00.")
    expect(told).to_contain_text(first[-5:])
    expect(told).to_be_focused()
    show(other, "30_overtaken")
    assert (first != second, won[0], place_of(store, ref)) == (True, first, won)
    assert (typed(other), other.get_by_label("Varför flyttas den?").input_value()) == (second, "Jämnare vecka")
    other.get_by_role("button", name="Flytta", exact=True).click()
    expect(other.get_by_role("status").first).to_contain_text("Flyttad")
    assert (place_of(store, ref)[0], place_of(store, ref)[2]) == (second, before.version + 2)
    assert [(one.actor, one.action, one.reason) for one in trail_of(store, ref)] == [
        ("cecilia", "reschedule", "Växeln är nere"),
        ("dag", "reschedule", "Jämnare vecka"),
    ]


def test_who_carries_out_an_illness_after_somebody_moved_one_of_its_calls_is_shown_it_anew(
    open_as: OpenAs, store: Store, running: Running
) -> None:
    assert running
    ill = calls_while_ill(store)
    planner, other = open_as("cecilia", 1280), open_as("dag", 1280)
    fill_in_illness(planner)
    shown = moved_on(planner)
    open_and_choose(other, ill[0].ref, 0, "Växeln är nere")
    other.get_by_role("button", name="Flytta", exact=True).click()
    expect(other.get_by_role("status").first).to_contain_text("Flyttad")
    there = {one.ref: place_of(store, one.ref) for one in ill}
    planner.get_by_role("button", name="Genomför").click()
    expect(planner.get_by_role("alert")).to_contain_text("Ingenting är genomfört.")
    show(planner, "31_ill_overtaken")
    assert {one.ref: place_of(store, one.ref) for one in ill} == there
    assert (len(ill), shown, moved_on(planner)) == (len(ill), len(ill), len(calls_while_ill(store)))
    planner.get_by_role("button", name="Genomför").click()
    expect(planner.get_by_role("heading", level=1)).to_have_text("Ändringen är genomförd")
    assert calls_while_ill(store) == []
    assert last_reasons(store, ill) == {"Växeln är nere", "Influensa"}


def fill_in_illness(page: Page) -> None:
    """Say that bo is ill, up to what that would do."""
    page.goto(f"{BASE}/changes")
    form = page.get_by_role("form", name="Någon är sjuk eller borta")
    form.get_by_label("Intervjuare").select_option(label="bo")
    form.get_by_label("Från och med").fill(ILL_DAYS[0].isoformat())
    form.get_by_label("Till och med").fill(ILL_DAYS[1].isoformat())
    form.get_by_label("Varför?").fill("Influensa")
    form.get_by_role("button").click()
    expect(page.get_by_role("button", name="Genomför")).to_be_visible()


def moved_on(page: Page) -> int:
    """How many contacts the preview moves."""
    heading = page.get_by_role("heading", name="Flyttas").text_content() or ""
    return int(re.findall(r"\d+", heading)[0])


def calls_while_ill(store: Store) -> list[StoredProbe]:
    """The planned calls of the ill one in those days."""
    with store.reading() as session:
        found = contacts(session, wave_of(session))
    planned = [one for one in found if one.probe.interviewer == "bo" and one.state == "planned"]
    return [one for one in planned if ILL_DAYS[0] <= day_of(one.probe) <= ILL_DAYS[1]]


def last_reasons(store: Store, some: list[StoredProbe]) -> set[str]:
    """Why each of these contacts was moved last."""
    trails: list[list[Trail]] = [trail_of(store, one.ref) for one in some]
    return {trail[-1].reason for trail in trails}
