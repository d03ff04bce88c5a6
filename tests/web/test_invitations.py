"""Links for a password: sent or handed over, used once, too old, revoked; and asked for when it is forgotten."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.people import Invitation, User, WaveMember
from tests.web.conftest import SignIn
from tests.web.office_stage import Postbox
from tests.web.stage import PASSWORD, START, WAVE

NEW = "kaffekoppen på bordet"
DORIS = {"name": "doris", "email": "doris@kontoret.example", "role": "reviewer", "wave": WAVE}
OPEN = "/invitation/"


@pytest.fixture
def administrator(signed_in: SignIn) -> TestClient:
    """The administrator's browser."""
    return signed_in("admin")


def stored(store: Store, name: str) -> User | None:
    with store.reading() as session:
        return session.exec(select(User).where(User.name == name)).first()


def with_address(store: Store, name: str, email: str) -> None:
    with store.transaction() as session:
        session.exec(select(User).where(User.name == name)).one().email = email


def choose(browser: TestClient, link: str, password: str = NEW) -> int:
    return browser.post(link, data={"new": password, "again": password}).status_code


def shown_link(answer_text: str) -> str:
    return str(re.findall(r"http://testserver(/invitation/[\w-]+)", answer_text)[0])


def test_somebody_invited_by_letter_chooses_a_password_and_joins_the_waves(
    administrator: TestClient, postbox: Postbox, visitor: TestClient, store: Store
) -> None:
    sent = administrator.post("/people/invite", data=DORIS)
    letter = postbox.letters[0]
    chosen = visitor.post(postbox.link(), data={"new": NEW, "again": NEW})
    user = stored(store, "doris")
    assert user is not None
    with store.reading() as session:
        joined = session.exec(select(WaveMember.wave_id).where(WaveMember.user_id == user.id)).all()
    assert (sent.headers["location"], letter["To"], letter["Auto-Submitted"]) == (
        "/people?done=sent",
        "doris@kontoret.example",
        "auto-generated",
    )
    assert (chosen.status_code, user.role, len(joined), visitor.get("/me").status_code) == (303, "reviewer", 1, 200)


def test_the_letter_says_who_they_are_and_until_when(administrator: TestClient, postbox: Postbox) -> None:
    administrator.post("/people/invite", data=DORIS)
    text = postbox.letters[0].get_content()
    assert ("granskare" in text, "namn är doris" in text, "tors 19 okt. 2017 08:00" in text) == (True, True, True)


def test_only_the_hash_of_the_link_is_stored(administrator: TestClient, postbox: Postbox, store: Store) -> None:
    administrator.post("/people/invite", data=DORIS)
    with store.reading() as session:
        row = session.exec(select(Invitation)).one()
    assert (postbox.link().removeprefix(OPEN) in str(row.model_dump()), row.sent_at) == (False, START)


def test_a_link_is_used_once(administrator: TestClient, postbox: Postbox, visitor: TestClient) -> None:
    administrator.post("/people/invite", data=DORIS)
    used = [choose(visitor, postbox.link()) for _ in range(2)]
    assert (used, visitor.get(postbox.link()).status_code) == ([303, 410], 410)


def test_a_link_ends_with_its_time(
    administrator: TestClient, postbox: Postbox, visitor: TestClient, clock: SteppedClock
) -> None:
    administrator.post("/people/invite", data=DORIS)
    clock.move_to(START + timedelta(hours=72) - timedelta(seconds=1))
    before = visitor.get(postbox.link()).status_code
    clock.move_to(START + timedelta(hours=72))
    assert (before, visitor.get(postbox.link()).status_code, choose(visitor, postbox.link())) == (200, 410, 410)


def test_a_revoked_link_leads_nowhere(administrator: TestClient, postbox: Postbox, visitor: TestClient) -> None:
    administrator.post("/people/invite", data=DORIS)
    administrator.post("/people/invitations/1/revoke")
    assert choose(visitor, postbox.link()) == 410


def test_sending_again_makes_a_new_link_and_ends_the_old(
    administrator: TestClient, postbox: Postbox, visitor: TestClient
) -> None:
    administrator.post("/people/invite", data=DORIS)
    old = postbox.link()
    administrator.post("/people/invitations/1/send")
    assert (choose(visitor, old), choose(visitor, postbox.link())) == (410, 303)


