"""Invitations, and links for a new password: made, made anew, taken up once, ended.

Only the SHA-256 of a link's secret is stored: a link can be shown or sent when it is made and never again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Literal

from sqlalchemy import ColumnElement, or_, true, update
from sqlmodel import Session, col, select

from shopper.faults import Conflict, NotThere
from shopper.members import MEMBER_ROLES, add_member
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.people import Invitation, User
from shopper.tables.study import Wave

InvitationState = Literal["used", "revoked", "expired", "open"]


@dataclass(frozen=True, slots=True)
class Link:
    """A fresh link: the invitation's id, and the secret that stands in its address."""

    invitation_id: int
    secret: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is to get a link. `user_id` is None for somebody new, and `wave_ids` are the waves they join."""

    name: str
    email: str
    role: str
    wave_ids: tuple[int, ...] = ()
    user_id: int | None = None


def invited_user(user: User, email: str) -> Invited:
    """Somebody who is a user already, and is to choose a new password."""
    return Invited(user.name, email, user.role, user_id=stored_id(user.id))


def make_invitation(session: Session, invited: Invited, by: int, lasts: timedelta, cause: Cause) -> Link:
    """Store an invitation by the user with the id `by`; earlier links to the same user end."""
    if invited.user_id is not None:
        _end_links_of(session, invited.user_id, cause.at)
    secret = token_urlsafe(32)
    made = Invitation(
        token_hash=_hash(secret),
        name=invited.name,
        email=invited.email,
        role=invited.role,
        wave_ids=list(invited.wave_ids),
        user_id=invited.user_id,
        invited_by=by,
        invited_at=cause.at,
        expires_at=cause.at + lasts,
    )
    session.add(made)
    session.flush()
    record(session, "invitation", stored_id(made.id), "invite", cause, after=made.role, details={"user": made.user_id})
    return Link(stored_id(made.id), secret)


def renew_invitation(session: Session, invitation_id: int, lasts: timedelta, cause: Cause) -> Link:
    """A new secret and a new time for an invitation; the link before ends. Conflict when it is used or revoked."""
    secret = token_urlsafe(32)
    fresh = {"token_hash": _hash(secret), "expires_at": cause.at + lasts, "sent_at": None}
    _change_unused(session, invitation_id, **fresh)
    record(session, "invitation", invitation_id, "renew", cause)
    return Link(invitation_id, secret)


def revoke_invitation(session: Session, invitation_id: int, cause: Cause) -> None:
    """End an invitation before its use. Conflict when it is used or revoked already."""
    _change_unused(session, invitation_id, revoked_at=cause.at)
    record(session, "invitation", invitation_id, "revoke", cause)


def end_links(session: Session, user_id: int, cause: Cause) -> None:
    """End the open links to this user, and those that they made: with either they could still come in."""
    theirs = or_(col(Invitation.user_id) == user_id, col(Invitation.invited_by) == user_id)
    _end_open(session, theirs, cause)


def end_every_link(session: Session, cause: Cause) -> None:
    """End all open links."""
    _end_open(session, true(), cause)


def _end_open(session: Session, which: ColumnElement[bool], cause: Cause) -> None:
    wanted = select(Invitation.id).where(which, col(Invitation.expires_at) > cause.at)
    wanted = wanted.where(col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None))
    for number in session.exec(wanted.order_by(col(Invitation.id))).all():
        revoke_invitation(session, stored_id(number), cause)


def invitation_with(session: Session, secret: str, now: datetime) -> Invitation:
    """The invitation whose link holds this secret; NotThere when there is none that can still be used."""
    found = session.exec(select(Invitation).where(Invitation.token_hash == _hash(secret))).first()
    if found is None or state_of(found, now) != "open":
        raise NotThere("this link is used, revoked or too old; ask for a new one")
    return found


def invitation_to(session: Session, email: str, now: datetime) -> Invitation | None:
    """The newest open invitation of somebody new at this address."""
    wanted = select(Invitation).where(col(Invitation.user_id).is_(None), col(Invitation.expires_at) > now)
    wanted = wanted.where(col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None))
    newest = wanted.order_by(col(Invitation.id).desc())
    return next((one for one in session.exec(newest) if one.email.casefold() == email.casefold()), None)


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """Whether the link can still be used, and if not, why."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if invitation.expires_at <= now else "open"


def take_up(session: Session, invitation: Invitation, now: datetime, how: str) -> User:
    """Use the invitation up; the user it is for, made if they are new. The caller gives them a way to sign in.

    Conflict when it has been used meanwhile, the name is somebody else's by now, or the account is closed.
    `how` is `password` or `service`, for the trail.
    """
    _change_unused(session, stored_id(invitation.id), used_at=now)
    if invitation.user_id is not None:
        user = session.get_one(User, invitation.user_id)
        if user.closed_at is not None:
            raise Conflict("this account is closed; ask an administrator")
    else:
        user = _new_user(session, invitation, now)
    cause = Cause(user.name, now)
    record(session, "invitation", stored_id(invitation.id), "use", cause, after=how, details={"user": user.id})
    return user


def _new_user(session: Session, invitation: Invitation, now: datetime) -> User:
    if session.exec(select(User.id).where(User.name == invitation.name)).first() is not None:
        raise Conflict("somebody else has this name by now; ask for a new invitation")
    user = User(name=invitation.name, role=invitation.role, email=invitation.email, created_at=now)
    session.add(user)
    session.flush()
    cause = Cause(user.name, now)
    record(session, "user", stored_id(user.id), "add", cause, after=user.role)
    if user.role in MEMBER_ROLES:
        for wave_id in session.exec(select(Wave.id).where(col(Wave.id).in_(invitation.wave_ids))).all():
            add_member(session, stored_id(wave_id), stored_id(user.id), cause)
    return user


def _end_links_of(session: Session, user_id: int, now: datetime) -> None:
    unused = col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None)
    ended = update(Invitation).where(col(Invitation.user_id) == user_id, *unused).values(revoked_at=now)
    session.connection().execute(ended)


def _change_unused(session: Session, invitation_id: int, **values: Any) -> None:
    unused = col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None)
    changed = update(Invitation).where(col(Invitation.id) == invitation_id, *unused).values(**values)
    if session.connection().execute(changed).rowcount != 1:
        raise Conflict("this invitation is used or revoked; look at the list again")


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
