"""Storing a call form: the dialling, the grades and the move, together or not at all; or the dialling alone.

A dialling that reached nobody may be one of several (`RetryRules`): it is then stored alone (`store_attempt`) and the
call stays planned. `scheduler/changes/retry.py` decides which, and finds the next time.

A call that a reviewer returned is submitted anew: a new version of its last dialling and of its grades, beside the old.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from shopper.call_drafts import drop_drafts
from shopper.call_rules import Grades
from shopper.call_versions import attempts_made, is_stored, state_of
from shopper.contact_time import Stamps, seconds_to_contact
from shopper.faults import Conflict
from shopper.method import Method
from shopper.moves import Cause, move
from shopper.tables.calls import Attempt, Grade


@dataclass(frozen=True, slots=True)
class CallForm:
    """A call form that has passed its check. `form_id` is made when the form is shown, so that it counts once.

    `stamp_log` is the history of the stamps as it is stored (`shopper/stamp_log.py`).
    """

    form_id: str
    stamps: Stamps
    outcome: str
    grades: Grades
    comment: str
    stamp_log: list[dict[str, Any]] = field(default_factory=list)


def submit_call(  # noqa: PLR0913, PLR0917 - what is stored, by whom, and why
    session: Session, call_id: int, form: CallForm, method: Method, user_id: int, cause: Cause
) -> None:
    """Store the call; the same form once more changes nothing. Conflict when another form was stored before.

    A returned call goes back to the reviewer with the next version of its dialling and grades.
    """
    if is_stored(session, call_id, form.form_id):
        return
    is_returned = state_of(session, call_id) == "returned"
    try:
        move(session, "call", call_id, ("returned" if is_returned else "planned", "submitted"), cause)
    except Conflict:
        # The same form may have been sent twice in the same second: the first has just been stored.
        if is_stored(session, call_id, form.form_id):
            return
        raise
    made = attempts_made(session, call_id)
    session.add(_attempt(session, call_id, form, method, made if is_returned else made + 1))
    session.add(
        Grade(
            call_probe_id=call_id,
            version=_last_version(session, call_id) + 1,
            comment=form.comment,
            form_id=form.form_id,
            submitted_by=user_id,
            submitted_at=cause.at,
            **asdict(form.grades),
        )
    )
    drop_drafts(session, call_id)
    session.flush()


def store_attempt(session: Session, call_id: int, form: CallForm, method: Method) -> None:
    """Store the dialling alone: the call is made again. The caller has made sure that the form is not stored yet."""
    attempt = _attempt(session, call_id, form, method, attempts_made(session, call_id) + 1)
    attempt.comment = form.comment
    session.add(attempt)
    drop_drafts(session, call_id)
    session.flush()


def _last_version(session: Session, call_id: int) -> int:
    """The highest version of a call's grades, 0 when it has none."""
    last = select(func.max(Grade.version)).where(Grade.call_probe_id == call_id)
    return session.exec(last).one() or 0


def _attempt(session: Session, call_id: int, form: CallForm, method: Method, number: int) -> Attempt:
    this = select(func.max(Attempt.version)).where(Attempt.call_probe_id == call_id, Attempt.number == number)
    return Attempt(
        call_probe_id=call_id,
        number=number,
        version=(session.exec(this).one() or 0) + 1,
        **asdict(form.stamps),
        stamp_log=form.stamp_log,
        outcome=form.outcome,
        seconds_to_contact=seconds_to_contact(form.stamps, method.call.clock_starts),
        form_id=form.form_id,
    )
