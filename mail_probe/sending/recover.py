"""Who sends, and what becomes of the letters of a sender that died (decision 0004, `docs/decisions/`)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, update
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
            close_attempt(session, stored_id(attempt.id), now, Outcome(result, None, cause.reason))


_EVIDENCE: Final = ("ended_at", "result", "code", "reply", "queue_id", "self_copy_accepted")
_CLOSE: Final = (
    update(SendAttempt)
    .where(col(SendAttempt.id) == bindparam("attempt_id"))
    .values({name: bindparam(f"new_{name}") for name in _EVIDENCE})
)
_CLOSE_IF_OPEN: Final = _CLOSE.where(col(SendAttempt.ended_at).is_(None))


def close_attempt(session: Session, attempt_id: int, now: datetime, outcome: Outcome) -> bool:
    """Write the server's last words into the try, as evidence; False when another worker had ended it already."""
    words = {f"new_{name}": getattr(outcome, name) for name in _EVIDENCE[1:]}
    words |= {"attempt_id": attempt_id, "new_ended_at": now}
    if session.connection().execute(_CLOSE_IF_OPEN, words).rowcount == 1:
        return True
    session.connection().execute(_CLOSE, words)
    return False


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
