"""What is late, and why: each contact that should have been made, with the first thing that stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import SQLColumnExpression, String, case, func, literal, null
from sqlalchemy import cast as cast_column
from sqlmodel import Session, col, select

from shopper.board.contacts import TABLES, Channel, Period, Which, is_late, of_contacts
from shopper.tables.calls import Attempt, CallProbe
from shopper.tables.mail import MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent

LINES: Final = 50
MISSED: Final = "missed"
"""What the trail says of a call that nobody made on its day and that found no other time (`scheduler/changes`)."""
MENDER: Final = "replan_missed"
"""The job that gives missed calls new times, as the trail names it."""


@dataclass(frozen=True, slots=True)
class Late:
    """One late contact.

    `reason` is a word of LATE in `web/board_words.py`: for calls `not_made`, `no_contact` (dialled, reached nobody) or
    `no_room` (missed, and no other time was found, because of `rule`), for letters `uncertain`, `deferred`,
    `under_way`, `no_sender`, `held`, `unreached` or `not_sent`.
    `who` is the interviewer, or the account a letter leaves from. `since` is when what stands in the way began, where
    that is another moment than the planned one; `next_try_at` when a deferred letter is tried again. `tries` are
    diallings or attempts to send. `wave_id` and `municipality` are ids.
    """

    channel: Channel
    id: int
    wave_id: int
    wave: str
    municipality: str
    municipality_name: str
    area: str
    planned_at: datetime
    reason: str
    who: str | None
    since: datetime | None
    next_try_at: datetime | None
    tries: int
    replaces: int | None
    rule: str = ""


def late_by_reason(session: Session, which: Which, now: datetime) -> dict[str, int]:
    """How many contacts are late for each reason, the commonest first."""
    counted: dict[str, int] = {}
    for channel in which.channels:
        reason = _reason(channel)
        wanted = _joined(of_contacts(which, channel, reason, func.count()), channel)
        for word, number in session.connection().execute(wanted.where(is_late(channel, now)).group_by(reason)):
            counted[word] = counted.get(word, 0) + number
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def late_contacts(session: Session, which: Which, now: datetime, limit: int = LINES) -> list[Late]:
    """The contacts that have been late longest."""
    found: list[Late] = []
    for channel in which.channels:
        table = TABLES[channel]
        wanted = _joined(of_contacts(which, channel, *_columns(channel)), channel)
        oldest = wanted.where(is_late(channel, now)).order_by(col(table.planned_at), col(table.id)).limit(limit)
        found += [Late(channel, *row) for row in session.connection().execute(oldest)]
    return _with_rules(session, sorted(found, key=lambda late: (late.planned_at, late.channel, late.id))[:limit])


def came_back(session: Session, which: Which, period: Period) -> int:
    """How many calls that were missed have got a new time this week and are still to be made."""
    if "call" not in which.channels:
        return 0
    moved = _deed(AuditEvent.actor == MENDER, AuditEvent.action != MISSED, col(AuditEvent.at) >= period.week[0])
    wanted = of_contacts(which, "call", func.count()).where(col(CallProbe.state) == "planned", moved)
    return int(session.connection().execute(wanted.where(~is_late("call", period.now))).scalar_one())


def _with_rules(session: Session, found: Sequence[Late]) -> list[Late]:
    """The rule that left a missed call no room, as the trail told it last."""
    ids = [str(late.id) for late in found if late.reason == "no_room"]
    told = select(AuditEvent.thing_id, AuditEvent.details).where(
        AuditEvent.thing == "call", AuditEvent.action == MISSED, col(AuditEvent.thing_id).in_(ids)
    )
    rules = {int(one): str(details.get("rule", "")) for one, details in session.exec(told.order_by(col(AuditEvent.id)))}
    return [replace(late, rule=rules[late.id]) if late.reason == "no_room" else late for late in found]


def _deed(*conditions: Any) -> SQLColumnExpression[bool]:
    """Whether the trail tells of such a deed to a call."""
    wanted = select(AuditEvent.id).where(
        AuditEvent.thing == "call", AuditEvent.thing_id == cast_column(CallProbe.id, String), *conditions
    )
    return wanted.correlate(CallProbe).exists()


def _columns(channel: Channel) -> list[SQLColumnExpression[Any]]:
    """The fields of `Late`, in their order."""
    table = TABLES[channel]
    shared = [table.id, Measurement.wave_id, Wave.name, Measurement.municipality_code, Municipality.name]
    first = [cast("SQLColumnExpression[Any]", each) for each in (*shared, table.area, table.planned_at)]
    if channel == "call":
        tries = _number_of(Attempt, Attempt.call_probe_id, CallProbe.id)
        return [*first, _reason(channel), col(User.name), null(), null(), tries, null()]
    since = func.coalesce(MailAccount.held_since, MailAccount.smtp_failing_since)
    tries = _number_of(SendAttempt, SendAttempt.mail_probe_id, MailProbe.id)
    last = [col(MailAccount.name), since, col(MailProbe.next_try_at), tries, col(MailProbe.replaces_id)]
    return [*first, _reason(channel), *last]


def _reason(channel: Channel) -> SQLColumnExpression[Any]:
    if channel == "call":
        dialled = select(Attempt.id).where(col(Attempt.call_probe_id) == CallProbe.id).correlate(CallProbe).exists()
        had_no_room = _deed(AuditEvent.action == MISSED, col(AuditEvent.at) > CallProbe.planned_at)
        return case((had_no_room, literal("no_room")), (dialled, literal("no_contact")), else_=literal("not_made"))
    state = col(MailProbe.state)
    return case(
        (state == "uncertain", literal("uncertain")),
        (state.in_(("claimed", "sending")), literal("under_way")),
        (col(MailProbe.persona_id).is_(None), literal("no_sender")),
        (col(MailAccount.held_since).is_not(None), literal("held")),
        (col(MailAccount.smtp_failing_since).is_not(None), literal("unreached")),
        (state == "deferred", literal("deferred")),
        else_=literal("not_sent"),
    )


def _number_of(table: Any, owner: Any, probe_id: Any) -> SQLColumnExpression[Any]:
    counted = select(func.count()).select_from(table).where(owner == probe_id)
    return counted.correlate(CallProbe, MailProbe).scalar_subquery()


def _joined(wanted: Any, channel: Channel) -> Any:
    """With the wave and whoever the contact waits for: its interviewer, or the account of its sender if it has one."""
    wanted = wanted.join(Wave, col(Wave.id) == Measurement.wave_id)
    if channel == "call":
        return wanted.join(User, col(User.id) == CallProbe.interviewer_id)
    return wanted.outerjoin(Persona, col(Persona.id) == MailProbe.persona_id).outerjoin(
        MailAccount, col(MailAccount.name) == Persona.account
    )
