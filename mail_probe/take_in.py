"""Takes replies in: at least once, and harmless twice (`docs/decisions/`).

Raw bytes are stored before anything is parsed. A process that dies in between leaves mails that are stored but not
judged; the next run judges them.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from mail_probe.doorways import Mailbox, MailboxOpener, MailboxUnreached
from mail_probe.judge import judge_waiting
from mail_probe.keep import Place, keep_all
from mail_probe.loop_letters import settle_loop_letters
from mail_probe.recount import settle_by_self_copies
from mail_probe.sending.found_again import settle_found
from mail_probe.servers.diagnosis import fault_of_error
from shopper.clock import Clock
from shopper.faults import Fault
from shopper.store import Store
from shopper.tables.mail import MailAccount, Sighting
from shopper.tables.study import Wave

DAY = timedelta(days=1)
"""Servers search by their own days: one day more than needed, whatever their zone."""


def take_in(store: Store, clock: Clock, account: str, open_mailbox: MailboxOpener) -> int:
    """Fetch and judge everything new in the account's mailbox; the number of mails that were new.

    What cannot be read is noted on the account and asked for again at the next run; it holds up nothing else.
    """
    began_at = clock()
    new, trouble = fetch_new(store, clock, account, open_mailbox)
    settle_found(store, clock, account)  # first: replies are then matched to what had left
    judge_waiting(store, clock, account)
    settle_by_self_copies(store, clock, account)
    settle_loop_letters(store, account)
    note_health(store, account, began_at, trouble)
    return new


def fetch_new(
    store: Store, clock: Clock, account: str, open_mailbox: MailboxOpener
) -> tuple[int, MailboxUnreached | Fault | None]:
    """Store everything new in the account's mailbox, judged by nobody yet: how many, and what kept the rest away."""
    new = 0
    trouble: MailboxUnreached | Fault | None = None
    try:
        with open_mailbox() as mailbox:
            for folder in mailbox.folders():
                found, problem = _fetch_folder(store, clock, account, mailbox, folder)
                new, trouble = new + found, trouble or problem
    except (MailboxUnreached, Fault) as fault:
        return new, fault
    return new, trouble


def _fetch_folder(
    store: Store, clock: Clock, account: str, mailbox: Mailbox, folder: str
) -> tuple[int, MailboxUnreached | None]:
    """How many mails were new in a folder, and what kept the rest from being read."""
    new = 0
    try:
        validity = mailbox.uid_validity(folder)
        with store.reading() as session:
            place = Place(account, folder, validity, session.get_one(MailAccount, account).own_mx)
            last = last_seen(session, place)
            since = first_day(session, account, clock()) if last is None else None
        mails = mailbox.fetch(folder, mailbox.new_uids(folder, last or 0, since))
        new, trouble = keep_all(store, clock, place, mails)
    except MailboxUnreached as fault:
        trouble = fault
    return new, None if trouble is None else MailboxUnreached(f"{folder}: {trouble}", trouble.fault)


def last_seen(session: Session, place: Place) -> int | None:
    """The highest UID that was taken in from a folder; None at its first reading, and after a new UIDVALIDITY."""
    return session.exec(
        select(func.max(Sighting.uid)).where(
            Sighting.account == place.account,
            Sighting.folder == place.folder,
            Sighting.uid_validity == place.uid_validity,
        )
    ).one()


def first_day(session: Session, account: str, now: datetime) -> date:
    """The day before the account's first launched wave begins: mails from before are none of ours.

    Yesterday when there is no such wave.
    """
    launched = session.exec(select(Wave).where(Wave.state == "launched").order_by(col(Wave.first_day))).all()
    return next((wave.first_day for wave in launched if account in wave.mail_accounts), now.date()) - DAY


def note_health(store: Store, account: str, began_at: datetime, trouble: Exception | None) -> None:
    """Say on the account since when and why it cannot be read, or that it was read as it stood when the round began."""
    with store.transaction() as session:
        row = session.get_one(MailAccount, account)
        row.imap_failure = "" if trouble is None else str(trouble)
        row.imap_fault = "" if trouble is None else fault_of_error(trouble)
        if trouble is None:
            row.imap_failing_since = None
            row.polled_at = began_at
        else:
            row.imap_failing_since = row.imap_failing_since or began_at
        session.add(row)
