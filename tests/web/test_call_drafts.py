"""A call's form saves itself: the newest save is kept, is shown again, and goes when the call is submitted."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from shopper.clock import SteppedClock
from shopper.store import Store
from tests.web.call_forms import AS_JSON, DIALLED, drafts, form, history, state
from tests.web.conftest import SignIn
from tests.web.stage import START, Stage

FORM = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"


def save(browser: TestClient, call_id: int, saves: int, comment: str, form_id: str = FORM) -> tuple[int, Any]:
    """Save a draft as the script does; the status and what it was answered."""
    sent = {"form_id": form_id, "saves": saves, "dialled_at": DIALLED, "comment": comment}
    answer = browser.post(f"/calls/{call_id}/draft", json=sent, headers=AS_JSON)
    return answer.status_code, answer.json()


def test_a_save_is_kept_and_answered_with_its_count_and_time(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    answer = save(interviewer, stage.due_call, 1, "Lugn")
    told = {"saved_at": START.isoformat(), "saves": 1, "comment_warning": ""}
    assert (answer, drafts(store)) == ((200, told), [(stage.due_call, "Lugn", 1)])


def test_a_save_that_was_late_on_its_way_changes_nothing(interviewer: TestClient, stage: Stage, store: Store) -> None:
    answers = [save(interviewer, stage.due_call, saves, text)[1]["saves"] for saves, text in ((2, "ny"), (1, "gammal"))]
    assert (answers, drafts(store)) == ([2, 2], [(stage.due_call, "ny", 2)])


def test_a_form_that_was_opened_later_takes_the_place_of_an_earlier_one(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    save(interviewer, stage.due_call, 9, "en flik")
    save(interviewer, stage.due_call, 1, "en annan flik", OTHER)
    assert drafts(store) == [(stage.due_call, "en annan flik", 1)]


def test_the_sheet_shows_the_draft_with_its_form_its_count_and_when_it_was_saved(
    interviewer: TestClient, stage: Stage, clock: SteppedClock
) -> None:
    save(interviewer, stage.due_call, 4, "Lugn & saklig")
    clock.move_to(START + timedelta(minutes=20))
    html = interviewer.get(f"/calls/{stage.due_call}").text
    shown = [
        f'data-form-id="{FORM}"' in html,
        'data-saves="4"' in html,
        f'value="{DIALLED}"' in html,
        "Lugn &amp; saklig</textarea>" in html,
        "Sparat 08:00" in html,
    ]
    assert shown == [True] * 5


def test_the_sheet_says_what_will_be_counted_and_which_stamps_were_corrected(
    interviewer: TestClient, stage: Stage
) -> None:
    sent = form(form_id=FORM) | {
        "stamp_log": history({"at": "2017-10-16T06:00:07Z"}, {"name": "human_at", "at": "2017-10-16T06:00:12.400Z"})
    }
    interviewer.post(f"/calls/{stage.due_call}/draft", data=sent)
    html = interviewer.get(f"/calls/{stage.due_call}").text
    marked = [f'data-corrected="{name}">' in html for name in ("dialled_at", "human_at")]
    assert ("Tid till kontakt: 48 sekunder, räknat från den första mänskliga rösten." in html, marked) == (
        True,
        [True, False],
    )


def test_without_a_script_a_draft_is_saved_by_its_button(interviewer: TestClient, stage: Stage, store: Store) -> None:
    sent = form(form_id=FORM, outcome="", comment="halvvägs")
    answers = [interviewer.post(f"/calls/{stage.due_call}/draft", data=sent) for _ in range(2)]
    addresses = [(answer.status_code, answer.headers["location"]) for answer in answers]
    assert (addresses, drafts(store)) == ([(303, f"/calls/{stage.due_call}")] * 2, [(stage.due_call, "halvvägs", 2)])


def test_submitting_lets_go_of_the_draft_and_no_later_save_comes_back(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    save(interviewer, stage.due_call, 1, "Lugn")
    interviewer.post(f"/calls/{stage.due_call}", data=form(form_id=FORM))
    late = [save(interviewer, stage.due_call, 2, "för sent", form_id) for form_id in (FORM, OTHER)]
    assert (late, drafts(store)) == ([(409, {"state": "submitted"})] * 2, [])


def test_a_comment_that_points_at_somebody_is_gently_warned_of_and_still_kept(
    interviewer: TestClient, stage: Stage, store: Store
) -> None:
    _, told = save(interviewer, stage.due_call, 1, "Talade med Karin Lindberg")
    assert ("namn" in told["comment_warning"], drafts(store)) == (
        True,
        [(stage.due_call, "Talade med Karin Lindberg", 1)],
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 20_000, "application/json"),
        (b'{"form_id": "7"}', "application/json"),
        (b'{"form_id": "00000000-0000-4000-8000-000000000001", "saves": 0}', "application/json"),
        (b'{"form_id": "00000000-0000-4000-8000-000000000001", "comment": 1}', "application/json"),
        (
            b'{"form_id": "00000000-0000-4000-8000-000000000001", "comment": "' + b"a" * 60_000 + b'"}',
            "application/json",
        ),
        (b"saves=many&form_id=00000000-0000-4000-8000-000000000001", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused(
    content: bytes, kind: str, interviewer: TestClient, stage: Stage, store: Store
) -> None:
    answer = interviewer.post(f"/calls/{stage.due_call}/draft", content=content, headers={"content-type": kind})
    assert (answer.status_code, drafts(store)) == (400, [])


def test_characters_that_nothing_can_store_are_left_out(interviewer: TestClient, stage: Stage, store: Store) -> None:
    sent = json.dumps({"form_id": FORM, "saves": 1, "comment": "a\x00b\ud800c"})
    interviewer.post(f"/calls/{stage.due_call}/draft", content=sent, headers={"content-type": "application/json"})
    html = interviewer.get(f"/calls/{stage.due_call}").text
    assert (drafts(store), "abc</textarea>" in html) == ([(stage.due_call, "abc", 1)], True)


def test_a_draft_of_somebody_elses_call_is_refused(interviewer: TestClient, stage: Stage, store: Store) -> None:
    answer = interviewer.post(f"/calls/{stage.other_call}/draft", json={"form_id": FORM}, headers=AS_JSON)
    assert (answer.status_code, drafts(store)) == (404, [])


def test_a_draft_from_another_site_is_refused(interviewer: TestClient, stage: Stage, store: Store) -> None:
    other = {"sec-fetch-site": "cross-site"}
    answer = interviewer.post(f"/calls/{stage.due_call}/draft", json={"form_id": FORM}, headers=other)
    assert (answer.status_code, drafts(store)) == (403, [])


def test_a_script_is_told_the_state_and_the_next_call(interviewer: TestClient, stage: Stage) -> None:
    data = form()
    answers = [interviewer.post(f"/calls/{stage.due_call}", data=data, headers=AS_JSON) for _ in range(2)]
    told = {"state": "submitted", "next": f"/calls/{stage.later_call}"}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, told)] * 2


def test_a_script_is_told_what_is_wrong_by_field(interviewer: TestClient, stage: Stage, store: Store) -> None:
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(outcome="", stamp_log="x"), headers=AS_JSON)
    assert (answer.status_code, list(answer.json()["errors"]), state(store, stage.due_call)) == (
        422,
        ["stamp_log", "outcome"],
        "planned",
    )


def test_a_script_with_another_form_of_a_stored_call_is_told_so(interviewer: TestClient, stage: Stage) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(), headers=AS_JSON)
    assert (answer.status_code, answer.json()) == (409, {"state": "submitted"})


def test_another_form_of_a_stored_call_is_shown_so_that_nothing_is_lost(interviewer: TestClient, stage: Stage) -> None:
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form(comment="En andra röst."))
    assert (answer.status_code, "Samtalet är redan inskickat" in answer.text, "En andra röst." in answer.text) == (
        409,
        True,
        True,
    )


def test_drafts_are_each_interviewers_own(signed_in: SignIn, stage: Stage, store: Store) -> None:
    save(signed_in("anna"), stage.due_call, 1, "Annas")
    save(signed_in("bo"), stage.other_call, 1, "Bos", str(uuid4()))
    html = signed_in("bo").get(f"/calls/{stage.other_call}").text
    assert ("Bos</textarea>" in html, "Annas" in html, len(drafts(store))) == (True, False, 2)
