"""Signing in by a sign-in service (OpenID Connect), and tying one's account to it.

Somebody is found by what the service calls them, never by an address that it only claims. An account is tied by its
owner, who is signed in, or by an invitation to an address that the service has verified.
"""

import json
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, select

from shopper.faults import Conflict, NotThere
from shopper.invitations import invitation_to, take_up
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.sealed import SecretChanged, seal, unseal
from shopper.settings import Settings
from shopper.tables.people import User
from shopper.texts import mark
from web.admission import admit
from web.dependencies import Now, Platform, StoreSession, TheActor, ThePlatform, storing
from web.front import local_path
from web.language import gettext
from web.oidc_provider import Attempt, Identity, Service, ServiceFault, address_to_go_to, who_came_back
from web.pages import page
from web.sessions import Visitor
from web.sign_in import sign_in_page

router = APIRouter()

AWAY_COOKIE: Final = "shopper_service"
AWAY_PATH: Final = "/sign-in/service"
CALLBACK: Final = "/sign-in/service/back"
AWAY_MINUTES: Final = 10
PAGE: Final = "/me/security"
_LONGEST: Final = 4096
_TOO_LATE: Final = mark("Inloggningen tog för lång tid eller började någon annanstans. Försök igen.")
_NOT_LET_IN: Final = mark("Inloggningstjänsten släppte inte in dig. Försök igen eller använd ditt lösenord.")
_NOT_TRUSTED: Final = mark("Inloggningstjänstens svar gick inte att lita på. Försök igen.")
_SIGNED_OUT: Final = mark("Du loggades ut under tiden. Logga in och koppla kontot på nytt.")
_OUT_OF_REACH: Final = mark("Inloggningstjänsten går inte att nå just nu. Försök igen, eller använd ditt lösenord.")

Word = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/sign-in/service")
def begin_service_sign_in(
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    next: Word = "/",  # noqa: A002 - the name in the address
) -> Response:
    """Send the visitor to the sign-in service."""
    return _away(request, session, platform, now, next_page=local_path(next), user_id=0)


@router.get("/me/security/service")
def link_service(request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform) -> Response:
    """Send a user who is signed in to the service, so that their account there is tied to theirs here.

    A link on another site leads to the page with the button: whoever is signed in to the service in this browser could
    be somebody else, and would then own the account here.
    """
    if not _is_led_from_here(request):
        return RedirectResponse(PAGE, status_code=303)
    return _away(request, session, platform, actor.cause.at, next_page=PAGE, user_id=actor.id)


@router.post("/me/security/service/off")
def unlink_service(session: StoreSession, actor: TheActor) -> RedirectResponse:
    """Untie one's account, which needs a password to sign in with afterwards."""
    row = session.get_one(User, actor.id)
    if row.oidc_subject is not None:
        if row.password_hash is None:
            raise Conflict("without a password nobody could sign in any more")
        row.oidc_subject = None
        session.add(row)
        record(session, "user", actor.id, "service", actor.cause, before="linked", after="unlinked")
    return RedirectResponse(f"{PAGE}?saved=1", status_code=303)


@router.get("/sign-in/service/back")
def end_service_sign_in(  # noqa: PLR0913, PLR0917 - what the framework hands over, and what the service says
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    state: Word = "",
    code: Word = "",
    error: Word = "",
) -> Response:
    """Take somebody back from the service: sign them in, tie their account, or say plainly why not."""
    service = _service(platform.settings)
    away = _away_of(request, platform.settings, now)
    if away is None or not compare_digest(state.encode(), away["state"].encode()):
        return _refused(request, platform, _TOO_LATE)
    if error or not code:
        return _refused(
            request,
            platform,
            _NOT_LET_IN,
        )
    session.rollback()  # no transaction is open while the service is asked
    attempt = Attempt(away["state"], away["nonce"], away["verifier"])
    try:
        identity = who_came_back(service, _callback(request, platform.settings), code, attempt, now)
    except ServiceFault:
        return _refused(request, platform, _NOT_TRUSTED)
    with storing(platform) as writing:
        if away["user_id"]:
            return _without_cookie(_tied(request, platform, writing, identity, away["user_id"], now))
        return _without_cookie(_welcomed(request, platform, writing, identity, away["next"], now))


