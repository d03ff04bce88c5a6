"""The interviewer's calls through the site: the list, the form, and what is stored."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.queries import call_records
from shopper.records import CallRecord
from shopper.states import GRADED_STATES
from shopper.store import Store
from shopper.tables.calls import Attempt, Grade
from shopper.tables.trail import AuditEvent
from tests.web.stage import Stage

REACHED = {
    "dialled_at": "2017-10-16 08:00:00",
    "human_at": "2017-10-16 08:00:12.4",
    "official_at": "2017-10-16T08:01:00.9",
    "ended_at": "08:03:10",
    "outcome": "reached",
    "answer": "good",
    "information": "medium",
    "interest": "good",
    "courtesy": "very_good",
    "comment": "Trevlig röst.",
}


def form(**changes: str) -> dict[str, str]:
    """A filled-in form with an id of its own."""
    return REACHED | {"form_id": str(uuid4())} | changes


def wrong_fields(html: str) -> list[str]:
    """The fields that the summary of errors links to, in order."""
    summary = re.search(r'id="errors".*?</ul>', html, re.DOTALL)
    return re.findall(r'href="#(\w+)"', summary.group(0)) if summary else []


def stored(store: Store, stage: Stage) -> list[CallRecord]:
    """What is stored about the measurement's calls."""
    with store.reading() as session:
        return call_records(session, stage.measurement, GRADED_STATES)


def counted(store: Store) -> tuple[int, int]:
    """How many diallings and gradings are stored."""
    with store.reading() as session:
        return len(list(session.exec(select(Attempt)))), len(list(session.exec(select(Grade))))


def test_a_reached_call_is_stored_with_its_seconds_and_grades(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form())
    assert (answer.status_code, answer.headers["location"]) == (303, f"/calls?saved={stage.due_call}")
    assert stored(store, stage) == [
        CallRecord(
            id=stage.due_call,
            area="aldreomsorg",
            question=stored(store, stage)[0].question,
            called_at=datetime.fromisoformat("2017-10-16T08:00:00+02:00"),
            interviewer="anna",
            seconds_to_contact=48,
            outcome="reached",
            answer="good",
            information="medium",
            interest="good",
            courtesy="very_good",
            comment="Trevlig röst.",
        )
    ]


def test_times_may_carry_their_own_offset(interviewer: TestClient, stage: Stage, store: Store) -> None:
    data = form(
        dialled_at="2017-10-16T06:00:00+00:00", human_at="", official_at="2017-10-16T08:00:30+02:00", ended_at=""
    )
    interviewer.post(f"/calls/{stage.due_call}", data=data)
    assert [call.seconds_to_contact for call in stored(store, stage)] == [30]


def test_times_without_a_date_are_of_the_day_that_was_dialled(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    data = form(dialled_at="2017-10-13 08:00:00", human_at="08:00:12", official_at="08:00:40", ended_at="08:03:10")
    interviewer.post(f"/calls/{stage.due_call}", data=data)
    assert [call.seconds_to_contact for call in stored(store, stage)] == [28]


def test_a_wrong_officials_answer_is_stored_as_the_poorest(interviewer: TestClient, stage: Stage, store: Store) -> None:
    data = form(outcome="wrong_official", answer="", information="", courtesy="")
    interviewer.post(f"/calls/{stage.due_call}", data=data)
    assert [(call.answer, call.interest, call.courtesy) for call in stored(store, stage)] == [("poor", "good", None)]


def test_a_call_without_contact_has_no_grades(interviewer: TestClient, stage: Stage, store: Store) -> None:
    data = {"form_id": str(uuid4()), "dialled_at": "2017-10-16T08:00", "outcome": "voicemail"}
    interviewer.post(f"/calls/{stage.due_call}", data=data)
    assert [(call.outcome, call.seconds_to_contact, call.answer) for call in stored(store, stage)] == [
        ("voicemail", None, None)
    ]


def test_a_form_sent_twice_is_stored_once_and_answered_the_same(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    data = form()
    answers = [interviewer.post(f"/calls/{stage.due_call}", data=data) for _ in range(2)]
    assert ([answer.headers["location"] for answer in answers], counted(store)) == (
        [f"/calls?saved={stage.due_call}"] * 2,
        (1, 1),
    )


def test_another_form_for_a_stored_call_is_refused(interviewer: TestClient, stage: Stage, store: Store) -> None:
    statuses = [interviewer.post(f"/calls/{stage.due_call}", data=form()).status_code for _ in range(2)]
    assert (statuses, counted(store)) == ([303, 409], (1, 1))


def test_the_trail_names_the_interviewer(interviewer: TestClient, stage: Stage, store: Store) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    with store.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.thing == "call")).one()
    assert (event.actor, event.thing, event.thing_id, event.before, event.after) == (
        "anna",
        "call",
        str(stage.due_call),
        "planned",
        "submitted",
    )


