"""Takes replies in: at least once, and harmless twice (`docs/decisions/`).

Raw bytes are stored before anything is parsed. A process that dies in between leaves a mail that is stored but not
judged; the next run judges it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from mail_probe.doorways import Fetched, Mailbox, MailboxOpener, MailboxUnreached
from mail_probe.found_again import settle_found
from mail_probe.judge import judge_waiting
from mail_probe.message import arrival, fingerprint
from mail_probe.recount import settle_by_self_copies
from shopper.clock import Clock
from shopper.faults import Fault
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, Sighting


def take_in(store: Store, clock: Clock, account: str, open_mailbox: MailboxOpener) -> int:
    """Fetch and judge everything new in the account's mailbox; the number of mails that were new.

    What cannot be read is noted on the account and asked for again at the next run; it holds up nothing else.
    """
    began_at = clock()
    new, failure = 0, ""
    try:
        with open_mailbox() as mailbox:
            for folder in mailbox.folders():
                found, problem = _take_in_folder(store, clock, account, mailbox, folder)
                new, failure = new + found, failure or problem
    except (MailboxUnreached, Fault) as fault:
        failure = str(fault)
    settle_found(store, clock, account)
    judge_waiting(store, clock, account)
    settle_by_self_copies(store, clock, account)
    _note_health(store, account, began_at, failure)
    return new


def _take_in_folder(store: Store, clock: Clock, account: str, mailbox: Mailbox, folder: str) -> tuple[int, str]:
    """How many mails were new in a folder, and what kept the rest from being read."""
    new = 0
    try:
        for fetched, validity in _unseen(store, account, mailbox, folder):
            # IntegrityError: another worker is taking in the same mailbox and was faster with this mail.
            with suppress(IntegrityError), store.transaction() as session:
                new += _keep(session, clock, account, fetched, (folder, validity))
    except MailboxUnreached as fault:
        return new, f"{folder}: {fault}"
    return new, ""


def _unseen(store: Store, account: str, mailbox: Mailbox, folder: str) -> Iterator[tuple[Fetched, int]]:
    """What came into a folder since the last mail seen there, in order, each with the folder's UIDVALIDITY."""
    validity = mailbox.uid_validity(folder)
    with store.reading() as session:
        last = session.exec(
            select(func.max(Sighting.uid)).where(
                Sighting.account == account, Sighting.folder == folder, Sighting.uid_validity == validity
            )
        ).one()
    for fetched in mailbox.fetch(folder, mailbox.new_uids(folder, last or 0)):
        yield fetched, validity


def _keep(session: Session, clock: Clock, account: str, fetched: Fetched, place: tuple[str, int]) -> bool:
    """Store the bytes and where they were seen; False when the same mail was stored before."""
    mark = fingerprint(fetched.raw)
    known = session.exec(
        select(InboundMail).where(InboundMail.account == account, InboundMail.fingerprint == mark)
    ).first()
    mail = known or InboundMail(
        account=account,
        fingerprint=mark,
        raw=fetched.raw,
        size=len(fetched.raw),
        arrived_at=_arrived_at(session, account, fetched),
        stored_at=clock(),
    )
    session.add(mail)
    session.flush()
    folder, validity = place
    session.add(
        Sighting(
            inbound_mail_id=stored_id(mail.id),
            account=account,
            folder=folder,
            uid_validity=validity,
            uid=fetched.uid,
            seen_at=clock(),
        )
    )
    return known is None


def _arrived_at(session: Session, account: str, fetched: Fetched) -> datetime:
    own_mx = session.get_one(MailAccount, account).own_mx
    stamped = arrival(fetched.raw, (own_mx,)) if own_mx else None
    return stamped.at if stamped else fetched.arrived_at


def _note_health(store: Store, account: str, began_at: datetime, failure: str) -> None:
    """Say on the account since when and why it cannot be read, or that it was read as it stood when the round began."""
    with store.transaction() as session:
        row = session.get_one(MailAccount, account)
        row.imap_failure = failure
        if failure:
            row.imap_failing_since = row.imap_failing_since or began_at
        else:
            row.imap_failing_since = None
            row.polled_at = began_at
        session.add(row)
