"""A call that a reviewer returned: the reason first, the form as it was sent, and a new version beside the old."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from shopper.call_versions import submitted_versions
from shopper.method_parts import RetryRules
from shopper.moves import Cause, move
from shopper.queries import call_records, method_of, wave_named
from shopper.states import GRADED_STATES
from shopper.store import Store
from shopper.tables.calls import Grade
from tests.web.call_forms import attempts, decide_otherwise, form, give_back, history, state
from tests.web.stage import START, WAVE, Stage

REASON = "Kommentaren säger att svaret var oklart, men svaret är satt till god."


@pytest.fixture
def returned(interviewer: TestClient, stage: Stage, store: Store) -> int:
    """Anna's first call, submitted with a stamp from a key and returned."""
    pressed = history({"at": "2017-10-16T06:00:00.020Z"})
    interviewer.post(f"/calls/{stage.due_call}", data=form(stamp_log=pressed))
    give_back(store, stage.due_call, REASON)
    return stage.due_call


def versions(store: Store, call_id: int) -> list[tuple[int, int, str, int, str | None]]:
    """Each version submitted: number and version of the dialling, its outcome, version of the grades, the answer."""
    with store.reading() as session:
        return [
            (attempt.number, attempt.version, attempt.outcome, grade.version, grade.answer)
            for attempt, grade in submitted_versions(session, call_id)
        ]


def test_a_returned_call_stands_first_with_the_reviewers_reason(interviewer: TestClient, returned: int) -> None:
    html = interviewer.get("/calls").text
    headings = re.findall(r'<h2[^>]*>(\S[^<]*?) <span class="ds-badge-count">(\d+)', html)
    assert (headings[0], REASON in html, f'href="/calls/{returned}"' in html) == (
        ("Återlämnade av granskaren", "1"),
        True,
        True,
    )


def test_its_form_shows_the_reason_and_what_was_submitted(interviewer: TestClient, returned: int) -> None:
    html = interviewer.get(f"/calls/{returned}").text
    shown: list[Any] = [
        REASON in html,
        'data-state="returned"' in html,
        'value="2017-10-16 08:00:12.4"' in html,
        re.search(r'name="courtesy" value="very_good"[^>]* checked', html) is not None,
        "Trevlig röst.</textarea>" in html,
        "&#34;how&#34;: &#34;key&#34;" in html,
        "Skicka in igen" in html,
    ]
    assert shown == [True] * 7


def test_its_form_shows_the_interviewers_own_grades_and_not_what_a_third_grader_decided(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form(courtesy="very_good"))
    decide_otherwise(store, stage.due_call, "poor")
    give_back(store, stage.due_call, REASON)
    html = interviewer.get(f"/calls/{stage.due_call}").text
    assert re.findall(r'name="courtesy" value="(\w+)"[^>]* checked', html) == ["very_good"]


def test_submitted_anew_it_is_a_new_version_and_the_original_stays(
    interviewer: TestClient, returned: int, store: Store
) -> None:
    answer = interviewer.post(f"/calls/{returned}", data=form(answer="medium"))
    assert (answer.status_code, state(store, returned), versions(store, returned)) == (
        303,
        "submitted",
        [(1, 1, "reached", 1, "good"), (1, 2, "reached", 2, "medium")],
    )


def test_the_newest_version_is_shown_and_counts(interviewer: TestClient, stage: Stage, store: Store) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    give_back(store, stage.due_call, REASON)
    changed = form(outcome="voicemail", official_at="", answer="", information="", interest="", courtesy="")
    interviewer.post(f"/calls/{stage.due_call}", data=changed)
    html = interviewer.get(f"/calls/{stage.due_call}").text
    with store.reading() as session:
        records = [(one.outcome, one.answer) for one in call_records(session, stage.measurement, GRADED_STATES)]
    assert (records, "Röstbrevlåda" in html, "<textarea" in html) == ([("voicemail", None)], True, False)


def test_what_is_corrected_is_kept_in_the_history_of_the_stamps(
    interviewer: TestClient, returned: int, store: Store
) -> None:
    pressed = history({"at": "2017-10-16T06:00:00.020Z"})
    interviewer.post(f"/calls/{returned}", data=form(dialled_at="2017-10-16 08:00:04", stamp_log=pressed))
    with store.reading() as session:
        log = [(row["name"], row["how"], row["before"]) for row in attempts(session, returned)[1].stamp_log]
    assert log[:2] == [("dialled_at", "key", None), ("dialled_at", "typed", "2017-10-16T06:00:00.020+00:00")]
    assert "rättad" in interviewer.get(f"/calls/{returned}").text


def test_the_same_form_sent_twice_is_one_version(interviewer: TestClient, returned: int, store: Store) -> None:
    data = form(answer="medium")
    statuses = [interviewer.post(f"/calls/{returned}", data=data).status_code for _ in range(2)]
    assert (statuses, len(versions(store, returned))) == ([303, 303], 2)


def test_the_first_form_sent_once_more_changes_nothing(interviewer: TestClient, stage: Stage, store: Store) -> None:
    first = form()
    interviewer.post(f"/calls/{stage.due_call}", data=first)
    give_back(store, stage.due_call, REASON)
    answer = interviewer.post(f"/calls/{stage.due_call}", data=first)
    assert (answer.status_code, state(store, stage.due_call), len(versions(store, stage.due_call))) == (
        303,
        "returned",
        1,
    )


def test_a_returned_call_is_never_dialled_again_by_the_retry_rules(
    interviewer: TestClient, returned: int, store: Store
) -> None:
    with store.transaction() as session:
        wave = wave_named(session, WAVE)
        method = method_of(wave).model_copy(update={"retry": RetryRules(attempts=3)})
        wave.method_frozen, wave.method_checksum = method.frozen(), method.checksum
    sheet = interviewer.get(f"/calls/{returned}").text
    nobody = {"form_id": str(uuid4()), "dialled_at": "2017-10-16 08:00", "outcome": "no_answer"}
    interviewer.post(f"/calls/{returned}", data=nobody)
    assert (state(store, returned), [one[:3] for one in versions(store, returned)], "Uppringning 1 av 3" in sheet) == (
        "submitted",
        [(1, 1, "reached"), (1, 2, "no_answer")],
        True,
    )
    assert "kommer tillbaka" not in sheet


def test_grades_that_a_third_person_decided_are_no_submission(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    with store.transaction() as session:
        decided = Grade(
            call_probe_id=stage.due_call,
            version=2,
            origin="decided",
            answer="poor",
            submitted_by=1,
            submitted_at=START,
        )
        session.add(decided)
    give_back(store, stage.due_call, REASON)
    interviewer.post(f"/calls/{stage.due_call}", data=form(answer="medium"))
    assert versions(store, stage.due_call) == [(1, 1, "reached", 1, "good"), (1, 2, "reached", 3, "medium")]


@pytest.mark.parametrize("before", ["submitted", "approved"])
def test_a_call_that_is_not_returned_cannot_be_changed(
    before: str, interviewer: TestClient, stage: Stage, store: Store
) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    if before == "approved":
        with store.transaction() as session:
            move(session, "call", stage.due_call, ("submitted", "approved"), Cause("rut", START))
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(answer="medium"))
    assert (answer.status_code, len(versions(store, stage.due_call))) == (409, 1)
