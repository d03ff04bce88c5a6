"""Letters that left after the backup which the database came from: their self-copies in our mailbox prove it.

Such a letter is planned here, but each leaves from an address of its own: a mail from that address is the letter.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from mail_probe.message import parse
from mail_probe.reading.headers import addresses_in
from shopper.clock import Clock
from shopper.faults import Conflict
from shopper.moves import Cause, move
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona

ACTOR: Final = "take_in"


def settle_found(store: Store, clock: Clock, account: str) -> int:
    """Move every letter that is to be sent, and of which our mailbox holds a copy, to `sent`; how many were found.

    Looks through the mails that nobody has judged yet and leaves them so: judged after this, copies are known by their
    Message-ID, and replies are matched to a letter that has left. Does nothing unless the account is held: a database
    that forgot nothing has none.
    """
    found = 0
    for mail_id, probe_id in _own_letters(store, account):
        # Conflict: an earlier copy, or another worker, has settled it. IntegrityError: its id is another letter's.
        with suppress(Conflict, IntegrityError), store.transaction() as session:
            _settle(session, session.get_one(InboundMail, mail_id), probe_id, clock())
            found += 1
    return found


def _own_letters(store: Store, account: str) -> Iterator[tuple[int, int]]:
    """Mails that are letters of ours, the earliest first, each with the letter. Parsed outside any transaction."""
    with store.reading() as session:
        if session.get_one(MailAccount, account).held_since is None:
            return
        waiting = _waiting_letters(session, account)
        mail_ids = session.exec(
            select(InboundMail.id)
            .where(InboundMail.account == account, col(InboundMail.kind).is_(None))
            .order_by(col(InboundMail.arrived_at), col(InboundMail.id))
        ).all()
    for mail_id in mail_ids if waiting else ():
        with store.reading() as session:
            mail = parse(session.get_one(InboundMail, mail_id).raw)
        # The Message-ID is ours too: whoever forges an address does not write ids of its domain.
        if mail.from_address in waiting and _domain(mail.message_id or "") == _domain(mail.from_address):
            yield stored_id(mail_id), waiting[mail.from_address]


def _waiting_letters(session: Session, account: str) -> dict[str, int]:
    """The letters that are still to be sent, by their own address."""
    rows = session.exec(
        select(MailProbe.id, Persona.address)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(Persona.account == account, col(MailProbe.state).in_(("planned", "deferred")))
    ).all()
    return {address: stored_id(probe_id) for probe_id, written in rows for address in addresses_in(written)}


def _settle(session: Session, mail: InboundMail, probe_id: int, now: datetime) -> None:
    probe = session.get_one(MailProbe, probe_id)
    if probe.state not in {"planned", "deferred"}:
        raise Conflict(f"letter {probe_id} is {probe.state} already")
    cause = Cause(ACTOR, now, "its self-copy shows that it left before the database was restored")
    times = {"sent_at": mail.arrived_at, "self_copy_at": mail.arrived_at, "next_try_at": None}
    written = {} if probe.message_id else _as_it_left(mail)
    move(session, "mail", probe_id, (probe.state, "sent"), cause, **times, **written)


def _as_it_left(mail: InboundMail) -> dict[str, object]:
    """What a letter keeps of itself, read from its copy."""
    letter = parse(mail.raw)
    return {
        "message_id": letter.message_id,
        "subject": letter.subject,
        "recipient": next(iter(addresses_in(letter.headers.first("To"))), None),
        "raw": mail.raw,
    }


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
