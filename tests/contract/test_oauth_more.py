"""Access tokens asked of a real token server on loopback."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mail_probe.doorways import NoToken
from mail_probe.servers.oauth import Tokens as Given
from mail_probe.servers.oauth import TokenServer, ask_for_tokens
from shopper.loopback import may_hear_secrets
from tests.contract.token_server import CLIENT, SECRET, Tokens

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    with Tokens().listening() as listening:
        yield listening


def refused(server: TokenServer, refresh_token: str | None = None) -> NoToken:
    with pytest.raises(NoToken) as told:
        ask_for_tokens(server, refresh_token, NOW)
    return told.value


def test_a_program_asks_with_its_own_credentials(tokens: Tokens) -> None:
    assert ask_for_tokens(tokens.server(), None, NOW) == Given("access-1", NOW + timedelta(hours=1))
    assert tokens.asked == [
        {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET, "scope": "mail"}
    ]


def test_a_refresh_token_gives_an_access_token_and_stays(tokens: Tokens) -> None:
    assert ask_for_tokens(tokens.server(), "refresh-0", NOW) == Given("access-1", NOW + timedelta(hours=1))


def test_a_rotated_refresh_token_is_handed_back(tokens: Tokens) -> None:
    tokens.rotates = True
    assert ask_for_tokens(tokens.server(), "refresh-0", NOW).refresh == "refresh-1"


def test_a_public_client_sends_no_secret(tokens: Tokens) -> None:
    ask_for_tokens(tokens.server(secret=None), "refresh-0", NOW)
    assert "client_secret" not in tokens.asked[0]


@pytest.mark.parametrize(
    ("told", "minutes"), [(3600, 60), ("1800", 30), (None, 10), (-5, 0), (10**12, 24 * 60), (True, 0)]
)
def test_a_token_lives_as_long_as_its_server_says_within_reason(tokens: Tokens, told: Any, minutes: int) -> None:
    tokens.expires_in = told
    lives = ask_for_tokens(tokens.server(), None, NOW).expires_at - NOW
    assert lives // timedelta(minutes=1) == minutes


def test_a_withdrawn_refresh_token_is_told(tokens: Tokens) -> None:
    found = refused(tokens.server(), "refresh-old")
    assert (str(found), found.fault) == (
        "the token server refuses: invalid_grant: withdrawn or used before",
        "token_refused",
    )


def test_a_secret_that_the_server_repeats_is_not_told(tokens: Tokens) -> None:
    found = refused(tokens.server(secret="a-wrong-secret"))
    assert (str(found), found.fault) == ("the token server refuses: invalid_client: not ...", "token_refused")
    assert (found.__cause__, found.__context__) == (None, None)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((503, "<html>"), "the token server answers 503"),
        ((429, "slow"), "the token server answers 429"),
        ((200, "<html>"), "the token server's answer is no token"),
        ((200, '{"access_token": "a", "expires_in": "soon"}'), "the token server's answer is no token"),
        ((200, "{}"), "the token server's answer is no token"),
        ((200, '{"access_token": "a\\u0001b"}'), "the token server's answer is no token"),
        ((302, ""), "the token server answers 302"),
        ((400, '{"error": "temporarily_unavailable"}'), "the token server refuses: temporarily_unavailable"),
    ],
)
def test_an_answer_without_a_token_is_told(tokens: Tokens, answer: tuple[int, str], sentence: str) -> None:
    tokens.answer = answer
    found = refused(tokens.server())
    assert (str(found), found.fault) == (sentence, "other")


def test_a_token_server_that_is_not_there_is_told() -> None:
    assert refused(TokenServer("http://127.0.0.1:1/token", CLIENT, "mail", SECRET)).fault == "nobody_listens"
    assert refused(TokenServer("https://tokens.invalid/token", CLIENT, "mail", SECRET)).fault == "no_such_host"


def test_a_silent_token_server_is_told_in_time(tokens: Tokens) -> None:
    tokens.wait = threading.Event()
    assert refused(tokens.server(timeout_seconds=0.2)).fault == "silent"
    tokens.wait.set()


def test_secrets_go_over_https_or_to_this_very_machine_only() -> None:
    safe = ("https://tokens.example/t", "http://127.0.0.1:8080/t", "http://localhost/t", "http://[::1]/t")
    unsafe = (
        "http://tokens.example/t",
        "ftp://127.0.0.1/t",
        "https:///t",
        "tokens.example",
        "http://127.0.0.1.example/",
    )
    assert [may_hear_secrets(url) for url in (*safe, *unsafe)] == [True] * 4 + [False] * 5
    assert refused(TokenServer("http://tokens.example/t", CLIENT, "mail", SECRET)).fault == "no_tls"


def test_no_secret_is_shown_or_logged(tokens: Tokens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens.rotates = True
    given = ask_for_tokens(tokens.server(), "refresh-0", NOW)
    told = f"{tokens.server()!r} {given!r} {caplog.text}"
    assert [word for word in (SECRET, "refresh-0", "refresh-1", "access-1") if word in told] == []
