"""Finding events in the audit trail: by who, what, when and why, or by the wave that they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlmodel import Session, col, select

from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent

_ROWS_AT_A_TIME: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are wanted; a part that is empty or None asks for nothing. `until` itself is left out."""

    actor: str = ""
    thing: str = ""
    thing_id: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    wave_id: int | None = None


def found(session: Session, wanted: Wanted, lines: int, before: int | None = None) -> list[AuditEvent]:
    """A page of what is wanted, the newest first: the first page, or the one that begins below the event `before`."""
    query = select(AuditEvent).where(*_conditions(wanted))
    if before is not None:
        query = query.where(col(AuditEvent.id) < before)
    return list(session.exec(query.order_by(col(AuditEvent.id).desc()).limit(lines)))


def each_found(session: Session, wanted: Wanted) -> Iterator[AuditEvent]:
    """All that is wanted, in order, a few at a time in memory."""
    query = select(AuditEvent).where(*_conditions(wanted)).order_by(col(AuditEvent.id))
    for event in session.exec(query.execution_options(yield_per=_ROWS_AT_A_TIME)):
        session.expunge(event)
        yield event


def how_many(session: Session, wanted: Wanted) -> int:
    """The number of events that are wanted."""
    return session.exec(select(func.count(col(AuditEvent.id))).where(*_conditions(wanted))).one()


def words_of(session: Session) -> tuple[list[str], list[str], list[str]]:
    """Who has acted, on what sorts of things, and with which actions: each sorted."""
    columns = (AuditEvent.actor, AuditEvent.thing, AuditEvent.action)
    actors, things, actions = (list(session.exec(select(one).distinct().order_by(one))) for one in columns)
    return actors, things, actions


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    names = ("actor", "thing", "thing_id", "action")
    conditions = [col(getattr(AuditEvent, name)) == getattr(wanted, name) for name in names if getattr(wanted, name)]
    if wanted.since is not None:
        conditions.append(col(AuditEvent.at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(AuditEvent.at) < wanted.until)
    if wanted.reason:
        conditions.append(col(AuditEvent.reason).icontains(wanted.reason, autoescape=True))
    if wanted.wave_id is not None:
        conditions.append(_of_wave(wanted.wave_id))
    return conditions


def _of_wave(wave_id: int) -> ColumnElement[bool]:
    """Whether an event is about the wave, or about something in it that is still there."""
    measurements = select(Measurement.id).where(Measurement.wave_id == wave_id)
    letters = select(MailProbe.id).where(col(MailProbe.measurement_id).in_(measurements))
    inside = {
        "measurement": select(cast(Measurement.id, String)).where(Measurement.wave_id == wave_id),
        "inbound_mail": select(cast(InboundMail.id, String)).where(col(InboundMail.mail_probe_id).in_(letters)),
    }
    for name, table in (("call", CallProbe), ("mail", MailProbe), ("report", Report)):
        inside[name] = select(cast(table.id, String)).where(col(table.measurement_id).in_(measurements))
    thing, thing_id = col(AuditEvent.thing), col(AuditEvent.thing_id)
    parts = [and_(thing == name, thing_id.in_(ids)) for name, ids in inside.items()]
    return or_(and_(thing == "wave", thing_id == str(wave_id)), *parts)
