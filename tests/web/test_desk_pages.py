"""The desk through the site: the queue and its filters, changed decisions, and what is told when one is not enough."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.moves import Cause, record
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.trail import AuditEvent
from tests.web.desk_stage import FullDesk, fill_desk
from tests.web.stage import START, Stage

WHY = "läst en gång till"


@pytest.fixture
def full(store: Store, stage: Stage) -> FullDesk:
    """Twenty cases of every kind."""
    with store.transaction() as session:
        return fill_desk(session, stage)


def letter(store: Store, probe_id: int) -> MailProbe:
    """One letter as it is stored."""
    with store.reading() as session:
        return session.get_one(MailProbe, probe_id)


def mail(store: Store, mail_id: int) -> InboundMail:
    """One mail as it is stored."""
    with store.reading() as session:
        return session.get_one(InboundMail, mail_id)


def test_the_queue_counts_its_kinds_and_shows_one_of_them(coordinator: TestClient, full: FullDesk) -> None:
    html = coordinator.get("/desk?sort=undelivered").text
    counted = ["chip-number" in html, "Ärende 1 av 4" in html, f'action="/desk/letters/{full.undelivered[0]}?' in html]
    assert counted == [True, True, True]


def test_a_filter_stays_from_case_to_case(coordinator: TestClient, full: FullDesk) -> None:
    address = f"/desk/mails/{full.unmatched[0]}?sort=unmatched"
    answer = coordinator.post(address, data={"decision": "none"})
    assert answer.headers["location"] == f"/desk?sort=unmatched&done=mail-{full.unmatched[0]}"


def test_an_empty_pile_says_that_others_wait(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get("/desk?sort=detected").text
    assert ("Inget väntar här." in html, "4 ärenden väntar." in html, stage.due_call > 0) == (True, True, True)


def test_what_was_just_decided_is_told_with_the_way_back(coordinator: TestClient, full: FullDesk) -> None:
    coordinator.post(f"/desk/mails/{full.unmatched[0]}", data={"decision": "none"})
    html = coordinator.get(f"/desk?done=mail-{full.unmatched[0]}").text
    said = "– annat, hör inte till något brev." in " ".join(html.split())
    back = f'href="/desk/mails/{full.unmatched[0]}" data-key="z"' in html
    assert ("Avgjort: SV: Din fråga (utan nummer)" in html, said, back) == (True, True, True)


def test_a_decision_is_changed_with_a_reason_that_stays_in_the_history(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    address, form = f"/desk/mails/{full.unsure[0]}", {"letter": str(full.unsure_letters[0])}
    coordinator.post(address, data={**form, "decision": "answer"})
    refused = coordinator.post(address, data={**form, "decision": "automatic"})
    changed = coordinator.post(address, data={**form, "decision": "automatic", "reason": WHY})
    html = coordinator.get(changed.headers["location"]).text
    assert (refused.status_code, "Skriv varför beslutet ändras." in refused.text) == (422, True)
    assert (mail(store, full.unsure[0]).kind, WHY in html, "Beslutet är ändrat." in html) == ("automatic", True, True)


def test_the_same_button_pressed_twice_is_one_decision(coordinator: TestClient, full: FullDesk, store: Store) -> None:
    form = {"letter": str(full.unsure_letters[0]), "decision": "answer"}
    statuses = [coordinator.post(f"/desk/mails/{full.unsure[0]}", data=form).status_code for _ in range(2)]
    with store.reading() as session:
        decided = session.exec(select(AuditEvent).where(AuditEvent.action == "decide")).all()
    assert (statuses, len(decided)) == ([303, 303], 1)


def test_a_mail_that_shows_the_measurement_was_seen_takes_its_letter_out_of_the_count(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    form = {"letter": str(full.detected_letters[0]), "decision": "detected"}
    coordinator.post(f"/desk/mails/{full.detected[0]}", data=form)
    before = letter(store, full.detected_letters[0]).state
    silent = coordinator.post(f"/desk/letters/{full.detected_letters[0]}", data={"decision": "undetected"})
    form = {"decision": "undetected", "reason": WHY}
    coordinator.post(f"/desk/letters/{full.detected_letters[0]}", data=form)
    after = letter(store, full.detected_letters[0]).state
    assert (before, silent.status_code, after) == ("detected", 422, "answered")


def test_detected_letters_are_counted_openly_on_the_waves_page(coordinator: TestClient, full: FullDesk) -> None:
    form = {"letter": str(full.detected_letters[0]), "decision": "detected"}
    coordinator.post(f"/desk/mails/{full.detected[0]}", data=form)
    assert "1 brev är avslöjat och räknas inte:" in coordinator.get("/waves/höst 2017").text


def test_a_refused_letter_shows_the_servers_words_and_is_noted_and_put_back(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    refused = full.undelivered[-1]
    html = coordinator.get(f"/desk?case=letter-{refused}").text
    coordinator.post(f"/desk/letters/{refused}", data={"decision": "note"})
    noted_at = letter(store, refused).settled_at
    coordinator.post(f"/desk/letters/{refused}", data={"decision": "reopen", "reason": WHY})
    assert "550 5.1.1" in html
    assert (noted_at is not None, letter(store, refused).settled_at) == (True, None)


def test_a_bounced_letter_is_replaced_and_leaves_the_desk(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    bounced = full.undelivered[1]
    answer = coordinator.post(f"/desk/letters/{bounced}", data={"decision": "replace"})
    with store.reading() as session:
        other = session.exec(select(MailProbe).where(MailProbe.replaces_id == bounced)).one()
    html = coordinator.get(f"/desk/letters/{bounced}").text
    assert (answer.status_code, other.state, other.area == letter(store, bounced).area) == (303, "planned", True)
    assert ("Brevet är ersatt av ett annat." in html, f"letter-{bounced}" in coordinator.get("/desk").text) == (
        True,
        False,
    )


def test_a_dropped_letter_is_found_to_have_been_sent(coordinator: TestClient, full: FullDesk, store: Store) -> None:
    address = f"/desk/letters/{full.uncertain[1]}"
    coordinator.post(address, data={"decision": "drop"})
    dropped = letter(store, full.uncertain[1]).state
    coordinator.post(address, data={"decision": "restore", "reason": WHY})
    assert (dropped, letter(store, full.uncertain[1]).state) == ("withdrawn", "sent")


def test_a_search_finds_letters_by_municipality_area_question_and_sender_whatever_the_case(
    coordinator: TestClient, full: FullDesk
) -> None:
    address = f"/desk?case=mail-{full.unmatched[0]}&find="
    found = {words: coordinator.get(address + words).text.count('name="letter"') for words in ("P4@", "provsson xyz")}
    by_area = coordinator.get(address + "ÄLDRE VETLANDA").text.count('name="letter"')
    assert (found, by_area) == ({"P4@": 1, "provsson xyz": 0}, 5)


def test_the_decided_cases_are_listed_with_who_what_and_why(coordinator: TestClient, full: FullDesk) -> None:
    coordinator.post(f"/desk/letters/{full.undelivered[0]}", data={"decision": "note", "reason": WHY})
    html = coordinator.get("/desk/decided").text
    shown = ("Noterat utan ersättning" in html, "cecilia" in html, WHY in html)
    assert (shown, f'href="/desk/letters/{full.undelivered[0]}"' in html) == ((True, True, True), True)


def test_evidence_is_told_in_the_readers_language(coordinator: TestClient, full: FullDesk) -> None:
    html = coordinator.get(f"/desk?case=mail-{full.unsure[0]}").text
    assert ("säger att det kommit fram" in html, "says it was received" in html) == (True, False)


def test_what_somebody_heard_takes_a_letter_out_of_the_count_with_a_reason(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    address = f"/desk/letters/{full.free}"
    silent = coordinator.post(address, data={"decision": "detected"})
    told = coordinator.post(address, data={"decision": "detected", "reason": "kommunen ringde"})
    found = (silent.status_code, told.headers["location"], letter(store, full.free).state)
    assert found == (422, f"{address}?changed=1", "detected")


def test_the_history_says_in_which_language_a_job_gave_its_reason(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    with store.transaction() as session:
        record(session, "mail", full.free, "self_copy", Cause("take_in", START, "the self-copy arrived"))
    html = coordinator.get(f"/desk/letters/{full.free}").text
    assert ('<q lang="en">the self-copy arrived</q>' in html, "systemet, vid hämtning av svar" in html) == (True, True)
