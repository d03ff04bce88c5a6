"""Signing in with a password, and out."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.admission import admit
from web.dependencies import Now, StoreSession, ThePlatform
from web.front import local_path
from web.language import gettext, ngettext
from web.pages import page
from web.passwords import LONGEST_TYPED
from web.sessions import SESSION_COOKIE, end_session, user_with_password
from web.slow_down import LONGEST_NAME, counted_at_door, remember_failure, wait_for

router = APIRouter()

STATUS_OF_WAITING: Final = 429


@router.get("/sign-in")
def show_sign_in(request: Request, platform: ThePlatform, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The sign-in form; somebody who is signed in is led on."""
    if request.state.user:
        return RedirectResponse(local_path(next), status_code=303)
    return sign_in_page(request, platform, next=local_path(next))


@router.post("/sign-in")
def sign_in(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the name of the form's field
) -> Response:
    """Check name and password. Too many failures make the name wait; the right password then waits too."""
    typed = {"name": name, "next": local_path(next)}
    counted, address = counted_at_door(request, platform.settings, name)
    wait = wait_for(session, counted, address, now)
    if wait:
        return sign_in_page(request, platform, STATUS_OF_WAITING, waiting_sentence(wait), **typed)
    is_short = len(password) <= LONGEST_TYPED and len(name) <= LONGEST_NAME
    user = user_with_password(session, name, password) if is_short else None
    if user is None:
        remember_failure(session, counted, address, now)
        return sign_in_page(request, platform, 422, gettext("Namnet eller lösenordet stämmer inte."), **typed)
    return admit(request, session, platform.settings, user, now, typed["next"], "password")


@router.post("/sign-out")
def sign_out(request: Request, session: StoreSession) -> RedirectResponse:
    """Forget the sign-in, here and in the browser."""
    end_session(session, request.cookies.get(SESSION_COOKIE))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def waiting_sentence(seconds: int) -> str:
    """How long to wait after too many failures."""
    return ngettext(
        "För många försök. Vänta en sekund och försök igen.",
        "För många försök. Vänta %(num)d sekunder och försök igen.",
        seconds,
    ) % {"num": seconds}


def sign_in_page(
    request: Request, platform: ThePlatform, status: int = 200, problem: str = "", **typed: str
) -> HTMLResponse:
    """The sign-in form with what was typed, and the button of the sign-in service where there is one."""
    settings = platform.settings
    service = (settings.oidc_name or gettext("inloggningstjänsten")) if settings.oidc_issuer else ""
    typed = {"name": "", "next": "/"} | typed
    return page(request, "sign_in.html", status, problem=problem, service=service, **typed)
