"""The second factor: set up, asked for, used once, lost, and required of some roles."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import PASSWORD, START


def stored(store: Store, name: str) -> User:
    with store.reading() as session:
        return session.exec(select(User).where(User.name == name)).one()


def code_at(secret: str, clock: SteppedClock) -> str:
    return pyotp.TOTP(secret).at(clock())


def set_up(browser: TestClient, clock: SteppedClock) -> tuple[str, list[str]]:
    """Turn it on; the app's secret and the recovery codes."""
    browser.post("/me/second-factor")
    page = browser.get("/me/second-factor").text
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    shown = browser.post("/me/second-factor/confirm", data={"code": code_at(secret, clock)}).text
    return secret, re.findall(r"<code>([a-z0-9-]{14})</code>", shown)


def password_given(site: FastAPI, name: str = "anna") -> TestClient:
    """A browser in which the password was right and the code is still to come."""
    browser = TestClient(site, follow_redirects=False, raise_server_exceptions=False)
    answer = browser.post("/sign-in", data={"name": name, "password": PASSWORD, "next": "/me"})
    assert answer.headers["location"] == "/sign-in/code?next=/me"
    return browser


def give(browser: TestClient, code: str) -> int:
    return browser.post("/sign-in/code", data={"code": code, "next": "/me"}).status_code


def test_nothing_is_asked_for_until_a_code_has_shown_that_the_app_has_the_secret(
    interviewer: TestClient, signed_in: SignIn
) -> None:
    interviewer.post("/me/second-factor")
    assert signed_in("anna").get("/me").status_code == 200


def test_the_secret_is_sealed_and_the_recovery_codes_are_hashed(
    interviewer: TestClient, clock: SteppedClock, store: Store
) -> None:
    secret, codes = set_up(interviewer, clock)
    user = stored(store, "anna")
    kept = f"{user.totp_sealed} {user.recovery_hashes}"
    assert (len(codes), len(user.recovery_hashes), secret in kept, codes[0] in kept) == (10, 10, False, False)
    assert codes[0] not in interviewer.get("/me/second-factor").text


def test_nobody_is_signed_in_before_the_code(interviewer: TestClient, clock: SteppedClock, site: FastAPI) -> None:
    set_up(interviewer, clock)
    browser = password_given(site)
    assert (browser.get("/me").headers["location"], browser.get("/sign-in/code").status_code) == (
        "/sign-in?next=/me",
        200,
    )


def test_a_code_is_accepted_once(interviewer: TestClient, clock: SteppedClock, site: FastAPI) -> None:
    secret, _ = set_up(interviewer, clock)
    again = give(password_given(site), code_at(secret, clock))
    clock.move_to(START + timedelta(seconds=60))
    code, first, second = code_at(secret, clock), password_given(site), password_given(site)
    assert (again, give(first, code), give(second, code)) == (422, 303, 422)


def test_after_the_code_the_cookie_is_a_new_one(interviewer: TestClient, clock: SteppedClock, site: FastAPI) -> None:
    secret, _ = set_up(interviewer, clock)
    clock.move_to(START + timedelta(seconds=60))
    browser = password_given(site)
    before = browser.cookies["shopper_session"]
    give(browser, code_at(secret, clock))
    assert (browser.cookies["shopper_session"] == before, browser.get("/me").status_code) == (False, 200)


def test_a_recovery_code_is_good_for_one_sign_in(
    interviewer: TestClient, clock: SteppedClock, site: FastAPI, store: Store
) -> None:
    _, codes = set_up(interviewer, clock)
    used = [give(password_given(site), code) for code in (codes[3], codes[3], codes[4].upper())]
    assert (used, len(stored(store, "anna").recovery_hashes)) == ([303, 422, 303], 8)


def test_wrong_codes_wait_like_wrong_passwords_and_the_password_does_not_forgive_them(
    interviewer: TestClient, clock: SteppedClock, site: FastAPI
) -> None:
    set_up(interviewer, clock)
    clock.move_to(START + timedelta(seconds=60))
    wrong = [give(password_given(site), "000000") for _ in range(3)]
    browser = TestClient(site, follow_redirects=False)
    assert (wrong, browser.post("/sign-in", data={"name": "anna", "password": PASSWORD}).status_code) == (
        [422] * 3,
        429,
    )


def test_the_code_must_come_within_ten_minutes(interviewer: TestClient, clock: SteppedClock, site: FastAPI) -> None:
    secret, _ = set_up(interviewer, clock)
    browser = password_given(site)
    clock.move_to(START + timedelta(minutes=10))
    answer = browser.post("/sign-in/code", data={"code": code_at(secret, clock)})
    assert answer.headers["location"] == "/sign-in"


def test_turning_it_off_asks_for_a_code(interviewer: TestClient, clock: SteppedClock, store: Store) -> None:
    secret, _ = set_up(interviewer, clock)
    clock.move_to(START + timedelta(seconds=60))
    refused = interviewer.post("/me/second-factor/off", data={"code": "000000"}).status_code
    interviewer.post("/me/second-factor/off", data={"code": code_at(secret, clock)})
    user = stored(store, "anna")
    assert (refused, user.totp_sealed, user.totp_since, user.recovery_hashes) == (422, None, None, [])


def test_new_recovery_codes_end_the_old(interviewer: TestClient, clock: SteppedClock, site: FastAPI) -> None:
    _, codes = set_up(interviewer, clock)
    shown = interviewer.post("/me/second-factor/recovery", data={"code": codes[0]}).text
    fresh = re.findall(r"<code>([a-z0-9-]{14})</code>", shown)
    assert [give(password_given(site), code) for code in (codes[1], fresh[1])] == [422, 303]


@pytest.mark.parametrize("path", ["/waves", "/me", "/board", "/people"])
def test_who_must_have_one_is_led_to_set_it_up_first(path: str, site: FastAPI, signed_in: SignIn) -> None:
    site.state.platform = replace(
        site.state.platform, settings=Settings(second_factor_roles="coordinator,administrator")
    )
    answer = signed_in("admin").get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/second-factor")


def test_who_must_have_one_cannot_turn_it_off(
    site: FastAPI, signed_in: SignIn, clock: SteppedClock, store: Store
) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(second_factor_roles="coordinator"))
    browser = signed_in("cecilia")
    _, codes = set_up(browser, clock)
    refused = browser.post("/me/second-factor/off", data={"code": codes[0]}).status_code
    assert (refused, browser.get("/waves").status_code, stored(store, "cecilia").totp_since) == (409, 200, START)


def test_an_administrator_turns_off_a_lost_one_and_it_stands_in_the_trail(
    interviewer: TestClient, clock: SteppedClock, signed_in: SignIn, store: Store
) -> None:
    set_up(interviewer, clock)
    anna = stored(store, "anna").id
    signed_in("admin").post(f"/people/{anna}/second-factor/off")
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing_id == str(anna), AuditEvent.action == "second_factor")
        deeds = [(event.actor, event.after) for event in session.exec(wanted)]
    assert (deeds, interviewer.get("/me").status_code, signed_in("anna").get("/me").status_code) == (
        [("anna", "on"), ("admin", "off")],
        303,
        200,
    )
