"""Reads everything stored anew: parses, judges and matches it by the rules as they are now, in order of arrival.

Safe to stop at any moment and to run while mails are taken in: each batch is a transaction, and what is done is not
done again, because only what differs is written. A person's decisions stand.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from mail_probe.judge import batches, finished, stored_mails
from mail_probe.recount import recount, settle_by_self_copies
from mail_probe.scene import Reading, Scene, Stored, scene_of
from shopper.clock import Clock
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail

ACTOR = "reparse"

Decided = dict[int, tuple[str | None, int | None]]
"""Kind and letter of the mails that a person decided, by the mail's id."""


@dataclass(frozen=True, slots=True)
class Reparsed:
    """How many mails were read, and of how many anything that we hold of them changed."""

    read: int
    changed: int


def reparse(
    store: Store, clock: Clock, account: str, follow: Callable[[Sequence[list[int]]], Iterable[list[int]]] = iter
) -> Reparsed:
    """Judge all mails of an account anew; what changed is written, recorded in the trail and counted anew.

    Mails that nobody has judged yet are left to `judge.py`. `follow` shows how far the batches have come.
    """
    with store.reading() as session:
        mails = session.exec(
            select(InboundMail.id, InboundMail.size)
            .where(InboundMail.account == account, col(InboundMail.kind).is_not(None))
            .order_by(col(InboundMail.arrived_at), col(InboundMail.id))
        ).all()
        scene = scene_of(session, account, with_what_was_judged=False)
    changed = 0
    for batch in follow(list(batches([(stored_id(mail_id), size) for mail_id, size in mails]))):
        with store.reading() as session:
            stored, decided = stored_mails(session, batch), _decided(session, batch)
        readings = [_read(scene, one, decided) for one in stored]
        with store.transaction() as session:
            changed += _write(session, readings, Cause(ACTOR, clock(), "judged anew by the rules as they are now"))
    settle_by_self_copies(store, clock, account)
    return Reparsed(len(mails), changed)


def _decided(session: Session, ids: Sequence[int]) -> Decided:
    rows = session.exec(
        select(InboundMail.id, InboundMail.kind, InboundMail.mail_probe_id).where(
            col(InboundMail.id).in_(ids), InboundMail.desk == "decided"
        )
    ).all()
    return {stored_id(mail_id): (kind, probe_id) for mail_id, kind, probe_id in rows}


def _read(scene: Scene, stored: Stored, decided: Decided) -> Reading:
    if stored.mail_id in decided:
        return scene.remember_decided(stored, *decided[stored.mail_id])
    return scene.read(stored)


def _write(session: Session, readings: Sequence[Reading], cause: Cause) -> int:
    """Write what differs from what is stored, and count the letters concerned anew; how many mails changed."""
    before = _columns(session, [one.mail_id for one in readings])
    concerned: set[int] = set()
    changed = 0
    for one in finished(session, readings):
        known = before[one.mail_id]
        judgement = {} if known["desk"] == "decided" else one.judgement
        different = {name: value for name, value in (one.fields | judgement).items() if known[name] != value}
        if not different:
            continue
        changed += 1
        session.connection().execute(update(InboundMail).where(col(InboundMail.id) == one.mail_id).values(**different))
        _record(session, one.mail_id, known, different, cause)
        concerned |= {known["mail_probe_id"], different.get("mail_probe_id")} - {None}
    for probe_id in sorted(concerned):
        recount(session, probe_id, cause)
    return changed


def _columns(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is stored of these mails as fields and judgement, held until the end of the transaction."""
    wanted = select(InboundMail).where(col(InboundMail.id).in_(ids)).with_for_update()
    rows = session.exec(wanted.options(defer(InboundMail.raw))).all()  # type: ignore[arg-type]  # a column
    return {stored_id(row.id): row.model_dump(exclude={"raw"}) for row in rows}


def _record(session: Session, mail_id: int, known: dict[str, Any], different: dict[str, Any], cause: Cause) -> None:
    """The trail tells kinds, letters and which columns changed, never what a mail says."""
    details = {
        "columns": sorted(different),
        "probe_before": known["mail_probe_id"],
        "probe_after": different.get("mail_probe_id", known["mail_probe_id"]),
    }
    after = different.get("kind", known["kind"])
    record(session, "inbound_mail", mail_id, "rejudge", cause, before=known["kind"], after=after, details=details)
