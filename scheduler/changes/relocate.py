"""The one UPDATE of where a stored contact stands in the plan, and what the second of two who change it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.changes.refs import Placed, ProbeRef, StoredProbe, placed
from scheduler.stored.contacts import TABLES, contact
from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.people import User
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

_DEEDS: Final = {"reschedule": "moved", "lock": "locked", "unlock": "unlocked", "retry": "dialled"}
"""What the sentence says about an event of the trail, by its action."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody else did to a contact meanwhile. `state` is the contact's now; `placed` where it stands now.

    `action` is that of the trail: reschedule, lock, unlock, step_in, retry, move (to `state`), or plan: the wave was
    planned anew.
    """

    actor: str
    at: datetime
    action: str
    state: str
    placed: Placed | None


class ChangedMeanwhile(Conflict):
    """Somebody else changed the contact first; nothing was changed. Its text says who, when and to what."""

    def __init__(self, ref: ProbeRef, deed: Deed | None) -> None:
        """`deed` is None when the trail does not say what happened."""
        super().__init__(_sentence(ref, deed))
        self.ref = ref
        self.deed = deed


def in_turn(session: Session) -> None:
    """Wait until no other change of a plan is under way, and keep others waiting until this transaction ends.

    Without it two changes could each give the same interviewer the same hour (on SQLite writers wait anyhow).
    """
    session.flush()
    session.exec(select(Wave.id).order_by(col(Wave.id)).with_for_update(key_share=True)).all()
    for one in [known for known in session.identity_map.values() if isinstance(known, Wave)]:
        session.expire(one)  # it may have been launched while this waited


def relocate(session: Session, one: StoredProbe, after: Placed, action: str, cause: Cause, **details: Any) -> None:
    """Give a planned contact another time and interviewer; ChangedMeanwhile when it is not as it was read.

    A letter that is being sent in this moment is no longer planned, and is left alone.
    """
    values: dict[str, Any] = {"planned_at": after.planned_at}
    told: dict[str, Any] = {"version": one.version + 1, **details}
    if one.ref.channel == "call" and after.interviewer is not None:
        values["interviewer_id"] = told["interviewer_after"] = user_id(session, after.interviewer)
        told["interviewer_before"] = user_id(session, one.probe.interviewer or "")
    update_unchanged(session, one, **values)
    before, then = one.probe.planned_at, after.planned_at.astimezone(one.probe.planned_at.tzinfo)
    words = {"before": before.isoformat(), "after": then.isoformat()}
    record(session, one.ref.channel, one.ref.id, action, cause, details=told, **words)


def update_unchanged(session: Session, one: StoredProbe, **values: Any) -> None:
    """Write these columns of a planned contact that is still as it was read; else ChangedMeanwhile."""
    table = TABLES[one.ref.channel]
    same = (col(table.id) == one.ref.id, col(table.version) == one.version, col(table.state) == "planned")
    wanted = update(table).where(*same).values(version=one.version + 1, **values)
    if session.connection().execute(wanted).rowcount != 1:
        raise changed_meanwhile(session, one.ref)
    known = session.identity_map.get(session.identity_key(table, one.ref.id))
    if known is not None:
        session.refresh(known)


def changed_meanwhile(session: Session, ref: ProbeRef) -> ChangedMeanwhile:
    """The refusal that says what became of a contact, from the audit trail."""
    return ChangedMeanwhile(ref, _deed(session, ref, contact(session, ref)))


def user_id(session: Session, name: str) -> int:
    """The id of the user of this name, who is there."""
    return stored_id(session.exec(select(User.id).where(User.name == name)).one())


def _deed(session: Session, ref: ProbeRef, now: StoredProbe | None) -> Deed | None:
    state = now.state if now is not None else "gone"
    event = _last_event(session, ref.channel, ref.id)
    if now is not None and event is not None and (state != "planned" or event.details.get("version") == now.version):
        return Deed(event.actor, event.at, event.action, state, placed(now.probe))
    planned = _last_planning(session)
    if planned is None:
        return None
    return Deed(planned.actor, planned.at, "plan", state, placed(now.probe) if now is not None else None)


def _last_event(session: Session, thing: str, thing_id: int) -> AuditEvent | None:
    wanted = select(AuditEvent).where(AuditEvent.thing == thing, AuditEvent.thing_id == str(thing_id))
    return session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()


def _last_planning(session: Session) -> AuditEvent | None:
    """The newest planning of any wave: a contact that is gone does not say of which it was."""
    wanted = select(AuditEvent).where(AuditEvent.thing == "wave", AuditEvent.action == "plan")
    return session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()


def _sentence(ref: ProbeRef, deed: Deed | None) -> str:
    what = f"{'call' if ref.channel == 'call' else 'letter'} {ref.id}"
    if deed is None:
        return f"{what} was changed meanwhile; nothing was changed, look at it again"
    zone = deed.placed.planned_at.tzinfo if deed.placed is not None else ZoneInfo("UTC")
    when = f"{deed.at.astimezone(zone):%Y-%m-%d %H:%M}"
    if deed.action == "plan":
        return f"{deed.actor} planned the wave again at {when}; nothing was changed, look at the new plan"
    if deed.state != "planned":
        return f"{what} is {deed.state} since {when} ({deed.actor}) and moves no more; nothing was changed"
    did = _DEEDS.get(deed.action, "changed")
    return f"{deed.actor} {did} {what} at {when}{_to(deed)}; nothing was changed, look at it again"


def _to(deed: Deed) -> str:
    if deed.placed is None or deed.action not in {"reschedule", "retry"}:
        return ""
    who = f" with {deed.placed.interviewer}" if deed.placed.interviewer else ""
    return f", it now stands at {deed.placed.planned_at:%Y-%m-%d %H:%M}{who}"
