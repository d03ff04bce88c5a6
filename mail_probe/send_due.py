"""Sends what is due, at most once (decision 0004, `docs/decisions/`).

One letter goes through three short transactions with the network between them, never inside:

1. claim: Message-ID and bytes are stored, the letter is `claimed`;
2. begin: the server has accepted the recipient, the letter is `sending`, then DATA begins;
3. record: what the server said.

A process that dies before 2 has sent nothing, so its letters are planned again; one that dies after 2 may have sent,
so its letter is `uncertain` until its self-copy or a person says what happened. Never sent again by a machine.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlmodel import Session, col, or_, select

from mail_probe.doorways import Outcome, Outgoing
from mail_probe.judge import recount
from mail_probe.message import Letter, compose, new_message_id
from shopper.clock import Clock
from shopper.faults import Conflict
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.study import Measurement, Municipality, Question, Wave

ACTOR = "send_due"
RETRY_MINUTES = (15, 30, 60)
"""Wait after the first, second and every later deferral: what greylisting servers expect."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who sends: a stable name of the worker, and a word that is new in every life of its process."""

    executor_id: str
    life: str
    lease: timedelta
    """How long a letter of another worker may stand still before that worker is taken for dead."""

    @property
    def mark(self) -> str:
        """How attempts remember who made them."""
        return f"{self.executor_id}:{self.life}"


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is needed on the network once the transaction is over."""

    probe_id: int
    attempt_id: int
    number: int
    raw: bytes
    sender: str
    recipient: str
    self_copy: str


def send_due(store: Store, clock: Clock, account: str, outgoing: Outgoing, worker: Worker) -> int:
    """Send every letter of the account that is due now; the number that the server took.

    Stops at the first letter that finds no server: the rest stays planned and the account says what is wrong.
    """
    recover(store, clock, account, worker)
    sent = 0
    for probe_id in _due(store, account, clock()):
        claim = _claim(store, clock(), probe_id, worker)
        if claim is None:
            continue
        outcome = _send(store, clock, claim, outgoing)
        if outcome.result == "unreached":
            break
        sent += outcome.result == "sent"
    return sent


def recover(store: Store, clock: Clock, account: str, worker: Worker) -> None:
    """Take care of letters whose sender died: never begun ones are planned again, begun ones are uncertain."""
    now = clock()
    with store.transaction() as session:
        for probe, attempt in _standing_still(session, account):
            if not _is_dead(attempt, worker, now):
                continue
            after = "planned" if probe.state == "claimed" else "uncertain"
            cause = Cause(ACTOR, now, "the sending process ended in the middle")
            # Conflict: another worker has taken care of it in this very moment.
            with suppress(Conflict):
                move(session, "mail", stored_id(probe.id), (probe.state, after), cause)
                attempt.ended_at = now
                attempt.result = "unreached" if after == "planned" else "uncertain"
                attempt.reply = cause.reason
                session.add(attempt)


def _is_dead(attempt: SendAttempt, worker: Worker, now: datetime) -> bool:
    executor_id = attempt.worker.rpartition(":")[0]
    is_an_earlier_life = executor_id == worker.executor_id and attempt.worker != worker.mark
    return is_an_earlier_life or attempt.started_at + worker.lease < now


def _standing_still(session: Session, account: str) -> list[tuple[MailProbe, SendAttempt]]:
    rows = session.exec(
        select(MailProbe, SendAttempt)
        .join(SendAttempt, col(SendAttempt.mail_probe_id) == MailProbe.id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(
            Wave.mail_account == account,
            col(MailProbe.state).in_(("claimed", "sending")),
            col(SendAttempt.ended_at).is_(None),
        )
        .order_by(col(MailProbe.id))
    ).all()
    return [(probe, attempt) for probe, attempt in rows]


def _due(store: Store, account: str, now: datetime) -> list[int]:
    with store.reading() as session:
        rows = session.exec(
            select(MailProbe.id)
            .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
            .join(Wave, col(Wave.id) == Measurement.wave_id)
            .where(
                Wave.mail_account == account,
                Wave.state == "launched",
                col(MailProbe.spare).is_(False),
                or_(
                    (col(MailProbe.state) == "planned") & (col(MailProbe.planned_at) <= now),
                    (col(MailProbe.state) == "deferred") & (col(MailProbe.next_try_at) <= now),
                ),
            )
            .order_by(col(MailProbe.planned_at), col(MailProbe.id))
        ).all()
    return [stored_id(row) for row in rows]


def _claim(store: Store, now: datetime, probe_id: int, worker: Worker) -> _Claim | None:
    """Take one letter, or None when another worker was faster."""
    try:
        with store.transaction() as session:
            probe = session.get_one(MailProbe, probe_id)
            letter = _letter_columns(session, probe, now)
            move(session, "mail", probe_id, (probe.state, "claimed"), Cause(ACTOR, now), **letter)
            earlier = session.exec(select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id)).all()
            attempt = SendAttempt(mail_probe_id=probe_id, number=len(earlier) + 1, worker=worker.mark, started_at=now)
            session.add(attempt)
            session.flush()
            return _claimed(session, probe, attempt)
    except (Conflict, ValueError):
        # ValueError: the state read was already past claiming, which is the same thing seen earlier.
        return None


def _claimed(session: Session, probe: MailProbe, attempt: SendAttempt) -> _Claim:
    session.refresh(probe)
    persona = session.get_one(Persona, probe.persona_id)
    wave = session.get_one(Wave, persona.wave_id)
    account = session.get_one(MailAccount, wave.mail_account)
    return _Claim(
        probe_id=stored_id(probe.id),
        attempt_id=stored_id(attempt.id),
        number=attempt.number,
        raw=probe.raw or b"",
        sender=persona.address,
        recipient=probe.recipient or "",
        self_copy=account.self_copy,
    )


def _letter_columns(session: Session, probe: MailProbe, now: datetime) -> dict[str, object]:
    """The letter as it will be stored; a letter that was composed before keeps its Message-ID and bytes."""
    if probe.raw is not None:
        return {"next_try_at": None}
    persona = session.get_one(Persona, probe.persona_id)
    question = session.get_one(Question, probe.question_id)
    measurement = session.get_one(Measurement, probe.measurement_id)
    municipality = session.get_one(Municipality, measurement.municipality_code)
    wave = session.get_one(Wave, measurement.wave_id)
    message_id = new_message_id(token_hex(16), persona.address.partition("@")[2])
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


def _send(store: Store, clock: Clock, claim: _Claim, outgoing: Outgoing) -> Outcome:
    state = "claimed"

    def begin() -> None:
        nonlocal state
        with store.transaction() as session:
            move(session, "mail", claim.probe_id, ("claimed", "sending"), Cause(ACTOR, clock()))
        state = "sending"

    outcome = outgoing.deliver(claim.raw, claim.sender, claim.recipient, claim.self_copy, begin)
    _record(store, clock(), claim, outcome, state)
    return outcome


def _record(store: Store, now: datetime, claim: _Claim, outcome: Outcome, state: str) -> None:
    after = {"unreached": "planned"}.get(outcome.result, outcome.result)
    changes: dict[str, object] = {}
    if after == "sent":
        changes["sent_at"] = now
    if after == "deferred":
        wait = RETRY_MINUTES[min(claim.number, len(RETRY_MINUTES)) - 1]
        changes["next_try_at"] = now + timedelta(minutes=wait)
    with store.transaction() as session:
        attempt = session.get_one(SendAttempt, claim.attempt_id)
        attempt.ended_at = now
        attempt.result = outcome.result
        attempt.code = outcome.code
        attempt.reply = outcome.reply
        attempt.queue_id = outcome.queue_id
        session.add(attempt)
        cause = Cause(ACTOR, now, f"{outcome.code or ''} {outcome.reply}".strip())
        move(session, "mail", claim.probe_id, (state, after), cause, **changes)
        # A quick autoresponder's reply may have been judged while the letter was still `sending`.
        recount(session, claim.probe_id, cause)
        _note_health(session, claim.probe_id, outcome, now)


def _note_health(session: Session, probe_id: int, outcome: Outcome, now: datetime) -> None:
    """Say on the account that its server cannot be reached, since when and why; or that it can again."""
    probe = session.get_one(MailProbe, probe_id)
    measurement = session.get_one(Measurement, probe.measurement_id)
    account = session.get_one(MailAccount, session.get_one(Wave, measurement.wave_id).mail_account)
    if outcome.result == "unreached":
        account.smtp_failing_since = account.smtp_failing_since or now
        account.smtp_failure = outcome.reply
    else:
        account.smtp_failing_since = None
        account.smtp_failure = ""
    session.add(account)
