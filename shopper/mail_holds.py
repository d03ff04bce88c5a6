"""Holding a mail account: nothing leaves from it until a person says so (decision 0013, `docs/decisions/`)."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from shopper.faults import Conflict, NotThere
from shopper.moves import Cause, record
from shopper.tables.mail import MailAccount, MailProbe, Persona

RESTORED: Final = "restored"
"""The database came from a backup: letters that have left since then stand in it as planned."""


def hold_all(session: Session, reason: str, cause: Cause) -> None:
    """Hold every mail account; `reason` is a word of HOLDS in `web/words.py`."""
    for account in session.exec(select(MailAccount).order_by(MailAccount.name)).all():
        account.held_since, account.hold_reason = cause.at, reason
        session.add(account)
        record(session, "mail_account", account.name, "hold", cause, after=reason)


def release(session: Session, account: str, cause: Cause) -> int:
    """Let an account send again; the number of its letters that are overdue and now leave one after the other.

    Conflict when it is not held, and as long as it cannot be known what had left: its mailbox has not been read since,
    or a letter that was being sent in the backup has not been taken care of. NotThere without the account.
    """
    row = session.get(MailAccount, account, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere(f"there is no mail account {account!r}; check the name")
    if row.held_since is None:
        raise Conflict(f"{account} is not held; there is nothing to release")
    if row.polled_at is None or row.polled_at < row.held_since:
        raise Conflict(f"the mailbox of {account} has not been read since it was held; let a worker read it first")
    if _count(session, account, col(MailProbe.state) == "claimed"):
        raise Conflict(f"a letter of {account} was about to be sent; wait until a worker has taken care of it")
    record(session, "mail_account", account, "release", cause, before=row.hold_reason, after="")
    row.held_since, row.hold_reason = None, ""
    session.add(row)
    return overdue_letters(session, account, cause.at)


def overdue_letters(session: Session, account: str, now: datetime) -> int:
    """How many letters of the account should have left by now: on release they leave at the account's pace."""
    is_planned = (col(MailProbe.state) == "planned") & (col(MailProbe.planned_at) <= now)
    is_deferred = (col(MailProbe.state) == "deferred") & (col(MailProbe.next_try_at) <= now)
    return _count(session, account, (is_planned | is_deferred) & col(MailProbe.spare).is_(False))


def _count(session: Session, account: str, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(MailProbe).join(Persona, col(Persona.id) == MailProbe.persona_id)
    return session.exec(counted.where(Persona.account == account, which)).one()
