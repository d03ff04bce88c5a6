"""One person's account, for administrators: role, closing, links, sign-ins, a lost second factor."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.accounts_of_people import change_role as give_role
from shopper.accounts_of_people import close_account, end_all_sign_ins, reopen_account
from shopper.clock import OUR_ZONE
from shopper.faults import BadInput, Conflict, NotThere
from shopper.invitations import invited_user
from shopper.moves import record
from shopper.office_account import letter_trouble
from shopper.tables.people import ROLES, User
from web.dependencies import Number, StoreSession, TheActor, ThePlatform
from web.invite import give_link, is_usable_address
from web.language import gettext
from web.pages import page
from web.people_view import link_to, person_with
from web.second_factor_check import clear_factor
from web.sessions import sign_ins_of

router = APIRouter(prefix="/people/{user_id}")


def the_person(session: StoreSession, user_id: Number) -> User:
    """The user the address names."""
    found = session.get(User, user_id)
    if found is None:
        raise NotThere("there is no such user")
    return found


ThePerson = Annotated[User, Depends(the_person)]


@router.get("")
def show_user(
    request: Request, session: StoreSession, person: ThePerson, platform: ThePlatform, saved: int = 0
) -> HTMLResponse:
    """One person, and what can be done about their account."""
    return _page(request, session, platform, person, saved=bool(saved))


@router.post("/role")
def change_role(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's field
    request: Request,
    session: StoreSession,
    person: ThePerson,
    actor: TheActor,
    platform: ThePlatform,
    role: Annotated[str, Form()] = "",
) -> Response:
    """Give the person another role, and end their sign-ins."""
    if role not in ROLES:
        raise BadInput("there is no such role; choose one of the list")
    try:
        give_role(session, person, role, actor.cause)
    except Conflict:
        return _page(request, session, platform, person, 409, problem=_last_administrator())
    return _back(person)


@router.post("/close")
def close_user(
    request: Request, session: StoreSession, person: ThePerson, actor: TheActor, platform: ThePlatform
) -> Response:
    """Close the account and end its sign-ins."""
    try:
        close_account(session, person, actor.cause)
    except Conflict:
        return _page(request, session, platform, person, 409, problem=_last_administrator())
    return _back(person)


@router.post("/reopen")
def reopen_user(session: StoreSession, person: ThePerson, actor: TheActor) -> RedirectResponse:
    """Open a closed account again."""
    reopen_account(session, person, actor.cause)
    return _back(person)


@router.post("/end-sign-ins")
def end_user_sign_ins(session: StoreSession, person: ThePerson, actor: TheActor) -> RedirectResponse:
    """Sign the person out everywhere."""
    end_all_sign_ins(session, person, actor.cause)
    return _back(person)


@router.post("/second-factor/off")
def drop_user_factor(session: StoreSession, person: ThePerson, actor: TheActor) -> RedirectResponse:
    """Turn off a lost second factor, and sign the person out everywhere: whoever has the phone is not to stay in."""
    if person.totp_sealed is not None:
        clear_factor(session, person)
        record(session, "user", person.id or 0, "second_factor", actor.cause, before="on", after="off")
        end_all_sign_ins(session, person, actor.cause)
    return _back(person)


@router.post("/service/off")
def unlink_user(session: StoreSession, person: ThePerson, actor: TheActor) -> RedirectResponse:
    """Take the sign-in service away from the account."""
    if person.oidc_subject is not None:
        person.oidc_subject = None
        session.add(person)
        record(session, "user", person.id or 0, "service", actor.cause, before="linked", after="unlinked")
        end_all_sign_ins(session, person, actor.cause)
    return _back(person)


@router.post("/link")
def send_user_link(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's field
    request: Request,
    session: StoreSession,
    person: ThePerson,
    actor: TheActor,
    platform: ThePlatform,
    email: Annotated[str, Form()] = "",
) -> Response:
    """Give the person a link for a new password: by letter, or shown here to be handed over."""
    email = email.strip()
    if person.closed_at is not None:
        raise Conflict("a closed account gets no link; reopen it first")
    if email and not is_usable_address(email):
        problem = gettext("Det är ingen e-postadress. Skriv den som namn@kommun.example.")
        return _page(request, session, platform, person, 422, email=email, email_problem=problem)
    return give_link(request, session, platform, actor, invited_user(person, email), f"/people/{person.id}?saved=1")


def _last_administrator() -> str:
    return gettext("Det måste finnas en administratör som kan logga in. Gör först någon annan till administratör.")


def _back(person: User) -> RedirectResponse:
    return RedirectResponse(f"/people/{person.id}?saved=1", status_code=303)


def _page(
    request: Request, session: Session, platform: ThePlatform, person: User, status: int = 200, **shown: Any
) -> HTMLResponse:
    now = request.state.now
    values: dict[str, Any] = {"saved": False, "problem": "", "email_problem": "", "email": person.email}
    values |= {"person": person_with(session, person), "row": person, "roles": ROLES, "zone": OUR_ZONE}
    values |= {
        "sign_ins": sign_ins_of(session, person.id or 0, now),
        "link": link_to(session, person.id or 0, now),
        "trouble": letter_trouble(session, platform.settings),
    }
    return page(request, "people_person.html", status, **values | shown)
