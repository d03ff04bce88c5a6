"""Signing in by OpenID Connect, against a provider in a process of its own."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.clock import SteppedClock, system_clock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.people import Invitation, User
from tests.web.conftest import SignIn
from web.oidc_provider import AT_A_TIME, a_place
from web.sessions import SESSION_COOKIE

TOKEN_SECONDS = 30
CLIENT = "matning"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The issuer of a provider that listens; its ID tokens last half a minute."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-e", str(TOKEN_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None
        try:
            httpx2.get(f"{address}/.well-known/openid-configuration", timeout=5, trust_env=False)
        except httpx2.TransportError:
            subprocess.run(["sleep", "0.2"], check=True)
        else:
            return
    pytest.fail("the provider does not answer")


@pytest.fixture
def clock() -> SteppedClock:
    """The present: the provider has no other time."""
    return SteppedClock(system_clock())


@pytest.fixture
def service(site: FastAPI, issuer: str) -> str:
    """The site with the provider as its sign-in service."""
    settings = Settings(oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret="tyst", oidc_name="Kommunkontot")
    site.state.platform = replace(site.state.platform, settings=settings)
    return issuer


@dataclass(frozen=True)
class Known:
    """Somebody whom the provider knows."""

    sub: str
    email: str = ""
    is_verified: bool = True

    def known_to(self, issuer: str) -> "Known":
        claims = {"email": self.email, "email_verified": self.is_verified} if self.email else {}
        httpx2.put(f"{issuer}/users/{self.sub}", json=claims, trust_env=False).raise_for_status()
        return self


def go(browser: TestClient, start: str = "/sign-in/service") -> str:
    """The address at the provider that the browser is sent to."""
    answer = browser.get(start, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def authorised(address: str, who: Known) -> str:
    """What the provider sends the browser back to, path and query, once the person has agreed."""
    answer = httpx2.post(address, data={"sub": who.sub}, trust_env=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def anna_tied_to(store: Store, issuer: str, sub: str) -> None:
    with store.transaction() as session:
        session.exec(select(User).where(User.name == "anna")).one().oidc_subject = f"{issuer} {sub}"


def subject_of(store: Store, name: str) -> str | None:
    with store.reading() as session:
        return session.exec(select(User.oidc_subject).where(User.name == name)).first()


def test_the_button_stands_there_when_there_is_a_service(visitor: TestClient, site: FastAPI, issuer: str) -> None:
    before = "/sign-in/service" in visitor.get("/sign-in").text
    settings = Settings(oidc_issuer=issuer, oidc_name="Kommunkontot")
    site.state.platform = replace(site.state.platform, settings=settings)
    assert (before, "Logga in med Kommunkontot" in visitor.get("/sign-in").text) == (False, True)


def test_without_a_service_the_page_is_not_there(visitor: TestClient) -> None:
    assert [visitor.get(path).status_code for path in ("/sign-in/service", "/sign-in/service/back")] == [404, 404]


def test_somebody_whose_account_is_tied_is_signed_in(visitor: TestClient, service: str, store: Store) -> None:
    anna_tied_to(store, service, "a-1")
    back = authorised(go(visitor, "/sign-in/service?next=/me"), Known("a-1").known_to(service))
    answer = visitor.get(back)
    assert (answer.status_code, answer.headers["location"], visitor.get("/me").status_code) == (303, "/me", 200)


def test_the_way_there_carries_a_challenge_a_state_and_a_nonce_and_none_stands_in_the_cookie(
    visitor: TestClient, service: str
) -> None:
    answer = visitor.get("/sign-in/service")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    cookie = answer.headers["set-cookie"]
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["state"][0] in cookie, asked["nonce"][0] in cookie, "HttpOnly" in cookie) == (False, False, True)
    assert service in answer.headers["location"]


def test_a_code_is_good_once(visitor: TestClient, service: str, store: Store, site: FastAPI) -> None:
    anna_tied_to(store, service, "a-2")
    address = go(visitor)
    kept = dict(visitor.cookies)
    back = authorised(address, Known("a-2").known_to(service))
    first = visitor.get(back).status_code
    thief = TestClient(site, follow_redirects=False)
    thief.cookies.set("shopper_service", kept["shopper_service"].strip('"'))
    assert (first, visitor.get(back).status_code, thief.get(back).status_code, SESSION_COOKIE in thief.cookies) == (
        303,
        403,
        403,
        False,
    )


def test_another_state_is_refused(visitor: TestClient, service: str, store: Store) -> None:
    anna_tied_to(store, service, "a-3")
    back = authorised(go(visitor), Known("a-3").known_to(service))
    answer = visitor.get(re.sub(r"state=[^&]+", "state=another", back))
    assert (answer.status_code, SESSION_COOKIE in visitor.cookies) == (403, False)


def test_a_code_of_another_attempt_has_another_nonce_and_is_refused(
    visitor: TestClient, service: str, store: Store, site: FastAPI
) -> None:
    anna_tied_to(store, service, "a-4")
    other = TestClient(site, follow_redirects=False)
    code = parse_qs(urlsplit(authorised(go(other), Known("a-4").known_to(service))).query)["code"][0]
    state = parse_qs(urlsplit(go(visitor)).query)["state"][0]
    answer = visitor.get(f"/sign-in/service/back?code={code}&state={state}")
    assert (answer.status_code, "gick inte att lita på" in answer.text) == (403, True)


def test_an_id_token_that_has_ended_is_refused(
    visitor: TestClient, service: str, store: Store, clock: SteppedClock
) -> None:
    anna_tied_to(store, service, "a-5")
    back = authorised(go(visitor), Known("a-5").known_to(service))
    clock.move_to(clock() + timedelta(seconds=TOKEN_SECONDS + 90))
    assert visitor.get(back).status_code == 403


def test_an_attempt_is_over_after_ten_minutes(
    visitor: TestClient, service: str, store: Store, clock: SteppedClock
) -> None:
    anna_tied_to(store, service, "a-6")
    back = authorised(go(visitor), Known("a-6").known_to(service))
    clock.move_to(clock() + timedelta(minutes=10))
    assert "tog för lång tid" in visitor.get(back).text


def test_a_code_that_another_client_was_given_is_refused(visitor: TestClient, service: str, store: Store) -> None:
    anna_tied_to(store, service, "a-7")
    address = go(visitor).replace(f"client_id={CLIENT}", "client_id=another")
    assert visitor.get(authorised(address, Known("a-7").known_to(service))).status_code == 403


def test_an_issuer_that_calls_itself_another_is_not_trusted(visitor: TestClient, service: str, site: FastAPI) -> None:
    settings = Settings(oidc_issuer=f"{service}/", oidc_client_id=CLIENT)
    site.state.platform = replace(site.state.platform, settings=settings)
    assert visitor.get("/sign-in/service").status_code == 403


def test_somebody_unknown_gets_a_page_that_says_what_to_do(visitor: TestClient, service: str) -> None:
    back = authorised(go(visitor), Known("u-1", "okand@kontoret.example").known_to(service))
    answer = visitor.get(back)
    assert (answer.status_code, "Be en administratör om en inbjudan" in answer.text) == (403, True)


def invited(store: Store, signed_in: SignIn, email: str) -> None:
    form = {"name": "doris", "email": email, "role": "reviewer"}
    assert signed_in("admin").post("/people/invite", data=form).status_code == 200
    with store.reading() as session:
        assert session.exec(select(Invitation.email)).one() == email


def test_an_invitation_to_the_verified_address_makes_the_account(
    visitor: TestClient, service: str, store: Store, signed_in: SignIn
) -> None:
    invited(store, signed_in, "doris@kontoret.example")
    back = authorised(go(visitor), Known("d-1", "Doris@kontoret.example").known_to(service))
    assert (visitor.get(back).status_code, subject_of(store, "doris")) == (303, f"{service} d-1")


def test_an_address_that_is_only_claimed_ties_nothing(
    visitor: TestClient, service: str, store: Store, signed_in: SignIn
) -> None:
    invited(store, signed_in, "doris@kontoret.example")
    back = authorised(go(visitor), Known("d-2", "doris@kontoret.example", is_verified=False).known_to(service))
    assert (visitor.get(back).status_code, subject_of(store, "doris")) == (403, None)


def test_the_address_of_an_existing_account_ties_nothing(visitor: TestClient, service: str, store: Store) -> None:
    with store.transaction() as session:
        session.exec(select(User).where(User.name == "anna")).one().email = "anna@kontoret.example"
    back = authorised(go(visitor), Known("d-3", "anna@kontoret.example").known_to(service))
    assert (visitor.get(back).status_code, subject_of(store, "anna")) == (403, None)


def test_somebody_who_is_signed_in_ties_and_unties_their_account(
    interviewer: TestClient, service: str, store: Store
) -> None:
    back = authorised(go(interviewer, "/me/security/service"), Known("t-1").known_to(service))
    location = interviewer.get(back).headers["location"]
    tied = subject_of(store, "anna")
    interviewer.post("/me/security/service/off")
    assert (location, tied, subject_of(store, "anna")) == ("/me/security?saved=1", f"{service} t-1", None)


@pytest.mark.parametrize(
    ("headers", "is_sent"),
    [
        ({"sec-fetch-site": "cross-site", "referer": "http://testserver/me/security"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"referer": "http://elsewhere.test/"}, False),
        ({}, False),
        ({"referer": "http://testserver/me/security"}, True),
    ],
)
def test_only_a_page_of_ours_sends_somebody_away_to_tie_their_account(
    headers: dict[str, str], interviewer: TestClient, service: str, *, is_sent: bool
) -> None:
    location = interviewer.get("/me/security/service", headers=headers).headers["location"]
    assert (location.startswith(service), location == "/me/security") == (is_sent, not is_sent)


def test_an_account_of_the_service_is_tied_to_one_person(signed_in: SignIn, service: str, store: Store) -> None:
    anna_tied_to(store, service, "t-2")
    bo = signed_in("bo")
    back = authorised(go(bo, "/me/security/service"), Known("t-2").known_to(service))
    assert (bo.get(back).status_code, subject_of(store, "bo")) == (409, None)


def test_a_closed_account_is_not_let_in(visitor: TestClient, service: str, store: Store, clock: SteppedClock) -> None:
    anna_tied_to(store, service, "c-1")
    with store.transaction() as session:
        session.exec(select(User).where(User.name == "anna")).one().closed_at = clock()
    assert visitor.get(authorised(go(visitor), Known("c-1").known_to(service))).status_code == 403


def test_a_service_that_does_not_answer_is_told(visitor: TestClient, site: FastAPI) -> None:
    settings = Settings(oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id=CLIENT)
    site.state.platform = replace(site.state.platform, settings=settings)
    answer = visitor.get("/sign-in/service")
    assert (answer.status_code, "går inte att nå just nu" in answer.text) == (403, True)


def test_while_many_wait_for_the_service_others_are_told_at_once(visitor: TestClient, service: str) -> None:
    assert service
    with ExitStack() as waiting:
        for _ in range(AT_A_TIME):
            waiting.enter_context(a_place())
        answer = visitor.get("/sign-in/service")
    told = "går inte att nå just nu" in answer.text
    assert (answer.status_code, told, visitor.get("/sign-in/service").status_code) == (403, True, 303)


def test_a_cookie_that_this_site_did_not_write_is_worth_nothing(visitor: TestClient, service: str) -> None:
    assert service
    visitor.cookies.set("shopper_service", json.dumps({"state": "x"}))
    assert visitor.get("/sign-in/service/back?state=x&code=y").status_code == 403
