"""Sends what is due, at most once (decision 0004, `docs/decisions/`).

One letter goes through three short transactions with the network between them, never inside:

1. claim: Message-ID and bytes are stored, the letter is `claimed`;
2. begin: the server has accepted the recipient, the letter is `sending`, then DATA begins;
3. record: what the server said.

A process that dies before 2 has sent nothing, so its letters are planned again; one that dies after 2 may have sent,
so its letter is `uncertain` until its self-copy or a person says what happened. Never sent again by a machine.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, select

from mail_probe.doorways import FaultWord, Outcome, Outgoing
from mail_probe.recount import recount
from mail_probe.sending.claim import Claim, claim_letter
from mail_probe.sending.due import letters_to_send
from mail_probe.sending.recover import ACTOR, Worker, close_attempt, recover
from shopper.clock import Clock
from shopper.faults import Conflict
from shopper.moves import Cause, move, record
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, SendAttempt

RETRY_MINUTES: Final = (15, 30, 60)
"""Wait after the first, second and every later deferral: what greylisting servers expect."""

MOST_DEFERRALS: Final = 120
"""Then the letter is given up as refused: five days of trying (RFC 5321 4.5.4.1)."""

# Built once: with each letter, that would take longer than the database does.
_ENDED_AT: Final = select(SendAttempt.ended_at).where(SendAttempt.id == bindparam("attempt_id"))
_A_REPLY: Final = select(InboundMail.id).where(InboundMail.mail_probe_id == bindparam("probe_id")).limit(1)


def send_due(store: Store, clock: Clock, account: str, outgoing: Outgoing, worker: Worker) -> int:
    """Send the letters of the account that are due and whose turn it is; the number that the server took.

    Stops at the first letter that finds no server: the rest stays planned and the account says what is wrong. An
    account that is held sends nothing; the letters of senders that died are taken care of all the same.
    """
    with store.transaction() as session:
        recover(session, clock(), account, worker)
    with store.reading() as session:
        probe_ids = letters_to_send(session, account, clock())
    sent, outcome = 0, None
    for probe_id in probe_ids:
        # Conflict: another worker was faster with this letter, or took us for dead; it is theirs now.
        with suppress(Conflict):
            with store.transaction() as session:
                claim = claim_letter(session, clock(), probe_id, worker)
            if claim is None:
                continue
            outcome = _send(store, clock, claim, outgoing)
            if outcome.result == "unreached":
                break
            sent += outcome.result == "sent"
    if outcome is not None:
        failure = outcome.reply or "no reply" if outcome.result == "unreached" else ""
        note_unreached(store, account, clock(), failure, outcome.fault or "other")
    return sent


def note_unreached(store: Store, account: str, now: datetime, failure: str, fault: FaultWord = "other") -> None:
    """Say on the account since when and why nothing can be sent; an empty `failure` says that it can again."""
    with store.transaction() as session:
        row = session.get_one(MailAccount, account)
        row.smtp_failing_since = (row.smtp_failing_since or now) if failure else None
        row.smtp_failure = failure
        row.smtp_fault = fault if failure else ""
        session.add(row)


def _send(store: Store, clock: Clock, claim: Claim, outgoing: Outgoing) -> Outcome:
    state = "claimed"

    def begin() -> None:
        nonlocal state
        with store.transaction() as session:
            if session.connection().execute(_ENDED_AT, {"attempt_id": claim.attempt_id}).scalar_one() is not None:
                raise Conflict(f"letter {claim.probe_id} was taken from us: we were taken for dead")
            move(session, "mail", claim.probe_id, ("claimed", "sending"), Cause(ACTOR, clock()))
        state = "sending"

    outcome = outgoing.deliver(claim.raw, claim.sender, claim.recipient, claim.self_copy, begin)
    _record(store, clock(), claim, outcome, state)
    return outcome


def _record(store: Store, now: datetime, claim: Claim, outcome: Outcome, state: str) -> None:
    """Write down what the server said: as evidence in any case, and as the letter's state."""
    cause = Cause(ACTOR, now, f"{outcome.code or ''} {outcome.reply}".strip())
    with store.transaction() as session:
        if not close_attempt(session, claim.attempt_id, now, outcome):
            # Another worker took us for dead. The letter is theirs, but a clear yes settles their doubt.
            probe = session.get_one(MailProbe, claim.probe_id)
            if (probe.state, outcome.result) == ("uncertain", "sent"):
                move(session, "mail", claim.probe_id, ("uncertain", "sent"), cause, sent_at=now)
        else:
            after, changes = _end(claim, outcome, now)
            move(session, "mail", claim.probe_id, (state, after), cause, **changes)
        _note_missing_copy(session, claim, outcome, cause)
        if session.connection().execute(_A_REPLY, {"probe_id": claim.probe_id}).first() is not None:
            # A quick autoresponder's reply may have been judged while the letter was still `sending`.
            recount(session, claim.probe_id, cause)


def _end(claim: Claim, outcome: Outcome, now: datetime) -> tuple[str, dict[str, object]]:
    """The state an outcome leads to, and what else is stored with it."""
    if outcome.result == "sent":
        return "sent", {"sent_at": now}
    if outcome.result == "unreached":
        return "planned", {}
    if outcome.result == "deferred" and claim.deferrals < MOST_DEFERRALS:
        wait = RETRY_MINUTES[min(claim.deferrals, len(RETRY_MINUTES) - 1)]
        return "deferred", {"next_try_at": now + timedelta(minutes=wait)}
    return ("refused" if outcome.result == "deferred" else outcome.result), {}


def _note_missing_copy(session: Session, claim: Claim, outcome: Outcome, cause: Cause) -> None:
    """Say in the trail that no self-copy will come: the letter's time stays that of our own clock."""
    if outcome.result in {"sent", "uncertain"} and not outcome.self_copy_accepted:
        record(session, "mail", claim.probe_id, "no_self_copy", cause)
