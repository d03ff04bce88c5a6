"""Access tokens for mail accounts (OAuth2, RFC 6749). The only module that knows authlib.

Two ways to a token: as a program of its own (client credentials, section 4.4), and in a person's place with the
refresh token that this person once let be given to us (section 6). No secret stands in any error, log or repr.
"""

import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from httpx2 import HTTPError, HTTPStatusError, InvalidURL

from mail_probe.doorways import FaultWord, NoToken
from mail_probe.servers.diagnosis import fault_of_error
from shopper.loopback import is_loopback, may_hear_secrets

MARGIN: Final = timedelta(minutes=5)
"""A token is not used in its last minutes, so that it does not end between us and the mail server."""

_USUAL_LIFE: Final = timedelta(minutes=10)
_LONGEST_LIFE: Final = timedelta(days=1)
_NOT_NOW: Final = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_WORDS: Final = 300


@dataclass(frozen=True)
class TokenServer:
    """Where tokens are asked for, and who asks. No `client_secret`: a public client, with a refresh token only."""

    token_url: str
    client_id: str
    scope: str
    client_secret: str | None = field(default=None, repr=False)
    timeout_seconds: float = 30


@dataclass(frozen=True)
class Tokens:
    """What the token server gave; `refresh` is the token to use from now on, None when the old one stays."""

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str | None = field(default=None, repr=False)


def ask_for_tokens(server: TokenServer, refresh_token: str | None, now: datetime) -> Tokens:
    """A new access token, by the refresh token if there is one; NoToken says why there is none."""
    if not may_hear_secrets(server.token_url):
        raise NoToken("the token URL must begin with https://", "no_tls")
    try:
        return _tokens(_answer(server, refresh_token), refresh_token, now)
    except OAuthError as error:
        fault: FaultWord = "other" if error.error in _NOT_NOW else "token_refused"
        told = f"{error.error}: {error.description}" if error.description else str(error.error)
        sentence = f"the token server refuses: {_clean(told, server, refresh_token)}"
    except HTTPStatusError as error:
        fault, sentence = "other", f"the token server answers {error.response.status_code}"
    except (HTTPError, InvalidURL, OSError) as error:
        fault = fault_of_error(error)
        sentence = f"the token server cannot be reached: {_clean(str(error) or type(error).__name__, server, None)}"
    except ValueError:
        fault, sentence = "other", "the token server's answer is no token"
    # Raised outside of the handlers, so that no cause carries the request and its secrets along.
    raise NoToken(sentence, fault)


def _answer(server: TokenServer, refresh_token: str | None) -> dict[str, Any]:
    host = urlsplit(server.token_url).hostname or ""
    with OAuth2Client(
        client_id=server.client_id,
        client_secret=server.client_secret,
        token_endpoint_auth_method="client_secret_post" if server.client_secret else "none",
        scope=server.scope or None,
        timeout=server.timeout_seconds,
        verify=ssl.create_default_context(),
        trust_env=not is_loopback(host),
    ) as client:
        if refresh_token is None:
            found = client.fetch_token(server.token_url, grant_type="client_credentials")
        else:
            found = client.refresh_token(server.token_url, refresh_token=refresh_token)
    return dict(found)


def _tokens(answer: dict[str, Any], used: str | None, now: datetime) -> Tokens:
    """ValueError when the answer holds no token that can be used."""
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access:
        raise ValueError("no access token")
    is_new = isinstance(refresh, str) and refresh != used
    return Tokens(access, now + _life(answer.get("expires_in")), refresh if is_new else None)


def _life(seconds: Any) -> timedelta:
    """How long the token lives (section 5.1); what cannot be meant counts as short."""
    try:
        told = timedelta(seconds=float(seconds))
    except (TypeError, ValueError, OverflowError):
        return _USUAL_LIFE
    return min(max(told, timedelta(0)), _LONGEST_LIFE)


def _clean(words: str, server: TokenServer, refresh_token: str | None) -> str:
    """The server's words on one line, without any secret that it may have repeated."""
    for secret in filter(None, (server.client_secret, refresh_token)):
        words = words.replace(secret, "...")
    return " ".join(words.split())[:_WORDS]
