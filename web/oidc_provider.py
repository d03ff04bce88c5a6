"""The sign-in service (OpenID Connect Core 1.0): where it sends people, and who it says came back.

The only module that knows authlib's OpenID Connect: authorization code with PKCE (RFC 7636), discovery, and the ID
token checked by its signature, issuer, audience, time and nonce (section 3.1.3.7). No secret stands in any error.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any, Final, cast
from urllib.parse import urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from httpx2 import HTTPError, InvalidURL
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from shopper.faults import Fault
from shopper.loopback import is_loopback, may_hear_secrets

SCOPE: Final = "openid email"
LEEWAY_SECONDS: Final = 60
"""How far the service's clock may be off."""

AT_A_TIME: Final = 8
"""So many may wait for the service at a time: half of `turns.AT_A_TIME`, so that the site answers when it does not."""

_TIMEOUT_SECONDS: Final = 10
_LONGEST_WAIT_SECONDS: Final = 1
_PLACES: Final = BoundedSemaphore(AT_A_TIME)
_ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures with a key pair: none, and nothing that our own client secret could have signed."""

_NOT_AS_IT_MUST_BE: Final = (OAuthError, JoseError, HTTPError, InvalidURL, OSError, ValueError, KeyError, TypeError)


class ServiceFault(Fault):
    """The sign-in service cannot be asked, or what it says cannot be trusted."""


@dataclass(frozen=True)
class Service:
    """Who is asked, and as whom we ask."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one sign-in is held together by: three secrets, kept in the visitor's browser while they are away."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came back: the issuer and the subject as one text, and their address if the service has verified it."""

    subject: str
    verified_email: str


@contextmanager
def a_place() -> Iterator[None]:
    """One of the places of those who ask the service; ServiceFault when none is free within a second."""
    if not _PLACES.acquire(timeout=_LONGEST_WAIT_SECONDS):
        raise ServiceFault("too many wait for the sign-in service; try again later")
    try:
        yield
    finally:
        _PLACES.release()


def address_to_go_to(service: Service, callback: str, attempt: Attempt) -> str:
    """Where the visitor's browser is sent."""
    try:
        with a_place(), _client(service, callback) as client:
            found = _discovered(client, service)
            address, _ = client.create_authorization_url(
                _url(found, "authorization_endpoint"),
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
            return str(address)
    except _NOT_AS_IT_MUST_BE as error:
        reason = type(error).__name__
    # Raised outside of the handler, so that no cause carries the request and its secrets along.
    raise ServiceFault(f"the sign-in service cannot be asked ({reason}); try again later")


def who_came_back(service: Service, callback: str, code: str, attempt: Attempt, now: datetime) -> Identity:
    """Exchange the code and check what it brings; ServiceFault when any of it is not as it must be."""
    try:
        with a_place(), _client(service, callback) as client:
            found = _discovered(client, service)
            token_url = _url(found, "token_endpoint")
            token = client.fetch_token(token_url, code=code, code_verifier=attempt.verifier)
            keys = KeySet.import_key_set(cast("Any", _answer(client, _url(found, "jwks_uri"))))
        claims = _checked(service, found, token, keys, attempt.nonce, now)
    except _NOT_AS_IT_MUST_BE as error:
        reason = type(error).__name__
    else:
        is_verified = claims.get("email_verified") is True
        return Identity(f"{claims['iss']} {claims['sub']}", str(claims.get("email", "")) if is_verified else "")
    # Raised outside of the handler, so that no cause carries the request and its secrets along.
    raise ServiceFault(f"the sign-in service's answer cannot be used ({reason}); try again")


def _checked(  # noqa: PLR0913, PLR0917 - what was asked, and everything that came
    service: Service, found: dict[str, Any], token: Any, keys: KeySet, nonce: str, now: datetime
) -> CodeIDToken:
    told = set(found.get("id_token_signing_alg_values_supported", ["RS256"]))
    registry = JWSRegistry(algorithms=sorted(_ALGORITHMS & told), strict_check_header=False)
    decoded = jwt.decode(token["id_token"], keys, registry=registry)
    options = {
        "iss": {"essential": True, "value": service.issuer},
        "aud": {"essential": True, "value": service.client_id},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": service.client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    return claims


def _discovered(client: OAuth2Client, service: Service) -> dict[str, Any]:
    """What the service says of itself; it must call itself what we call it (Discovery 1.0, 4.3)."""
    found = _answer(client, f"{_safe(service.issuer).rstrip('/')}/.well-known/openid-configuration")
    if found["issuer"] != service.issuer:
        raise ValueError("the service at the issuer's address calls itself another")
    return found


def _answer(client: OAuth2Client, url: str) -> dict[str, Any]:
    answer = client.request("GET", url, withhold_token=True)
    answer.raise_for_status()
    return dict(answer.json())


def _url(found: dict[str, Any], name: str) -> str:
    return _safe(str(found[name]))


def _safe(url: str) -> str:
    if not may_hear_secrets(url):
        raise ValueError("an address of the sign-in service does not begin with https://")
    return url


def _client(service: Service, callback: str) -> OAuth2Client:
    return OAuth2Client(
        client_id=service.client_id,
        client_secret=service.client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if service.client_secret else "none",
        scope=SCOPE,
        redirect_uri=callback,
        code_challenge_method="S256",
        timeout=_TIMEOUT_SECONDS,
        verify=ssl.create_default_context(),
        trust_env=not is_loopback(urlsplit(service.issuer).hostname or ""),
    )
