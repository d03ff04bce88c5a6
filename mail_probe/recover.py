"""Who sends, and what becomes of the letters of a sender that died (decision 0004, `docs/decisions/`)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from mail_probe.doorways import Outcome, Result
from shopper.faults import Conflict
from shopper.moves import Cause, move
from shopper.queries import stored_id
from shopper.tables.mail import MailProbe, Persona, SendAttempt

ACTOR: Final = "send_due"


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


def recover(session: Session, now: datetime, account: str, worker: Worker) -> None:
    """Take care of letters whose sender died: never begun ones are planned again, begun ones are uncertain."""
    for probe, attempt in _standing_still(session, account):
        if not _is_dead(attempt, worker, now):
            continue
        after = "planned" if probe.state == "claimed" else "uncertain"
        cause = Cause(ACTOR, now, "the sending process ended in the middle")
        # Conflict: another worker has taken care of it in this very moment.
        with suppress(Conflict):
            move(session, "mail", stored_id(probe.id), (probe.state, after), cause)
            result: Result = "unreached" if after == "planned" else "uncertain"
            close_attempt(session, attempt, now, Outcome(result, None, cause.reason))


def close_attempt(session: Session, attempt: SendAttempt, now: datetime, outcome: Outcome) -> None:
    """Write the server's last words into the try, as evidence."""
    attempt.ended_at = now
    attempt.result = outcome.result
    attempt.code = outcome.code
    attempt.reply = outcome.reply
    attempt.queue_id = outcome.queue_id
    attempt.self_copy_accepted = outcome.self_copy_accepted
    session.add(attempt)


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
