"""Planning a wave as hurried people do it: double clicks, the back button, late tabs, and files that are none."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent
from tests.browser.conftest import OpenAs
from tests.browser.plan_journey import be_patient, show
from tests.web.plan_stage import DRAFT, add_draft, plan_draft
from tests.web.stage import Stage

pytestmark = pytest.mark.browser

BASE = "/waves/v%C3%A5r%202018"
FILES = {
    "stor.csv": (b"0685\n" * 1_300_000, "Filen är för stor."),
    "inget.xlsx": (b"this is no workbook \xff\xfe\x00", "Filen går inte att läsa som tabell."),
    "trasig.xlsx": (b"PK\x03\x04 and nothing more", "Filen går inte att läsa som tabell."),
}


@pytest.fixture
def draft(store: Store, stage: Stage) -> str:
    """A draft that is ready to be planned."""
    assert stage
    return add_draft(store)


def wave_now(store: Store) -> Wave:
    """The draft as it is stored."""
    with store.reading() as session:
        return wave_named(session, DRAFT)


def deeds(store: Store, action: str) -> int:
    """How often the trail says that this was done with the draft."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "wave", AuditEvent.action == action)
        number = str(wave_named(session, DRAFT).id)
        return sum(row.thing_id == number for row in session.exec(wanted))


def launch_page(open_as: OpenAs, store: Store) -> Page:
    """The last page before the launch of the planned draft."""
    plan_draft(store)
    page = be_patient(open_as("cecilia", 1280))
    page.goto(f"{BASE}/plan/launch")
    return page


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_is_refused_beside_its_field(
    name: str, open_as: OpenAs, draft: str, tmp_path: Path
) -> None:
    assert draft
    raw, sentence = FILES[name]
    file = tmp_path / name
    file.write_bytes(raw)
    page = open_as("cecilia", 1280)
    page.goto(f"{BASE}/steps/municipalities")
    page.get_by_label("Kommuner, en på varje rad").fill("0685 och något mer")
    page.get_by_label("Eller en fil, CSV eller XLSX").set_input_files(file)
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(page.get_by_label("Kommuner, en på varje rad")).to_have_value("0685 och något mer")


def test_a_double_click_on_plan_gives_one_whole_plan(open_as: OpenAs, store: Store, draft: str) -> None:
    assert draft
    page = be_patient(open_as("cecilia", 1280))
    page.goto(f"{BASE}/plan")
    page.get_by_role("button", name="Planera").dblclick()
    expect(page.get_by_role("heading", name="Resultat")).to_be_visible()
    expect(page.locator(".tile").first).to_contain_text("60")
    assert wave_now(store).state == "draft"


def test_a_double_click_on_start_launches_once_and_shows_what_was_frozen(
    open_as: OpenAs, store: Store, draft: str
) -> None:
    assert draft
    page = launch_page(open_as, store)
    page.get_by_role("button", name="Starta mätomgången").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {DRAFT}")
    assert (wave_now(store).state, deeds(store, "move")) == ("launched", 1)


def test_in_tabs_that_were_opened_before_the_start_nothing_is_started_or_planned_again(
    open_as: OpenAs, store: Store, draft: str
) -> None:
    assert draft
    page = launch_page(open_as, store)
    late, planning = page.context.new_page(), page.context.new_page()
    late.goto(f"{BASE}/plan/launch")
    planning.goto(f"{BASE}/plan")
    page.get_by_role("button", name="Starta mätomgången").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {DRAFT}")
    launched = wave_now(store)
    late.get_by_role("button", name="Starta mätomgången").click()
    expect(late.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {DRAFT}")
    planning.get_by_role("button", name="Planera om").click()
    expect(planning.get_by_role("main")).to_contain_text("Ingenting har ändrats.")
    show(planning, "40_planned_after_the_start")
    assert (wave_now(store).model_dump(), deeds(store, "move")) == (launched.model_dump(), 1)


def test_back_after_the_start_shows_no_button_that_starts_it(open_as: OpenAs, store: Store, draft: str) -> None:
    assert draft
    page = launch_page(open_as, store)
    page.goto(f"{BASE}/plan")
    page.get_by_role("link", name="Vidare till starten").click()
    page.get_by_role("button", name="Starta mätomgången").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {DRAFT}")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {DRAFT}")
    expect(page.get_by_role("button", name="Starta mätomgången")).to_have_count(0)
