"""The page that a link leads to, for everybody: choosing a password; and asking for a link when it is forgotten."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func
from sqlmodel import col, select

from shopper.clock import OUR_ZONE
from shopper.faults import Conflict, NotThere
from shopper.invitations import Invited, Link, invitation_with, invited_user, make_invitation, take_up
from shopper.moves import Cause, record
from shopper.office_account import letter_trouble
from shopper.queries import stored_id
from shopper.tables.people import User
from web.admission import admit
from web.dependencies import Now, Platform, StoreSession, ThePlatform, storing
from web.invite import is_usable_address, link_address
from web.link_letters import send_letter, words_of
from web.pages import page
from web.passwords import hash_password, password_problem
from web.sessions import end_sessions
from web.slow_down import address_of, remember_failure, wait_for

router = APIRouter()

MOST_ACCOUNTS: Final = 5
"""Links that one request brings at most: several accounts may have the same address."""


@router.get("/invitation/{secret}")
def show_invitation(request: Request, session: StoreSession, now: Now, secret: str) -> HTMLResponse:
    """The form for a password, while the link can be used."""
    try:
        found = invitation_with(session, secret, now)
    except NotThere:
        return page(request, "invitation_gone.html", 410)
    return page(request, "invitation.html", invitation=found, secret=secret, errors={}, zone=OUR_ZONE)


@router.post("/invitation/{secret}")
def accept_invitation(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    secret: str,
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Take the password and let the person in; the link is used up, and sign-ins from before end."""
    try:
        found = invitation_with(session, secret, now)
    except NotThere:
        return page(request, "invitation_gone.html", 410)
    problem = password_problem(new, again, (found.name, found.email))
    if problem:
        values = {"invitation": found, "secret": secret, "errors": {"new": problem}}
        return page(request, "invitation.html", 422, zone=OUR_ZONE, **values)
    try:
        user = take_up(session, found, now, "password")
    except Conflict:
        session.rollback()  # the link stays as it was
        return page(request, "invitation_gone.html", 410)
    user.password_hash = hash_password(new)
    session.add(user)
    end_sessions(session, stored_id(user.id))
    record(session, "user", stored_id(user.id), "password", Cause(user.name, now), after="chosen")
    return admit(request, session, platform.settings, user, now, "/", "invitation")


@router.get("/forgotten")
def show_forgotten(request: Request, session: StoreSession, platform: ThePlatform) -> HTMLResponse:
    """The form for the address; without an account for letters, whom to ask instead."""
    return page(request, "forgotten.html", trouble=letter_trouble(session, platform.settings), asked=False)


@router.post("/forgotten")
def ask_for_link(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's field
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    afterwards: BackgroundTasks,
    email: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Always the same answer, equally fast, whether the address is somebody's or not; letters leave after it.

    Who asks often waits, by address and by host, and is not told so.
    """
    email = email.strip()
    trouble = letter_trouble(session, platform.settings)
    counted = f"\tforgotten {sha256(email.casefold().encode()).hexdigest()}"
    # Apart from those of signing in: whoever asks for links keeps nobody behind the same address from their work.
    address = f"\tforgotten {address_of(request, platform.settings)}"
    if not trouble and is_usable_address(email) and not wait_for(session, counted, address, now):
        remember_failure(session, counted, address, now)
        afterwards.add_task(_send_links, request, platform, email, now)
    return page(request, "forgotten.html", trouble=trouble, asked=True)


def _send_links(request: Request, platform: Platform, email: str, now: datetime) -> None:
    """A link to each open account with this address."""
    lasts = timedelta(hours=platform.settings.invitation_hours)
    for invited, link in _links(platform, email, lasts, now):
        words = words_of(invited, "", link_address(request, platform, link), now + lasts)
        send_letter(platform, link, invited.email, words, "forgotten")


def _links(platform: Platform, email: str, lasts: timedelta, now: datetime) -> list[tuple[Invited, Link]]:
    same = func.lower(col(User.email)) == email.lower()
    wanted = select(User).where(same, col(User.closed_at).is_(None)).order_by(col(User.id)).limit(MOST_ACCOUNTS)
    with storing(platform) as session:
        users = [(user, invited_user(user, user.email)) for user in session.exec(wanted)]
        return [
            (one, make_invitation(session, one, stored_id(user.id), lasts, Cause("forgotten", now)))
            for user, one in users
        ]
