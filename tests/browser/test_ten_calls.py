"""Ten calls in Chromium, by keyboard alone and by touch: the network goes and comes back, and a tab is closed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shopper.store import Store
from tests.browser.conftest import OpenPhone
from tests.browser.ten_calls import (
    BACK_AFTER,
    CLOSED_IN,
    CUT_IN,
    TEN,
    AtKeyboard,
    Hands,
    OnPhone,
    as_stored,
    conclude,
    fill_in,
    on_sheet_of,
    stored_calls,
    wait_until_kept,
)

pytestmark = pytest.mark.browser

PAGES_KEPT = len(TEN) + 2


def make_ten_calls(page: Page, hands_at: Callable[[Page], Hands], ids: list[int]) -> None:
    """All ten, one after the other; the page may be another one in the end."""
    context = page.context
    page.goto("/calls")
    wait_until_kept(page, PAGES_KEPT)
    for number, (call, planned) in enumerate(zip(ids, TEN, strict=True), 1):
        hands = hands_at(page)
        hands.open_next()
        on_sheet_of(page, call)
        half = len(planned.stamps) // 2
        for stamp in planned.stamps[:half]:
            hands.stamp(stamp)
        if number == CUT_IN:
            context.set_offline(True)
        if number == CLOSED_IN:
            page = open_anew(page, context)
            hands = hands_at(page)
        for stamp in planned.stamps[half:]:
            hands.stamp(stamp)
        conclude(hands, planned)
        hands.submit()
        expect(page.locator("h1")).to_have_text("Mina samtal")
        for following in ids[number : number + 1]:
            expect(page.locator(f"[data-call='{following}'] [data-call-go]")).to_be_focused()
        if number in (CUT_IN, BACK_AFTER):
            expect(page.locator("[data-outbox-lines] > li")).to_have_count(number - CUT_IN + 1)
        if number == BACK_AFTER:
            context.set_offline(False)
            expect(page.get_by_text("Allt är skickat.")).to_be_visible()


def open_anew(page: Page, context: BrowserContext) -> Page:
    """Close the tab in the middle of everything, and open the call in another."""
    address = page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("[data-undo]")).to_be_visible()
    return page


def test_ten_calls_by_keyboard_alone_are_each_stored_once(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    make_ten_calls(at_desk("anna"), AtKeyboard, ten_calls)
    assert stored_calls(store, ten_calls) == [as_stored(planned) for planned in TEN]


def test_ten_calls_by_touch_are_each_stored_once(on_phone: OpenPhone, ten_calls: list[int], store: Store) -> None:
    make_ten_calls(on_phone("anna"), OnPhone, ten_calls)
    assert stored_calls(store, ten_calls) == [as_stored(planned) for planned in TEN]


def test_the_whole_form_comes_back_when_the_tab_was_closed(
    at_desk: OpenPhone, ten_calls: list[int], store: Store
) -> None:
    page = at_desk("anna")
    page.goto(f"/calls/{ten_calls[0]}")
    on_sheet_of(page, ten_calls[0])
    fill_in(AtKeyboard(page), TEN[0])
    before = page.evaluate("Object.fromEntries(new FormData(document.querySelector('[data-call-form]')))")
    page = open_anew(page, page.context)
    after = page.evaluate("Object.fromEntries(new FormData(document.querySelector('[data-call-form]')))")
    AtKeyboard(page).submit()
    expect(page.get_by_text("Samtalet är sparat")).to_be_visible()
    assert (after, stored_calls(store, ten_calls[:1])) == (before, [TEN[0]])
