"""What an administrator does to somebody's account; the last one who could do so stays."""

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from shopper.faults import Conflict
from shopper.invitations import end_every_link, end_links
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.people import ROLES, User, WebSession


def change_role(session: Session, user: User, role: str, cause: Cause) -> None:
    """Give the user another role; their sign-ins end, so that no page of the old one stays open, and so do their links.

    Conflict when they are the last administrator.
    """
    if role not in ROLES:
        raise ValueError(f"there is no role {role!r}")
    if role == user.role:
        return
    _keep_an_administrator(session, user)
    before, user.role = user.role, role
    session.add(user)
    _end_sign_ins(session, user)
    record(session, "user", stored_id(user.id), "role", cause, before=before, after=role)
    end_links(session, stored_id(user.id), cause)


def close_account(session: Session, user: User, cause: Cause) -> None:
    """Let nobody sign in with it any more; its sign-ins end, and the links to it and of its making.

    Conflict when it is the last administrator's.
    """
    if user.closed_at is not None:
        return
    _keep_an_administrator(session, user)
    user.closed_at = cause.at
    session.add(user)
    _end_sign_ins(session, user)
    record(session, "user", stored_id(user.id), "close_account", cause, before="open", after="closed")
    end_links(session, stored_id(user.id), cause)


def reopen_account(session: Session, user: User, cause: Cause) -> None:
    """Let the user sign in again, with what they had."""
    if user.closed_at is None:
        return
    user.closed_at = None
    session.add(user)
    record(session, "user", stored_id(user.id), "reopen_account", cause, before="closed", after="open")


def end_all_sign_ins(session: Session, user: User, cause: Cause) -> None:
    """End every sign-in of the user."""
    record(session, "user", stored_id(user.id), "sign_ins_ended", cause, after=str(_end_sign_ins(session, user)))


def end_every_way_in(session: Session, cause: Cause) -> None:
    """End all sign-ins and open links: in a backup are some that have been ended or used since."""
    session.connection().execute(delete(WebSession))
    end_every_link(session, cause)


def _end_sign_ins(session: Session, user: User) -> int:
    ended = delete(WebSession).where(col(WebSession.user_id) == user.id)
    return int(session.connection().execute(ended).rowcount)


def _keep_an_administrator(session: Session, user: User) -> None:
    """Conflict when nobody else could look after people; locked, so that two do not demote each other at once."""
    if user.role != "administrator" or user.closed_at is not None:
        return
    able = select(User).where(User.role == "administrator", col(User.closed_at).is_(None)).with_for_update()
    able = able.where(or_(col(User.password_hash).is_not(None), col(User.oidc_subject).is_not(None)))
    if not [other for other in session.exec(able) if other.id != user.id]:
        raise Conflict("the last administrator stays; make somebody else an administrator first")
