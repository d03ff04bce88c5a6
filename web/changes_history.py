"""What was changed in a wave, as the audit trail has it: who, when, why, and what was before and after."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, String, and_, cast, false, or_
from sqlmodel import Session, col, select

from scheduler.changes.orders_kept import ACTION
from shopper.board.contacts import CHANNELS, TABLES, Channel
from shopper.faults import NotThere
from shopper.queries import stored_id
from shopper.tables.people import User
from shopper.tables.study import Measurement, Question, Wave
from shopper.tables.trail import AuditEvent
from web.words import JOBS

LINES_A_PAGE: Final = 100
PLAN_ACTIONS: Final = ("reschedule", "step_in", "retry", "missed", "lock", "unlock", "replace")
"""What is done to the plan of a contact, besides withdrawing it."""
MEMBERS_ACTIONS: Final = ("add_member", "remove_member")
"""What is done to a wave and not to its plan."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which events are wanted; an empty part filters nothing, except that `shown` empty leaves out the daily work."""

    shown: Literal["", "all"] = ""
    actor: str = ""
    channel: str = ""
    place: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The call or letter that an event is about."""

    channel: Channel
    id: int
    municipality: str
    area: str
    question: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stood, or in which state, on one side of an event; empty parts were not recorded."""

    at: datetime | None = None
    interviewer: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trail; an event without a contact is about the whole wave, and `facts` say what was ordered."""

    id: int
    at: datetime
    actor: str
    action: str
    contact: Contact | None
    before: Standing
    after: Standing
    reason: str
    facts: dict[str, Any]

    @property
    def is_by_machine(self) -> bool:
        """Whether a job did it: its reason is then in English."""
        return self.actor in JOBS


def events_of(session: Session, wave: Wave, wanted: HistoryFilter, before: int | None = None) -> list[Event]:
    """A page of the wave's events, the newest first; or the page before this id."""
    query = select(AuditEvent).where(_of_wave(wave, wanted), *_conditions(wanted))
    if before is not None:
        query = query.where(col(AuditEvent.id) < before)
    return _events(session, session.exec(query.order_by(col(AuditEvent.id).desc()).limit(LINES_A_PAGE)).all())


def actors_of(session: Session, wave: Wave) -> Sequence[str]:
    """Everybody, and every job, that the wave's trail names."""
    everything = HistoryFilter(shown="all")
    return session.exec(
        select(AuditEvent.actor).where(_of_wave(wave, everything)).distinct().order_by(AuditEvent.actor)
    ).all()


def receipt_of(session: Session, wave: Wave) -> int:
    """The number of the order that changed the wave last: its receipt is shown under it."""
    orders = select(AuditEvent.id).where(*_is_order(wave)).order_by(col(AuditEvent.id).desc())
    return stored_id(session.exec(orders.limit(1)).one())


def done_by_order(session: Session, wave: Wave, number: int) -> tuple[Event, list[Event]]:
    """The order of this number and what was done by it, in order; NotThere without it."""
    order = session.exec(select(AuditEvent).where(AuditEvent.id == number, *_is_order(wave))).first()
    if order is None:
        raise NotThere(f"no order of number {number} has changed {wave.name}")
    # What an order does is written down just before it, in the same breath and for the same reason.
    together = select(AuditEvent).where(
        _of_wave(wave, HistoryFilter(shown="all")),
        AuditEvent.at == order.at,
        AuditEvent.actor == order.actor,
        AuditEvent.reason == order.reason,
        AuditEvent.thing != "wave",
        col(AuditEvent.id) < number,
    )
    done = session.exec(together.order_by(col(AuditEvent.id))).all()
    return _events(session, [order])[0], _events(session, done)


def _is_order(wave: Wave) -> tuple[ColumnElement[bool], ...]:
    return (
        col(AuditEvent.thing) == "wave",
        col(AuditEvent.thing_id) == str(wave.id),
        col(AuditEvent.action) == ACTION,
    )


def _of_wave(wave: Wave, wanted: HistoryFilter) -> ColumnElement[bool]:
    """Whether an event is about the wave or one of its contacts, as far as the filter names them."""
    measurements = select(Measurement.id).where(Measurement.wave_id == wave.id)
    if wanted.place:
        measurements = measurements.where(Measurement.municipality_code == wanted.place)
    thing, thing_id = col(AuditEvent.thing), col(AuditEvent.thing_id)
    parts = []
    for channel in CHANNELS:
        table = TABLES[channel]
        own = select(cast(table.id, String)).where(col(table.measurement_id).in_(measurements))
        if wanted.channel in ("", channel):
            parts.append(and_(thing == channel, thing_id.in_(own)))
    if not (wanted.place or wanted.channel):
        parts.append(and_(thing == "wave", thing_id == str(wave.id)))
    return or_(false(), *parts)


def _conditions(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.shown != "all":
        of_plan = col(AuditEvent.action).in_(PLAN_ACTIONS) | (col(AuditEvent.after) == "withdrawn")
        of_wave = and_(col(AuditEvent.thing) == "wave", col(AuditEvent.action).not_in(MEMBERS_ACTIONS))
        conditions.append(of_plan | of_wave)
    if wanted.actor:
        conditions.append(col(AuditEvent.actor) == wanted.actor)
    if wanted.contact:
        channel, _, number = wanted.contact.partition("-")
        conditions += [col(AuditEvent.thing) == channel, col(AuditEvent.thing_id) == number]
    return conditions


def _events(session: Session, rows: Sequence[AuditEvent]) -> list[Event]:
    contacts: dict[tuple[str, str], Contact] = {
        (channel, str(one.id)): one
        for channel in CHANNELS
        for one in _contacts(session, channel, {int(row.thing_id) for row in rows if row.thing == channel})
    }
    names = dict(session.exec(select(User.id, User.name)).all())
    return [_event(row, contacts, names) for row in rows]


def _contacts(session: Session, channel: Channel, ids: Collection[int]) -> Iterable[Contact]:
    table = TABLES[channel]
    rows = session.exec(
        select(table.id, Measurement.municipality_code, table.area, Question.text)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .join(Question, col(Question.id) == table.question_id)
        .where(col(table.id).in_(ids))
    )
    return [Contact(channel, stored_id(number), code, area, question) for number, code, area, question in rows]


def _event(row: AuditEvent, contacts: dict[tuple[str, str], Contact], names: dict[int | None, str]) -> Event:
    return Event(
        id=stored_id(row.id),
        at=row.at,
        actor=row.actor,
        action=row.action,
        contact=contacts.get((row.thing, row.thing_id)),
        before=_standing(row.before, row.details.get("interviewer_before"), names),
        after=_standing(row.after, row.details.get("interviewer_after"), names),
        reason=row.reason,
        facts=_facts(row.details, names),
    )


def _facts(details: dict[str, Any], names: dict[int | None, str]) -> dict[str, Any]:
    """What an order said, with days as dates and the interviewer by name."""
    facts = details | {"who": names.get(details.get("interviewer"), "")}
    if days := details.get("days"):
        facts |= {"first_day": days[0], "last_day": days[-1]}
    dates = {key: date.fromisoformat(facts[key]) for key in ("first_day", "last_day", "not_before") if key in facts}
    return facts | dates


def _standing(text: str | None, user: int | None, names: dict[int | None, str]) -> Standing:
    """A moment where the event moved the contact in time, else a state."""
    name = names.get(user, "") if user is not None else ""
    try:
        return Standing(datetime.fromisoformat(text), name) if text else Standing(interviewer=name)
    except ValueError:
        return Standing(interviewer=name, state=text or "")
