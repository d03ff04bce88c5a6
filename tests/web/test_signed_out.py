"""A sign-in that ends while somebody writes: what they wrote is shown once more."""

from fastapi.testclient import TestClient

from tests.web.stage import Stage

BY_BROWSER = {"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "referer": "http://testserver/review/1"}
TEXT = "Lyssna på slutet <en gång till>."


def test_what_was_written_is_shown_to_somebody_who_was_signed_out_meanwhile(visitor: TestClient, stage: Stage) -> None:
    form = {"decision": "return", "version": "1", "reason": TEXT}
    answer = visitor.post(f"/review/{stage.due_call}", data=form, headers=BY_BROWSER)
    shown = "Lyssna på slutet &lt;en gång till&gt;." in answer.text
    assert (answer.status_code, shown) == (401, True)
    assert 'href="/sign-in?next=/review/1"' in answer.text


def test_whoever_wrote_nothing_is_led_to_sign_in(visitor: TestClient, stage: Stage) -> None:
    form = {"decision": "approve", "version": "1"}
    answer = visitor.post(f"/review/{stage.due_call}", data=form, headers=BY_BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/review/1")


def test_a_script_is_led_to_sign_in_and_keeps_what_it_sends(visitor: TestClient, stage: Stage) -> None:
    by_script = BY_BROWSER | {"sec-fetch-mode": "cors"}
    answer = visitor.post(f"/calls/{stage.due_call}", data={"comment": TEXT}, headers=by_script)
    assert answer.status_code == 303


def test_passwords_are_never_shown_again(visitor: TestClient) -> None:
    form = {"current": TEXT, "new": TEXT, "again": TEXT}
    answer = visitor.post("/me/security/password", data=form, headers=BY_BROWSER)
    assert (answer.status_code, "Lyssna" in answer.text) == (303, False)
