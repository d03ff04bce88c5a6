"""The call form in Chromium: by keyboard alone, by single keys, with errors, and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from shopper.queries import call_records
from shopper.states import GRADED_STATES
from shopper.store import Store
from shopper.tables.calls import Attempt
from tests.browser.accessibility import objections
from tests.browser.conftest import OpenAs
from tests.browser.ten_calls import on_sheet_of
from tests.web.stage import PASSWORD, Stage

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the element has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by the tabulator")


def grades_shown(page: Page) -> list[str | None]:
    """The factors whose grades are asked for right now."""
    return [group.get_attribute("data-factor") for group in page.locator("[data-factor]").all() if group.is_visible()]


def test_a_call_is_made_and_saved_by_keyboard_alone(open_as: OpenAs, stage: Stage, store: Store) -> None:
    page = open_as("anna", 1280)
    page.goto("/calls")
    tab_to(page, f"a[href='/calls/{stage.due_call}'].ds-button")
    page.keyboard.press("Enter")
    expect(page.locator("#dialled_at")).to_be_visible()
    for stamp in ("dialled_at", "human_at", "official_at", "ended_at"):
        tab_to(page, f"[data-stamp={stamp}]")
        page.keyboard.press("Enter")
    tab_to(page, "#outcome")
    page.keyboard.press("Space")
    for factor in ("answer", "information", "interest", "courtesy"):
        tab_to(page, f"input[name={factor}]")
        page.keyboard.press("Space")
    tab_to(page, "#comment")
    page.keyboard.type("Lugn och vänlig, 1 2 3.")
    tab_to(page, "main form button.ds-button:not([type])")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Samtalet är sparat")).to_be_visible()
    with store.reading() as session:
        call = call_records(session, stage.measurement, GRADED_STATES)[0]
    graded = (call.outcome, call.answer, call.information, call.interest, call.courtesy, call.comment)
    assert graded == ("reached", "good", "good", "good", "very_good", "Lugn och vänlig, 1 2 3.")


STAMPED = ("dialled_at", "machine_at", "human_at", "transferred_at", "official_at", "ended_at")


def focus_order(page: Page, start: str, end: str) -> list[str]:
    """What the tabulator visits from one element to another, by id, or by what a button stamps or does."""
    tab_to(page, start)
    visited = []
    for _ in range(80):
        visited.append(str(page.evaluate(NAME_OF_FOCUSED)))
        if page.evaluate("selector => document.activeElement.matches(selector)", end):
            return visited
        page.keyboard.press("Tab")
    raise AssertionError(f"{end} does not come after {start}")


NAME_OF_FOCUSED = """() => {
  const { id, dataset, href } = document.activeElement;
  const kind = Object.keys(dataset).find((key) => ["stamp", "undo", "submit"].includes(key));
  return id || (kind ? `${kind} ${dataset[kind]}`.trim() : String(href ?? "").split(":")[0]);
}"""


def test_the_tabulator_follows_the_call_from_the_number_to_the_submit(open_as: OpenAs, stage: Stage) -> None:
    page = open_as("anna", 1280)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    page.keyboard.press("1")
    page.keyboard.press("h")
    page.locator("input[name=answer][value=good]").check()
    order = focus_order(page, "a[href^='tel:']", "[data-submit]")
    stamps = [place for name in STAMPED for place in (f"stamp {name}", name)]
    # Of a group of choices the tabulator visits one: the chosen one, or the first.
    assert order == [
        "tel",
        "shortcuts",
        "undo",
        *stamps,
        "outcome",
        "answer",
        "information",
        "interest",
        "courtesy",
        "comment",
        "submit",
    ]


def test_a_stamp_is_taken_back_or_corrected_and_all_of_it_is_remembered(
    open_as: OpenAs, stage: Stage, store: Store
) -> None:
    page = open_as("anna", 1280)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    for key in ("1", "2", "z"):
        page.keyboard.press(key)
    taken_back = page.locator("#machine_at").input_value()
    page.locator("#dialled_at").fill("07:59:30")
    page.locator("#dialled_at").press("Tab")
    expect(page.locator("[data-corrected=dialled_at]")).to_be_visible()
    expect(page.locator("#dialled_at")).to_have_value(re.compile(r"\d{4}-\d\d-\d\d 07:59:30.0"))
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Samtalet är sparat")).to_be_visible()
    with store.reading() as session:
        attempt = session.exec(select(Attempt).where(Attempt.call_probe_id == stage.due_call)).one()
    changes = [(row["name"], row["how"], row["at"] is None, row["before"] is None) for row in attempt.stamp_log]
    assert (taken_back, changes) == (
        "",
        [
            ("dialled_at", "key", False, True),
            ("machine_at", "key", False, True),
            ("machine_at", "key", True, False),
            ("dialled_at", "typed", False, False),
        ],
    )


def test_the_time_to_contact_is_shown_as_the_method_counts_it(open_as: OpenAs, stage: Stage) -> None:
    page = open_as("anna", 1280)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    for field, text in (("dialled_at", "08:00:00"), ("human_at", "08:00:20"), ("official_at", "08:01:05.9")):
        page.locator(f"#{field}").fill(text)
    page.locator("#official_at").press("Tab")
    expect(page.locator("[data-counted]")).to_contain_text("45 sekunder")


def test_single_keys_stamp_the_times_of_the_servers_clock_and_can_be_switched_off(
    open_as: OpenAs, stage: Stage
) -> None:
    page = open_as("anna", 1280)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    page.keyboard.press("1")
    stamped = page.locator("#dialled_at").input_value()
    page.get_by_label("Kortkommandon med en tangent").click()
    page.keyboard.press("3")
    assert (stamped[:17], page.locator("#human_at").input_value()) == ("2017-10-16 08:00:", "")


def test_only_the_grades_that_the_outcome_asks_for_are_shown(open_as: OpenAs, stage: Stage) -> None:
    page = open_as("anna", 1280)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    shown = [grades_shown(page)]
    for outcome in ("reached", "wrong_official", "voicemail"):
        page.locator(f"input[name=outcome][value={outcome}]").check()
        shown.append(grades_shown(page))
    page.locator("input[name=outcome][value=reached]").check()
    page.locator("input[name=answer][value=good]").check()
    shown.append(grades_shown(page))
    everything = ["answer", "information", "interest", "courtesy"]
    assert shown == [[], ["answer", "interest"], ["interest"], [], everything]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_form_with_errors_is_accessible_and_leads_to_the_fields(width: int, open_as: OpenAs, stage: Stage) -> None:
    page = open_as("anna", width)
    page.goto(f"/calls/{stage.due_call}")
    on_sheet_of(page, stage.due_call)
    page.locator("input[name=outcome][value=reached]").check()
    page.get_by_role("button", name="Spara samtalet").click()
    expect(page.locator("#errors")).to_be_focused()
    found = objections(page)
    page.locator("#errors a[href='#dialled_at']").click()
    assert (found, page.evaluate("document.activeElement.id")) == ([], "dialled_at")


def test_the_call_form_works_without_scripts(browser: Browser, address: str, stage: Stage, store: Store) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(f"/sign-in?next=/calls/{stage.due_call}")
    page.get_by_label("Namn").fill("anna")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.locator("#dialled_at").fill("08:00")
    page.locator("#official_at").fill("08:00:45")
    page.locator("input[name=outcome][value=wrong_official]").check()
    page.locator("input[name=interest][value=medium]").check()
    page.get_by_role("button", name="Spara samtalet").click()
    expect(page.get_by_text("Samtalet är sparat")).to_be_visible()
    context.close()
    with store.reading() as session:
        call = call_records(session, stage.measurement, GRADED_STATES)[0]
    assert (call.seconds_to_contact, call.answer, call.interest) == (45, "poor", "medium")


def test_the_desk_is_emptied_key_by_key(open_as: OpenAs, stage: Stage) -> None:
    page = open_as("cecilia", 1280)
    page.goto("/desk")
    for key, left in (("1", "3 ärenden väntar."), ("2", "2 ärenden väntar."), ("0", "1 ärende väntar.")):
        page.keyboard.press(key)
        expect(page.get_by_text(left)).to_be_visible()
        expect(page.locator("#case")).to_be_focused()
    page.keyboard.press("2")
    expect(page.get_by_text("Inget väntar.")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    assert stage.waiting_mail > 0
