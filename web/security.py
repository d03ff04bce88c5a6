"""One's own sign-in: the password, the second factor, the sign-in service, and where one is signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import delete
from sqlmodel import Session, col

from shopper.clock import OUR_ZONE
from shopper.moves import record
from shopper.queries import stored_id
from shopper.settings import Settings
from shopper.tables.people import User, WebSession
from web.dependencies import StoreSession, TheActor, ThePlatform, TheUser
from web.language import gettext
from web.pages import page
from web.passwords import LONGEST_TYPED, hash_password, password_problem, verify_password
from web.sessions import SESSION_COOKIE, end_sessions, sign_ins_of, token_hash
from web.sign_in import STATUS_OF_WAITING, waiting_sentence
from web.slow_down import counted_inside, remember_failure, wait_for

router = APIRouter()

PAGE = "/me/security"


@router.get("/me/security")
def show_security(
    request: Request, session: StoreSession, user: TheUser, platform: ThePlatform, saved: int = 0
) -> HTMLResponse:
    """What the user can do about their own sign-in."""
    return _page(request, session, platform.settings, session.get_one(User, user.id), saved=bool(saved))


@router.post("/me/security/password")
def change_password(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password for the old one; the user's other sign-ins end."""
    row, settings, now = session.get_one(User, actor.id), platform.settings, actor.cause.at
    counted, address = counted_inside(row)
    wait = wait_for(session, counted, address, now)
    if wait:
        return _page(request, session, settings, row, STATUS_OF_WAITING, errors={"old": waiting_sentence(wait)})
    if len(old) > LONGEST_TYPED or not row.password_hash or not verify_password(old, row.password_hash):
        remember_failure(session, counted, address, now)
        problem = gettext("Det är inte ditt nuvarande lösenord.")
        return _page(request, session, settings, row, 422, errors={"old": problem})
    problem = password_problem(new, again, (row.name, row.email))
    if problem:
        return _page(request, session, settings, row, 422, errors={"new": problem})
    row.password_hash = hash_password(new)
    session.add(row)
    end_sessions(session, actor.id, but=request.cookies.get(SESSION_COOKIE))
    record(session, "user", actor.id, "password", actor.cause, after="changed")
    return RedirectResponse(f"{PAGE}?saved=1", status_code=303)


@router.post("/me/security/end")
def end_sign_in(session: StoreSession, actor: TheActor, sign_in: Annotated[str, Form()] = "") -> RedirectResponse:
    """End one of the user's own sign-ins; one that is over already is no fault."""
    own = col(WebSession.user_id) == actor.id, col(WebSession.token_hash) == sign_in
    if session.connection().execute(delete(WebSession).where(*own)).rowcount:
        record(session, "user", actor.id, "sign_ins_ended", actor.cause, after="1")
    return RedirectResponse(f"{PAGE}?saved=1", status_code=303)


@router.post("/me/security/end-others")
def end_other_sign_ins(request: Request, session: StoreSession, actor: TheActor) -> RedirectResponse:
    """End all of the user's sign-ins but this one."""
    ended = end_sessions(session, actor.id, but=request.cookies.get(SESSION_COOKIE))
    if ended:
        record(session, "user", actor.id, "sign_ins_ended", actor.cause, after=str(ended))
    return RedirectResponse(f"{PAGE}?saved=1", status_code=303)


def _page(
    request: Request, session: Session, settings: Settings, row: User, status: int = 200, **shown: Any
) -> HTMLResponse:
    values: dict[str, Any] = {"errors": {}, "saved": False, "row": row, "zone": OUR_ZONE}
    values["sign_ins"] = sign_ins_of(session, stored_id(row.id), request.state.now)
    values["this"] = token_hash(request.cookies.get(SESSION_COOKIE, ""))
    values["service"] = (settings.oidc_name or gettext("inloggningstjänsten")) if settings.oidc_issuer else ""
    return page(request, "security.html", status, **values | shown)
