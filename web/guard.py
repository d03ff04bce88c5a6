"""In front of every request: refuse what no page of ours sends, choose the language, add the security headers."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.language import LANGUAGE_COOKIE, known_language, use_language

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCHES: Final = frozenset({"same-origin", "none"})

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""Sent with every answer unless it has a header of its own; `data:` images are the design system's icons."""


class Guard:
    """The outermost layer of the site."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; anything but HTTP is passed on untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = dict(pair.strip().partition("=")[::2] for pair in headers.get("cookie", "").split(";"))
        # Set here and not in a dependency: what an async layer sets, the endpoint's thread inherits.
        use_language(known_language(cookies.get(LANGUAGE_COOKIE)))
        app = self.app if scope["method"] in SAFE_METHODS or is_from_here(headers) else _refusal
        app = _unreadable if "\x00" in scope["path"] or b"%00" in scope["query_string"] else app
        await app(scope, receive, _with_headers(send, scope["path"]))


def is_from_here(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own pages, by Sec-Fetch-Site, else by Origin.

    A client that sends neither is no browser and carries no cookie it was not given: a script or a test.
    """
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in OWN_FETCHES
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


async def _refusal(scope: Scope, receive: Receive, send: Send) -> None:
    answer = PlainTextResponse("Formuläret skickades från en annan webbplats och togs inte emot.", status_code=403)
    await answer(scope, receive, send)


async def _unreadable(scope: Scope, receive: Receive, send: Send) -> None:
    """NUL stands in no address of ours, and no database keeps it (PostgreSQL 17, 8.3). Forms: `refuse_nul`."""
    answer = PlainTextResponse("Adressen går inte att läsa. Gå tillbaka och försök igen.", status_code=400)
    await answer(scope, receive, send)


def _with_headers(send: Send, path: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            add_headers(MutableHeaders(scope=message), path)
        await send(message)

    return send_with_headers


def add_headers(headers: MutableHeaders, path: str = "") -> None:
    """Add the security headers that the answer does not have already; static files may be kept and asked about."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith(("/static/", "/report-style/")):
        headers["Cache-Control"] = "no-cache"
