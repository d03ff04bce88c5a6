"""Letting somebody in whose password, invitation or sign-in service has been checked: the cookies and the trail."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.settings import Settings
from shopper.tables.people import User
from web.devices import device_of
from web.front import YEAR_SECONDS, remember_language
from web.sessions import CODE_MINUTES, SESSION_COOKIE, begin_session, end_session
from web.slow_down import DEVICE_COOKIE, device_mark, forget_failures_of

CODE_PAGE: Final = "/sign-in/code"


def admit(  # noqa: PLR0913, PLR0917 - who, where, when, and how
    request: Request, session: Session, settings: Settings, user: User, now: datetime, next_page: str, how: str
) -> RedirectResponse:
    """Lead the user to their page, or first to the page for their code when they have a second factor.

    `how` is `password`, `invitation` or `service`, for the trail.
    """
    if user.totp_since is None:
        return let_in(request, session, settings, user, now, next_page, how)
    lasts = timedelta(minutes=CODE_MINUTES)
    answer = RedirectResponse(f"{CODE_PAGE}?next={quote(next_page)}", status_code=303)
    token = _new_token(request, session, user, now, lasts, awaits_code=True)
    _set_session(answer, token, lasts, settings)
    return answer


def let_in(  # noqa: PLR0913, PLR0917 - who, where, when, and how
    request: Request, session: Session, settings: Settings, user: User, now: datetime, next_page: str, how: str
) -> RedirectResponse:
    """Sign the user in: always with a new token, so that one from before is worth nothing afterwards."""
    lasts = timedelta(hours=settings.session_hours)
    answer = RedirectResponse(next_page, status_code=303)
    _set_session(answer, _new_token(request, session, user, now, lasts, awaits_code=False), lasts, settings)
    forget_failures_of(session, settings, user)
    record(session, "user", stored_id(user.id), "sign_in", Cause(user.name, now), after=how)
    remember_language(answer, user.language, secure=settings.secure_cookies)
    answer.set_cookie(
        DEVICE_COOKIE,
        device_mark(settings, user.name),
        max_age=YEAR_SECONDS,
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return answer


def _new_token(  # noqa: PLR0913 - who, where, when, and how
    request: Request, session: Session, user: User, now: datetime, lasts: timedelta, *, awaits_code: bool
) -> str:
    end_session(session, request.cookies.get(SESSION_COOKIE))
    device = device_of(request.headers.get("user-agent", ""))
    return begin_session(session, user, now, lasts, device=device, awaits_code=awaits_code)


def _set_session(answer: RedirectResponse, token: str, lasts: timedelta, settings: Settings) -> None:
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
