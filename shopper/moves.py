"""The one way a probe, wave or report changes state: a conditional UPDATE, and a line in the audit trail.

Nothing else writes to the trail: each line is tied to the one before by its hash (`audit_chain.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, insert, select, update
from sqlmodel import Session, SQLModel, col

from shopper.audit_chain import FIRST, as_stored, event_hash
from shopper.faults import Conflict
from shopper.states import may_move
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent, AuditHead

# Built once: that takes longer than to run them.
_EVENT = insert(AuditEvent)
_HASH_OF = select(col(AuditEvent.hash)).where(col(AuditEvent.id) == bindparam("number"))
_COUNT_UP = (
    update(AuditHead)
    .where(col(AuditHead.id) == 1)
    .values(events=col(AuditHead.events) + bindparam("more"))
    .returning(
        col(AuditHead.events),
        select(col(AuditEvent.hash))
        .where(col(AuditEvent.id) == col(AuditHead.events) - bindparam("more"))
        .correlate(AuditHead)
        .scalar_subquery(),
    )
)
"""Counts the head up; gives the number of the last of the new events, and the hash of the event before them."""

TABLES: dict[str, type[CallProbe | MailProbe | Report | Wave]] = {
    "call": CallProbe,
    "mail": MailProbe,
    "report": Report,
    "wave": Wave,
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Who or what makes a change, when, and why."""

    actor: str
    at: datetime
    reason: str = ""


def move(session: Session, kind: str, thing_id: int, states: tuple[str, str], cause: Cause, **changes: Any) -> None:
    """Take one thing from the first state to the second, with other columns changed in the same UPDATE.

    Conflict when the thing is no longer in the first state: somebody else was faster, nothing was changed.
    A move that `states.py` does not allow is a programming error (ValueError).
    """
    before, after = states
    if not may_move(kind, before, after):
        raise ValueError(f"a {kind} may not go from {before} to {after}")
    values: dict[str, Any] = {f"new_{name}": value for name, value in changes.items()}
    values |= {"thing_id": thing_id, "before": before, "new_state": after}
    moved = session.connection().execute(_move_of(kind, tuple(sorted(changes))), values)
    if moved.rowcount != 1:
        raise Conflict(f"{kind} {thing_id} is no longer {before}; nothing was changed")
    _refresh(session, TABLES[kind], thing_id)
    record(session, kind, thing_id, "move", cause, before=before, after=after)


@cache
def _move_of(kind: str, changed: tuple[str, ...]) -> Update:
    """The UPDATE of a move that changes these columns too: built once, because that takes longer than to run it."""
    table = TABLES[kind]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("state", *changed)}
    here = col(table.id) == bindparam("thing_id"), col(table.state) == bindparam("before")
    return update(table).where(*here).values(values)


def record(  # noqa: PLR0913 - the columns of the trail
    session: Session,
    thing: str,
    thing_id: int | str,
    action: str,
    cause: Cause,
    *,
    before: str | None = None,
    after: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add a line to the audit trail. Details hold ids and words of the method, never names or texts of mails."""
    event = _event(thing, thing_id, action, cause)
    _append(session, [event | {"before": before, "after": after, "details": as_stored(details)}])


def record_each(session: Session, thing: str, action: str, cause: Cause, after: Mapping[int, str]) -> None:
    """Add a line to the audit trail for each of many things, given by id with what each became."""
    if after:
        _append(session, [_event(thing, each, action, cause) | {"after": word} for each, word in after.items()])


def _event(thing: str, thing_id: int | str, action: str, cause: Cause) -> dict[str, Any]:
    return {
        "at": cause.at,
        "actor": cause.actor,
        "thing": thing,
        "thing_id": str(thing_id),
        "action": action,
        "before": None,
        "after": None,
        "reason": cause.reason,
        "details": {},
    }


def _append(session: Session, events: list[dict[str, Any]]) -> None:
    """Number the events, tie each to the one before, and store them (decision 0016).

    Counting the head up keeps every other writer of the trail waiting until this transaction ends.
    """
    connection = session.connection()
    number, tied_to = connection.execute(_COUNT_UP, {"more": len(events)}).one()
    last = number - len(events)
    if tied_to is None and last:
        # PostgreSQL looked for it before it waited for who wrote it; it is there now, unless somebody removed it.
        tied_to = connection.execute(_HASH_OF, {"number": last}).scalar_one_or_none()
    tied_to = tied_to or FIRST
    for event in events:
        last += 1
        event["id"] = last
        event["hash"] = tied_to = event_hash(tied_to, event)
    connection.execute(_EVENT, events)


def _refresh(session: Session, table: type[SQLModel], thing_id: int) -> None:
    known = session.identity_map.get(session.identity_key(table, thing_id))
    if known is not None:
        session.refresh(known)
