"""Forms that wait on the device, in Chromium: sent once whatever happens, never as somebody else, and never lost."""

import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect
from sqlalchemy import update
from sqlmodel import col

from shopper.store import Store
from shopper.tables.calls import CallProbe
from tests.browser.accessibility import objections
from tests.browser.conftest import OpenPhone
from tests.browser.running_site import RunningSite
from tests.browser.ten_calls import TEN, AtKeyboard, conclude, fill_in, on_sheet_of, stored_calls, wait_until_kept
from tests.web.stage import PASSWORD

pytestmark = pytest.mark.browser

SUBMITS = re.compile(r"/calls/\d+$")
KEPT_DRAFTS = """() => new Promise((told) => {
  const asked = indexedDB.open("calls", 1);
  asked.onsuccess = () => {
    const count = asked.result.transaction("drafts").objectStore("drafts").count();
    count.onsuccess = () => told(count.result);
  };
})"""


def open_sheet(page: Page, call: int) -> AtKeyboard:
    """The call's sheet, once the device has kept what it needs without a network."""
    page.goto("/calls")
    wait_until_kept(page, len(TEN) + 2)
    page.goto(f"/calls/{call}")
    on_sheet_of(page, call)
    return AtKeyboard(page)


def hold_submits(context: BrowserContext) -> None:
    """From now on no submitted form reaches the server."""
    context.route(SUBMITS, lambda route: route.abort() if route.request.method == "POST" else route.fallback())


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Namn").fill(name)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def test_a_form_whose_answer_was_lost_is_sent_again_and_stored_once(
    at_desk: OpenPhone, running_site: RunningSite, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    hands = open_sheet(page, ten_calls[0])
    fill_in(hands, TEN[0])
    reached: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST" or reached:
            route.fallback()
            return
        reached.append(route.fetch().status)
        running_site.go_away()
        route.abort()

    page.context.route(SUBMITS, lose_the_answer)
    hands.submit()
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(1)
    running_site.come_back()
    expect(page.get_by_text("Allt är skickat.")).to_be_visible(timeout=30_000)
    assert (reached, stored_calls(store, ten_calls[:1])) == ([200], [TEN[0]])


def test_two_tabs_with_the_same_call_show_the_same_form_and_store_it_once(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    one = at_desk("anna")
    hands = open_sheet(one, ten_calls[0])
    other = one.context.new_page()
    other.goto(f"/calls/{ten_calls[0]}")
    on_sheet_of(other, ten_calls[0])
    fill_in(hands, TEN[0])
    expect(other.locator("#comment")).to_have_value(TEN[0].comment)
    AtKeyboard(other).submit()
    expect(other.get_by_text("Samtalet är sparat")).to_be_visible()
    expect(one.locator("h1")).to_have_text("Mina samtal")
    assert stored_calls(store, ten_calls[:1]) == [TEN[0]]


def test_what_was_submitted_unfinished_without_a_network_is_corrected_later(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    hands = open_sheet(page, ten_calls[0])
    page.context.set_offline(True)
    for stamp in TEN[0].stamps:
        hands.stamp(stamp)
    hands.submit()
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Öppna och rätta")).to_be_visible()
    found = objections(page)
    page.get_by_role("link", name="Öppna och rätta").click()
    expect(page.locator("#errors")).to_be_focused()
    found += objections(page)
    conclude(hands, TEN[0])
    hands.submit()
    expect(page.get_by_text("Samtalet är sparat")).to_be_visible()
    assert (found, stored_calls(store, ten_calls[:1])) == ([], [TEN[0]])


def test_a_call_that_was_taken_away_meanwhile_keeps_what_was_written_until_somebody_has_seen_it(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    hands = open_sheet(page, ten_calls[0])
    page.context.set_offline(True)
    fill_in(hands, TEN[0])
    hands.submit()
    with store.transaction() as session:
        withdrawn = update(CallProbe).where(col(CallProbe.id) == ten_calls[0]).values(state="withdrawn")
        session.connection().execute(withdrawn)
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.get_by_text("gick inte att spara")).to_be_visible()
    found = objections(page)
    page.get_by_role("button", name="Visa det du skrev, och varför").click()
    expect(page.get_by_text(TEN[0].comment)).to_be_visible()
    page.goto("/calls")
    page.get_by_role("button", name="Ta bort från enheten").click()
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(0)
    assert found == []


def test_what_waits_is_neither_shown_to_nor_sent_by_the_next_user_of_the_device(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    hands = open_sheet(page, ten_calls[0])
    hold_submits(page.context)
    fill_in(hands, TEN[0])
    hands.submit()
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(1)
    asked: list[str] = []

    def go_anyway(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", go_anyway)
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Namn").wait_for()
    page.wait_for_timeout(500)
    kept = page.evaluate("caches.open('calls-pages').then((kept) => kept.keys()).then((keys) => keys.length)")
    page.context.unroute(SUBMITS)
    sign_in(page, "bo")
    expect(page.locator("h1")).to_have_text("Mina samtal")
    expect(page.locator("[data-outbox-lines] > li")).to_have_count(0)
    with store.reading() as session:
        state_then = session.get_one(CallProbe, ten_calls[0]).state
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Namn").wait_for()
    sign_in(page, "anna")
    expect(page.get_by_text("Allt är skickat.")).to_be_visible(timeout=15_000)
    assert (len(asked), kept, state_then) == (1, 0, "planned")
    assert stored_calls(store, ten_calls[:1]) == [TEN[0]]


def test_a_draft_that_the_server_has_leaves_the_device_at_sign_out_and_comes_back_from_the_server(
    at_desk: OpenPhone, ten_calls: list[int]
) -> None:
    page = at_desk("anna")
    open_sheet(page, ten_calls[0])
    page.locator("#comment").fill("Lugn och vänlig.")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Namn").wait_for()
    kept = page.evaluate(KEPT_DRAFTS)
    sign_in(page, "anna")
    expect(page.locator("h1")).to_have_text("Mina samtal")
    page.goto(f"/calls/{ten_calls[0]}")
    expect(page.locator("#comment")).to_have_value("Lugn och vänlig.")
    assert kept == 0


def test_who_has_been_signed_out_signs_in_again_and_nothing_is_lost(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    hands = open_sheet(page, ten_calls[0])
    fill_in(hands, TEN[0])
    page.context.clear_cookies()
    hands.submit()
    page.get_by_label("Namn").wait_for()
    sign_in(page, "anna")
    expect(page.get_by_text("Allt är skickat.")).to_be_visible(timeout=15_000)
    assert stored_calls(store, ten_calls[:1]) == [TEN[0]]


def test_a_page_that_the_device_has_not_kept_says_so_without_a_network(
    at_desk: OpenPhone, ten_calls: list[int]
) -> None:
    page = at_desk("anna")
    open_sheet(page, ten_calls[0])
    page.context.set_offline(True)
    page.goto("/calls/999999")
    expect(page.locator("h1")).to_have_text("Ingen kontakt med nätet")
    found = objections(page)
    page.get_by_role("link", name="Till mina samtal").click()
    expect(page.locator("h1")).to_have_text("Mina samtal")
    expect(page.get_by_text("Du ser listan som den var")).to_be_visible()
    assert (found, objections(page)) == ([], [])
