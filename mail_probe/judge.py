"""Judges stored mails: whose reply, and what kind. What that means for the letter is counted in `recount.py`.

In batches: mails are read outside any transaction, because a hostile one may take a second and a writer must not be
held up by it, and written fifty at a time. A mail whose judging ended its process is judged by itself the next time,
and given up after a few times: it must not stop all replies of its account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from mail_probe.kind import Kind
from mail_probe.recount import ACKNOWLEDGING, ACTOR, recount
from mail_probe.scene import Reading, Stored, given_up, scene_of
from shopper.clock import Clock
from shopper.moves import Cause, record_each
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe

BATCH_MAILS = 50
BATCH_BYTES = 16 * 1024 * 1024
MOST_TRIES = 3
"""Judging a mail is begun so often; whatever ends the process each time, the mail is then left to a person."""

NEVER_SENT = ("withdrawn", "refused")

_log = structlog.get_logger(__name__)


def judge_waiting(store: Store, clock: Clock, account: str) -> int:
    """Judge every stored mail of the account that nobody has judged, in order of arrival; the number judged.

    A mail that cannot be judged goes to the desk as unreadable and holds up no other.
    """
    with store.reading() as session:
        waiting = session.exec(
            select(InboundMail.id, InboundMail.size, InboundMail.tries)
            .where(InboundMail.account == account, col(InboundMail.kind).is_(None))
            .order_by(col(InboundMail.arrived_at), col(InboundMail.id))
        ).all()
        scene = scene_of(session, account) if waiting else None
    if scene is not None:
        for batch, tries in _portions([(stored_id(mail_id), size, tries) for mail_id, size, tries in waiting]):
            if tries >= MOST_TRIES:
                _write_all(store, clock, [given_up(mail_id) for mail_id in batch])
            else:
                _write_all(store, clock, [scene.read(one) for one in _begun(store, batch)])
    return len(waiting)


def _portions(waiting: Sequence[tuple[int, int, int]]) -> Iterator[tuple[list[int], int]]:
    """What is judged at a time, in order: mails never begun in batches, one whose judging once broke off by itself."""
    for tries, mails in groupby(waiting, key=itemgetter(2)):
        sizes = [(mail_id, size) for mail_id, size, _ in mails]
        for batch in batches(sizes) if tries == 0 else ([mail_id] for mail_id, _ in sizes):
            yield batch, tries


def _begun(store: Store, batch: Sequence[int]) -> list[Stored]:
    """The mails of a batch, marked as begun before anything in them is read."""
    with store.transaction() as session:
        chosen = update(InboundMail).where(col(InboundMail.id).in_(batch), col(InboundMail.kind).is_(None))
        session.connection().execute(chosen.values(tries=InboundMail.tries + 1))
    with store.reading() as session:
        return stored_mails(session, batch)


def batches(mails: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Ids of mails, given with their sizes, few enough at a time to be held in memory."""
    batch: list[int] = []
    room = BATCH_BYTES
    for mail_id, size in mails:
        if batch and (len(batch) == BATCH_MAILS or size > room):
            yield batch
            batch, room = [], BATCH_BYTES
        batch.append(mail_id)
        room -= size
    if batch:
        yield batch


def stored_mails(session: Session, ids: Sequence[int]) -> list[Stored]:
    """These mails as they are stored, in the order of `ids`."""
    rows = session.exec(
        select(InboundMail.id, InboundMail.raw, InboundMail.size, InboundMail.arrived_at).where(
            col(InboundMail.id).in_(ids)
        )
    ).all()
    found = {mail_id: Stored(stored_id(mail_id), raw, size, at) for mail_id, raw, size, at in rows}
    return [found[mail_id] for mail_id in ids if mail_id in found]


def _write_all(store: Store, clock: Clock, readings: Sequence[Reading]) -> None:
    """Write a batch; when it fails, each mail by itself, so that a bad one takes no other with it."""
    try:
        with store.transaction() as session:
            _write(session, readings, Cause(ACTOR, clock()))
    except Exception:  # noqa: BLE001 - what one mail does must hold up no other
        _log.exception("mails could not be judged", mails=[one.mail_id for one in readings])
        if len(readings) > 1:
            for one in readings:
                _write_all(store, clock, [one])
            return
        with store.transaction() as session:
            _write(session, [given_up(readings[0].mail_id)], Cause(ACTOR, clock()))


def _write(session: Session, readings: Sequence[Reading], cause: Cause) -> None:
    wanted = select(InboundMail.id).where(
        col(InboundMail.id).in_([one.mail_id for one in readings]), col(InboundMail.kind).is_(None)
    )
    unjudged = set(session.exec(wanted.with_for_update()).all())
    ours = finished(session, [one for one in readings if one.mail_id in unjudged])  # another worker did the rest
    if ours:
        rows = [{"id": one.mail_id} | one.fields | one.judgement for one in ours]
        session.execute(update(InboundMail), rows)
    for action, is_own in (("judge", False), ("self_copy", True)):
        after = {one.mail_id: one.judgement["kind"] for one in ours if one.judgement["self_copy"] is is_own}
        record_each(session, "inbound_mail", action, cause, after)
    for probe_id in sorted({one.judgement["mail_probe_id"] for one in ours if _counts(one.judgement)}):
        recount(session, probe_id, cause)


def finished(session: Session, readings: Sequence[Reading]) -> list[Reading]:
    """The readings, with the mark of a reply to a letter that was held never to have left: the letter's state tells."""
    certain = {one.mail_id: one.judgement["mail_probe_id"] for one in readings if _is_reply(one.judgement)}
    dropped: set[int | None] = set(
        session.exec(
            select(MailProbe.id).where(
                col(MailProbe.id).in_(set(certain.values())), col(MailProbe.state).in_(NEVER_SENT)
            )
        ).all()
    )
    mark = {"desk": "waiting", "desk_reason": "dropped"}
    return [
        replace(one, judgement=one.judgement | mark) if certain.get(one.mail_id) in dropped else one for one in readings
    ]


def _is_reply(judgement: dict[str, Any]) -> bool:
    is_certain = judgement.get("mail_probe_id") is not None and judgement["match_level"] != "domain"
    return is_certain and not judgement["self_copy"]


def _counts(judgement: dict[str, Any]) -> bool:
    """Whether the letter is to be counted anew: other kinds tell nothing about it."""
    tells = judgement["kind"] in (Kind.ANSWER, Kind.BOUNCE, *ACKNOWLEDGING)
    return tells and _is_reply(judgement) and judgement["desk"] == "clear"
