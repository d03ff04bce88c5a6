"""The front door: where each role begins, the choice of language, and the sign of life."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy import update
from sqlmodel import col

from shopper.tables.people import User
from web.dependencies import StoreSession, ThePlatform
from web.language import LANGUAGE_COOKIE, known_language
from web.sessions import Visitor

router = APIRouter()

STARTS = {
    "interviewer": "/calls",
    "reviewer": "/review",
    "coordinator": "/waves",
    "auditor": "/waves",
    "administrator": "/waves",
}
YEAR_SECONDS = 365 * 24 * 3600


@router.get("/health")
def health() -> PlainTextResponse:
    """Whether the site answers and its database can be read: the rule of this route reads it."""
    return PlainTextResponse("ok")


@router.get("/favicon.ico")
def favicon() -> RedirectResponse:
    """The icon, for pages that do not name it themselves, such as a report's preview."""
    return RedirectResponse("/static/icon.svg")


@router.get("/")
def front(request: Request) -> RedirectResponse:
    """Lead everybody to their first page."""
    user: Visitor | None = request.state.user
    return RedirectResponse(STARTS[user.role] if user else "/sign-in", status_code=303)


@router.post("/language")
def choose_language(
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the name of the form's field
) -> RedirectResponse:
    """Speak this language from now on, and at the user's next sign-in."""
    chosen = known_language(language)
    user: Visitor | None = request.state.user
    if user:
        session.connection().execute(update(User).where(col(User.id) == user.id).values(language=chosen))
    answer = RedirectResponse(local_path(next), status_code=303)
    remember_language(answer, chosen, secure=platform.settings.secure_cookies)
    return answer


def remember_language(answer: RedirectResponse, language: str, *, secure: bool) -> None:
    """Keep the language in a cookie, so that the sign-in page speaks it too."""
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=secure)


def local_path(wanted: str) -> str:
    """The wanted page when it is one of ours, else the front door: nobody is led to another site."""
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_ours else "/"
