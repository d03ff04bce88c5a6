"""The desk in Chromium by keyboard alone: twenty mixed cases, a regretted decision, and a search for a letter."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import select

from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.trail import AuditEvent
from tests.browser.accessibility import keep_picture, objections
from tests.browser.conftest import OpenAs
from tests.browser.test_call_by_keyboard import tab_to
from tests.web.desk_stage import FullDesk, fill_desk
from tests.web.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def full(store: Store, stage: Stage) -> FullDesk:
    """Twenty cases of every kind."""
    with store.transaction() as session:
        return fill_desk(session, stage)


def case(page: Page) -> str | None:
    """The kind of the case in hand."""
    return page.locator(".case-bar .ds-tag").text_content()


def press(page: Page, key: str, left: int) -> None:
    """Press a key and wait until so many cases are left, and the next one has the focus."""
    expect(page.locator("html[data-shortcuts=on]")).to_be_attached()
    page.keyboard.press(key)
    words = "Inget väntar." if not left else f"{left} ärende väntar." if left == 1 else f"{left} ärenden väntar."
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("[data-focus-after-swap]")).to_be_focused()


def choose_a_letter(page: Page, words: str) -> None:
    """Search for a letter and take the only one found, by keyboard."""
    expect(page.locator("html[data-shortcuts=on]")).to_be_attached()
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.locator("#letters input:checked")).to_have_count(1)
    page.keyboard.press("Escape")


def states(store: Store, ids: tuple[int, ...]) -> list[str]:
    """The states of these letters."""
    with store.reading() as session:
        return [session.get_one(MailProbe, one).state for one in ids]


def kinds(store: Store, ids: tuple[int, ...]) -> list[tuple[str | None, int | None, str]]:
    """What these mails were decided to be, whose they are, and whether they are decided."""
    with store.reading() as session:
        mails = [session.get_one(InboundMail, one) for one in ids]
    return [(mail.kind, mail.mail_probe_id, mail.desk) for mail in mails]


def test_twenty_mixed_cases_are_decided_by_keyboard_alone(open_as: OpenAs, full: FullDesk, store: Store) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/waves")
    tab_to(page, "main a[href='/desk']")
    page.keyboard.press("Enter")
    seen = []
    keys = {
        "Kan ha skickats": "112",
        "Kan vara avslöjat": "dd12",
        "Osäkra svar": "21365",
        "Utan koppling": "01d0",
        "Kom inte fram": "1212",
    }
    left = 20
    for kind, pressed in keys.items():
        for number, key in enumerate(pressed):
            expect(page.locator(".case-bar .ds-tag")).to_have_text(kind)
            seen.append(case(page))
            if kind == "Utan koppling" and key in "1d":
                choose_a_letter(page, f"Vetlanda p{4 if key == '1' else 3}@")
            left -= 1
            press(page, key, left)
            if number == 0:
                expect(page.get_by_role("status").first).to_contain_text("Avgjort")
    assert [seen.count(kind) for kind in keys] == [3, 4, 5, 4, 4]
    assert states(store, full.uncertain) == ["sent", "sent", "withdrawn"]
    assert states(store, full.detected_letters) == ["detected", "detected", "answered", "sent"]
    assert kinds(store, full.detected) == [
        ("answer", full.detected_letters[0], "decided"),
        ("answer", full.detected_letters[1], "decided"),
        ("answer", full.detected_letters[2], "decided"),
        ("acknowledgement", full.detected_letters[3], "decided"),
    ]


def test_what_was_just_decided_is_taken_back_with_a_reason(open_as: OpenAs, full: FullDesk, store: Store) -> None:
    page = open_as("cecilia", 1280)
    page.goto(f"/desk?sort=unsure&case=mail-{full.unsure[0]}")
    press(page, "1", 19)
    page.keyboard.press("z")
    expect(page.locator("#reason")).to_be_focused()
    keep_picture(page, "desk_change", 1280)
    found = objections(page)
    page.keyboard.type("Det var en kvittens, 1 2 3")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.get_by_text("Det var en kvittens, 1 2 3")).to_be_visible()
    expect(page.get_by_role("link", name="Till skrivbordet")).to_be_focused()
    page.keyboard.press("s")
    expect(page.get_by_text("19 ärenden väntar.")).to_be_visible()
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "inbound_mail", AuditEvent.action == "decide")
        trail = [(event.before, event.after, event.reason) for event in session.exec(wanted)]
    assert (found, trail) == (
        [],
        [("acknowledgement", "answer", ""), ("answer", "acknowledgement", "Det var en kvittens, 1 2 3")],
    )
    assert kinds(store, full.unsure[:1]) == [("acknowledgement", full.unsure_letters[0], "decided")]


def test_a_key_pressed_before_the_next_case_is_there_decides_nothing(
    open_as: OpenAs, full: FullDesk, store: Store
) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/desk?sort=unmatched")
    press_0 = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '0', bubbles: true}))"
    page.evaluate(f"{press_0}; {press_0}")
    expect(page.get_by_text("19 ärenden väntar.")).to_be_visible()
    expect(page.locator("#case")).to_be_focused()
    page.keyboard.press("0")
    expect(page.get_by_text("18 ärenden väntar.")).to_be_visible()
    assert [desk for _, _, desk in kinds(store, full.unmatched)] == ["decided", "decided", "waiting", "waiting"]


def test_typing_in_the_search_decides_nothing_and_keeps_its_place(
    open_as: OpenAs, full: FullDesk, store: Store
) -> None:
    page = open_as("cecilia", 1280)
    page.goto(f"/desk?case=mail-{full.unmatched[0]}")
    expect(page.locator("html[data-shortcuts=on]")).to_be_attached()
    page.keyboard.press("/")
    page.keyboard.type("d0 provsson 4")
    expect(page.get_by_text("Inget brev passar sökningen.")).to_be_visible()
    focused = page.evaluate("document.activeElement.id")
    assert (focused, page.locator("#find").input_value()) == ("find", "d0 provsson 4")
    assert kinds(store, full.unmatched[:1]) == [("other", None, "waiting")]


def test_the_last_words_of_a_search_are_answered_when_the_server_is_slow(open_as: OpenAs, full: FullDesk) -> None:
    page = open_as("cecilia", 1280)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/desk?*find=*", hold)
    page.goto(f"/desk?case=mail-{full.unmatched[0]}")
    expect(page.locator("html[data-shortcuts=on]")).to_be_attached()
    page.keyboard.press("/")
    for words in ("d0 provsson", " 4", " finns inte"):  # only the last of them finds nothing
        with page.expect_request("**/desk?*find=*"):
            page.keyboard.type(words)
    for one in asked:
        one.continue_()
    expect(page.get_by_text("Inget brev passar sökningen.")).to_be_visible()


def test_a_mails_html_is_shown_in_a_frame_that_fetches_nothing(open_as: OpenAs, full: FullDesk) -> None:
    page = open_as("cecilia", 1280)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/desk?case=mail-{full.unsure[0]}")
    page.keyboard.press("h")
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.get_by_text("Hej!")).to_be_visible()
    assert [url for url in asked if "pixel" in url] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", ["detected", "unsure", "unmatched", "undelivered"])
def test_each_kind_of_case_is_accessible_and_fits(kind: str, width: int, open_as: OpenAs, full: FullDesk) -> None:
    page = open_as("cecilia", width)
    key = "letter" if kind == "undelivered" else "mail"
    page.goto(f"/desk?case={key}-{getattr(full, kind)[1]}")
    keep_picture(page, f"desk_{kind}", width)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (objections(page), sideways) == ([], 0)


def test_a_case_that_somebody_else_decided_meanwhile_is_told_and_not_lost_from_sight(
    open_as: OpenAs, full: FullDesk
) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/desk?sort=undelivered")
    other = page.context.new_page()
    other.goto("/desk?sort=undelivered")
    press(other, "2", 19)
    page.keyboard.press("2")
    expect(page.get_by_role("alert")).to_contain_text("någon annan hann före")
    assert full.undelivered


def test_an_error_is_told_on_the_desk_instead_of_an_empty_page(open_as: OpenAs, full: FullDesk) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/desk?sort=undelivered")
    page.locator("button[value=note]").evaluate("button => { button.value = 'nonsense'; }")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="Det gick inte")).to_be_focused()
    assert full.undelivered


def test_who_is_signed_out_in_the_middle_of_the_desk_gets_the_sign_in_page(open_as: OpenAs, full: FullDesk) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/desk?sort=undelivered")
    page.context.clear_cookies()
    page.keyboard.press("2")
    page.wait_for_url("**/sign-in?next=/desk")
    assert full.undelivered
