"""The page of a municipality's report: drafts are ordered, read and approved, and approval is taken back."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.moves import Cause
from shopper.report_deliveries import note_reading, revoke_delivery
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.reports import Report
from shopper.tables.trail import AuditEvent
from tests.graded import grade_call
from tests.web.conftest import SignIn
from tests.web.printed_stage import ADDRESS, add_draft, add_final, add_link
from tests.web.stage import START, WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
CHANGED = "Siffror eller kommentarer har ändrats sedan utkastet skrevs ut."


@pytest.fixture
def draft(store: Store, stage: Stage) -> int:
    with store.transaction() as session:
        return add_draft(session, stage.measurement)


@pytest.fixture
def final(store: Store, stage: Stage) -> int:
    with store.transaction() as session:
        return add_final(session, stage.measurement)


def printings(store: Store) -> list[tuple[str, bool, str | None]]:
    """State, whether it is a final print, and who approved it."""
    with store.reading() as session:
        rows = session.exec(select(Report).order_by(col(Report.id)))
        return [(row.state, row.of_draft_id is not None, row.approved_by) for row in rows]


def deeds(store: Store, thing: str) -> list[tuple[str, str]]:
    """Who did what with things of this sort."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == thing).order_by(col(AuditEvent.id))
        return [(event.actor, event.action) for event in session.exec(wanted)]


def test_a_page_without_printings_says_what_to_do(coordinator: TestClient) -> None:
    html = coordinator.get(PAGE).text
    assert "Skriv ut ett utkast, läs det, godkänn det och skicka det till kommunen." in html


def test_a_draft_is_ordered_in_the_language_and_variant_that_were_chosen(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data={"language": "en", "variant": "pdf/a-3a"})
    with store.reading() as session:
        ordered = session.exec(select(Report)).one()
    assert (answer.status_code, ordered.language, ordered.variant, ordered.state, ordered.of_draft_id) == (
        303,
        "en",
        "pdf/a-3a",
        "ordered",
        None,
    )


def test_the_same_draft_is_not_ordered_twice_but_another_language_is(coordinator: TestClient, store: Store) -> None:
    for language in ("sv", "sv", "en"):
        coordinator.post(PAGE, data={"language": language})
    with store.reading() as session:
        ordered = session.exec(select(Report.language).order_by(col(Report.id))).all()
    assert ordered == ["sv", "en"]


def test_an_unknown_language_is_refused(coordinator: TestClient, store: Store) -> None:
    assert (coordinator.post(PAGE, data={"language": "xx"}).status_code, printings(store)) == (400, [])