def test_a_letter_that_was_refused_is_told_in_plain_words_and_the_link_can_be_handed_over(
    administrator: TestClient, postbox: Postbox, store: Store
) -> None:
    postbox.answer = "550 5.1.1 no such user"
    answer = administrator.post("/people/invite", data=DORIS)
    listed = administrator.get("/people").text
    with store.reading() as session:
        sent_at = session.exec(select(Invitation.sent_at)).one()
    assert ("nummer 550" in answer.text, "/invitation/" in answer.text, "Skicka igen" in listed, sent_at) == (
        True,
        True,
        True,
        None,
    )


def test_without_an_office_account_the_link_is_shown_once(administrator: TestClient, visitor: TestClient) -> None:
    answer = administrator.post("/people/invite", data=DORIS)
    link = shown_link(answer.text)
    assert (OPEN in administrator.get("/people").text, choose(visitor, link)) == (False, 303)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "anna"}, "Någon heter så redan."),
        ({"name": "a/b"}, "Skriv ett namn"),
        ({"email": "ingen"}, "Det är ingen e-postadress."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Det är ingen e-postadress."),
        ({"role": "boss"}, "Välj en roll."),
    ],
)
def test_a_wrong_invitation_is_refused_in_plain_words(
    changed: dict[str, str], sentence: str, administrator: TestClient, store: Store
) -> None:
    answer = administrator.post("/people/invite", data=DORIS | changed)
    with store.reading() as session:
        rows = session.exec(select(Invitation)).all()
    assert (answer.status_code, sentence in answer.text, rows) == (422, True, [])


def test_an_easily_guessed_password_leaves_the_link_as_it_was(
    administrator: TestClient, postbox: Postbox, visitor: TestClient
) -> None:
    administrator.post("/people/invite", data=DORIS)
    assert [choose(visitor, postbox.link(), password) for password in ("doris@kontoret", NEW)] == [422, 303]


def test_a_name_that_was_taken_meanwhile_is_not_taken_over(
    administrator: TestClient, postbox: Postbox, visitor: TestClient, store: Store
) -> None:
    administrator.post("/people/invite", data=DORIS)
    with store.transaction() as session:
        session.add(User(name="doris", role="interviewer", created_at=START))
    assert choose(visitor, postbox.link()) == 410


def test_the_answer_to_a_forgotten_password_is_the_same_for_everybody(
    postbox: Postbox, visitor: TestClient, store: Store
) -> None:
    with_address(store, "anna", "anna@kontoret.example")
    known = visitor.post("/forgotten", data={"email": "Anna@kontoret.example"})
    unknown = visitor.post("/forgotten", data={"email": "nobody@kontoret.example"})
    assert (known.status_code, known.text == unknown.text) == (200, True)
    assert [letter["To"] for letter in postbox.letters] == ["anna@kontoret.example"]


def test_a_forgotten_password_is_chosen_anew_and_sign_ins_from_before_end(
    postbox: Postbox, visitor: TestClient, store: Store, interviewer: TestClient
) -> None:
    with_address(store, "anna", "anna@kontoret.example")
    visitor.post("/forgotten", data={"email": "anna@kontoret.example"})
    chosen = choose(visitor, postbox.link())
    tries = [visitor.post("/sign-in", data={"name": "anna", "password": word}).status_code for word in (PASSWORD, NEW)]
    assert (chosen, interviewer.get("/me").status_code, tries) == (303, 303, [422, 303])


def test_asking_often_sends_no_more_letters(postbox: Postbox, visitor: TestClient, store: Store) -> None:
    with_address(store, "anna", "anna@kontoret.example")
    answers = {visitor.post("/forgotten", data={"email": "anna@kontoret.example"}).text for _ in range(6)}
    assert (len(answers), len(postbox.letters)) == (1, 3)


def test_a_closed_account_gets_no_link(
    postbox: Postbox, visitor: TestClient, store: Store, administrator: TestClient
) -> None:
    with_address(store, "bo", "bo@kontoret.example")
    bo = stored(store, "bo")
    assert bo is not None
    administrator.post(f"/people/{bo.id}/close")
    visitor.post("/forgotten", data={"email": "bo@kontoret.example"})
    assert postbox.letters == []


def test_the_link_in_a_letter_is_made_of_the_setting_and_not_of_what_the_browser_says(
    postbox: Postbox, visitor: TestClient, store: Store
) -> None:
    with_address(store, "anna", "anna@kontoret.example")
    visitor.post("/forgotten", data={"email": "anna@kontoret.example"}, headers={"host": "elsewhere.test"})
    assert "elsewhere.test" not in postbox.letters[0].get_content()
