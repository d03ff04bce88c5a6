"""What takes seconds is made in a process of its own, and what is read is not locked: nobody else waits for it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from scheduler.processes import Limits, Processes
from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from tests.web.printed_stage import add_draft
from tests.web.stage import WAVE, Stage
from web.app import create_app

BASE = f"/waves/{quote(WAVE)}"


class Apart:
    """Processes that write down what they were asked to do."""

    def __init__(self) -> None:
        self.processes = Processes(Limits(1, 120, 2_000))
        self.asked: list[str] = []

    def __call__(self, function: Any, given: Any, /) -> Any:
        """Do it there."""
        self.asked.append(function.__name__)
        return self.processes.run(function, given)


@pytest.fixture
def apart() -> Iterator[Apart]:
    made = Apart()
    yield made
    made.processes.close()


def test_previews_overviews_and_what_a_draft_says_are_made_in_another_process(
    store: Store, clock: SteppedClock, stage: Stage, coordinator: TestClient, apart: Apart
) -> None:
    with store.transaction() as session:
        draft = add_draft(session, stage.measurement)
    browser = TestClient(create_app(Settings(), store, clock, None, apart), cookies=coordinator.cookies)
    preview = browser.get(f"{BASE}/0685/report/preview").text
    overview = browser.get(f"{BASE}/overview/overview.pdf").content
    approved = browser.post(f"{BASE}/0685/report/drafts/{draft}/approve", follow_redirects=False).status_code
    assert (preview.startswith("<!doctype html>"), overview[:5], approved) == (True, b"%PDF-", 303)
    assert apart.asked == ["preview", "overview_file", "said"]


def test_a_preview_whose_process_ends_says_so_and_the_next_one_is_made(
    store: Store, clock: SteppedClock, stage: Stage, coordinator: TestClient
) -> None:
    assert stage
    hurried = Processes(Limits(1, 0, 2_000))
    site = create_app(Settings(), store, clock, None, hurried.run)
    browser = TestClient(site, cookies=coordinator.cookies, raise_server_exceptions=False)
    with capture_logs() as logged:
        answers = [browser.get(f"{BASE}/0685/report/preview") for _ in range(2)]
    hurried.close()
    assert [(each.status_code, "försök igen om en stund" in each.text) for each in answers] == [(500, True)] * 2
    assert [(line["ending"], line["page"]) for line in logged] == [("hung", "preview_report")] * 2


def test_a_logo_is_read_while_somebody_else_writes(coordinator: TestClient, store: Store) -> None:
    broken = {"logo": ("logo.png", b"no picture", "image/png")}
    with store.transaction() as session:
        session.connection()  # from here on nobody else can write to SQLite
        answer = coordinator.post(f"{BASE}/report/look", files=broken)
    assert (answer.status_code, "Filen går inte att läsa som bild." in answer.text) == (422, True)
