"""Sign-ins: the session cookie's token, who is behind it, and the list of somebody's sign-ins."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.settings import Settings
from shopper.tables.people import User, WebSession
from web.passwords import hash_password, verify_password

SESSION_COOKIE: Final = "shopper_session"
CODE_MINUTES: Final = 10
"""How long after the password the code of the second factor may be typed."""

SEEN_EVERY: Final = timedelta(minutes=10)
"""How exactly the last use of a sign-in is known: each is written down at most that often."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: a plain value, so that an error page can still name them after a rollback.

    `factor_missing`: their role must have a second factor and they have none yet. `seen_at` is when their sign-in was
    last written down as used.
    """

    id: int
    name: str
    role: str
    factor_missing: bool = False
    seen_at: datetime | None = None


# Checked when nobody has the name, so that the answer takes equally long whether the name exists or not.
_NOBODYS_HASH = hash_password(secrets.token_urlsafe(16))


def user_with_password(session: Session, name: str, password: str) -> User | None:
    """The user of this name when the password is theirs and their account is open."""
    user = session.exec(select(User).where(User.name == name)).first()
    stored = user.password_hash if user else None
    is_right = verify_password(password, stored or _NOBODYS_HASH)
    return user if user and is_right and stored and user.closed_at is None else None


def begin_session(  # noqa: PLR0913 - the columns of a sign-in
    session: Session, user: User, now: datetime, lasts: timedelta, *, device: str, awaits_code: bool
) -> str:
    """A new sign-in; returns the token for the cookie. Expired sign-ins are swept away."""
    token = secrets.token_urlsafe(32)
    session.connection().execute(delete(WebSession).where(col(WebSession.expires_at) <= now))
    session.add(
        WebSession(
            token_hash=token_hash(token),
            user_id=stored_id(user.id),
            created_at=now,
            seen_at=now,
            expires_at=now + lasts,
            device=device,
            awaits_code=awaits_code,
        )
    )
    return token


def end_session(session: Session, token: str | None) -> None:
    """Forget the sign-in of this token."""
    if token:
        session.connection().execute(delete(WebSession).where(col(WebSession.token_hash) == token_hash(token)))


def end_sessions(session: Session, user_id: int, *, but: str | None = None) -> int:
    """Forget the user's sign-ins, except the one with the token `but`; how many there were."""
    ended = delete(WebSession).where(col(WebSession.user_id) == user_id)
    if but:
        ended = ended.where(col(WebSession.token_hash) != token_hash(but))
    return int(session.connection().execute(ended).rowcount)


def visitor_of(session: Session, token: str | None, now: datetime, settings: Settings) -> Visitor | None:
    """Who is signed in with this token; None when it is unknown or over, or still awaits the second factor.

    A closed account is nobody's, whatever sign-ins it had.
    """
    found = _found(session, token, now)
    if found is None or found[1].awaits_code or _is_idle(found[1], now, settings):
        return None
    user, sign_in = found
    is_missing = user.role in settings.must_have_second_factor and user.totp_since is None
    return Visitor(stored_id(user.id), user.name, user.role, is_missing, sign_in.seen_at)


def user_awaiting_code(session: Session, token: str | None, now: datetime) -> User | None:
    """Whose password was right with this token, while their code is still to come."""
    found = _found(session, token, now)
    return found[0] if found and found[1].awaits_code else None


def sign_ins_of(session: Session, user_id: int, now: datetime) -> Sequence[WebSession]:
    """The user's sign-ins that hold, the newest first."""
    wanted = select(WebSession).where(WebSession.user_id == user_id, col(WebSession.expires_at) > now)
    wanted = wanted.where(col(WebSession.awaits_code).is_(False))
    return session.exec(wanted.order_by(col(WebSession.created_at).desc(), WebSession.token_hash)).all()


def is_seldom_seen(visitor: Visitor, now: datetime) -> bool:
    """Whether it is time to write down that the sign-in is in use."""
    return visitor.seen_at is None or visitor.seen_at + SEEN_EVERY <= now


def note_seen(session: Session, token: str, now: datetime) -> None:
    """Write down that the sign-in is in use."""
    used = update(WebSession).where(col(WebSession.token_hash) == token_hash(token)).values(seen_at=now)
    session.connection().execute(used)


def token_hash(token: str) -> str:
    """What is stored of a secret: its SHA-256."""
    return sha256(token.encode()).hexdigest()


# Built once: asked with every request.
_SIGN_IN: Final = (
    select(User, WebSession)
    .join(WebSession, col(WebSession.user_id) == User.id)
    .where(col(WebSession.token_hash) == bindparam("token_hash"), col(WebSession.expires_at) > bindparam("now"))
    .where(col(User.closed_at).is_(None))
)


def _found(session: Session, token: str | None, now: datetime) -> tuple[User, WebSession] | None:
    if not token:
        return None
    found = session.execute(_SIGN_IN, {"token_hash": token_hash(token), "now": now}).first()
    return (found[0], found[1]) if found else None


def _is_idle(sign_in: WebSession, now: datetime, settings: Settings) -> bool:
    idle = settings.session_idle_minutes
    return bool(idle) and (sign_in.seen_at or sign_in.created_at) + timedelta(minutes=max(idle, 15)) <= now
