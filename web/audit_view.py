"""The audit trail as its page shows it: the search that was typed, and each event with its words and its page."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import quote, urlencode

from pydantic import BaseModel, Field
from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from shopper.audit_search import Wanted
from shopper.clock import OUR_ZONE
from shopper.csv_rows import FIRST_YEAR, LAST_YEAR
from shopper.queries import stored_id
from shopper.reach import is_own_letter, is_own_mail, own_waves
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave
from shopper.tables.trail import AuditEvent
from web.audit_words import action_word, side_word, thing_word
from web.sessions import Visitor
from web.words import JOBS

ADMINISTRATOR: Final = "administrator"

Key = tuple[str, str]
"""The sort of a thing, and its id."""


class TypedSearch(BaseModel):
    """The search as it was typed; a day that is none is told, and searched for as if it were empty."""

    actor: str = Field("", max_length=200)
    thing: str = Field("", max_length=100)
    thing_id: str = Field("", max_length=200)
    action: str = Field("", max_length=100)
    since: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    text: str = Field("", max_length=200)

    @property
    def wanted(self) -> Wanted:
        """What is searched for: whole days in the zone of the pages."""
        until = _day(self.until)
        return Wanted(
            actor=self.actor,
            thing=self.thing,
            thing_id=self.thing_id.strip(),
            action=self.action,
            since=_midnight(_day(self.since)),
            until=_midnight(until + timedelta(days=1) if until else None),
            reason=self.text.strip(),
        )

    @property
    def query(self) -> str:
        """The search as the query of an address."""
        return urlencode({name: value for name, value in self.model_dump().items() if value})

    @property
    def wrong_days(self) -> list[str]:
        """The names of the fields that hold something that is no day."""
        return [name for name in ("since", "until") if getattr(self, name) and _day(getattr(self, name)) is None]


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words; `address` is the page of what it is about, empty when the visitor has none for it."""

    id: int
    at: datetime
    actor: str
    thing: str
    thing_id: str
    action: str
    before: str
    after: str
    reason: str
    details: str
    hash: str
    address: str

    @property
    def is_by_machine(self) -> bool:
        """Whether a job did it: its reason is then in English."""
        return self.actor in JOBS


def lines_of(session: Session, user: Visitor, events: Iterable[AuditEvent]) -> list[Line]:
    """The events in words."""
    found = list(events)
    addresses = _addresses(session, user, {(event.thing, event.thing_id) for event in found})
    return [_line(event, addresses) for event in found]


def _line(event: AuditEvent, addresses: Mapping[Key, str]) -> Line:
    return Line(
        id=stored_id(event.id),
        at=event.at,
        actor=event.actor,
        thing=thing_word(event.thing),
        thing_id=event.thing_id,
        action=action_word(event.thing, event.action),
        before=side_word(event.thing, event.action, event.before),
        after=side_word(event.thing, event.action, event.after),
        reason=event.reason,
        details=", ".join(f"{name}: {_plain(value)}" for name, value in event.details.items()),
        hash=event.hash,
        address=addresses.get((event.thing, event.thing_id), ""),
    )


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _addresses(session: Session, user: Visitor, keys: set[Key]) -> dict[Key, str]:
    """The page of each of these things that is there and within the visitor's reach."""
    ids = {thing: [number for one, number in keys if one == thing] for thing, _ in keys}
    found = {("wave", str(number)): _wave_page(name) for number, name in _waves(session, user, ids.get("wave", []))}
    own = own_waves(user)
    of_call = (
        select(CallProbe.id, Wave.name)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(cast(CallProbe.id, String).in_(ids.get("call", [])), col(Wave.id).in_(own))
    )
    for number, name in session.exec(of_call):
        found["call", str(number)] = f"{_wave_page(name)}/plan/call/{number}"
    of_report = (
        select(Report.id, Wave.name, Measurement.municipality_code)
        .join(Measurement, col(Measurement.id) == Report.measurement_id)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(cast(Report.id, String).in_(ids.get("report", [])), col(Wave.id).in_(own))
    )
    for number, name, code in session.exec(of_report):
        found["report", str(number)] = f"{_wave_page(name)}/{code}/report"
    if user.role == ADMINISTRATOR:
        found |= {("user", number): f"/people/{number}" for number in ids.get("user", []) if number.isdigit()}
    return found | _letters(session, user, ids)


def _waves(session: Session, user: Visitor, ids: list[str]) -> Iterable[tuple[int | None, str]]:
    wanted = select(Wave.id, Wave.name).where(cast(Wave.id, String).in_(ids), col(Wave.id).in_(own_waves(user)))
    return session.exec(wanted)


def _letters(session: Session, user: Visitor, ids: Mapping[str, list[str]]) -> dict[Key, str]:
    letters = select(MailProbe.id).where(cast(MailProbe.id, String).in_(ids.get("mail", [])), is_own_letter(user))
    mails = select(InboundMail.id).where(
        cast(InboundMail.id, String).in_(ids.get("inbound_mail", [])), is_own_mail(session, user)
    )
    found = {("mail", str(number)): f"/desk/letters/{number}" for number in session.exec(letters)}
    return found | {("inbound_mail", str(number)): f"/desk/mails/{number}" for number in session.exec(mails)}


def _wave_page(name: str) -> str:
    return f"/waves/{quote(name, safe='')}"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _midnight(on: date | None) -> datetime | None:
    return datetime.combine(on, time(), OUR_ZONE).astimezone(UTC) if on else None