def test_a_form_that_fails_its_check_comes_back_with_everything_that_was_typed(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    data = form(dialled_at="strax efter åtta", courtesy="", comment='Sade "hej" & <b>log</b>')
    answer = interviewer.post(f"/calls/{stage.due_call}", data=data)
    html = answer.text
    kept = [
        'value="strax efter åtta"' in html,
        'value="2017-10-16 08:00:12.4"' in html,
        re.search(r'name="outcome" value="reached"[^>]* checked', html) is not None,
        re.search(r'name="information" value="medium"[^>]* checked', html) is not None,
        "Sade &#34;hej&#34; &amp; &lt;b&gt;log&lt;/b&gt;</textarea>" in html,
        f'value="{data["form_id"]}"' in html,
    ]
    assert (answer.status_code, kept, wrong_fields(html), counted(store)) == (
        422,
        [True] * 6,
        ["dialled_at", "courtesy"],
        (0, 0),
    )


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"outcome": ""}, ["outcome"]),
        ({"outcome": "vanished"}, ["outcome"]),
        ({"dialled_at": ""}, ["dialled_at"]),
        ({"dialled_at": "2017-10-16"}, ["dialled_at"]),
        ({"dialled_at": "0001-01-01T00:00"}, ["dialled_at"]),
        ({"dialled_at": "2017-10-17 08:00"}, ["dialled_at", "ended_at"]),
        ({"human_at": "07:59:59"}, ["human_at"]),
        ({"official_at": ""}, ["official_at"]),
        ({"outcome": "no_answer"}, ["official_at", "answer", "information", "interest", "courtesy"]),
        ({"answer": "poor"}, ["information", "courtesy"]),
        ({"interest": "splendid"}, ["interest"]),
    ],
)
def test_every_wrong_field_is_named(
    changes: dict[str, str], fields: list[str], interviewer: TestClient, stage: Stage
) -> None:
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(**changes))
    assert (answer.status_code, wrong_fields(answer.text)) == (422, fields)


def test_a_form_without_its_id_is_refused(interviewer: TestClient, stage: Stage, store: Store) -> None:
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(form_id="7"))
    assert (answer.status_code, counted(store)) == (400, (0, 0))


def test_the_form_shows_what_to_ask_and_whom_to_call(interviewer: TestClient, stage: Stage) -> None:
    html = interviewer.get(f"/calls/{stage.due_call}").text
    shown: list[Any] = ["Hej! Jag undrar hur man" in html, 'href="tel:038397100"' in html, "Lyssna efter" in html]
    assert shown == [True, True, True]


def test_a_stored_call_is_shown_and_not_asked_again(interviewer: TestClient, stage: Stage) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    html = interviewer.get(f"/calls/{stage.due_call}").text
    assert ("Trevlig röst." in html, "<textarea" in html) == (True, False)


def test_calls_stand_under_the_time_they_are_to_be_made(interviewer: TestClient) -> None:
    html = interviewer.get("/calls").text
    headings = re.findall(r'<h2[^>]*>(\S[^<]*?) <span class="ds-badge-count">(\d+)', html)
    assert headings == [("Nu", "1"), ("Härnäst", "1"), ("Senare i dag", "1"), ("Andra dagar", "16")]


def test_the_same_form_sent_at_the_same_time_is_stored_once(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    data = form()
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: interviewer.post(f"/calls/{stage.due_call}", data=data).status_code, range(4))
        )
    assert (answers, counted(store)) == ([303] * 4, (1, 1))
