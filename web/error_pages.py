"""Every error as a page: one sentence that says what is wrong, never a traceback."""

from typing import Final
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from scheduler.processes import Stopped
from shopper.drafts.draft import WaveStarted
from shopper.faults import BadInput, Conflict, Fault, NotThere
from shopper.store import is_taken
from shopper.texts import mark
from web.dependencies import READ_METHODS, FactorNeeded, SignInNeeded
from web.guard import add_headers
from web.language import gettext
from web.pages import page

_log = structlog.get_logger(__name__)

SENTENCES = {
    400: mark("Det som skickades går inte att använda. Gå tillbaka och kontrollera uppgifterna."),
    403: mark("Du har inte behörighet till sidan. Logga in med en annan roll."),
    404: mark("Sidan finns inte, eller så är den inte din att se."),
    405: mark("Adressen går inte att använda på det sättet. Gå tillbaka och försök igen."),
    409: mark("Någon annan hann före, eller så var det redan gjort. Ingenting har ändrats."),
    500: mark("Något gick fel hos oss. Ingenting har ändrats; försök igen om en stund."),
}
IN_PLACE_OF_THE_PAGE: Final = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}
"""An error is no part of the page that asked for one: without this, htmx would put nothing in its place."""
OWN_SENTENCES: Final[dict[type[Exception], str]] = {
    WaveStarted: mark("Mätomgången är startad; ändringar görs på sidan Ändringar."),
}
"""Faults that tell more than their number does."""
FORM: Final = "application/x-www-form-urlencoded"
WRITTEN: Final = ("reason", "comment")
"""Fields in which somebody writes sentences: these are shown again when they have been signed out meanwhile."""
STATUS: dict[type[Fault], int] = {BadInput: 400, NotThere: 404, Conflict: 409, Stopped: 500}


def add_error_pages(app: FastAPI) -> None:
    """Give the application a page for every kind of error."""
    app.add_exception_handler(SignInNeeded, _lead_to_sign_in)
    app.add_exception_handler(FactorNeeded, _lead_to_second_factor)
    app.add_exception_handler(Fault, _fault)
    app.add_exception_handler(IntegrityError, _clash)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _broken)


def _error_page(request: Request, status: int, own_sentence: str = "") -> Response:
    sentence = gettext(own_sentence or SENTENCES.get(status, SENTENCES[400]))
    answer = page(request, "error.html", status, sentence=sentence, status=status)
    if _is_by_htmx(request):
        answer.headers.update(IN_PLACE_OF_THE_PAGE)
    return answer


def _is_by_htmx(request: Request) -> bool:
    return "hx-request" in request.headers


async def _lead_to_sign_in(request: Request, _: Exception) -> Response:
    """To the sign-in page, and from there back to where the visitor was; what they wrote is shown once more first."""
    where = _page_of(request)
    address = f"/sign-in?next={quote(where)}" if where not in ("", "/") else "/sign-in"
    written = await _written(request)
    if written:
        return page(request, "signed_out.html", 401, written=written, address=address)
    return _lead(request, address)


async def _written(request: Request) -> list[str]:
    """What was written in a form that a browser shows the answer of; a script keeps what it sends by itself."""
    sent = request.headers.get("sec-fetch-mode"), request.headers.get("content-type", "").partition(";")[0]
    if request.method in READ_METHODS or sent != ("navigate", FORM):
        return []
    form = await request.form()
    texts = [text for name in WRITTEN for text in form.getlist(name) if isinstance(text, str)]
    return [text for text in texts if text.strip()]


def _lead_to_second_factor(request: Request, _: Exception) -> Response:
    return _lead(request, "/me/second-factor")


def _lead(request: Request, address: str) -> Response:
    if _is_by_htmx(request):
        # A redirect would be followed unseen, and the part that was asked for is not on that page.
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _page_of(request: Request) -> str:
    """The path of the page that the visitor sees or asked for; a form is sent from a page, and is none."""
    if request.method in READ_METHODS and not _is_by_htmx(request):
        return request.url.path
    return urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", "")).path


def _fault(request: Request, error: Exception) -> Response:
    if isinstance(error, Stopped):
        # By the route's name: an address may hold a secret.
        _log.warning("a process apart did not finish", ending=error.ending, page=request.scope["route"].name)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return _error_page(request, status, OWN_SENTENCES.get(type(error), ""))


def _clash(request: Request, error: Exception) -> Response:
    """Two stored the same for the first time at once, and this one came second; any other broken rule is our fault."""
    if isinstance(error, IntegrityError) and is_taken(error):
        return _error_page(request, STATUS[Conflict])
    raise error


def _refused(request: Request, error: Exception) -> Response:
    return _error_page(request, error.status_code if isinstance(error, HTTPException) else 400)


def _unreadable(request: Request, error: Exception) -> Response:
    parts = error.errors() if isinstance(error, RequestValidationError) else ()
    return _error_page(request, 404 if any(part["loc"][0] == "path" for part in parts) else 400)


def _broken(request: Request, _: Exception) -> Response:
    # The server's log has the traceback; this answer is made outside the guard and gets its headers here.
    request.state.user = None
    answer = _error_page(request, 500)
    add_headers(answer.headers)
    return answer
