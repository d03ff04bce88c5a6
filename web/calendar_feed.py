"""An interviewer's calls as a calendar that their own program fetches (RFC 5545, RFC 7986), at a secret address.

A calendar lies on other people's servers: it tells when a call is to be made and nothing of whom or what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from icalendar import Calendar, Event
from sqlalchemy import String, cast, func
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent
from web.dependencies import StoreSession, ThePlatform

router = APIRouter()

SECRET_BYTES: Final = 32
SUMMARY: Final = "Samtal"
FETCHED_EVERY: Final = timedelta(hours=1)
HEADERS: Final = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_IDENTITIES: Final = UUID("2f0e6a52-6a51-4a0f-9d0b-6d1f1f2a7c35")
"""Of the events: the same call is the same event, whatever the feed's address."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One event: the call's id and version, when it begins in its zone, how long it takes, and when it was changed."""

    id: int
    version: int
    starts_at: datetime
    minutes: int
    changed_at: datetime


@router.get("/calendar/{secret}.ics")
def calendar_feed(secret: str, session: StoreSession, platform: ThePlatform) -> Response:
    """The planned calls of the interviewer whose secret this is; for any other word there is nothing here."""
    theirs = User.calendar_hash == hash_of(secret), User.role == "interviewer", col(User.closed_at).is_(None)
    user = session.exec(select(User).where(*theirs)).first()
    if user is None:
        raise NotThere("there is no calendar at this address")
    made = calendar_of(planned_calls(session, stored_id(user.id)), platform.settings.site_url)
    return Response(made, media_type="text/calendar; charset=utf-8", headers=HEADERS)


def new_secret() -> str:
    """A word of 256 bits that nobody can guess, as it stands in the address."""
    return token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    """What is stored of a secret: looked up by it, so that how long a look-up takes tells nothing of the secret."""
    return sha256(secret.encode()).hexdigest()


def planned_calls(session: Session, user_id: int) -> list[PlannedCall]:
    """The calls of launched waves that are still to be made by this interviewer, in order of time."""
    changed = (
        select(func.max(AuditEvent.at))
        .where(AuditEvent.thing == "call", AuditEvent.thing_id == cast(CallProbe.id, String))
        .correlate(CallProbe)
        .scalar_subquery()
    )
    rows = session.exec(
        select(CallProbe, Municipality.time_zone, Wave, changed)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(
            CallProbe.interviewer_id == user_id,
            CallProbe.state == "planned",
            col(CallProbe.spare).is_(False),
            Wave.state == "launched",
        )
        .order_by(col(CallProbe.planned_at), col(CallProbe.id))
    )
    methods: dict[int | None, Method] = {}
    calls = []
    for probe, zone, wave, changed_at in rows:
        method = methods.get(wave.id) or methods.setdefault(wave.id, method_of(wave))
        since = changed_at or wave.launched_at or wave.created_at
        calls.append(_call(probe, ZoneInfo(zone) if zone else method.working_time.zone, method, since))
    return calls


def calendar_of(calls: list[PlannedCall], site_url: str) -> bytes:
    """The calendar as a file: the same calls give the same bytes. `site_url`, where it is known, leads to the calls."""
    calendar = Calendar()
    calendar.add("prodid", "-//Servicemätning//Samtal//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", SUMMARY)
    calendar.add("x-wr-calname", SUMMARY)
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in _events(calls, site_url):
        calendar.add_component(event)
    if calls:
        days = [call.starts_at.date() for call in calls]
        calendar.add_missing_timezones(first_date=min(days), last_date=max(days) + timedelta(days=366))
    return bytes(calendar.to_ical())


def _events(calls: list[PlannedCall], site_url: str) -> Iterator[Event]:
    for call in calls:
        event = Event()
        event.add("uid", str(uuid5(_IDENTITIES, str(call.id))))
        event.add("summary", SUMMARY)
        event.add("dtstart", call.starts_at)
        event.add("dtend", call.starts_at + timedelta(minutes=call.minutes))
        event.add("dtstamp", call.changed_at)
        event.add("last-modified", call.changed_at)
        event.add("sequence", call.version - 1)
        event.add("class", "PRIVATE")
        if site_url:
            event.add("url", f"{site_url}/calls")
        yield event


def _call(probe: CallProbe, zone: ZoneInfo, method: Method, changed_at: datetime) -> PlannedCall:
    return PlannedCall(
        id=stored_id(probe.id),
        version=probe.version,
        starts_at=probe.planned_at.astimezone(zone),
        minutes=method.plan.minutes_a_call,
        changed_at=changed_at,
    )
