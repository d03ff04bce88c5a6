"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from shopper.tables.people import User
from web.dependencies import Now, Platform, StoreSession, ThePlatform
from web.front import local_path, remember_language
from web.language import gettext, ngettext
from web.pages import page
from web.sessions import (
    SESSION_COOKIE,
    begin_session,
    end_session,
    recent_failures,
    remember_failure,
    seconds_to_wait,
    user_with_password,
)

router = APIRouter()

LONGEST_NAME = 200
LONGEST_PASSWORD = 1000


@router.get("/sign-in")
def show_sign_in(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The sign-in form; somebody who is signed in is led on."""
    if request.state.user:
        return RedirectResponse(local_path(next), status_code=303)
    return page(request, "sign_in.html", name="", next=local_path(next), problem="")


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
    wait = seconds_to_wait(recent_failures(session, name[:LONGEST_NAME], now), now)
    if wait:
        problem = ngettext(
            "För många försök. Vänta en sekund och försök igen.",
            "För många försök. Vänta %(num)d sekunder och försök igen.",
            wait,
        ) % {"num": wait}
        return page(request, "sign_in.html", 429, problem=problem, **typed)
    user = user_with_password(session, name, password) if len(password) <= LONGEST_PASSWORD else None
    if user is None:
        remember_failure(session, name[:LONGEST_NAME], now)
        problem = gettext("Namnet eller lösenordet stämmer inte.")
        return page(request, "sign_in.html", 422, problem=problem, **typed)
    return _welcome(session, platform, user, now, typed["next"])


def _welcome(session: Session, platform: Platform, user: User, now: Now, next_page: str) -> Response:
    settings = platform.settings
    token = begin_session(session, user, now, settings.session_hours)
    answer = RedirectResponse(next_page, status_code=303)
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    remember_language(answer, user.language, secure=settings.secure_cookies)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, session: StoreSession) -> RedirectResponse:
    """Forget the sign-in, here and in the browser."""
    end_session(session, request.cookies.get(SESSION_COOKIE))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer
