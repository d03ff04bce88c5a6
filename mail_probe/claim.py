"""Taking one letter to send: Message-ID, bytes and the try itself are stored before any network traffic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session, select

from mail_probe.message import Letter, compose, new_message_id
from mail_probe.recover import ACTOR, Worker
from shopper.faults import Conflict
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id
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


def claim_letter(session: Session, now: datetime, probe_id: int, worker: Worker) -> Claim | None:
    """Take one letter; None when it cannot be written and was withdrawn, Conflict when another worker was faster."""
    probe = session.get_one(MailProbe, probe_id)
    if probe.state not in ("planned", "deferred"):
        raise Conflict(f"letter {probe_id} is {probe.state} already")
    earlier = session.exec(select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id)).all()
    try:
        letter = _letter_columns(session, probe, now, earlier)
    except ValueError as error:
        cause = Cause(ACTOR, now, f"the letter cannot be written: {error}")
        move(session, "mail", probe_id, (probe.state, "withdrawn"), cause)
        return None
    move(session, "mail", probe_id, (probe.state, "claimed"), Cause(ACTOR, now), **letter)
    attempt = SendAttempt(mail_probe_id=probe_id, number=len(earlier) + 1, worker=worker.mark, started_at=now)
    session.add(attempt)
    session.flush()
    return _claim(session, probe, attempt, sum(one.result == "deferred" for one in earlier))


def _claim(session: Session, probe: MailProbe, attempt: SendAttempt, deferrals: int) -> Claim:
    persona = session.get_one(Persona, probe.persona_id)
    account = session.get_one(MailAccount, persona.account)
    return Claim(
        probe_id=stored_id(probe.id),
        attempt_id=stored_id(attempt.id),
        deferrals=deferrals,
        raw=probe.raw or b"",
        sender=persona.address,
        recipient=probe.recipient or "",
        self_copy=account.self_copy,
        account=account.name,
    )


def _letter_columns(
    session: Session, probe: MailProbe, now: datetime, earlier: Sequence[SendAttempt]
) -> dict[str, object]:
    """The letter as it will be stored. ValueError when it cannot be written.

    A letter that a server has seen keeps its bytes; one that found no server is written anew, so that its Date is that
    of the day it leaves. The Message-ID stays the same in any case.
    """
    if any(attempt.result != "unreached" for attempt in earlier):
        return {"next_try_at": None}
    persona = session.get_one(Persona, probe.persona_id)
    question = session.get_one(Question, probe.question_id)
    measurement = session.get_one(Measurement, probe.measurement_id)
    municipality = session.get_one(Municipality, measurement.municipality_code)
    wave = session.get_one(Wave, measurement.wave_id)
    message_id = probe.message_id or new_message_id(token_hex(16), persona.address.partition("@")[2])
    letter = Letter(
        message_id=message_id,
        from_name=persona.name,
        from_address=persona.address,
        to_address=municipality.official_address,
        subject=question.mail_subject,
        body=f"{question.mail_wording.rstrip()}\n\nMed vänlig hälsning\n{persona.name}\n",
        at=now.astimezone(method_of(wave).working_time.zone),
    )
    return {
        "message_id": message_id,
        "recipient": municipality.official_address,
        "subject": question.mail_subject,
        "raw": compose(letter),
    }
