"""The report of a measurement that is not finished is approved with a reason only, and says what is left of it."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.moves import Cause
from shopper.report_approval import ApprovalRefused, approve, refuse_unapprovable
from shopper.store import Store
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave
from shopper.tables.trail import AuditEvent
from tests.web.printed_stage import add_draft
from tests.web.stage import START, WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report"
LEFT = (
    "Mätningen är inte avslutad. 2 brev kan fortfarande få svar i tid och räknas inte. 35 planerade kontakter är inte"
)
WHY = "Nämnden sammanträder i morgon."


@pytest.fixture
def draft(store: Store, stage: Stage) -> int:
    """A printed draft in the middle of the wave."""
    with store.transaction() as session:
        return add_draft(session, stage.measurement, is_finished=False)


def approvals(store: Store) -> list[tuple[str, str]]:
    """Who approved a report, and for what reason."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.action == "approve").order_by(col(AuditEvent.id))
        return [(event.actor, event.reason) for event in session.exec(wanted)]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_it_is_not_approved(coordinator: TestClient, store: Store, draft: int, reason: str) -> None:
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve", data={"reason": reason})
    told = "Vänta tills alla samtal och brev är avgjorda, eller skriv på rapportens sida varför den godkänns ändå."
    assert (answer.status_code, told in answer.text, approvals(store)) == (409, True, [])


def test_a_reason_that_did_not_help_stays_in_its_field(coordinator: TestClient, store: Store, draft: int) -> None:
    with store.transaction() as session:
        session.get_one(Report, draft).content_sha256 = "0" * 64
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve", data={"reason": WHY})
    assert (answer.status_code, f">{WHY}</textarea>" in answer.text) == (409, True)


def test_with_a_reason_it_is_approved_and_the_trail_keeps_it(coordinator: TestClient, store: Store, draft: int) -> None:
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve", data={"reason": f" {WHY} "})
    assert (answer.status_code, approvals(store)) == (303, [("cecilia", WHY)])


def test_the_page_says_what_is_left_and_asks_why(coordinator: TestClient, draft: int) -> None:
    html = " ".join(coordinator.get(PAGE).text.split())
    assert draft
    assert (LEFT in html, "Varför godkänns rapporten innan mätningen är avslutad?" in html) == (True, True)


def test_a_finished_one_asks_nothing(coordinator: TestClient, store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        add_draft(session, stage.measurement)
    html = coordinator.get(PAGE).text
    assert ("Mätningen är inte avslutad." in html, "Godkänn som oavslutad" in html, "Godkänn utkastet" in html) == (
        False,
        False,
        True,
    )


def test_the_preview_says_it_on_its_first_page(coordinator: TestClient, draft: int) -> None:
    html = coordinator.get(f"{PAGE}/preview").text
    cover = html[html.index('id="omslag"') : html.index("</header>")]
    assert draft
    assert LEFT in cover


def test_the_page_of_figures_says_it_too(coordinator: TestClient, draft: int) -> None:
    assert draft
    assert LEFT in " ".join(coordinator.get(f"/waves/{quote(WAVE)}/0685/figures").text.split())


def test_nothing_of_a_wave_that_is_not_launched_is_approved(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        number = add_draft(session, stage.measurement)
        wave_id = session.get_one(Measurement, stage.measurement).wave_id
        session.get_one(Wave, wave_id).state = "draft"
        draft = session.get_one(Report, number)
        with pytest.raises(ApprovalRefused, match="the wave has not been launched") as refused:
            refuse_unapprovable(session, draft, draft.content_sha256)
    assert refused.value.why == "not_launched"


def test_before_the_wave_is_launched_no_page_offers_to_approve(
    coordinator: TestClient, store: Store, draft: int
) -> None:
    pages = PAGE, f"/waves/{quote(WAVE)}/reports"
    assert draft
    before = ["/approve" in coordinator.get(page).text for page in pages]
    with store.transaction() as session:
        session.exec(select(Wave)).one().state = "draft"
    after = [coordinator.get(page).text for page in pages]
    assert (before, ["/approve" in text for text in after]) == ([True, True], [False, False])
    assert "Utkastet kan godkännas när mätomgången är startad" in after[0]


def test_a_reason_does_not_let_a_changed_draft_through(store: Store, draft: int) -> None:
    with store.transaction() as session, pytest.raises(ApprovalRefused) as refused:
        approve(session, draft, "0" * 64, Cause("cecilia", START, WHY))
    assert refused.value.why == "changed"
