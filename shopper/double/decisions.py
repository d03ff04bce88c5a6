"""The third grader's decision, where two gradings of a contact differ: it becomes the grading that counts."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from shopper.call_rules import GRADES
from shopper.double.due import READY_STATES
from shopper.double.rows import Judgement, contact_of, newest_grade
from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.tables.calls import CallProbe, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe

Graded = dict[str, Any]


def decide(session: Session, third: DoubleGrade, judgement: Judgement, user_id: int, cause: Cause) -> None:
    """Store the decision and make it the grading that counts; the comment says why, and what was there is kept.

    The grades have passed the rules of the form. The same once more changes nothing. Conflict when somebody else has
    decided, or when what was graded no longer stands.
    """
    channel, probe_id = contact_of(third)
    if not _decided(session, third, judgement, user_id, cause):
        return
    store = _grade_call if channel == "call" else _grade_letter
    before = store(session, probe_id, judgement, user_id, cause)
    details = {"before": before, "after": dict(judgement.grades)}
    record(session, channel, probe_id, "double_decide", cause, details=details)


def _decided(session: Session, third: DoubleGrade, judgement: Judgement, user_id: int, cause: Cause) -> bool:
    """Whether the decision was stored now, and not by the same form before."""
    still_open = (col(DoubleGrade.id) == third.id, col(DoubleGrade.graded_at).is_(None))
    changed = update(DoubleGrade).where(*still_open)
    changed = changed.values(**judgement.values, grader_id=user_id, graded_at=cause.at)
    is_new = session.connection().execute(changed).rowcount == 1
    session.refresh(third)
    is_same = all(getattr(third, name) == value for name, value in judgement.values.items())
    if not is_new and not (is_same and third.grader_id == user_id):
        raise Conflict(f"somebody else has decided difference {third.id}; nothing was changed")
    return is_new


def _grade_call(session: Session, call_id: int, judgement: Judgement, user_id: int, cause: Cause) -> Graded:
    """Add the decided grades as the call's newest version, with the interviewer's own comment; what was before."""
    if session.get_one(CallProbe, call_id).state not in READY_STATES:
        raise Conflict("the call is back with its interviewer; decide when it has been submitted again")
    newest = newest_grade(session, call_id)
    session.add(
        Grade(
            call_probe_id=call_id,
            version=newest.version + 1,
            origin="decided",
            comment=newest.comment,
            submitted_by=user_id,
            submitted_at=cause.at,
            **judgement.grades,
        )
    )
    session.flush()
    return {factor: getattr(newest, factor) for factor in GRADES}


def _grade_letter(session: Session, probe_id: int, judgement: Judgement, user_id: int, cause: Cause) -> Graded:
    """Put the decided grading in place of the letter's; what was before."""
    letter = session.get_one(MailProbe, probe_id)
    if letter.sender is None:
        raise Conflict(f"letter {probe_id} has another reply than the one that was compared; grade it first")
    before: Graded = {"sender": letter.sender, "extra_information": letter.extra_information}
    standing = (
        col(MailProbe.id) == probe_id,
        col(MailProbe.state) == "answered",
        col(MailProbe.sender) == letter.sender,
        col(MailProbe.extra_information) == letter.extra_information,
    )
    changed = update(MailProbe).where(*standing)
    changed = changed.values(**judgement.grades, graded_by=user_id, graded_at=cause.at)
    if session.connection().execute(changed).rowcount != 1:
        raise Conflict(f"letter {probe_id} is no longer graded; nothing was changed")
    session.refresh(letter)
    return before
