"""What the pages about people show: who there is, where they work, when they last signed in, and who is invited."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.invitations import InvitationState, state_of
from shopper.queries import stored_id
from shopper.tables.people import Invitation, User, WaveMember
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

SHOWN_INVITATIONS = 50


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the list shows them."""

    user: User
    waves: Sequence[str]
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the list shows it; `send` is the trail's last word of its letter."""

    row: Invitation
    state: InvitationState
    send: AuditEvent | None


def people(session: Session) -> list[Person]:
    """Everybody, by name; those whose accounts are closed last."""
    waves, last = _waves_by_user(session), _last_sign_ins(session)
    users = session.exec(select(User).order_by(col(User.closed_at).is_not(None), User.name)).all()
    return [Person(user, waves[stored_id(user.id)], last.get(str(user.id))) for user in users]


def person_with(session: Session, user: User) -> Person:
    """One of them."""
    key = stored_id(user.id)
    return Person(user, _waves_by_user(session)[key], _last_sign_ins(session, key).get(str(key)))


def invitations(session: Session, now: datetime) -> list[Invited]:
    """The newest invitations of new people, used ones left out."""
    wanted = select(Invitation).where(col(Invitation.user_id).is_(None), col(Invitation.used_at).is_(None))
    wanted = wanted.where(col(Invitation.revoked_at).is_(None))
    rows = session.exec(wanted.order_by(col(Invitation.id).desc()).limit(SHOWN_INVITATIONS)).all()
    return [Invited(row, state_of(row, now), last_send(session, row)) for row in rows]


def link_to(session: Session, user_id: int, now: datetime) -> Invited | None:
    """The newest link for a new password of this user, used or not."""
    wanted = select(Invitation).where(Invitation.user_id == user_id).order_by(col(Invitation.id).desc())
    row = session.exec(wanted).first()
    return None if row is None else Invited(row, state_of(row, now), last_send(session, row))


def last_send(session: Session, row: Invitation) -> AuditEvent | None:
    """What became of the invitation's newest letter; None when none was sent since it was last made anew."""
    wanted = select(AuditEvent).where(AuditEvent.thing == "invitation", AuditEvent.thing_id == str(row.id))
    newest = session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
    return newest if newest and newest.action == "send" else None


def _waves_by_user(session: Session) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = select(WaveMember.user_id, Wave.name).join(Wave, col(Wave.id) == WaveMember.wave_id)
    for user_id, name in session.exec(wanted.order_by(Wave.name)).all():
        found[user_id].append(name)
    return found


def _last_sign_ins(session: Session, user_id: int | None = None) -> dict[str, datetime]:
    wanted = select(AuditEvent.thing_id, func.max(AuditEvent.at)).group_by(AuditEvent.thing_id)
    wanted = wanted.where(AuditEvent.thing == "user", AuditEvent.action == "sign_in")
    if user_id is not None:
        wanted = wanted.where(AuditEvent.thing_id == str(user_id))
    return dict(session.exec(wanted).all())
