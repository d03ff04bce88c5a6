"""Who works with which wave: reviewers, coordinators and administrators reach the waves they are members of.

Auditors read every wave. An interviewer's waves are those they are chosen for or have calls in; of these they reach
their own calls and what they are given to grade, nothing else.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.people import User, WaveMember
from shopper.tables.study import Measurement, Wave, WaveInterviewer

MEMBER_ROLES: Final = ("reviewer", "coordinator", "administrator")
"""The roles that a wave has members of."""

MANAGING_ROLES: Final = ("coordinator", "administrator")
"""The roles of which every wave keeps at least one member."""


def waves_of(user_id: int, role: str) -> SelectOfScalar[int | None]:
    """The ids of the waves this user works with, as a query to use in `.in_()`; an auditor's are all waves."""
    if role == "auditor":
        return select(col(Wave.id))
    if role in MEMBER_ROLES:
        return (
            select(col(Wave.id))
            .join(WaveMember, col(WaveMember.wave_id) == Wave.id)
            .where(WaveMember.user_id == user_id)
        )
    chosen = select(WaveInterviewer.wave_id).where(WaveInterviewer.user_id == user_id)
    called = select(Measurement.wave_id).join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
    called = called.where(CallProbe.interviewer_id == user_id)
    return select(col(Wave.id)).where(or_(col(Wave.id).in_(chosen), col(Wave.id).in_(called)))


def is_member(session: Session, user_id: int, role: str, wave_id: int) -> bool:
    """Whether this user works with this wave."""
    return session.exec(waves_of(user_id, role).where(Wave.id == wave_id)).first() is not None


def members_of(session: Session, wave_id: int) -> Sequence[User]:
    """The wave's members whose accounts are open, by name."""
    wanted = select(User).join(WaveMember, col(WaveMember.user_id) == User.id).where(WaveMember.wave_id == wave_id)
    return session.exec(wanted.where(_can_be_member()).order_by(User.name)).all()


def possible_members(session: Session, wave_id: int) -> Sequence[User]:
    """Those who could become members of the wave and are not, by name."""
    already = select(WaveMember.user_id).where(WaveMember.wave_id == wave_id)
    wanted = select(User).where(_can_be_member(), col(User.id).not_in(already))
    return session.exec(wanted.order_by(User.name)).all()


def add_member(session: Session, wave_id: int, user_id: int, cause: Cause) -> None:
    """Let the user work with the wave; nothing happens when they do already.

    BadInput when the user's role is none that waves have members of, or their account is closed.
    """
    user = session.exec(select(User).where(User.id == user_id, _can_be_member())).first()
    if user is None:
        raise BadInput("only a reviewer, coordinator or administrator whose account is open can be a member of a wave")
    if session.get(WaveMember, (wave_id, user_id)) is None:
        session.add(WaveMember(wave_id=wave_id, user_id=user_id, added_at=cause.at))
        session.flush()
        record(session, "wave", wave_id, "add_member", cause, after=user.role, details={"user": user_id})


def remove_member(session: Session, wave_id: int, user_id: int, cause: Cause) -> None:
    """Take the wave away from a member.

    BadInput when they are no member; Conflict when no coordinator or administrator would be left to work with it.
    """
    session.exec(select(Wave.id).where(Wave.id == wave_id).with_for_update()).first()  # of two at once, one waits
    member = session.get(WaveMember, (wave_id, user_id))
    if member is None:
        raise BadInput("this user is no member of the wave; look at the list again")
    left = [user for user in members_of(session, wave_id) if user.id != user_id and user.role in MANAGING_ROLES]
    if not left:
        raise Conflict("a wave keeps a coordinator or an administrator; add another one first")
    role = session.get_one(User, user_id).role
    session.delete(member)
    session.flush()
    record(session, "wave", wave_id, "remove_member", cause, before=role, details={"user": user_id})


def add_everybody(session: Session, wave_id: int, cause: Cause) -> None:
    """Make every reviewer, coordinator and administrator a member: for waves that are made on the command line."""
    _add_each(session, wave_id, possible_members(session, wave_id), cause)


def add_maker(session: Session, wave_id: int, user_id: int, cause: Cause) -> None:
    """Make those members who must reach a wave made on the web: who made it, and the administrators."""
    wanted = [user for user in possible_members(session, wave_id) if user_id == user.id or user.role == "administrator"]
    _add_each(session, wave_id, wanted, cause)


def add_to_waves(session: Session, user_id: int, cause: Cause, names: Sequence[str] = ()) -> None:
    """Make the user a member of the waves with these names, or of every wave when none is named.

    BadInput when there is no wave with one of the names, or the user's role is none that waves have members of.
    """
    wanted = select(Wave.name, Wave.id)
    ids = dict(session.exec(wanted.where(col(Wave.name).in_(names)) if names else wanted).all())
    unknown = sorted(set(names) - set(ids))
    if unknown:
        raise BadInput(f"there is no wave {unknown[0]!r}; `shopper wave create` or `shopper wave import` makes waves")
    for wave_id in ids.values():
        add_member(session, stored_id(wave_id), user_id, cause)


def _add_each(session: Session, wave_id: int, users: Iterable[User], cause: Cause) -> None:
    for user in users:
        add_member(session, wave_id, stored_id(user.id), cause)


def _can_be_member() -> ColumnElement[bool]:
    return and_(col(User.role).in_(MEMBER_ROLES), col(User.closed_at).is_(None))
