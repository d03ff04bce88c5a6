"""Light or dark: as the device is set, or as somebody has chosen on their own page."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from sqlalchemy import update
from sqlmodel import col

from shopper.tables.people import COLOUR_SCHEMES, User
from web.dependencies import StoreSession, ThePlatform, TheUser

router = APIRouter()

COLOURS_COOKIE: Final = "shopper_colours"
_YEAR_SECONDS: Final = 365 * 24 * 3600


def colours_of(cookies: Mapping[str, str]) -> str:
    """The colour scheme of a request: the one chosen, else `auto`, which follows the device."""
    wanted = cookies.get(COLOURS_COOKIE, "")
    return wanted if wanted in COLOUR_SCHEMES else COLOUR_SCHEMES[0]


@router.post("/me/colours")
def choose_colours(
    session: StoreSession, user: TheUser, platform: ThePlatform, colours: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Show every page in these colours from now on, and at the user's next sign-in."""
    chosen = colours_of({COLOURS_COOKIE: colours})
    session.connection().execute(update(User).where(col(User.id) == user.id).values(colour_scheme=chosen))
    answer = RedirectResponse("/me", status_code=303)
    remember_colours(answer, chosen, secure=platform.settings.secure_cookies)
    return answer


def remember_colours(answer: RedirectResponse, colours: str, *, secure: bool) -> None:
    """Keep the choice in a cookie: the page is drawn in it before anybody is asked for in the database."""
    answer.set_cookie(COLOURS_COOKIE, colours, max_age=_YEAR_SECONDS, httponly=True, samesite="lax", secure=secure)
