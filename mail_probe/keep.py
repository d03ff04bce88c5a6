"""Stores fetched mails before anything is judged: their bytes, when they arrived by whose word, where they were seen.

Many in a transaction; where it fails, each is stored by itself, so that none takes another with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnClause, false, insert, literal_column
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from mail_probe.doorways import Fetched, MailboxUnreached
from mail_probe.message import arrival, fingerprint
from shopper.clock import Clock
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, Sighting

BATCH_MAILS = 200
BATCH_BYTES = 16 * 1024 * 1024

# Built once, and given to the connection: a session would make ready for objects that nobody wants. What is the same
# for every mail that nobody has judged stands in the statement: as values of a row it would be prepared for each.
_EMPTY: ColumnClause[str] = literal_column("''")
_NOTHING: ColumnClause[str] = literal_column("'[]'")
_NEW_MAILS = insert(InboundMail).values(
    from_address=_EMPTY,
    subject=_EMPTY,
    self_copy=false(),
    tries=literal_column("0"),
    kind_evidence=_NOTHING,
    match_evidence=_NOTHING,
    desk=literal_column("'clear'"),
    desk_reason=_EMPTY,
)
_NEW_SIGHTINGS = insert(Sighting)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of an account's mailbox under one of its UIDVALIDITYs, and our host's name in Received lines."""

    account: str
    folder: str
    uid_validity: int
    own_mx: str | None = None


@dataclass(frozen=True, slots=True)
class _Marked:
    """A fetched mail, its fingerprint, and its arrival by our own server's word."""

    fetched: Fetched
    fingerprint: str
    arrived_at: datetime
    arrived_by: str


def in_batches(mails: Iterable[Fetched]) -> Iterator[list[Fetched]]:
    """The mails, few enough at a time to be held in memory. What came before the line broke is given first."""
    batch: list[Fetched] = []
    room = BATCH_BYTES
    try:
        for mail in mails:
            batch.append(mail)
            room -= len(mail.raw)
            if len(batch) == BATCH_MAILS or room <= 0:
                yield batch
                batch, room = [], BATCH_BYTES
    except MailboxUnreached:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def keep_all(store: Store, clock: Clock, place: Place, mails: Iterable[Fetched]) -> tuple[int, MailboxUnreached | None]:
    """Store mails while the next ones are on their way: how many were new, and what kept the rest from coming.

    The server is waited for in one thread and the database in another, so no transaction waits for a server.
    """
    new = 0
    trouble: MailboxUnreached | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="keep") as storing:
        under_way: Future[int] | None = None
        try:
            for batch in in_batches(mails):
                new += under_way.result() if under_way else 0
                under_way = storing.submit(keep, store, clock, place, batch)
        except MailboxUnreached as fault:
            trouble = fault
        return new + (under_way.result() if under_way else 0), trouble


def keep(store: Store, clock: Clock, place: Place, batch: Sequence[Fetched]) -> int:
    """Store the mails and where they were seen; how many had not been stored before. Harmless when done twice."""
    marked = [_marked(one, place.own_mx) for one in batch]
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
    ids |= _stored(session, place.account, rows)
    sightings = [_sighting(place, one.fetched.uid, ids[one.fingerprint], now) for one in unseen]
    if sightings:
        session.connection().execute(_NEW_SIGHTINGS, sightings)
    return len(rows)


def _stored(session: Session, account: str, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Insert rows of InboundMail; their ids by fingerprint, asked for afterwards: faster than RETURNING by row."""
    if not rows:
        return {}
    session.connection().execute(_NEW_MAILS, rows)
    return _known(session, account, [row["fingerprint"] for row in rows])


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


def _row(account: str, mail: _Marked, now: datetime) -> dict[str, Any]:
    """What tells a mail from others before it is judged; as a dictionary, because objects take ten times as long."""
    return {
        "account": account,
        "fingerprint": mail.fingerprint,
        "raw": mail.fetched.raw,
        "size": mail.fetched.size,
        "arrived_at": mail.arrived_at,
        "arrived_by": mail.arrived_by,
        "stored_at": now,
    }


def _sighting(place: Place, uid: int, mail_id: int, now: datetime) -> dict[str, Any]:
    return {
        "inbound_mail_id": mail_id,
        "account": place.account,
        "folder": place.folder,
        "uid_validity": place.uid_validity,
        "uid": uid,
        "seen_at": now,
    }
