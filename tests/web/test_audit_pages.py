"""The pages of the audit trail: searching it, taking it away, and seeing whether it is whole."""

import csv
import io
import re
from datetime import timedelta
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.moves import Cause, record
from shopper.report_approval import Why
from shopper.store import Store
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent
from tests.trail import tamper
from tests.web.conftest import SignIn
from tests.web.stage import START, Stage
from web.audit_words import REFUSED, UNSENT

ROW = re.compile(r'<td data-label="Nr">(\d+)</td>')


@pytest.fixture
def wave_id(store: Store, stage: Stage) -> int:
    """Seven events in a row, after those of the study itself; the id of the wave that two of them are about."""
    with store.transaction() as session:
        number = session.exec(select(Wave.id)).one() or 0
        record(session, "wave", number, "plan", Cause("cecilia", START), details={"seed": 7})
        record(session, "wave", number, "change", Cause("cecilia", START, "sjukdom 100 %"))
        record(session, "call", stage.due_call, "move", Cause("anna", START), before="planned", after="submitted")
        record(session, "mail", stage.sent_letter, "self_copy", Cause("send_due", START, "it came"))
        later = START + timedelta(days=1)
        record(session, "inbound_mail", stage.waiting_mail, "judge", Cause("take_in", later), after="answer")
        record(session, "user", 1, "add", Cause("command line", later), after="interviewer")
        record(session, "wave", 999_999, "delete", Cause("=1+1", later, "<script>"))
    return number


@pytest.fixture
def auditor(signed_in: SignIn) -> TestClient:
    """Alva's browser."""
    return signed_in("alva")


@pytest.fixture
def administrator(signed_in: SignIn) -> TestClient:
    """The administrator's browser."""
    return signed_in("admin")


def actions(html: str) -> int:
    """How many events a page shows."""
    return len(ROW.findall(html))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("actor=cecilia", 2),
        ("thing=wave", 3),
        ("thing=wave&thing_id=999999", 1),
        ("action=move", 1),
        ("text=100 %25", 1),
        ("text=SJUK", 1),
        ("text=nothing", 0),
        ("actor=cecilia&until=2017-10-15", 0),
        ("actor=cecilia&since=2017-10-16&until=2017-10-16", 2),
        ("thing=user&action=add&since=2017-10-17", 1),
        ("actor=cecilia&since=nonsense", 2),
    ],
)
def test_events_are_found_by_who_what_when_and_why(auditor: TestClient, wave_id: int, query: str, shown: int) -> None:
    assert wave_id
    answer = auditor.get(f"/audit?{query}")
    assert (answer.status_code, actions(answer.text)) == (200, shown)


def test_an_event_is_told_in_words_and_leads_to_what_it_is_about(
    auditor: TestClient, wave_id: int, stage: Stage
) -> None:
    assert wave_id
    html = auditor.get("/audit").text
    told = (
        f'<a class="ds-link" href="/waves/h%C3%B6st%202017/plan/call/{stage.due_call}">Samtal {stage.due_call}</a>',
        f'<a class="ds-link" href="/desk/letters/{stage.sent_letter}">Brev {stage.sent_letter}</a>',
        f'<a class="ds-link" href="/desk/mails/{stage.waiting_mail}">Inkommet brev {stage.waiting_mail}</a>',
        "Mätomgång 999999</th>",
        "Planerad",
        "seed: 7",
        '<q lang="en">it came</q>',
        "&lt;script&gt;",
    )
    assert [text for text in told if text not in html] == []


@pytest.mark.parametrize("code", [*get_args(Why), "fault"])
def test_why_a_draft_was_not_approved_with_the_others_is_told_in_words(
    auditor: TestClient, store: Store, code: str
) -> None:
    with store.transaction() as session:
        record(session, "report", 7, "refuse_approval", Cause("cecilia", START), after=code)
    html = auditor.get("/audit?action=refuse_approval").text
    assert (f'<td data-label="Efter">{REFUSED[code]}</td>' in html, code in html) == (True, False)


