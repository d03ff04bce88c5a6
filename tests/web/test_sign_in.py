"""Signing in and out, the slow-down, and the end of a session."""

from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.people import SignInFailure, WebSession
from tests.web.conftest import SignIn
from tests.web.stage import PASSWORD, START
from web.sessions import SESSION_COOKIE
from web.slow_down import seconds_to_wait


def tries(visitor: TestClient, password: str, *, name: str = "anna") -> int:
    """The status of one attempt."""
    return visitor.post("/sign-in", data={"name": name, "password": password}).status_code


def test_everybody_lands_on_the_page_of_their_role(signed_in: SignIn) -> None:
    starts = {name: signed_in(name).get("/").headers["location"] for name in ("anna", "cecilia")}
    assert starts == {"anna": "/calls", "cecilia": "/waves"}


def test_somebody_who_is_not_signed_in_comes_back_to_the_page_they_asked_for(visitor: TestClient) -> None:
    where = visitor.get("/desk").headers["location"]
    answer = visitor.post("/sign-in", data={"name": "cecilia", "password": PASSWORD, "next": "/desk"})
    assert (where, answer.headers["location"]) == ("/sign-in?next=/desk", "/desk")


def test_nobody_is_led_to_another_site(visitor: TestClient) -> None:
    for wanted in ("https://elsewhere.test/", "//elsewhere.test/", "/\\elsewhere.test"):
        answer = visitor.post("/sign-in", data={"name": "anna", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == "/"
        visitor.cookies.clear()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: TestClient) -> None:
    wrong = visitor.post("/sign-in", data={"name": "anna", "password": "fel"})
    unknown = visitor.post("/sign-in", data={"name": "anno", "password": "fel"})
    assert (wrong.status_code, wrong.text.replace("anna", "anno")) == (422, unknown.text)


def test_the_right_password_waits_too_after_three_failures(visitor: TestClient, clock: SteppedClock) -> None:
    failures = [tries(visitor, "fel") for _ in range(3)]
    at_once = tries(visitor, PASSWORD)
    clock.move_to(START + timedelta(seconds=4))
    assert (failures, at_once, tries(visitor, PASSWORD)) == ([422, 422, 422], 429, 303)


def test_failures_of_one_name_do_not_make_another_wait(visitor: TestClient) -> None:
    for _ in range(4):
        tries(visitor, "fel")
    assert tries(visitor, PASSWORD, name="bo") == 303


def test_many_names_from_one_address_wait_too(visitor: TestClient) -> None:
    tried = [tries(visitor, "fel", name=f"namn {number}") for number in range(20)]
    assert (set(tried), tries(visitor, PASSWORD)) == ({422}, 429)


def test_a_header_that_anybody_can_write_makes_no_new_address(visitor: TestClient) -> None:
    for number in range(20):
        form = {"name": f"namn {number}", "password": "fel"}
        visitor.post("/sign-in", data=form, headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert tries(visitor, PASSWORD) == 429


def test_behind_an_own_proxy_its_last_word_is_the_address(visitor: TestClient, site: FastAPI) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(trusted_proxy=True))
    for number in range(20):
        form = {"name": f"namn {number}", "password": "fel"}
        visitor.post("/sign-in", data=form, headers={"x-forwarded-for": f"198.51.100.{number}, 192.0.2.1"})
    form = {"name": "anna", "password": PASSWORD}
    waits = visitor.post("/sign-in", data=form, headers={"x-forwarded-for": "192.0.2.1"}).status_code
    other = visitor.post("/sign-in", data=form, headers={"x-forwarded-for": "192.0.2.2"}).status_code
    assert (waits, other) == (429, 303)


def test_a_stranger_who_types_a_name_does_not_hold_up_its_owner_on_a_known_device(
    interviewer: TestClient, visitor: TestClient
) -> None:
    for _ in range(5):
        tries(visitor, "fel")
    assert (tries(visitor, PASSWORD), tries(interviewer, PASSWORD)) == (429, 303)


def test_strangers_behind_the_same_address_do_not_hold_up_a_known_device(
    interviewer: TestClient, visitor: TestClient
) -> None:
    for number in range(20):
        tries(visitor, "fel", name=f"namn {number}")
    assert (tries(visitor, PASSWORD), tries(interviewer, PASSWORD)) == (429, 303)


def test_asking_for_links_makes_nobody_wait_who_signs_in(visitor: TestClient, site: FastAPI) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(site_url="https://site.test"))
    for number in range(20):
        visitor.post("/forgotten", data={"email": f"namn{number}@kontoret.example"})
    assert tries(visitor, PASSWORD) == 303


def test_a_device_that_is_known_for_one_name_is_not_for_another(interviewer: TestClient, visitor: TestClient) -> None:
    for _ in range(3):
        tries(visitor, "fel", name="bo")
    assert tries(interviewer, PASSWORD, name="bo") == 429


def test_a_sign_in_wipes_the_failures_of_its_name(visitor: TestClient, store: Store) -> None:
    tries(visitor, "fel")
    tries(visitor, PASSWORD)
    with store.reading() as session:
        assert list(session.exec(select(SignInFailure))) == []


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [seconds_to_wait([START] * failures, START) for failures in range(16)]
    assert waits == [0, 0, 0, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]


def test_a_session_ends_when_its_hours_are_over(interviewer: TestClient, clock: SteppedClock) -> None:
    clock.move_to(START + timedelta(hours=12) - timedelta(seconds=1))
    before = interviewer.get("/calls").status_code
    clock.move_to(START + timedelta(hours=12))
    assert (before, interviewer.get("/calls").headers.get("location")) == (200, "/sign-in?next=/calls")


def test_signing_out_ends_the_session_on_the_server(interviewer: TestClient) -> None:
    token = interviewer.cookies[SESSION_COOKIE]
    interviewer.post("/sign-out")
    interviewer.cookies.set(SESSION_COOKIE, token)
    assert interviewer.get("/calls").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_the_table_holds_no_token(visitor: TestClient, store: Store) -> None:
    answer = visitor.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    with store.reading() as session:
        stored = session.exec(select(WebSession.token_hash)).one()
    assert ("HttpOnly" in cookie, "SameSite=lax" in cookie, stored in cookie, len(stored)) == (True, True, False, 64)