def _welcomed(  # noqa: PLR0913, PLR0917 - who, where, when
    request: Request, platform: Platform, session: Session, identity: Identity, next_page: str, now: datetime
) -> Response:
    user = session.exec(select(User).where(User.oidc_subject == identity.subject)).first()
    if user is None:
        user = _invited(session, identity, now)
    if user is None or user.closed_at is not None:
        return page(request, "service_unknown.html", 403, email=identity.verified_email)
    return admit(request, session, platform.settings, user, now, next_page, "service")


def _invited(session: Session, identity: Identity, now: datetime) -> User | None:
    """The user made of an open invitation to the verified address; None when nobody was invited there."""
    invitation = invitation_to(session, identity.verified_email, now) if identity.verified_email else None
    if invitation is None:
        return None
    try:
        user = take_up(session, invitation, now, "service")
    except Conflict:
        session.rollback()
        return None
    user.oidc_subject = identity.subject
    session.add(user)
    record(session, "user", stored_id(user.id), "service", Cause(user.name, now), after="linked")
    return user


def _tied(  # noqa: PLR0913, PLR0917 - who, where, when
    request: Request, platform: Platform, session: Session, identity: Identity, user_id: int, now: datetime
) -> Response:
    """Tie the account of the user who left for it and is still signed in."""
    visitor: Visitor | None = request.state.user
    if visitor is None or visitor.id != user_id:
        return _refused(request, platform, _SIGNED_OUT)
    if session.exec(select(User.id).where(User.oidc_subject == identity.subject, User.id != user_id)).first():
        raise Conflict("somebody else's account here is tied to this account of the service")
    row = session.get_one(User, user_id)
    row.oidc_subject = identity.subject
    session.add(row)
    record(session, "user", user_id, "service", Cause(visitor.name, now), after="linked")
    return RedirectResponse(f"{PAGE}?saved=1", status_code=303)


def _away(request: Request, session: Session, platform: Platform, now: datetime, **where: Any) -> Response:
    settings = platform.settings
    service = _service(settings)
    session.rollback()  # no transaction is open while the service is asked
    attempt = Attempt(token_urlsafe(32), token_urlsafe(32), token_urlsafe(48))
    try:
        address = address_to_go_to(service, _callback(request, settings), attempt)
    except ServiceFault:
        return _refused(
            request,
            platform,
            _OUT_OF_REACH,
        )
    until = now + timedelta(minutes=AWAY_MINUTES)
    kept = {"state": attempt.state, "nonce": attempt.nonce, "verifier": attempt.verifier, "until": until.timestamp()}
    kept |= {"next": where["next_page"], "user_id": where["user_id"]}
    answer = RedirectResponse(address, status_code=303)
    answer.set_cookie(
        AWAY_COOKIE,
        seal(json.dumps(kept), settings.secret),
        max_age=AWAY_MINUTES * 60,
        path=AWAY_PATH,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return answer


def _is_led_from_here(request: Request) -> bool:
    """Whether a page of ours has the link that was followed: a GET, for a form may not lead to another site."""
    fetched_from = request.headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from == "same-origin"
    # Not every browser says it, and none without a secure connection; all of them name our own page to us.
    return urlsplit(request.headers.get("referer", "")).netloc == request.headers.get("host")


def _away_of(request: Request, settings: Settings, now: datetime) -> dict[str, Any] | None:
    """What was kept when the visitor left, while it holds; only this site can have written it."""
    try:
        kept: dict[str, Any] = json.loads(unseal(request.cookies.get(AWAY_COOKIE, ""), settings.secret))
    except SecretChanged:
        return None
    return kept if kept["until"] > now.timestamp() else None


def _service(settings: Settings) -> Service:
    if not settings.oidc_issuer:
        raise NotThere("there is no sign-in service")
    return Service(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def _callback(request: Request, settings: Settings) -> str:
    return f"{settings.site_url or str(request.base_url).rstrip('/')}{CALLBACK}"


def _refused(request: Request, platform: Platform, problem: str) -> Response:
    return _without_cookie(sign_in_page(request, platform, 403, gettext(problem)))


def _without_cookie(answer: Response) -> Response:
    """What was kept is good for one return."""
    answer.delete_cookie(AWAY_COOKIE, path=AWAY_PATH)
    return answer
