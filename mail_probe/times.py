"""Every moment of one letter's way as values for its page: left, accepted, arrived, acknowledged, answered, counted.

Arrivals are our own server's time; the Date field is the sender's word, shown and flagged, and never counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from sqlmodel import Session, col, select

from mail_probe.close_windows import window_end
from mail_probe.message import parse
from shopper.mail_queries import counting_reply
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt, Sighting
from shopper.tables.study import Measurement, Wave
from shopper.working_time import Skipped, Stretch, explain, reply_band, working_hours
from shopper.working_time_text import band_names

DateFlag = Literal["", "missing", "early", "late"]
"""What is odd about a Date field: there is none to be read, or it is far before or well after the arrival."""

EARLY = timedelta(minutes=15)
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tried:
    """One try to hand the letter over, by our own clock. `result` is None while it is under way.

    `copy_accepted` tells whether the server also took the copy to ourselves, by which the letter can be found again.
    """

    number: int
    started_at: datetime
    ended_at: datetime | None
    result: str | None
    code: int | None
    reply: str
    queue_id: str | None
    copy_accepted: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail that belongs to the letter. `arrived_by` is the Received line that says when; empty: INTERNALDATE.

    `counts_as` tells what it stopped: the clock of the first sign of life, that of the answer, or none. `folders` are
    those it was seen in.
    """

    mail_id: int
    arrived_at: datetime
    arrived_by: str
    kind: str
    desk: str
    counts_as: Literal["", "acknowledgement", "answer"]
    folders: tuple[str, ...]
    dated: datetime | None
    date_flag: DateFlag


@dataclass(frozen=True, slots=True)
class Counted:
    """The reply time: working hours, the band's index and Swedish name, and what counted and did not, day by day."""

    hours: Fraction
    band: int
    band_name: str
    pieces: tuple[Stretch | Skipped, ...]


@dataclass(frozen=True, slots=True)
class LetterTimes:
    """A letter's way step by step, all moments aware in UTC.

    `accepted_at` is the 250 after DATA by our clock, `sent_at` what counts: the self-copy's time once it is here.
    `counted` is None until there is an answer; `was_delayed` when a server on the way told of a delay.
    """

    planned_at: datetime
    tried: tuple[Tried, ...]
    accepted_at: datetime | None
    queue_id: str | None
    self_copy_at: datetime | None
    self_copy_by: str
    sent_at: datetime | None
    arrived: tuple[Arrived, ...]
    acknowledged_at: datetime | None
    answered_at: datetime | None
    window_ends_at: datetime | None
    looked_at: datetime | None
    counted: Counted | None

    @property
    def was_deferred(self) -> bool:
        """Whether a server asked us to come again later (greylisting): counted from the submission all the same."""
        return any(one.result == "deferred" for one in self.tried)

    @property
    def was_delayed(self) -> bool:
        """Whether a relay reported a delay, so that part of the reply time may be the mail's way."""
        return any(mail.kind == "delayed" for mail in self.arrived)


def letter_times(session: Session, probe_id: int) -> LetterTimes:
    """The steps of a letter that is stored, imported ones included."""
    probe = session.get_one(MailProbe, probe_id)
    method = method_of(session.get_one(Wave, session.get_one(Measurement, probe.measurement_id).wave_id))
    tried = _tried(session, probe_id)
    accepted = next((one for one in tried if one.result == "sent"), None)
    return LetterTimes(
        planned_at=probe.planned_at,
        tried=tried,
        accepted_at=accepted.ended_at if accepted else None,
        queue_id=accepted.queue_id if accepted else None,
        self_copy_at=probe.self_copy_at,
        self_copy_by=_self_copy_by(session, probe),
        sent_at=probe.sent_at,
        arrived=_arrived(session, probe),
        acknowledged_at=probe.acknowledged_at,
        answered_at=probe.answered_at,
        window_ends_at=window_end(probe.sent_at, method) if probe.sent_at else None,
        looked_at=probe.looked_at,
        counted=counted(probe.sent_at, probe.answered_at, method),
    )


def counted(sent_at: datetime | None, answered_at: datetime | None, method: Method) -> Counted | None:
    """The reply time by the method (study 5.2), None while a moment is missing."""
    if sent_at is None or answered_at is None:
        return None
    rules, limits = method.working_time, method.mail.reply_band_hours
    hours = working_hours(sent_at, answered_at, rules)
    band = reply_band(hours, limits)
    return Counted(hours, band, band_names(limits, rules)[band], explain(sent_at, answered_at, rules))


def date_flag(dated: datetime | None, arrived_at: datetime) -> DateFlag:
    """What is odd about a Date field: more than 15 minutes before the arrival, or more than 5 after it."""
    if dated is None:
        return "missing"
    if dated < arrived_at - EARLY:
        return "early"
    return "late" if dated > arrived_at + LATE else ""


def _tried(session: Session, probe_id: int) -> tuple[Tried, ...]:
    wanted = select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id).order_by(col(SendAttempt.number))
    return tuple(
        Tried(
            number=one.number,
            started_at=one.started_at,
            ended_at=one.ended_at,
            result=one.result,
            code=one.code,
            reply=one.reply,
            queue_id=one.queue_id,
            copy_accepted=one.self_copy_accepted,
        )
        for one in session.exec(wanted).all()
    )


def _self_copy_by(session: Session, probe: MailProbe) -> str:
    wanted = select(InboundMail.arrived_by).where(
        InboundMail.mail_probe_id == probe.id,
        col(InboundMail.self_copy).is_(True),
        InboundMail.arrived_at == probe.self_copy_at,
    )
    return session.exec(wanted.order_by(col(InboundMail.id))).first() or ""


def _arrived(session: Session, probe: MailProbe) -> tuple[Arrived, ...]:
    wanted = select(InboundMail).where(
        InboundMail.mail_probe_id == probe.id, col(InboundMail.self_copy).is_(False), col(InboundMail.kind).is_not(None)
    )
    mails = session.exec(wanted.order_by(col(InboundMail.arrived_at), col(InboundMail.id))).all()
    answer = counting_reply(session, stored_id(probe.id))
    sign = next((mail for mail in mails if _is_sign_of_life(mail)), None)
    return tuple(_one(session, mail, is_answer=mail is answer, is_sign=mail is sign) for mail in mails)


def _is_sign_of_life(mail: InboundMail) -> bool:
    return mail.desk != "waiting" and mail.kind in ("acknowledgement", "forwarded", "automatic")


def _one(session: Session, mail: InboundMail, *, is_answer: bool, is_sign: bool) -> Arrived:
    dated = parse(mail.raw).date
    folders = select(Sighting.folder).where(Sighting.inbound_mail_id == mail.id).order_by(col(Sighting.id))
    return Arrived(
        mail_id=stored_id(mail.id),
        arrived_at=mail.arrived_at,
        arrived_by=mail.arrived_by,
        kind=mail.kind or "",
        desk=mail.desk,
        counts_as="answer" if is_answer else "acknowledgement" if is_sign else "",
        folders=tuple(dict.fromkeys(session.exec(folders).all())),
        dated=dated,
        date_flag=date_flag(dated, mail.arrived_at),
    )
