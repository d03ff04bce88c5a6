"""Sends what is due, at most once (decision 0004, `docs/decisions/`).

One letter goes through three short transactions with the network between them, never inside:

1. claim: Message-ID and bytes are stored, the letter is `claimed`;
2. begin: the server has accepted the recipient, the letter is `sending`, then DATA begins;
3. record: what the server said.

A process that dies before 2 has sent nothing, so its letters are planned again; one that dies after 2 may have sent,
so its letter is `uncertain` until its self-copy or a person says what happened. Never sent again by a machine.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlmodel import Session, col, or_, select

from mail_probe.doorways import Outcome, Outgoing, Result
from mail_probe.message import Letter, compose, new_message_id
from mail_probe.recount import recount
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

MOST_DEFERRALS = 120
"""Then the letter is given up as refused: five days of trying (RFC 5321 4.5.4.1)."""


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
    deferrals: int
    raw: bytes
    sender: str
    recipient: str
    self_copy: str
    account: str


def send_due(store: Store, clock: Clock, account: str, outgoing: Outgoing, worker: Worker) -> int:
    """Send every letter of the account that is due now; the number that the server took.

    Stops at the first letter that finds no server: the rest stays planned and the account says what is wrong.
    """
    recover(store, clock, account, worker)
    sent = 0
    for probe_id in _due(store, account, clock()):
        # Conflict: another worker was faster with this letter, or took us for dead; it is theirs now.
        with suppress(Conflict):
            claim = _claim(store, clock(), probe_id, worker)
            if claim is None:
                continue
            outcome = _send(store, clock, claim, outgoing)
            if outcome.result == "unreached":
                break
            sent += outcome.result == "sent"
    return sent


def note_unreached(store: Store, account: str, now: datetime, failure: str) -> None:
    """Say on the account since when and why nothing can be sent; an empty `failure` says that it can again."""
    with store.transaction() as session:
        row = session.get_one(MailAccount, account)
        row.smtp_failing_since = (row.smtp_failing_since or now) if failure else None
        row.smtp_failure = failure
        session.add(row)


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
                result: Result = "unreached" if after == "planned" else "uncertain"
                _close(session, attempt, now, Outcome(result, None, cause.reason))


def _is_dead(attempt: SendAttempt, worker: Worker, now: datetime) -> bool:
    executor_id = attempt.worker.rpartition(":")[0]
    is_an_earlier_life = executor_id == worker.executor_id and attempt.worker != worker.mark
    return is_an_earlier_life or attempt.started_at + worker.lease < now


def _standing_still(session: Session, account: str) -> list[tuple[MailProbe, SendAttempt]]:
    """Letters between claim and outcome, each with its latest attempt."""
    rows = session.exec(
        select(MailProbe, SendAttempt)
        .join(SendAttempt, col(SendAttempt.mail_probe_id) == MailProbe.id)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(Persona.account == account, col(MailProbe.state).in_(("claimed", "sending")))
        .order_by(col(MailProbe.id), col(SendAttempt.number))
    ).all()
    latest = {probe.id: (probe, attempt) for probe, attempt in rows}
    return [(probe, attempt) for probe, attempt in latest.values() if attempt.ended_at is None]


def _due(store: Store, account: str, now: datetime) -> list[int]:
    with store.reading() as session:
        rows = session.exec(
            select(MailProbe.id)
            .join(Persona, col(Persona.id) == MailProbe.persona_id)
            .join(Wave, col(Wave.id) == Persona.wave_id)
            .where(
                Persona.account == account,
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
    """Take one letter; None when it cannot be written and was withdrawn, Conflict when another worker was faster."""
    with store.transaction() as session:
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
        return _claimed(session, probe, attempt, sum(one.result == "deferred" for one in earlier))


def _claimed(session: Session, probe: MailProbe, attempt: SendAttempt, deferrals: int) -> _Claim:
    persona = session.get_one(Persona, probe.persona_id)
    account = session.get_one(MailAccount, persona.account)
    return _Claim(
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


def _send(store: Store, clock: Clock, claim: _Claim, outgoing: Outgoing) -> Outcome:
    state = "claimed"

    def begin() -> None:
        nonlocal state
        with store.transaction() as session:
            if session.get_one(SendAttempt, claim.attempt_id).ended_at is not None:
                raise Conflict(f"letter {claim.probe_id} was taken from us: we were taken for dead")
            move(session, "mail", claim.probe_id, ("claimed", "sending"), Cause(ACTOR, clock()))
        state = "sending"

    outcome = outgoing.deliver(claim.raw, claim.sender, claim.recipient, claim.self_copy, begin)
    _record(store, clock(), claim, outcome, state)
    note_unreached(store, claim.account, clock(), outcome.reply if outcome.result == "unreached" else "")
    return outcome


def _record(store: Store, now: datetime, claim: _Claim, outcome: Outcome, state: str) -> None:
    """Write down what the server said: as evidence in any case, and as the letter's state."""
    cause = Cause(ACTOR, now, f"{outcome.code or ''} {outcome.reply}".strip())
    with store.transaction() as session:
        attempt = session.get_one(SendAttempt, claim.attempt_id, with_for_update=True, populate_existing=True)
        was_taken_from_us = attempt.ended_at is not None
        _close(session, attempt, now, outcome)
        if was_taken_from_us:
            # Another worker took us for dead. The letter is theirs, but a clear yes settles their doubt.
            probe = session.get_one(MailProbe, claim.probe_id)
            if (probe.state, outcome.result) == ("uncertain", "sent"):
                move(session, "mail", claim.probe_id, ("uncertain", "sent"), cause, sent_at=now)
        else:
            after, changes = _end(claim, outcome, now)
            move(session, "mail", claim.probe_id, (state, after), cause, **changes)
        # A quick autoresponder's reply may have been judged while the letter was still `sending`.
        recount(session, claim.probe_id, cause)


def _end(claim: _Claim, outcome: Outcome, now: datetime) -> tuple[str, dict[str, object]]:
    """The state an outcome leads to, and what else is stored with it."""
    if outcome.result == "sent":
        return "sent", {"sent_at": now}
    if outcome.result == "unreached":
        return "planned", {}
    if outcome.result == "deferred" and claim.deferrals < MOST_DEFERRALS:
        wait = RETRY_MINUTES[min(claim.deferrals, len(RETRY_MINUTES) - 1)]
        return "deferred", {"next_try_at": now + timedelta(minutes=wait)}
    return ("refused" if outcome.result == "deferred" else outcome.result), {}


def _close(session: Session, attempt: SendAttempt, now: datetime, outcome: Outcome) -> None:
    attempt.ended_at = now
    attempt.result = outcome.result
    attempt.code = outcome.code
    attempt.reply = outcome.reply
    attempt.queue_id = outcome.queue_id
    session.add(attempt)
