"""Calls whose day is over and that nobody made go back into the plan, by its rules, as a coordinator would do it.

A call is tried once a day: what finds no place today is shown as late, and may find one tomorrow. Both outcomes are in
the trail. Harmless when run twice, and in two workers at once.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from scheduler.changes.one_call import new_times
from scheduler.changes.refs import StoredProbe, placed
from scheduler.changes.relocate import in_turn, relocate
from scheduler.stored.contacts import contacts, day_of
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent

ACTOR: Final = "replan_missed"
REASON: Final = "missed"
_SEEDS_APART: Final = 3_000_017
_NOTICE: Final = timedelta(hours=1)
_TOWNS_A_ROUND: Final = 20


def waves_with_missed(session: Session, now: datetime) -> list[int]:
    """The ids of the waves under way with a call of an earlier day that nobody made and that has not been tried today.

    Cheap when there is none: one query over the planned calls whose time is over.
    """
    rows = session.exec(
        select(Wave.id)
        .join(Measurement, col(Measurement.wave_id) == Wave.id)
        .join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
        .where(
            Wave.state == "launched",
            Wave.last_day >= now.date(),
            CallProbe.state == "planned",
            col(CallProbe.spare).is_(False),
            CallProbe.planned_at < _midnight(session, now),
        )
        .distinct()
        .order_by(col(Wave.id))
    )
    waves = [session.get_one(Wave, wave_id) for wave_id in rows]
    return [stored_id(wave.id) for wave in waves if _missed(session, wave, now)]


def replan_missed(session: Session, wave: Wave, now: datetime) -> int:
    """Give the wave's missed calls new times, by the same interviewers where that can be; how many got one.

    At most 20 municipalities at a time: the next minute's round goes on with the others.
    """
    in_turn(session)
    missed = _some(_missed(session, wave, now))
    if not missed:
        return 0
    chance = _SEEDS_APART + now.astimezone(UTC).date().toordinal()
    places = new_times(session, wave, missed, now + _NOTICE, chance)
    cause = Cause(ACTOR, now, REASON)
    for one in missed:
        if one.ref in places.found:
            relocate(session, one, placed(places.found[one.ref]), "reschedule", cause)
        else:
            rule = places.none[one.ref].rule
            record(session, "call", one.ref.id, REASON, cause, details={"rule": rule, "version": one.version})
    return len(places.found)


def _some(missed: Sequence[StoredProbe]) -> list[StoredProbe]:
    """The calls of the first municipalities; the rest comes in the next round: others wait while plans are made."""
    first = set(sorted({one.probe.municipality for one in missed})[:_TOWNS_A_ROUND])
    return [one for one in missed if one.probe.municipality in first]


def _missed(session: Session, wave: Wave, now: datetime) -> Sequence[StoredProbe]:
    """Calls of an earlier day, in their municipality's zone, that were not made nor tried to be moved today."""
    due = [
        one
        for one in contacts(session, wave, _codes(session, wave, now))
        if one.ref.channel == "call"
        and one.state == "planned"
        and not one.probe.spare
        and day_of(one.probe) < _today(one, now)
    ]
    tried = _tried(session, due, now)
    return [one for one in due if tried.get(one.ref.id) != _today(one, now)]


def _codes(session: Session, wave: Wave, now: datetime) -> list[str]:
    """The municipalities in which the day of a planned call is over."""
    wanted = (
        select(Measurement.municipality_code)
        .join(CallProbe, col(CallProbe.measurement_id) == Measurement.id)
        .where(
            Measurement.wave_id == wave.id, CallProbe.state == "planned", CallProbe.planned_at < _midnight(session, now)
        )
        .distinct()
    )
    return sorted(session.exec(wanted))


def _midnight(session: Session, now: datetime) -> datetime:
    """When the day began that is today, in the westernmost of the register's zones: what comes later is of today."""
    zones = session.exec(select(Municipality.time_zone).distinct())
    days = (now.astimezone(ZoneInfo(zone)) for zone in zones)
    return max((day.replace(hour=0, minute=0, second=0, microsecond=0) for day in days), default=now)


def _today(one: StoredProbe, now: datetime) -> date:
    return now.astimezone(one.probe.planned_at.tzinfo).date()


def _tried(session: Session, due: Sequence[StoredProbe], now: datetime) -> dict[int, date]:
    """On which day, in its municipality's zone, each call was last looked at without finding a place."""
    by_id = {str(one.ref.id): one for one in due}
    rows = session.exec(
        select(AuditEvent.thing_id, AuditEvent.at)
        .where(
            AuditEvent.thing == "call",
            AuditEvent.action == REASON,
            AuditEvent.at > now - timedelta(days=2),
            col(AuditEvent.thing_id).in_(list(by_id)),
        )
        .order_by(col(AuditEvent.id))
    )
    return {int(thing_id): _today(by_id[thing_id], at) for thing_id, at in rows}
