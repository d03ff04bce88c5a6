"""Which dialling of a call is the next, what the earlier ones met, and when one that reaches nobody comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from shopper.method_parts import RetryRules
from shopper.tables.calls import Attempt
from web.call_view import CallView

SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Retries:
    """A call's diallings under the rules of its method. `earlier` are those made, the first one first.

    Of a returned call the last dialling is the one that is corrected: it is not among the earlier ones.
    """

    rules: RetryRules
    earlier: tuple[Attempt, ...]
    now: datetime
    is_returned: bool = False

    @property
    def are_many(self) -> bool:
        """Whether the method dials again at all: with one attempt the form says nothing of it."""
        return self.rules.attempts > 1

    @property
    def number(self) -> int:
        """Which dialling the next one is, the first is 1."""
        return len(self.earlier) + 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of this dialling after which the call comes back; none at the last one or a corrected one."""
        return tuple(self.rules.after) if self.number < self.rules.attempts and not self.is_returned else ()

    @property
    def back_at(self) -> datetime:
        """The earliest moment of the next dialling, were this one over now."""
        return self.now + timedelta(hours=self.rules.wait_hours)

    @property
    def clock(self) -> str:
        """What the stopwatch shows when the interviewer gives up, such as `5:00`."""
        minutes, seconds = divmod(self.rules.give_up_seconds, SECONDS_A_MINUTE)
        return f"{minutes}:{seconds:02}"


def retries_of(session: Session, call: CallView, now: datetime) -> Retries:
    """The call's diallings so far, each in its newest version."""
    made = select(Attempt).where(Attempt.call_probe_id == call.id).order_by(col(Attempt.number), col(Attempt.version))
    newest = {attempt.number: attempt for attempt in session.exec(made)}
    earlier = tuple(newest.values())
    is_returned = call.state == "returned"
    return Retries(call.method.retry, earlier[:-1] if is_returned else earlier, now, is_returned)