def test_the_page_asks_how_far_a_printing_has_come_and_is_shown_anew_when_it_is_done(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    coordinator.post(PAGE)
    waiting = coordinator.get(PAGE, headers=PARTIAL)
    with store.transaction() as session:
        for row in session.exec(select(Report)):
            session.delete(row)
        add_draft(session, stage.measurement)
    done = coordinator.get(PAGE, headers=PARTIAL)
    assert ("En utskrift pågår." in waiting.text, "<html" in waiting.text) == (True, False)
    assert done.headers["hx-redirect"] == PAGE


def test_a_download_says_whether_it_is_a_draft(coordinator: TestClient, store: Store, stage: Stage, final: int) -> None:
    with store.transaction() as session:
        english = add_draft(session, stage.measurement, language="en")
    names = {
        number: coordinator.get(f"{PAGE}/pdf", params={"number": number})
        .headers["content-disposition"]
        .rpartition("'")[2]
        for number in (final - 1, final, english)
    }
    wave = quote(WAVE)
    assert names == {
        final - 1: f"0685-{wave}-utkast.pdf",
        final: f"0685-{wave}.pdf",
        english: f"0685-{wave}-en-draft.pdf",
    }


def test_without_a_number_the_final_report_is_downloaded_and_else_the_draft(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        add_draft(session, stage.measurement)
    before = coordinator.get(f"{PAGE}/pdf").content
    with store.transaction() as session:
        add_final(session, stage.measurement)
    files = [coordinator.get(f"{PAGE}/{kind}").content for kind in ("pdf", "xlsx", "zip")]
    assert (before, files) == (b"%PDF draft", [b"%PDF final", b"PK workbook", b"PK package"])


def test_a_printing_of_another_measurement_is_not_downloaded(coordinator: TestClient, draft: int) -> None:
    assert coordinator.get(f"{PAGE}/pdf", params={"number": draft + 1}).status_code == 404


def test_approving_a_draft_orders_its_final_print(coordinator: TestClient, store: Store, draft: int) -> None:
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert printings(store) == [("ready", False, "cecilia"), ("ordered", True, None)]
    assert deeds(store, "report") == [("cecilia", "approve"), ("cecilia", "order")]


def test_a_draft_is_approved_once(coordinator: TestClient, store: Store, draft: int) -> None:
    answers = [coordinator.post(f"{PAGE}/drafts/{draft}/approve") for _ in range(2)]
    assert ([answer.status_code for answer in answers], len(printings(store))) == ([303, 409], 2)
    assert "Utkastet är redan godkänt." in answers[1].text


def test_a_draft_with_a_newer_one_is_not_approved(
    coordinator: TestClient, store: Store, stage: Stage, draft: int
) -> None:
    with store.transaction() as session:
        add_draft(session, stage.measurement)
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve")
    assert (answer.status_code, "Det finns ett nyare utkast." in answer.text) == (409, True)


def test_a_newer_draft_in_the_other_language_does_not_matter(
    coordinator: TestClient, store: Store, stage: Stage, draft: int
) -> None:
    with store.transaction() as session:
        add_draft(session, stage.measurement, language="en")
    assert coordinator.post(f"{PAGE}/drafts/{draft}/approve").status_code == 303


def test_a_draft_is_not_approved_after_a_figure_has_changed(
    coordinator: TestClient, store: Store, stage: Stage, draft: int
) -> None:
    with store.transaction() as session:
        grade_call(session, stage.due_call, START)
        session.get_one(CallProbe, stage.due_call).state = "approved"
    answer = coordinator.post(f"{PAGE}/drafts/{draft}/approve")
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert printings(store) == [("ready", False, None)]


def test_a_draft_that_is_not_printed_is_not_approved(coordinator: TestClient, store: Store) -> None:
    coordinator.post(PAGE)
    answer = coordinator.post(f"{PAGE}/drafts/1/approve")
    assert (answer.status_code, printings(store)) == (409, [("ordered", False, None)])


def test_an_approval_is_taken_back_before_delivery(coordinator: TestClient, store: Store, final: int) -> None:
    answer = coordinator.post(f"{PAGE}/drafts/{final - 1}/take-back")
    assert (answer.status_code, printings(store)) == (303, [("ready", False, None)])
    assert deeds(store, "report")[-1] == ("cecilia", "take_back")


def test_after_delivery_an_approval_is_not_taken_back(coordinator: TestClient, store: Store, final: int) -> None:
    with store.transaction() as session:
        add_link(session, final)
    answer = coordinator.post(f"{PAGE}/drafts/{final - 1}/take-back")
    assert (answer.status_code, "Rapporten är skickad" in answer.text, len(printings(store))) == (409, True, 2)


@pytest.mark.parametrize(("readings", "status"), [(0, 303), (1, 409)])
def test_a_revoked_link_stands_in_the_way_only_when_it_was_read(
    readings: int, status: int, coordinator: TestClient, store: Store, final: int
) -> None:
    with store.transaction() as session:
        delivery, _ = add_link(session, final)
        for _ in range(readings):
            note_reading(session, delivery, "pdf", START)
        revoke_delivery(session, delivery, Cause("cecilia", START))
    assert coordinator.post(f"{PAGE}/drafts/{final - 1}/take-back").status_code == status


def test_a_final_report_under_way_is_waited_for(coordinator: TestClient, store: Store, final: int) -> None:
    with store.transaction() as session:
        session.get_one(Report, final).state = "rendering"
    answer = coordinator.post(f"{PAGE}/drafts/{final - 1}/take-back")
    assert (answer.status_code, "Slutversionen skrivs ut just nu." in answer.text) == (409, True)


def test_an_auditor_reads_and_is_offered_nothing_to_change(signed_in: SignIn, store: Store, final: int) -> None:
    with store.transaction() as session:
        add_link(session, final)
    html = signed_in("alva").get(PAGE).text
    main = html[html.index("<main") :]
    assert (ADDRESS in main, "<form" in main) == (True, False)


def test_a_failed_printing_says_why_in_plain_words(coordinator: TestClient, store: Store, stage: Stage) -> None:
    why = "Utskriften tog för lång tid och avbröts. Skriv ut igen."
    with store.transaction() as session:
        add_draft(session, stage.measurement, state="failed", pdf=None, failure=why)
    assert f"Utskriften misslyckades: {why}" in coordinator.get(PAGE).text


def test_only_the_newest_of_several_drafts_can_be_approved(coordinator: TestClient, store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        for _ in range(3):
            add_draft(session, stage.measurement)
    html = coordinator.get(PAGE).text
    assert ("2 äldre utkast" in html, html.count("Godkänn utkastet")) == (True, 1)


def test_buttons_of_several_printings_differ_in_what_they_are_called(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        add_draft(session, stage.measurement, language="en")
        add_final(session, stage.measurement)
    main = coordinator.get(PAGE).text.partition("<main")[2]
    whole = re.findall(r"<button[^>]*>(.*?)</button>|<a class=\"ds-button\"[^>]*>(.*?)</a>", main, re.DOTALL)
    named = [" ".join(re.sub(r"<[^>]*>", "", first or second).split()) for first, second in whole]
    assert sorted(named) == sorted(set(named))


def test_the_preview_is_made_only_when_it_is_scrolled_to(coordinator: TestClient) -> None:
    assert re.findall(r"<iframe[^>]* loading=\"(\w+)\"", coordinator.get(PAGE).text) == ["lazy"]


def test_a_link_is_shown_however_many_drafts_have_followed(
    coordinator: TestClient, store: Store, final: int, stage: Stage
) -> None:
    with store.transaction() as session:
        add_link(session, final)
        for _ in range(60):
            add_draft(session, stage.measurement, content_sha256="c" * 64)
    text = coordinator.get(PAGE).text
    told = "50 äldre utkast" in text, "9 ännu äldre utkast är sparade och visas inte." in text
    assert (ADDRESS in text, told) == (True, (True, True))
