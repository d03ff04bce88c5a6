"""Ordering second gradings: those that the seed has drawn, by the job of each minute, and others by a coordinator.

An order is two rows: `first` keeps what the interviewer, or the letter's grader, said, and `second` waits for somebody
else. Of a call that is still to be made there is only the `second`, so that somebody can listen in.
"""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from shopper.double.due import READY_STATES, calls_due, letters_due
from shopper.double.rows import first_of_call, first_of_letter, outcome_of, part_of
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, record
from shopper.records import CONTACTS
from shopper.tables.calls import CallProbe
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Wave

ACTOR: Final = "order_doubles"
How = Literal["recorded", "listened_in"]


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A coordinator's order for one call: how it is heard, by whom (None: anybody), and where the recording is."""

    how: How
    grader_id: int | None
    note: str


def order_doubles(session: Session, wave: Wave, cause: Cause) -> int:
    """Order every second grading that the seed has drawn and that can be done by now; how many were new.

    Harmless when run twice: what is ordered is not due any more.
    """
    calls, letters = calls_due(session, wave), letters_due(session, wave)
    for call_id in calls:
        session.add(first_of_call(session, call_id))
        second = part_of(session, "call", call_id, "second")
        if second is not None and second.grader_id == session.get_one(CallProbe, call_id).interviewer_id:
            second.grader_id = None  # who was to listen in was given the call itself
        if second is None:
            session.add(DoubleGrade(call_probe_id=call_id, part="second", how="recorded", ordered_at=cause.at))
            record(session, "call", call_id, "double_order", cause, after="recorded")
    for letter_id in letters:
        session.add(first_of_letter(session.get_one(MailProbe, letter_id)))
        session.add(DoubleGrade(mail_probe_id=letter_id, part="second", how="letter", ordered_at=cause.at))
        record(session, "mail", letter_id, "double_order", cause, after="letter")
    session.flush()
    return len(calls) + len(letters)


def order_call(session: Session, call_id: int, order: CallOrder, cause: Cause) -> None:
    """Order that a call is graded twice; of one that is ordered already, say how it is heard and by whom.

    BadInput for the call's own interviewer as second grader, and for a call that was made and reached nobody. Conflict
    when it has been graded again, somebody else has it, or its wave is a draft, whose plan may still be made anew.
    """
    call = session.get_one(CallProbe, call_id)
    if session.get_one(Wave, session.get_one(Measurement, call.measurement_id).wave_id).state == "draft":
        raise Conflict("the wave is a draft; order second gradings when it is launched")
    if order.grader_id == call.interviewer_id:
        raise BadInput("the call's own interviewer cannot grade it a second time; choose somebody else")
    if call.state != "planned" and outcome_of(session, call_id) not in CONTACTS:
        raise BadInput("the call has nothing to grade; choose one that is planned, or that reached an official")
    second = part_of(session, "call", call_id, "second")
    if second is not None and second.graded_at is not None:
        raise Conflict(f"call {call_id} has been graded a second time already; nothing was changed")
    second = second or DoubleGrade(call_probe_id=call_id, part="second", ordered_at=cause.at)
    second.how, second.grader_id, second.note, second.dropped_at = order.how, order.grader_id, order.note, None
    parts = [second]
    if call.state in READY_STATES and part_of(session, "call", call_id, "first") is None:
        parts.append(first_of_call(session, call_id))
    _store(session, parts, call_id)
    record(session, "call", call_id, "double_order", cause, after=order.how, details={"grader": order.grader_id})


def _store(session: Session, parts: list[DoubleGrade], call_id: int) -> None:
    try:
        with session.begin_nested():
            session.add_all(parts)
    except IntegrityError as error:
        raise Conflict(f"somebody has just ordered call {call_id}; look at it again") from error
