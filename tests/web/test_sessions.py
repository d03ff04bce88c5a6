"""The list of one's sign-ins, ending them, the idle time-out, and changing the password."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.people import User, WebSession
from tests.web.conftest import SignIn
from tests.web.stage import PASSWORD, START
from web.devices import device_of
from web.sessions import SESSION_COOKIE, token_hash

NEW = "kaffekoppen på bordet"


def seen(store: Store) -> list[datetime | None]:
    with store.reading() as session:
        return list(session.exec(select(WebSession.seen_at)))


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Safari/604.1", "Chrome, iPhone"),
        ("curl/8", ""),
        ("x" * 600 + "Firefox/1", ""),
    ],
)
def test_a_device_is_named_in_words_that_its_user_knows(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words


def test_one_ends_a_single_sign_in(signed_in: SignIn) -> None:
    here, there = signed_in("anna"), signed_in("anna")
    here.post("/me/security/end", data={"sign_in": token_hash(there.cookies[SESSION_COOKIE])})
    assert (here.get("/me").status_code, there.get("/me").status_code) == (200, 303)


def test_one_ends_all_other_sign_ins(signed_in: SignIn) -> None:
    here, there, elsewhere = signed_in("anna"), signed_in("anna"), signed_in("anna")
    here.post("/me/security/end-others")
    assert [browser.get("/me").status_code for browser in (here, there, elsewhere)] == [200, 303, 303]


def test_nobody_ends_the_sign_in_of_another(signed_in: SignIn) -> None:
    anna, bo = signed_in("anna"), signed_in("bo")
    anna.post("/me/security/end", data={"sign_in": token_hash(bo.cookies[SESSION_COOKIE])})
    anna.post("/me/security/end-others")
    assert bo.get("/me").status_code == 200


def test_the_list_shows_own_sign_ins_only(signed_in: SignIn) -> None:
    anna, bo = signed_in("anna"), signed_in("bo")
    html = anna.get("/me/security").text
    assert (html.count("Okänd enhet"), token_hash(bo.cookies[SESSION_COOKIE]) in html) == (1, False)


def test_a_sign_in_takes_a_new_token_and_ends_the_one_before(signed_in: SignIn, store: Store) -> None:
    browser = signed_in("anna")
    before = browser.cookies[SESSION_COOKIE]
    browser.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    with store.reading() as session:
        kept = session.exec(select(WebSession.token_hash)).all()
    assert kept == [token_hash(browser.cookies[SESSION_COOKIE])] != [token_hash(before)]


def test_the_last_use_is_written_every_ten_minutes_at_most(
    interviewer: TestClient, clock: SteppedClock, store: Store
) -> None:
    clock.move_to(START + timedelta(minutes=9))
    interviewer.get("/me")
    early = seen(store)
    clock.move_to(START + timedelta(minutes=10))
    interviewer.get("/me")
    assert (early, seen(store)) == ([START], [START + timedelta(minutes=10)])


def test_a_sign_in_ends_when_nobody_uses_it_where_that_is_set(
    site: FastAPI, interviewer: TestClient, clock: SteppedClock
) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(session_idle_minutes=30))
    statuses = []
    for minutes in (29, 58, 88):
        clock.move_to(START + timedelta(minutes=minutes))
        statuses.append(interviewer.get("/me").status_code)
    assert statuses == [200, 200, 303]


def test_changing_the_password_ends_other_sign_ins(signed_in: SignIn, visitor: TestClient) -> None:
    here, there = signed_in("anna"), signed_in("anna")
    answer = here.post("/me/security/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    statuses = [browser.get("/me").status_code for browser in (here, there)]
    with_new = visitor.post("/sign-in", data={"name": "anna", "password": NEW}).status_code
    assert (answer.status_code, statuses, with_new) == (303, [200, 303], 303)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("fel", NEW, NEW, "Det är inte ditt nuvarande lösenord."),
        (PASSWORD, "kort", "kort", "Det ska ha minst 12 tecken"),
        (PASSWORD, "annaannaanna", "annaannaanna", "Det bygger på ditt namn"),
        (PASSWORD, "qwxqwxqwxqwx", "qwxqwxqwxqwx", "Upprepningar är lätta att gissa."),
        (PASSWORD, NEW, f"{NEW}!", "De två lösenorden är inte lika."),
    ],
)
def test_a_password_is_not_changed_when_something_is_wrong(  # noqa: PLR0917 - a row of the table
    old: str, new: str, again: str, sentence: str, interviewer: TestClient, store: Store
) -> None:
    with store.reading() as session:
        before = session.exec(select(User.password_hash).where(User.name == "anna")).one()
    answer = interviewer.post("/me/security/password", data={"old": old, "new": new, "again": again})
    with store.reading() as session:
        after = session.exec(select(User.password_hash).where(User.name == "anna")).one()
    assert (answer.status_code, sentence in answer.text, before == after) == (422, True, True)


def test_guessing_the_old_password_waits_like_guessing_at_the_door(interviewer: TestClient) -> None:
    tries = [interviewer.post("/me/security/password", data={"old": "fel"}).status_code for _ in range(4)]
    assert tries == [422, 422, 422, 429]


def test_strangers_who_type_a_name_do_not_keep_its_owner_from_a_new_password(
    interviewer: TestClient, visitor: TestClient
) -> None:
    for _ in range(4):
        visitor.post("/sign-in", data={"name": "anna", "password": "fel"})
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert interviewer.post("/me/security/password", data=form).status_code == 303


def test_the_language_a_user_chose_holds_on_their_next_device(interviewer: TestClient, signed_in: SignIn) -> None:
    interviewer.post("/language", data={"language": "en", "next": "/me"})
    assert 'lang="en"' in signed_in("anna").get("/me").text
