"""Inviting people, for administrators: the form, the link by letter or shown once, sending again, revoking."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, col, select

from mail_probe.message import is_address
from shopper.clock import OUR_ZONE
from shopper.faults import NotThere
from shopper.invitations import Invited, Link, make_invitation, renew_invitation
from shopper.invitations import revoke_invitation as revoke
from shopper.names import is_name
from shopper.office_account import letter_trouble
from shopper.queries import stored_id
from shopper.reach import own_waves
from shopper.tables.people import ROLES, Invitation, User
from shopper.tables.study import Wave
from web.dependencies import Actor, Number, Platform, StoreSession, TheActor, ThePlatform, TheUser, storing
from web.language import gettext
from web.link_letters import send_letter, words_of
from web.pages import page
from web.sessions import Visitor
from web.words import word

router = APIRouter()

LONGEST_ADDRESS: Final = 254
"""RFC 5321 4.5.3.1.3, without the angle brackets."""


@router.get("/people/invite")
def show_invite(request: Request, session: StoreSession, user: TheUser, platform: ThePlatform) -> HTMLResponse:
    """The form for a new person."""
    return _form(request, session, platform, user)


@router.post("/people/invite")
def invite(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    platform: ThePlatform,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    wave: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Invite a new person, or say what is wrong."""
    name, email = name.strip(), email.strip()
    joined = [own for own in _waves(session, user) if own.name in (wave or [])]
    errors = _errors(session, name, email, role)
    if errors:
        typed = {"name": name, "email": email, "role": role, "wave": [own.name for own in joined]}
        return _form(request, session, platform, user, 422, typed=typed, errors=errors)
    invited = Invited(name, email, role, tuple(stored_id(own.id) for own in joined))
    return give_link(request, session, platform, actor, invited, "/people?done=sent")


@router.post("/people/invitations/{number}/send")
def resend_invitation(
    request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform, number: Number
) -> Response:
    """A new link in place of the old one: by letter, or shown here to be handed over."""
    row = session.get(Invitation, number)
    if row is None or row.user_id is not None:
        raise NotThere("there is no such invitation")
    invited = Invited(row.name, row.email, row.role, tuple(row.wave_ids))
    return give_link(request, session, platform, actor, invited, "/people?done=sent", again=number)


@router.post("/people/invitations/{number}/revoke")
def revoke_invitation(session: StoreSession, actor: TheActor, number: Number) -> RedirectResponse:
    """End the link before it is used."""
    revoke(session, number, actor.cause)
    return RedirectResponse("/people?done=revoked", status_code=303)


def give_link(  # noqa: PLR0913, PLR0917 - who gets it, from whom, and where the page leads
    request: Request, session: Session, platform: Platform, actor: Actor, invited: Invited, then: str, *, again: int = 0
) -> Response:
    """Make a link and send it; where no letter can leave or it was not taken, show it once to be handed over.

    On a route of `WORK_OUT_FIRST`: nothing is locked while the mail server is spoken to.
    """
    settings = platform.settings
    lasts = timedelta(hours=settings.invitation_hours)
    trouble = letter_trouble(session, settings) or ("" if invited.email else "no_address")
    session.rollback()  # it has read what it needs
    with storing(platform) as writing:
        if again:
            link = renew_invitation(writing, again, lasts, actor.cause)
        else:
            link = make_invitation(writing, invited, actor.id, lasts, actor.cause)
    address = link_address(request, platform, link)
    outcome = None
    if not trouble:
        words = words_of(invited, word(invited.role, "role").lower(), address, actor.cause.at + lasts)
        outcome = send_letter(platform, link, invited.email, words, actor.cause.actor)
        if outcome.result == "sent":
            return RedirectResponse(then, status_code=303)
    values = {"trouble": trouble, "outcome": outcome, "address": address, "invited": invited, "then": then}
    return page(request, "people_link.html", until=actor.cause.at + lasts, zone=OUR_ZONE, **values)


def link_address(request: Request, platform: Platform, link: Link) -> str:
    """The link as it stands in a letter, or on the page of the administrator who hands it over."""
    site = platform.settings.site_url or str(request.base_url).rstrip("/")
    return f"{site}/invitation/{link.secret}"


def is_usable_address(email: str) -> bool:
    """Whether a letter can be written to it."""
    return len(email) <= LONGEST_ADDRESS and is_address(email)


def _errors(session: Session, name: str, email: str, role: str) -> dict[str, str]:
    errors = {}
    if not is_name(name):
        errors["name"] = gettext("Skriv ett namn på högst hundra tecken, utan snedstreck.")
    elif session.exec(select(User.id).where(User.name == name)).first() is not None:
        errors["name"] = gettext("Någon heter så redan. Välj ett annat namn, eller skicka en länk från personens sida.")
    if not is_usable_address(email):
        errors["email"] = gettext("Det är ingen e-postadress. Skriv den som namn@kommun.example.")
    if role not in ROLES:
        errors["role"] = gettext("Välj en roll.")
    return errors


def _waves(session: Session, user: Visitor) -> list[Wave]:
    wanted = select(Wave).where(col(Wave.id).in_(own_waves(user))).order_by(col(Wave.first_day).desc(), Wave.name)
    return list(session.exec(wanted))


def _form(
    request: Request, session: Session, platform: Platform, user: Visitor, status: int = 200, **shown: Any
) -> HTMLResponse:
    values: dict[str, Any] = {"typed": {"name": "", "email": "", "role": "", "wave": []}, "errors": {}, "roles": ROLES}
    values |= {"waves": _waves(session, user), "trouble": letter_trouble(session, platform.settings)}
    return page(request, "people_invite.html", status, **values | shown)
