"""Stores fetched mails before anything is judged: their bytes, when they arrived by whose word, where they were seen.

Fifty in a transaction; a mail that fails there is stored by itself, so that it takes no other with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from mail_probe.doorways import Fetched
from mail_probe.message import arrival, fingerprint
from shopper.clock import Clock
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, Sighting

BATCH_MAILS = 50
BATCH_BYTES = 16 * 1024 * 1024

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of an account's mailbox, under one of its UIDVALIDITYs."""

    account: str
    folder: str
    uid_validity: int


@dataclass(frozen=True, slots=True)
class _Marked:
    """A fetched mail, its fingerprint, and its arrival by our own server's word."""

    fetched: Fetched
    fingerprint: str
    arrived_at: datetime
    arrived_by: str


def in_batches(mails: Iterable[Fetched]) -> Iterator[list[Fetched]]:
    """The mails, few enough at a time to be held in memory. What came before a failure of `mails` is given first."""
    batch: list[Fetched] = []
    room = BATCH_BYTES
    try:
        for mail in mails:
            batch.append(mail)
            room -= len(mail.raw)
            if len(batch) == BATCH_MAILS or room <= 0:
                yield batch
                batch, room = [], BATCH_BYTES
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def keep(store: Store, clock: Clock, place: Place, batch: Sequence[Fetched]) -> int:
    """Store the mails and where they were seen; how many had not been stored before. Harmless when done twice."""
    with store.reading() as session:
        own_mx = session.get_one(MailAccount, place.account).own_mx
    marked = [_marked(one, own_mx) for one in batch]
    try:
        with store.transaction() as session:
            return _keep(session, place, marked, clock())
    except IntegrityError:
        # Another worker is taking in the same mailbox and was faster with one of these.
        return sum(_keep_one(store, clock, place, one) for one in marked)


def _keep_one(store: Store, clock: Clock, place: Place, mail: _Marked) -> int:
    with suppress(IntegrityError), store.transaction() as session:
        return _keep(session, place, [mail], clock())
    return 0


def _marked(fetched: Fetched, own_mx: str | None) -> _Marked:
    """Our own server's Received line says when a mail arrived; without one, the mailbox's INTERNALDATE."""
    mark = fingerprint(fetched.raw)
    try:
        stamped = arrival(fetched.raw, (own_mx,)) if own_mx else None
    except Exception:  # noqa: BLE001 - whatever the bytes are, they are stored
        _log.exception("the time of arrival could not be read", uid=fetched.uid)
        stamped = None
    if stamped is None:
        return _Marked(fetched, mark, fetched.arrived_at, "")
    return _Marked(fetched, mark, stamped.at, stamped.line)


def _keep(session: Session, place: Place, batch: Sequence[_Marked], now: datetime) -> int:
    seen = _seen(session, place, [one.fetched.uid for one in batch])
    unseen = [one for one in batch if one.fetched.uid not in seen]
    ids = _known(session, place.account, [one.fingerprint for one in unseen])
    new = {one.fingerprint: one for one in reversed(unseen) if one.fingerprint not in ids}
    rows = [_row(place.account, one, now) for one in unseen if new.get(one.fingerprint) is one]
    session.add_all(rows)
    session.flush()
    ids |= {row.fingerprint: stored_id(row.id) for row in rows}
    session.add_all(_sighting(place, one.fetched.uid, ids[one.fingerprint], now) for one in unseen)
    return len(rows)


def _seen(session: Session, place: Place, uids: Sequence[int]) -> set[int]:
    wanted = select(Sighting.uid).where(
        Sighting.account == place.account,
        Sighting.folder == place.folder,
        Sighting.uid_validity == place.uid_validity,
        col(Sighting.uid).in_(uids),
    )
    return set(session.exec(wanted).all())


def _known(session: Session, account: str, marks: Sequence[str]) -> dict[str, int]:
    wanted = select(InboundMail.fingerprint, InboundMail.id).where(
        InboundMail.account == account, col(InboundMail.fingerprint).in_(marks)
    )
    return {mark: stored_id(mail_id) for mark, mail_id in session.exec(wanted).all()}


def _row(account: str, mail: _Marked, now: datetime) -> InboundMail:
    return InboundMail(
        account=account,
        fingerprint=mail.fingerprint,
        raw=mail.fetched.raw,
        size=mail.fetched.size,
        arrived_at=mail.arrived_at,
        arrived_by=mail.arrived_by,
        stored_at=now,
    )


def _sighting(place: Place, uid: int, mail_id: int, now: datetime) -> Sighting:
    return Sighting(
        inbound_mail_id=mail_id,
        account=place.account,
        folder=place.folder,
        uid_validity=place.uid_validity,
        uid=uid,
        seen_at=now,
    )
