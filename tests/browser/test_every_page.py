"""Every page in Chromium, wide and narrow: nothing axe objects to, nothing to scroll sideways, no error in the console.

`SHOPPER_TEST_PICTURES=DIR` also keeps a picture of each.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenAs
from tests.web.stage import WAVE, Stage
from tests.web.step_stage import STEPS

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = (1280, 390)
RULES = "({runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as somebody sees it; `path` may name ids of the stage in braces."""

    name: str
    user: str
    path: str


PAGES: Final = (
    Seen("sign_in", "", "/sign-in"),
    Seen("not_found", "", "/nowhere"),
    Seen("calls", "anna", "/calls"),
    Seen("call", "anna", "/calls/{due_call}"),
    Seen("waves", "cecilia", "/waves"),
    Seen("wave", "cecilia", f"/waves/{WAVE}"),
    Seen("board", "cecilia", f"/waves/{WAVE}/board"),
    Seen("all_boards", "cecilia", "/board"),
    Seen("me_coordinator", "cecilia", "/me"),
    Seen("me_interviewer", "anna", "/me"),
    Seen("new_wave", "cecilia", "/waves/new"),
    Seen("copy_wave", "cecilia", f"/waves/{WAVE}/copy"),
    Seen("steps", "cecilia", STEPS),
    Seen("step_frame", "cecilia", f"{STEPS}/frame"),
    Seen("step_municipalities", "cecilia", f"{STEPS}/municipalities"),
    Seen("step_municipality", "cecilia", f"{STEPS}/municipalities/0685"),
    Seen("step_questions", "cecilia", f"{STEPS}/questions"),
    Seen("step_new_question", "cecilia", f"{STEPS}/questions/new?area=bygglov&number=1"),
    Seen("step_question", "cecilia", f"{STEPS}/questions/1"),
    Seen("step_people", "cecilia", f"{STEPS}/people"),
    Seen("step_person", "cecilia", f"{STEPS}/people/1"),
    Seen("step_senders", "cecilia", f"{STEPS}/senders"),
    Seen("step_comparison", "cecilia", f"{STEPS}/comparison"),
    Seen("report", "cecilia", f"/waves/{WAVE}/0685/report"),
    Seen("report_preview", "cecilia", f"/waves/{WAVE}/0685/report/preview"),
    Seen("desk_letter", "cecilia", "/desk"),
    Seen("desk_mail", "cecilia", "/desk?case=mail-{waiting_mail}"),
    Seen("desk_decided", "cecilia", "/desk/decided"),
    Seen("mail", "cecilia", "/desk/mails/{waiting_mail}"),
    Seen("settled_letter", "cecilia", "/desk/letters/{refused}"),
    Seen("accounts", "cecilia", "/accounts"),
    Seen("account", "cecilia", "/accounts/probes"),
    Seen("wave_letters", "cecilia", f"/waves/{WAVE}/letters"),
    Seen("changes", "cecilia", f"/waves/{WAVE}/changes"),
    Seen("changes_contacts", "cecilia", f"/waves/{WAVE}/changes/contacts"),
    Seen("changes_history", "cecilia", f"/waves/{WAVE}/changes/history"),
    Seen("plan", "cecilia", f"/waves/{WAVE}/plan"),
    Seen("plan_contacts", "cecilia", f"/waves/{WAVE}/plan/contacts"),
    Seen("plan_contact", "cecilia", f"/waves/{WAVE}/plan/call/{{due_call}}"),
    Seen("plan_contact_checked", "cecilia", f"/waves/{WAVE}/plan/call/{{due_call}}?day=2017-10-22&at=12:10"),
    Seen("plan_launched", "cecilia", f"/waves/{WAVE}/plan/launch"),
    Seen("plan_of_draft", "cecilia", STEPS.removesuffix("/steps") + "/plan"),
    Seen("plan_launch", "cecilia", STEPS.removesuffix("/steps") + "/plan/launch"),
    Seen("letter_times", "cecilia", "/letters/{answered}/times"),
    Seen("letters", "cecilia", "/letters"),
    Seen("letter", "cecilia", "/letters/{answered}"),
)


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, by rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {RULES})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


def keep_picture(page: Page, name: str, width: int) -> None:
    """Keep a picture of the whole page where the environment asks for one."""
    folder = os.environ.get("SHOPPER_TEST_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}_{width}.png"), full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seen", PAGES, ids=lambda seen: seen.name)
def test_page_is_accessible_and_fits(seen: Seen, width: int, open_as: OpenAs, stage: Stage) -> None:
    page = open_as(seen.user, width)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    ids = {
        "due_call": stage.due_call,
        "waiting_mail": stage.waiting_mail,
        "answered": stage.answered_letters[0],
        "refused": stage.refused_letter,
    }
    page.goto(seen.path.format_map(ids))
    keep_picture(page, seen.name, width)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    expected = ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    assert (violations(page), sideways, complaints) == ([], 0, expected if seen.name == "not_found" else [])
