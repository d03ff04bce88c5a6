"""Taking one letter to send: Message-ID, bytes and the try itself are stored before any network traffic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from mail_probe.message import Letter, compose, new_message_id
from mail_probe.sending.recover import ACTOR, Worker
from shopper.faults import Conflict
from shopper.method import thaw_method
from shopper.moves import Cause, move
from shopper.queries import stored_id
from shopper.tables.mail import MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.study import Measurement, Municipality, Question, Wave


@dataclass(frozen=True, slots=True)
class Claim:
    """What is needed on the network once the transaction is over."""

    probe_id: int
    attempt_id: int
    deferrals: int
    raw: bytes
    sender: str
    recipient: str
    self_copy: str
    account: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """A letter as it stands, and everything it is written from: the columns of _SUBJECT."""

    state: str
    planned_at: datetime
    message_id: str | None
    recipient: str | None
    raw: bytes | None
    from_name: str
    from_address: str
    mail_subject: str
    mail_wording: str
    official_address: str
    self_copy: str
    account: str
    method_frozen: str
    method_checksum: str


# Built once, and asked for columns instead of objects: with each letter, that would take longer than the database does.
_SUBJECT: Final[Any] = (
    select(
        col(MailProbe.state),
        col(MailProbe.planned_at),
        col(MailProbe.message_id),
        col(MailProbe.recipient),
        col(MailProbe.raw),
        col(Persona.name).label("from_name"),
        col(Persona.address).label("from_address"),
        col(Question.mail_subject),
        col(Question.mail_wording),
        col(Municipality.official_address),
        col(MailAccount.self_copy),
        col(MailAccount.name).label("account"),
        col(Wave.method_frozen),
        col(Wave.method_checksum),
    )
    .join(Persona, col(Persona.id) == MailProbe.persona_id)
    .join(MailAccount, col(MailAccount.name) == Persona.account)
    .join(Question, col(Question.id) == MailProbe.question_id)
    .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
    .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
    .join(Wave, col(Wave.id) == Measurement.wave_id)
    .where(col(MailProbe.id) == bindparam("probe_id"))
)
_EARLIER: Final = select(col(SendAttempt.result)).where(col(SendAttempt.mail_probe_id) == bindparam("probe_id"))
_NEW_ATTEMPT: Final = insert(SendAttempt).returning(col(SendAttempt.id))


def claim_letter(session: Session, now: datetime, probe_id: int, worker: Worker) -> Claim | None:
    """Take one letter; None when it cannot be written and was withdrawn.

    Conflict when another worker was faster, or when somebody has moved the letter to a later time since it was found.
    """
    connection = session.connection()
    subject = _Subject(**connection.execute(_SUBJECT, {"probe_id": probe_id}).mappings().one())
    if subject.state not in ("planned", "deferred"):
        raise Conflict(f"letter {probe_id} is {subject.state} already")
    if subject.state == "planned" and subject.planned_at > now:
        raise Conflict(f"letter {probe_id} was moved to {subject.planned_at.isoformat()}; it leaves then")
    # Who was claimed before has its Message-ID; the others were never tried.
    was_claimed = subject.message_id is not None
    earlier = connection.execute(_EARLIER, {"probe_id": probe_id}).scalars().all() if was_claimed else ()
    try:
        letter = _letter_columns(subject, now, earlier)
    except ValueError as error:
        cause = Cause(ACTOR, now, f"the letter cannot be written: {error}")
        move(session, "mail", probe_id, (subject.state, "withdrawn"), cause, raw=None)
        return None
    move(session, "mail", probe_id, (subject.state, "claimed"), Cause(ACTOR, now), **letter)
    return Claim(
        probe_id=probe_id,
        attempt_id=_begin_attempt(session, probe_id, len(earlier) + 1, worker.mark, now),
        deferrals=earlier.count("deferred"),
        raw=letter.get("raw") or subject.raw or b"",
        sender=subject.from_address,
        recipient=letter.get("recipient") or subject.recipient or "",
        self_copy=subject.self_copy,
        account=subject.account,
    )


def _begin_attempt(session: Session, probe_id: int, number: int, mark: str, now: datetime) -> int:
    values = {"mail_probe_id": probe_id, "number": number, "worker": mark, "started_at": now}
    begun = session.connection().execute(_NEW_ATTEMPT, values | {"reply": "", "self_copy_accepted": False})
    return stored_id(begun.scalar_one())


def _letter_columns(subject: _Subject, now: datetime, earlier: Sequence[str | None]) -> dict[str, Any]:
    """The letter as it will be stored. ValueError when it cannot be written.

    A letter that a server has seen keeps its bytes; one that found no server is written anew, so that its Date is that
    of the day it leaves. The Message-ID stays the same in any case.
    """
    if any(result != "unreached" for result in earlier):
        return {"next_try_at": None}
    message_id = subject.message_id or new_message_id(token_hex(16), subject.from_address.partition("@")[2])
    zone = thaw_method(subject.method_frozen, subject.method_checksum).working_time.zone
    letter = Letter(
        message_id=message_id,
        from_name=subject.from_name,
        from_address=subject.from_address,
        to_address=subject.official_address,
        subject=subject.mail_subject,
        body=f"{subject.mail_wording.rstrip()}\n\nMed vänlig hälsning\n{subject.from_name}\n",
        at=now.astimezone(zone),
    )
    return {
        "message_id": message_id,
        "recipient": subject.official_address,
        "subject": subject.mail_subject,
        "raw": compose(letter),
    }
