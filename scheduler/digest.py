"""The daily digest: once each working day while a wave is under way, to every coordinator who wants it.

It is about the waves they are members of. At most once a day for each person, also when a worker dies: the day is
written on the user before anything leaves. What does not leave is logged, shown to the person, and not tried again
until the next day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from mail_probe.message import Letter
from scheduler.digest_text import WORDS, Digest, WaveFacts, body, subject
from scheduler.office_letter import deliver_office_letter, office_letter
from scheduler.workplace import Workplace
from shopper.board.contacts import Which, period_at, running_waves
from shopper.board.lateness import late_by_reason
from shopper.board.outlook import ends_on, outlooks
from shopper.board.standing import Channels, standings, total
from shopper.closed_days import open_hours
from shopper.mail_queries import desk_size
from shopper.members import MANAGING_ROLES
from shopper.method import Method
from shopper.moves import Cause, record
from shopper.office_account import office_trouble
from shopper.queries import method_of, stored_id
from shopper.reach import own_waves
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import Wave

ACTOR: Final = "digest"
WORST: Final = 5

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Today:
    """A day on which digests are due: its date, the zone it is counted in, and the waves under way."""

    on: date
    zone: ZoneInfo
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a digest is for, as far as it decides what they reach."""

    id: int
    role: str


def digests_due(workplace: Workplace) -> Sequence[int]:
    """The ids of the users whose digest is to be sent now; none while no account for office mail is set up."""
    settings, now = workplace.settings, workplace.clock()
    with workplace.store.reading() as session:
        today = _today(session, now, settings.digest_hour)
        if today is None or office_trouble(session, settings.office_account):
            return ()
        wanted = select(User.id, User.role).where(_wants(today.on)).order_by(col(User.id))
        readers = [Reader(stored_id(user_id), role) for user_id, role in session.exec(wanted)]
        return [reader.id for reader in readers if _own(session, reader, today).waves]


def send_digest(workplace: Workplace, user_id: int) -> str:
    """Send one user's digest if it is due: what became of it, a word of `doorways.Result`, or `not_due`."""
    settings, now = workplace.settings, workplace.clock()
    with workplace.store.reading() as session:
        today = _today(session, now, settings.digest_hour)
        user = session.get(User, user_id)
        account = session.get(MailAccount, settings.office_account)
        if today is None or user is None or account is None or office_trouble(session, settings.office_account):
            return "not_due"
        reader = Reader(user_id, user.role)
        own = _own(session, reader, today)
        if not own.waves:
            return "not_due"
        digest = _digest(session, own, now, reader, settings.site_url)
    with workplace.store.transaction() as session:
        claimed = update(User).where(col(User.id) == user_id, _wants(today.on)).values(digest_on=today.on)
        if session.connection().execute(claimed).rowcount != 1:
            return "not_due"
        record(session, "user", user_id, ACTOR, Cause(ACTOR, now), after="sending")
    letter = _letter(digest, user, account, now.astimezone(today.zone))
    outcome = deliver_office_letter(workplace.outgoing, account, letter)
    with workplace.store.transaction() as session:
        details = {"code": outcome.code, "fault": outcome.fault}
        record(session, "user", user_id, ACTOR, Cause(ACTOR, workplace.clock()), after=outcome.result, details=details)
    if outcome.result != "sent":
        _log.warning("digest not sent", user=user_id, result=outcome.result, code=outcome.code, fault=outcome.fault)
    return outcome.result


def _letter(digest: Digest, user: User, account: MailAccount, at: datetime) -> Letter:
    language = user.language if user.language in WORDS else "sv"
    return office_letter(account, user.email, (subject(digest, language), body(digest, language)), at)


def _wants(on: date) -> ColumnElement[bool]:
    """Whose digest of this day has not been handed over yet."""
    not_yet = or_(col(User.digest_on).is_(None), col(User.digest_on) < on)
    is_one = and_(col(User.role).in_(MANAGING_ROLES), col(User.closed_at).is_(None))
    return and_(is_one, col(User.wants_digest).is_(True), col(User.email) != "", not_yet)


def _today(session: Session, now: datetime, digest_hour: int) -> Today | None:
    """None on days and at hours without a digest: it is sent on a working day of a wave under way, from the hour on."""
    found = [(wave, method_of(wave)) for wave in running_waves(session, now)]
    under_way = [(wave, method) for wave, method in found if _is_due(wave, method, now, digest_hour)]
    if not under_way:
        return None
    zone = under_way[0][1].working_time.zone
    return Today(now.astimezone(zone).date(), zone, tuple(wave for wave, _ in under_way))


def _is_due(wave: Wave, method: Method, now: datetime, digest_hour: int) -> bool:
    at = now.astimezone(method.working_time.zone)
    is_open = open_hours(at.date(), method.working_time).opens is not None
    return is_open and wave.first_day <= at.date() <= wave.last_day and at.hour >= digest_hour


def _own(session: Session, reader: Reader, today: Today) -> Today:
    """The day with the waves alone that the reader works with."""
    own = set(session.exec(own_waves(reader)).all())
    return replace(today, waves=tuple(wave for wave in today.waves if wave.id in own))


def _digest(session: Session, today: Today, now: datetime, reader: Reader, site_url: str) -> Digest:
    waves = tuple(_facts(session, wave, now) for wave in today.waves)
    return Digest(today.on, waves, desk_size(session, now, reader), site_url)


def _facts(session: Session, wave: Wave, now: datetime) -> WaveFacts:
    method, which = method_of(wave), Which((stored_id(wave.id),))
    period = period_at(now, method.working_time.zone)
    by_code = standings(session, which, period, "municipality")
    late = sorted(((code, each.both.late) for (code,), each in by_code.items()), key=lambda one: (-one[1], one[0]))
    whole: Channels = total(by_code.values())
    return WaveFacts(
        name=wave.name,
        calls_today=whole.call.today,
        letters_today=whole.mail.today,
        reasons=late_by_reason(session, which, now),
        worst=tuple((code, number) for code, number in late[:WORST] if number),
        done=whole.both.done,
        planned=whole.both.planned,
        ends_on=ends_on(outlooks(session, wave, method, period)),
    )
