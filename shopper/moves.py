"""The one way a probe, wave or report changes state: a conditional UPDATE, and a line in the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, insert, update
from sqlmodel import Session, SQLModel, col

from shopper.faults import Conflict
from shopper.states import may_move
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

_EVENT = insert(AuditEvent)

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
    event = {
        "at": cause.at,
        "actor": cause.actor,
        "thing": thing,
        "thing_id": str(thing_id),
        "action": action,
        "before": before,
        "after": after,
        "reason": cause.reason,
        "details": details or {},
    }
    session.connection().execute(_EVENT, event)


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
