"""The one way a probe, wave or report changes state: a conditional UPDATE, and a line in the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col

from shopper.faults import Conflict
from shopper.states import may_move
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

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
    table = TABLES[kind]
    statement = update(table).where(col(table.id) == thing_id, col(table.state) == before)
    moved = session.connection().execute(statement.values(state=after, **changes))
    if moved.rowcount != 1:
        raise Conflict(f"{kind} {thing_id} is no longer {before}; nothing was changed")
    _refresh(session, table, thing_id)
    record(session, kind, thing_id, "move", cause, before=before, after=after)


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
    event = AuditEvent(
        at=cause.at,
        actor=cause.actor,
        thing=thing,
        thing_id=str(thing_id),
        action=action,
        before=before,
        after=after,
        reason=cause.reason,
        details=details or {},
    )
    session.add(event)


def record_each(session: Session, thing: str, action: str, cause: Cause, after: Mapping[int, str]) -> None:
    """Add a line to the audit trail for each of many things, given by id with what each became."""
    rows = [
        {
            "at": cause.at,
            "actor": cause.actor,
            "thing": thing,
            "thing_id": str(thing_id),
            "action": action,
            "after": word,
            "reason": cause.reason,
            "details": {},
        }
        for thing_id, word in after.items()
    ]
    if rows:
        session.execute(insert(AuditEvent), rows)


def _refresh(session: Session, table: type[SQLModel], thing_id: int) -> None:
    known = session.identity_map.get(session.identity_key(table, thing_id))
    if known is not None:
        session.refresh(known)
