"""The contacts of waves as they are stored, read as the plan knows them: in the municipality's zone, by names."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, or_, select

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.planning.parts import Channel, PlannedProbe
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave

TABLES: Final[dict[Channel, type[CallProbe | MailProbe]]] = {"call": CallProbe, "mail": MailProbe}

_IN_A_WEEK: Final = timedelta(days=7)


def contacts(session: Session, wave: Wave, codes: Collection[str] | None = None) -> list[StoredProbe]:
    """The wave's contacts, or those with these municipalities, by channel and id.

    Withdrawn ones are none, and neither are letters that another one was sent instead of.
    """
    conditions = [col(Measurement.wave_id) == wave.id]
    if codes is not None:
        conditions.append(col(Measurement.municipality_code).in_(codes))
    return [one for channel in TABLES for one in _stored(session, channel, conditions)]


def contact(session: Session, ref: ProbeRef) -> StoredProbe | None:
    """One contact, whatever its state; None when there is none."""
    conditions = [col(TABLES[ref.channel].id) == ref.id]
    return next(_stored(session, ref.channel, conditions, withdrawn=True), None)


def elsewhere(
    session: Session, wave: Wave, codes: Collection[str], interviewers: Collection[str], days: timedelta
) -> tuple[PlannedProbe, ...]:
    """Contacts of other launched waves with the same municipalities or interviewers, in order of time.

    Those count that lie in the wave's weeks, or up to `days` or an ISO week before or after them.
    """
    margin = max(days, _IN_A_WEEK)
    during = [
        col(Wave.id) != wave.id,
        col(Wave.state) == "launched",
        col(Wave.first_day) <= wave.last_day + margin,
        col(Wave.last_day) >= wave.first_day - margin,
    ]
    here = col(Measurement.municipality_code).in_(codes)
    calls = [*during, or_(here, col(User.name).in_(interviewers)), _between(CallProbe, wave, margin)]
    mails = [*during, here, _between(MailProbe, wave, margin)]
    found = [*_stored(session, "call", calls), *_stored(session, "mail", mails)]
    return tuple(sorted((one.probe for one in found), key=in_order))


def calls_with_others(
    session: Session, wave: Wave, codes: Collection[str], interviewers: Collection[str]
) -> tuple[PlannedProbe, ...]:
    """The calls that these interviewers make in the wave's other municipalities, in order of time."""
    conditions = [
        col(Measurement.wave_id) == wave.id,
        col(Measurement.municipality_code).not_in(codes),
        col(User.name).in_(interviewers),
    ]
    return tuple(sorted((one.probe for one in _stored(session, "call", conditions)), key=in_order))


def in_order(probe: PlannedProbe) -> tuple[datetime, str, str, str, int]:
    """A key that puts contacts in order of time, and equal times always in the same order."""
    return probe.planned_at, probe.municipality, probe.area, probe.channel, probe.question


def day_of(probe: PlannedProbe) -> date:
    """The date of a contact in its municipality."""
    return probe.planned_at.date()


def _between(table: type[CallProbe | MailProbe], wave: Wave, margin: timedelta) -> ColumnElement[bool]:
    """Whether a probe lies near the wave's weeks; a day more on each side holds every zone."""
    around, utc = margin + timedelta(days=1), ZoneInfo("UTC")
    first = datetime.combine(wave.first_day - around, time(), utc)
    last = datetime.combine(wave.last_day + around, time(), utc)
    return col(table.planned_at).between(first, last)


def _stored(
    session: Session, channel: Channel, conditions: list[ColumnElement[bool]], *, withdrawn: bool = False
) -> Iterator[StoredProbe]:
    table = TABLES[channel]
    if not withdrawn:
        conditions = [*conditions, col(table.state) != "withdrawn"]
    if channel == "mail" and not withdrawn:
        replaced = select(MailProbe.replaces_id).where(col(MailProbe.replaces_id).is_not(None))
        conditions = [*conditions, col(MailProbe.id).not_in(replaced)]
    zones: dict[str, ZoneInfo] = {}
    for row in session.execute(_rows(channel).where(*conditions).order_by(col(table.id))):
        name = row.time_zone
        zone = zones.get(name) or zones.setdefault(name, ZoneInfo(name))
        yield StoredProbe(ProbeRef(channel, row.id), _probe(channel, row, zone), row.state, row.locked, row.version)


def _rows(channel: Channel) -> Select[Any]:
    table = TABLES[channel]
    who = col(User.name) if channel == "call" else col(Persona.key)
    wanted = (
        select(  # type: ignore[call-overload]  # more columns than the library counts
            table.id,
            table.area,
            table.spare,
            table.planned_at,
            table.state,
            table.locked,
            table.version,
            Question.number,
            Measurement.municipality_code,
            Municipality.time_zone,
            who.label("who"),
        )
        .join(Question, col(Question.id) == table.question_id)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
    )
    found: Select[Any] = (
        wanted.join(User, col(User.id) == CallProbe.interviewer_id)
        if channel == "call"
        else wanted.outerjoin(Persona, col(Persona.id) == MailProbe.persona_id)
    )
    return found


def _probe(channel: Channel, row: Any, zone: ZoneInfo) -> PlannedProbe:
    return PlannedProbe(
        channel=channel,
        municipality=row.municipality_code,
        area=row.area,
        question=row.number,
        spare=row.spare,
        planned_at=row.planned_at.astimezone(zone),
        interviewer=row.who if channel == "call" else None,
        persona=row.who if channel == "mail" else None,
    )
