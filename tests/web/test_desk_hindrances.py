"""The desk when a decision cannot be taken: what is said, that nothing changes, and where one is led."""

import pytest
from fastapi.testclient import TestClient

from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe
from tests.web.desk_stage import FullDesk, fill_desk
from tests.web.stage import Stage, reply

BY_HTMX = {"hx-request": "true", "hx-current-url": "http://testserver/desk?sort=unsure"}
BEYOND = "99999999999999999999"


@pytest.fixture
def full(store: Store, stage: Stage) -> FullDesk:
    """Twenty cases of every kind."""
    with store.transaction() as session:
        return fill_desk(session, stage)


def state(store: Store, probe_id: int) -> str:
    """The state of a letter."""
    with store.reading() as session:
        return session.get_one(MailProbe, probe_id).state


def test_a_second_mail_that_shows_the_same_letter_was_seen_through_is_decided_like_the_first(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    probe_id = full.detected_letters[0]
    with store.transaction() as session:
        second = reply(session, probe_id, kind="other", desk="waiting", reason="detected")
    form = {"decision": "detected", "letter": str(probe_id)}
    statuses = [coordinator.post(f"/desk/mails/{one}", data=form).status_code for one in (full.detected[0], second)]
    with store.reading() as session:
        desk = session.get_one(InboundMail, second).desk
    assert (statuses, desk, state(store, probe_id)) == ([303, 303], "decided", "detected")


def test_a_letter_that_somebody_else_settled_is_shown_with_what_was_decided(
    coordinator: TestClient, full: FullDesk
) -> None:
    address = f"/desk/letters/{full.undelivered[0]}"
    answers = [coordinator.post(address, data={"decision": "note"}, headers=BY_HTMX) for _ in range(2)]
    told = 'role="alert"' in answers[1].text and "någon annan hann före" in answers[1].text
    assert ([answer.status_code for answer in answers], told, 'id="desk"' in answers[1].text) == (
        [303, 422],
        True,
        True,
    )


def test_a_mail_stays_on_the_desk_when_its_letter_cannot_have_been_seen_through(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    mail_id, refused = full.unmatched[0], full.undelivered[-1]
    with store.transaction() as session:
        session.get_one(InboundMail, mail_id).mail_probe_id = refused
    answer = coordinator.post(f"/desk/mails/{mail_id}", data={"decision": "detected", "letter": str(refused)})
    with store.reading() as session:
        desk = session.get_one(InboundMail, mail_id).desk
    assert (answer.status_code, "Ingenting har ändrats." in answer.text, desk) == (422, True, "waiting")


def test_an_error_takes_the_place_of_the_page_that_asked_for_a_part(coordinator: TestClient) -> None:
    answer = coordinator.post("/desk/mails/1", data={"decision": "nonsense"}, headers=BY_HTMX)
    headers = [answer.headers.get(name) for name in ("HX-Retarget", "HX-Reselect")]
    assert (answer.status_code, headers) == (400, ["#main", "#main"])


def test_who_is_signed_out_in_the_middle_of_the_desk_is_led_to_the_sign_in_page_and_back(visitor: TestClient) -> None:
    answer = visitor.post("/desk/mails/1", data={"decision": "none"}, headers=BY_HTMX)
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/desk"
    without_script = visitor.post(
        "/desk/mails/1", data={"decision": "none"}, headers={"Referer": "http://site/desk?x=1"}
    )
    assert (without_script.status_code, without_script.headers["location"]) == (303, "/sign-in?next=/desk")


@pytest.mark.parametrize(
    "address",
    [
        f"/desk/mails/{BEYOND}",
        f"/desk/letters/{BEYOND}",
        f"/letters/{BEYOND}",
        f"/letters/{BEYOND}/times",
        f"/mails/{BEYOND}/original",
        f"/mails/1/attachments/{BEYOND}",
    ],
)
def test_a_number_that_no_database_counts_to_is_a_page_that_is_not_there(coordinator: TestClient, address: str) -> None:
    assert coordinator.get(address).status_code == 404


def test_a_letter_beyond_every_number_is_no_letter_to_choose(coordinator: TestClient, full: FullDesk) -> None:
    answer = coordinator.post(f"/desk/mails/{full.unsure[1]}", data={"decision": "answer", "letter": BEYOND})
    assert answer.status_code == 400


def test_a_reply_to_a_dropped_letter_says_when_it_counts_and_leads_to_the_letter(
    coordinator: TestClient, full: FullDesk, store: Store
) -> None:
    dropped = full.uncertain[0]
    coordinator.post(f"/desk/letters/{dropped}", data={"decision": "drop"})
    with store.transaction() as session:
        mail_id = reply(session, dropped, kind="answer", desk="waiting", reason="dropped")
    html = coordinator.get(f"/desk?case=mail-{mail_id}").text
    said = "Svaret räknas först när brevet räknas som skickat." in html
    assert (state(store, dropped), said, f'href="/desk/letters/{dropped}"' in html) == ("withdrawn", True, True)
