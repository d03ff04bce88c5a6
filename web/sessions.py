"""Sign-ins: passwords, the session cookie's token, and the slow-down after failed attempts."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.tables.people import SignInFailure, User, WebSession
from web.passwords import hash_password, verify_password

SESSION_COOKIE = "shopper_session"
FREE_FAILURES = 3
FIRST_WAIT_SECONDS = 4
LONGEST_WAIT_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: a plain value, so that an error page can still name them after a rollback."""

    id: int
    name: str
    role: str


# Checked when nobody has the name, so that the answer takes equally long whether the name exists or not.
_NOBODYS_HASH = hash_password(secrets.token_urlsafe(16))


def seconds_to_wait(failed_at: Sequence[datetime], now: datetime) -> int:
    """Seconds until this name may try again: nothing for three failures, then 4, 8, 16 ... at most 15 minutes."""
    if len(failed_at) < FREE_FAILURES:
        return 0
    doublings = min(len(failed_at) - FREE_FAILURES, 10)
    wait = min(FIRST_WAIT_SECONDS * 2**doublings, LONGEST_WAIT_SECONDS)
    left = max(failed_at) + timedelta(seconds=wait) - now
    return max(0, -int(-left.total_seconds() // 1))


def recent_failures(session: Session, name: str, now: datetime) -> Sequence[datetime]:
    """When sign-ins with this name failed, as far back as the longest wait."""
    since = now - timedelta(seconds=LONGEST_WAIT_SECONDS)
    wanted = select(SignInFailure.failed_at).where(SignInFailure.name == name, col(SignInFailure.failed_at) > since)
    return session.exec(wanted).all()


def user_with_password(session: Session, name: str, password: str) -> User | None:
    """The user of this name when the password is theirs."""
    user = session.exec(select(User).where(User.name == name)).first()
    stored = user.password_hash if user else None
    is_right = verify_password(password, stored or _NOBODYS_HASH)
    return user if is_right and stored else None


def remember_failure(session: Session, name: str, now: datetime) -> None:
    """Count a failed sign-in against the name; those too old to count are swept away."""
    too_old = now - timedelta(seconds=LONGEST_WAIT_SECONDS)
    session.connection().execute(delete(SignInFailure).where(col(SignInFailure.failed_at) <= too_old))
    session.add(SignInFailure(name=name, failed_at=now))


def begin_session(session: Session, user: User, now: datetime, hours: int) -> str:
    """A new sign-in; returns the token for the cookie. Failures of the name and expired sign-ins are swept away."""
    token = secrets.token_urlsafe(32)
    session.connection().execute(delete(SignInFailure).where(col(SignInFailure.name) == user.name))
    session.connection().execute(delete(WebSession).where(col(WebSession.expires_at) <= now))
    session.add(
        WebSession(
            token_hash=_hashed(token),
            user_id=stored_id(user.id),
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def end_session(session: Session, token: str | None) -> None:
    """Forget the sign-in of this token."""
    if token:
        session.connection().execute(delete(WebSession).where(col(WebSession.token_hash) == _hashed(token)))


def visitor_of(session: Session, token: str | None, now: datetime) -> Visitor | None:
    """Who is signed in with this token, or None when it is unknown or has expired."""
    if not token:
        return None
    wanted = select(User).join(WebSession, col(WebSession.user_id) == User.id)
    wanted = wanted.where(WebSession.token_hash == _hashed(token), col(WebSession.expires_at) > now)
    user = session.exec(wanted).first()
    return Visitor(id=stored_id(user.id), name=user.name, role=user.role) if user else None


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
