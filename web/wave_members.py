"""Who works with a wave: the list of its members, adding one and taking one away."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.faults import BadInput, Conflict
from shopper.members import add_member, members_of, possible_members, remove_member
from shopper.queries import stored_id
from shopper.tables.study import Wave
from shopper.texts import mark
from web.access import COORDINATES
from web.dependencies import StoreSession, TheActor, TheUser, signed_in
from web.language import gettext
from web.pages import page
from web.reach import wave_for

router = APIRouter()

CHOOSE: Final = mark("Välj någon i listan.")
GONE: Final = mark("Personen är inte medlem längre. Listan visar vilka som är det nu.")
LAST_ONE: Final = mark("Mätomgången måste ha en samordnare eller administratör. Lägg till någon annan först.")

Who = Annotated[str, Form(max_length=9)]
"""The id of a user, with at most so many digits as every database takes."""


@router.get("/waves/{name}/members")
def show_members(request: Request, name: str, session: StoreSession, user: TheUser, saved: int = 0) -> HTMLResponse:
    """The members, and who could become one."""
    return _page(request, session, wave_for(session, user, name), saved=bool(saved))


@router.post("/waves/{name}/members")
def add_to_members(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, session: StoreSession, user: TheUser, actor: TheActor, who: Who = ""
) -> Response:
    """Let somebody work with the wave."""
    wave = wave_for(session, user, name)
    try:
        add_member(session, stored_id(wave.id), _number(who), actor.cause)
    except BadInput:
        return _page(request, session, wave, problem=CHOOSE)
    return _saved(wave)


@router.post("/waves/{name}/members/remove")
def remove_from_members(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, session: StoreSession, user: TheUser, actor: TheActor, who: Who = ""
) -> Response:
    """Take the wave away from somebody; who takes it from themselves is led to the waves they have left."""
    wave = wave_for(session, user, name)
    try:
        remove_member(session, stored_id(wave.id), _number(who), actor.cause)
    except BadInput:
        return _page(request, session, wave, problem=GONE)
    except Conflict:
        return _page(request, session, wave, problem=LAST_ONE)
    return RedirectResponse("/waves", status_code=303) if _number(who) == user.id else _saved(wave)


def _number(who: str) -> int:
    return int(who) if who.isascii() and who.isdigit() else 0


def _saved(wave: Wave) -> RedirectResponse:
    return RedirectResponse(f"{_address(wave)}?saved=1", status_code=303)


def _address(wave: Wave) -> str:
    return f"/waves/{quote(wave.name, safe='')}/members"


def _page(request: Request, session: Session, wave: Wave, *, saved: bool = False, problem: str = "") -> HTMLResponse:
    may_change = signed_in(request).role in COORDINATES
    values = {
        "wave": wave,
        "address": _address(wave),
        "members": members_of(session, stored_id(wave.id)),
        "others": possible_members(session, stored_id(wave.id)) if may_change else [],
        "may_change": may_change,
        "saved": saved,
        "problem": gettext(problem) if problem else "",
    }
    return page(request, "wave_members.html", 422 if problem else 200, **values)
