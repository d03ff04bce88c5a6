"""One's own page: the daily digest for a coordinator, the private calendar for an interviewer."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, col, select

from mail_probe.message import is_address
from shopper.clock import OUR_ZONE
from shopper.members import MANAGING_ROLES
from shopper.moves import Cause, record
from shopper.office_account import office_trouble
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from web.calendar_feed import hash_of, new_secret
from web.dependencies import Platform, StoreSession, TheActor, ThePlatform, TheUser
from web.language import gettext
from web.pages import page

router = APIRouter()

LONGEST_ADDRESS: Final = 254
"""RFC 5321 4.5.3.1.3, without the angle brackets."""


@router.get("/me")
def show_me(
    request: Request, session: StoreSession, user: TheUser, platform: ThePlatform, saved: int = 0
) -> HTMLResponse:
    """What the user can set for themselves."""
    row = session.get_one(User, user.id)
    typed = {"email": row.email, "wants_digest": row.wants_digest}
    return _page(request, session, platform, row, typed=typed, saved=bool(saved))


@router.post("/me")
def save_me(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    email: Annotated[str, Form()] = "",
    wants_digest: Annotated[bool, Form()] = False,
) -> Response:
    """Store where the digest goes and whether it is wanted, or say what is wrong with the address."""
    row, email = session.get_one(User, actor.id), email.strip()
    problem = _problem(email, wants_digest=wants_digest)
    if problem:
        typed = {"email": email, "wants_digest": wants_digest}
        return _page(request, session, platform, row, 422, typed=typed, problem=problem)
    row.email, row.wants_digest = email, wants_digest
    session.add(row)
    _note(session, actor.id, "digest_wanted", actor.cause, "yes" if wants_digest else "no")
    return RedirectResponse("/me?saved=1", status_code=303)


@router.post("/me/calendar")
def make_calendar(request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform) -> HTMLResponse:
    """Make a new secret address, in place of any earlier one, and show it: the one time it can be seen.

    Shown in the answer itself and not after a redirect, for it is stored nowhere it could be read from.
    """
    row, secret = session.get_one(User, actor.id), new_secret()
    row.calendar_hash = hash_of(secret)
    session.add(row)
    _note(session, actor.id, "calendar", actor.cause, "made")
    site = platform.settings.site_url or str(request.base_url).rstrip("/")
    return _page(request, session, platform, row, feed=f"{site}/calendar/{secret}.ics")


@router.post("/me/calendar/revoke")
def revoke_calendar(session: StoreSession, actor: TheActor) -> RedirectResponse:
    """Make the address lead nowhere from now on."""
    row = session.get_one(User, actor.id)
    if row.calendar_hash is not None:
        row.calendar_hash = None
        session.add(row)
        _note(session, actor.id, "calendar", actor.cause, "revoked")
    return RedirectResponse("/me?saved=1", status_code=303)


def _problem(email: str, *, wants_digest: bool) -> str:
    if email and (len(email) > LONGEST_ADDRESS or not is_address(email)):
        return gettext("Det är ingen e-postadress. Skriv den som namn@kommun.example.")
    if wants_digest and not email:
        return gettext("Skriv den adress som läget ska skickas till.")
    return ""


def _note(session: Session, user_id: int, action: str, cause: Cause, after: str) -> None:
    record(session, "user", user_id, action, cause, after=after)


def _page(
    request: Request, session: Session, platform: Platform, row: User, status: int = 200, **shown: Any
) -> HTMLResponse:
    values = {
        "typed": {"email": row.email, "wants_digest": row.wants_digest},
        "saved": False,
        "problem": "",
        "feed": "",
    }
    values |= {"row": row, "zone": OUR_ZONE, "hour": platform.settings.digest_hour}
    values["gets_digest"] = row.role in MANAGING_ROLES
    if values["gets_digest"]:
        values["trouble"] = office_trouble(session, platform.settings.office_account)
        values["last"] = _last_digest(session, row)
    return page(request, "me.html", status, **values | shown)


def _last_digest(session: Session, row: User) -> AuditEvent | None:
    """What became of the newest digest."""
    wanted = select(AuditEvent).where(
        AuditEvent.thing == "user", AuditEvent.thing_id == str(row.id), AuditEvent.action == "digest"
    )
    return session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
