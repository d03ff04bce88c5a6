"""Storing a call form: the dialling, the grades and the move, together or not at all; or the dialling alone.

A dialling that reached nobody may be one of several (`RetryRules`): it is then stored alone (`store_attempt`) and the
call stays planned. `scheduler/changes/retry.py` decides which, and finds the next time.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.call_rules import Grades
from shopper.contact_time import Stamps, seconds_to_contact
from shopper.faults import Conflict
from shopper.method import Method
from shopper.moves import Cause, move
from shopper.tables.calls import Attempt, Grade


@dataclass(frozen=True, slots=True)
class CallForm:
    """A call form that has passed its check. `form_id` is made when the form is shown, so that it counts once."""

    form_id: str
    stamps: Stamps
    outcome: str
    grades: Grades
    comment: str


def submit_call(  # noqa: PLR0913, PLR0917 - what is stored, by whom, and why
    session: Session, call_id: int, form: CallForm, method: Method, user_id: int, cause: Cause
) -> None:
    """Store the call; the same form once more changes nothing. Conflict when another form was stored before."""
    if is_stored(session, call_id, form.form_id):
        return
    try:
        move(session, "call", call_id, ("planned", "submitted"), cause)
    except Conflict:
        # The same form may have been sent twice in the same second: the first has just been stored.
        if is_stored(session, call_id, form.form_id):
            return
        raise
    session.add(_attempt(session, call_id, form, method))
    session.add(
        Grade(
            call_probe_id=call_id,
            comment=form.comment,
            form_id=form.form_id,
            submitted_by=user_id,
            submitted_at=cause.at,
            **asdict(form.grades),
        )
    )
    session.flush()


def store_attempt(session: Session, call_id: int, form: CallForm, method: Method) -> None:
    """Store the dialling alone: the call is made again. The caller has made sure that the form is not stored yet."""
    session.add(_attempt(session, call_id, form, method))
    session.flush()


def is_stored(session: Session, call_id: int, form_id: str) -> bool:
    """Whether this form of a call is stored, as a dialling or with its grades."""
    attempts = select(Attempt.id).where(Attempt.call_probe_id == call_id, Attempt.form_id == form_id)
    # Forms from before diallings knew their form stand with the grades alone.
    grades = select(Grade.id).where(Grade.call_probe_id == call_id, Grade.form_id == form_id)
    return any(session.exec(wanted).first() is not None for wanted in (attempts, grades))


def attempts_made(session: Session, call_id: int) -> int:
    """How often a call has been dialled."""
    return session.exec(select(func.count(col(Attempt.id))).where(Attempt.call_probe_id == call_id)).one()


def _attempt(session: Session, call_id: int, form: CallForm, method: Method) -> Attempt:
    return Attempt(
        call_probe_id=call_id,
        number=attempts_made(session, call_id) + 1,
        dialled_at=form.stamps.dialled_at,
        human_at=form.stamps.human_at,
        official_at=form.stamps.official_at,
        ended_at=form.stamps.ended_at,
        outcome=form.outcome,
        seconds_to_contact=seconds_to_contact(form.stamps, method.call.clock_starts),
        form_id=form.form_id,
    )
