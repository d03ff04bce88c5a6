"""A wave's letters and one letter's times through the site."""

from datetime import timedelta
from urllib.parse import quote

from fastapi.testclient import TestClient

from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt
from tests.web.stage import START, WAVE, Stage

LETTERS = f"/waves/{quote(WAVE)}/letters"


def lines(html: str) -> int:
    """How many letters a list shows."""
    return html.count("/times")


def test_the_letters_of_a_wave_are_listed_and_filtered(coordinator: TestClient) -> None:
    shown = {
        query: lines(coordinator.get(f"{LETTERS}?{query}").text) for query in ("", "state=answered", "area=bygglov")
    }
    both = lines(coordinator.get(f"{LETTERS}?state=answered&area=bygglov&municipality=0685").text)
    assert (shown, both) == ({"": 20, "state=answered": 2, "area=bygglov": 6}, 0)


def test_an_unknown_filter_shows_nothing_and_an_unknown_wave_is_not_there(coordinator: TestClient) -> None:
    nothing = coordinator.get(f"{LETTERS}?state=eaten")
    assert (nothing.status_code, "Inget brev passar urvalet." in nothing.text) == (200, True)
    assert coordinator.get("/waves/nej/letters").status_code == 404


def test_a_letters_page_shows_each_moment_with_its_proof(coordinator: TestClient, stage: Stage, store: Store) -> None:
    answered = stage.answered_letters[0]
    received = "from mx.vetlanda.test by mail.brev.test with ESMTPS; Sun, 15 Oct 2017 08:00:00 +0200"
    with store.transaction() as session:
        letter = session.get_one(MailProbe, answered)
        attempt = SendAttempt(mail_probe_id=answered, number=1, worker="w", started_at=START, result="sent", code=250)
        attempt.ended_at = START + timedelta(seconds=2)
        attempt.reply, attempt.queue_id, attempt.self_copy_accepted = "2.0.0 Ok: queued as 4Xk1", "4Xk1", True
        mail = session.get_one(InboundMail, 1)
        letter.answered_at, mail.arrived_by = mail.arrived_at, received
        session.add_all([letter, attempt, mail])
    html = coordinator.get(f"/letters/{answered}/times").text
    proofs = (
        "Kö-id 4Xk1",
        "250 2.0.0 Ok: queued as 4Xk1",
        "from mx.vetlanda.test by mail.brev.test",
        "utanför arbetstid",
        '<td data-label="Kopia till oss">mottagen</td>',
    )
    assert [proof for proof in proofs if proof not in html] == []


def test_a_letter_that_waits_has_a_page_too(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get(f"/letters/{stage.free_letter + 3}/times").text
    assert ("Brevet har inte skickats härifrån." in html, "Inget har kommit." in html) == (True, True)


def test_an_unknown_letter_is_not_there(coordinator: TestClient) -> None:
    assert coordinator.get("/letters/999/times").status_code == 404
