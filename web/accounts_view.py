"""What the pages of mail accounts show: their health, and how our own mailboxes did. Never a secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.mail_holds import overdue_letters
from shopper.mail_queries import LoopRecord, loop_record
from shopper.reach import own_waves, visible_accounts
from shopper.tables.mail import AccountCheck, MailAccount
from shopper.tables.study import Wave
from web.sessions import Visitor

LOOP_DAYS: Final = 30
READ_WITHIN: Final = timedelta(minutes=15)
"""Mailboxes are read every minute; one that was not read for so long has no worker, or a server that is down."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """One mail account with everything its page shows."""

    account: MailAccount
    waves: list[str]
    loop: LoopRecord
    overdue: int
    check: AccountCheck | None
    is_read: bool


def accounts(session: Session, now: datetime, user: Visitor) -> list[AccountView]:
    """Every mail account that the user may see, by name."""
    visible = col(MailAccount.name).in_(visible_accounts(session, user))
    rows = session.exec(select(MailAccount).where(visible).order_by(MailAccount.name)).all()
    return [_view(session, row, now, user) for row in rows]


def account_view(session: Session, name: str, now: datetime, user: Visitor) -> AccountView:
    """One mail account, with those of its waves that the user works with; or NotThere."""
    row = session.get(MailAccount, name)
    if row is None:
        raise NotThere(f"there is no mail account {name!r}")
    return _view(session, row, now, user)


def is_read(account: MailAccount, now: datetime) -> bool:
    """Whether the mailbox was read just now, as it is every minute while a worker runs."""
    return account.polled_at is not None and account.polled_at > now - READ_WITHIN


def newest_check(session: Session, account: str) -> AccountCheck | None:
    """The self-test of an account that was ordered last."""
    wanted = select(AccountCheck).where(AccountCheck.account == account).order_by(col(AccountCheck.id).desc())
    return session.exec(wanted.limit(1)).first()


def _view(session: Session, row: MailAccount, now: datetime, user: Visitor) -> AccountView:
    own = select(Wave).where(Wave.state == "launched", col(Wave.id).in_(own_waves(user)))
    waves = session.exec(own.order_by(col(Wave.first_day).desc())).all()
    return AccountView(
        account=row,
        waves=[wave.name for wave in waves if row.name in wave.mail_accounts],
        loop=loop_record(session, [row.name], now - timedelta(days=LOOP_DAYS), now),
        overdue=overdue_letters(session, row.name, now),
        check=newest_check(session, row.name),
        is_read=is_read(row, now),
    )