@pytest.mark.parametrize("code", list(UNSENT))
def test_why_a_report_was_not_sent_with_the_others_is_told_in_words(
    auditor: TestClient, store: Store, code: str
) -> None:
    with store.transaction() as session:
        record(session, "report", 7, "refuse_delivery", Cause("delivery", START), after=code)
    html = auditor.get("/audit?action=refuse_delivery").text
    assert (f'<td data-label="Efter">{UNSENT[code]}</td>' in html, f">{code}<" in html) == (True, False)


def test_an_administrator_is_led_only_to_what_they_reach(administrator: TestClient, wave_id: int) -> None:
    assert wave_id
    html = administrator.get("/audit?thing=user&thing_id=1").text
    assert ('href="/people/1"' in html, administrator.get("/people/1").status_code) == (True, 200)


def test_older_events_stand_on_the_pages_that_follow(auditor: TestClient, store: Store) -> None:
    with store.transaction() as session:
        for number in range(120):
            record(session, "training", str(number), "answer", Cause("anna", START))
    pages, address = [], "/audit?thing=training"
    while address:
        html = auditor.get(address).text
        pages.append(ROW.findall(html))
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = older.group(1).replace("&amp;", "&") if older else ""
    numbers = [int(number) for page in pages for number in page]
    assert ([len(page) for page in pages], numbers) == ([50, 50, 20], sorted(set(numbers), reverse=True))


def test_what_was_found_is_taken_away_without_formulas(auditor: TestClient, wave_id: int) -> None:
    assert wave_id
    answer = auditor.get("/audit/trail.csv?thing=wave&action=delete")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [(row["actor"], row["thing_id"], row["reason"]) for row in rows] == [("'=1+1", "999999", "<script>")]
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-trail.csv"'


def test_an_auditor_sees_that_the_trail_is_whole_and_changes_nothing(
    auditor: TestClient, wave_id: int, store: Store
) -> None:
    assert wave_id
    with store.reading() as session:
        events = session.exec(select(AuditEvent.hash)).all()
    html = auditor.get("/audit/verify").text
    known = auditor.get(f"/audit/verify?noted={events[0]}").text
    unknown = auditor.get(f"/audit/verify?noted={'0' * 64}").text
    with store.reading() as session:
        after = session.exec(select(AuditEvent.hash)).all()
    assert ("Loggen är hel" in html, events[-1] in html, after) == (True, True, events)
    assert ("som det var då" in known, "finns inte i loggen" in unknown) == (True, True)


def test_a_changed_trail_is_told_with_the_event(auditor: TestClient, wave_id: int, store: Store) -> None:
    with store.transaction() as session:
        tamper(session, "UPDATE audit_event SET reason = 'x' WHERE reason = 'sjukdom 100 %'")
        first = session.exec(select(AuditEvent.id).where(AuditEvent.reason == "x")).one()
    assert wave_id
    assert f"Händelse {first} är inte den som skrevs" in auditor.get("/audit/verify").text


def test_an_administrator_notes_a_verification_in_the_trail(administrator: TestClient, wave_id: int) -> None:
    assert wave_id
    before = administrator.get("/audit").text
    done = administrator.post("/audit/verify")
    after = administrator.get("/audit").text
    assert (done.status_code, done.headers["location"]) == (303, "/audit")
    assert ("Ingen kontroll är antecknad än." in before, "Senast kontrollerad" in after) == (True, True)


@pytest.mark.parametrize("name", ["anna", "rut", "cecilia"])
def test_others_do_not_see_the_trail(signed_in: SignIn, name: str) -> None:
    browser = signed_in(name)
    pages = ("/audit", "/audit/trail.csv", "/audit/verify")
    assert [browser.get(page).status_code for page in pages] == [403, 403, 403]


def test_an_auditor_cannot_note_a_verification(auditor: TestClient) -> None:
    assert auditor.post("/audit/verify").status_code == 403
