"""The doorway to Kolada: asks its API (version 3) for a path, page by page. The only module that does.

Nothing that comes back is trusted: size, number of pages and time are bounded, a next page lies on the same server, and
what is asked for crosses no network unencrypted.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import loads
from random import Random
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from httpx2 import Client, HTTPError, InvalidURL, Response

from shopper.faults import BadInput, Fault
from shopper.loopback import is_loopback, may_hear_secrets

KOLADA: Final = "https://api.kolada.se/v3/"
PER_PAGE: Final = 5000
"""The most that the API gives on a page (method study 12.2)."""

_MOST_PAGES: Final = 100
_LARGEST_PAGE: Final = 20_000_000
_WORTH_ANOTHER_TRY: Final = frozenset({429, 500, 502, 503, 504})


class KoladaFault(Fault):
    """Kolada cannot be asked, or its answer cannot be used."""


@dataclass(frozen=True)
class Manners:
    """How Kolada is asked: so many tries, so long between them, and so long for an answer. Seconds."""

    tries: int = 5
    first_wait: float = 1
    longest_wait: float = 60
    timeout: float = 30
    longest_answer: float = 120
    pause: Callable[[float], None] = sleep


@dataclass(frozen=True)
class Kolada:
    """The API at an address that begins with https://, or is this very machine.

    `chance` spreads out the tries of those who were turned away at the same moment; its seed is stored with what is
    read. BadInput when the address is another.
    """

    chance: Random
    url: str = KOLADA
    manners: Manners = field(default_factory=Manners)

    def __post_init__(self) -> None:
        if not may_hear_secrets(self.url):
            raise BadInput(f"{self.url!r} is no address of Kolada; it must begin with https://")

    def entries(self, path: str, **asked: str) -> Iterator[Mapping[str, Any]]:
        """Every entry of `values` that the API has under this path, from all its pages; KoladaFault says what failed.

        `path` is relative to the address, `asked` are parameters beside the page's size.
        """
        address: str | None = f"{self.url.rstrip('/')}/{path}"
        parameters: dict[str, str] | None = {**asked, "per_page": str(PER_PAGE)}
        seen: set[str] = set()
        with self._client() as client:
            while address is not None:
                if address in seen or len(seen) == _MOST_PAGES:
                    raise KoladaFault(f"Kolada gives {path} without an end; try again later")
                seen.add(address)
                page = self._page(client, address, parameters)
                yield from _values(page, path)
                address, parameters = self._next(page), None

    def _client(self) -> Client:
        host = urlsplit(self.url).hostname or ""
        return Client(
            timeout=self.manners.timeout,
            verify=ssl.create_default_context(),
            trust_env=not is_loopback(host),
            headers={"Accept": "application/json", "User-Agent": "servicematning"},
        )

    def _page(self, client: Client, address: str, parameters: dict[str, str] | None) -> Mapping[str, Any]:
        """The page as an object; asked for again, a while later each time, where that may help."""
        wait = self.manners.first_wait
        for number in range(1, self.manners.tries + 1):
            told, pause = self._asked(client, address, parameters)
            if isinstance(told, dict):
                return told
            if number == self.manners.tries:
                raise KoladaFault(f"{told}; try again later")
            self.manners.pause(min(pause or wait * (1 + self.chance.random()), self.manners.longest_wait))
            wait *= 2
        raise KoladaFault("Kolada is to be asked at least once")

    def _asked(
        self, client: Client, address: str, parameters: dict[str, str] | None
    ) -> tuple[dict[str, Any] | str, float | None]:
        """The page; or why there is none although another try may help, and how long Kolada asks us to wait."""
        try:
            with client.stream("GET", address, params=parameters) as answer:
                if answer.status_code in _WORTH_ANOTHER_TRY:
                    return f"Kolada answers {answer.status_code}", _retry_after(answer)
                if not answer.is_success:
                    raise KoladaFault(
                        f"Kolada answers {answer.status_code} to {_path(address)}; check what is asked for"
                    )
                body = self._body(answer)
        except (HTTPError, InvalidURL, OSError) as error:
            return f"Kolada cannot be reached ({type(error).__name__})", None
        return _object(body), None

    def _body(self, answer: Response) -> bytes:
        """The answer whole, unless it is too large or takes too long."""
        ends_at = monotonic() + self.manners.longest_answer
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > _LARGEST_PAGE:
                raise KoladaFault("Kolada's answer is too large; ask for fewer key figures or years")
            if monotonic() > ends_at:
                raise KoladaFault("Kolada's answer takes too long; try again later")
        return bytes(body)

    def _next(self, page: Mapping[str, Any]) -> str | None:
        """Where the next page is: on the same server, and asked for as we ask, whatever scheme it is told with."""
        given = page.get("next_url")
        if not given:
            return None
        ours = urlsplit(self.url)
        try:
            theirs = urlsplit(str(given))
            is_ours = theirs.hostname == ours.hostname and theirs.port in (None, ours.port)
        except ValueError:
            is_ours = False
        if not is_ours or theirs.username is not None:
            raise KoladaFault("Kolada leads to a next page on another server, which is not followed; try again later")
        return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _object(body: bytes) -> dict[str, Any]:
    try:
        page = loads(body)
    except (ValueError, RecursionError):
        page = None
    if not isinstance(page, dict):
        raise KoladaFault("Kolada's answer is not JSON as it was agreed; try again later")
    return page


def _values(page: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    values = page.get("values")
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise KoladaFault(f"Kolada's answer to {_path(path)} has no list of values; the API may have changed")
    return values


def _retry_after(answer: Response) -> float | None:
    """How many seconds Kolada asks us to wait (RFC 9110, 10.2.3): a number of them, or a moment by its own clock."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        until, now = parsedate_to_datetime(told), parsedate_to_datetime(answer.headers["Date"])
    except (ValueError, TypeError, KeyError):
        return None
    return max(0.0, (_aware(until) - _aware(now)).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _path(address: str) -> str:
    return urlsplit(address).path[:100]
