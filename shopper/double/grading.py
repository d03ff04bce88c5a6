"""The second grader's steps: take a case, give it back, grade it, or say that it cannot be graded again."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import Session, col

from shopper.call_rules import GRADES
from shopper.double.cases import Grader, open_cases
from shopper.double.due import READY_STATES
from shopper.double.rows import (
    LETTER_FACTORS,
    Channel,
    Judgement,
    contact_of,
    differing,
    first_of_call,
    first_of_letter,
    grades_of,
    outcome_of,
    part_of,
)
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.records import CONTACTS
from shopper.tables.calls import CallProbe
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe

GIVEN_ANEW: Final = {"grader_id", "graded_at", "comment", *GRADES, *LETTER_FACTORS}
"""What a first grading changes in when the interviewer or the letter's grader says something else than before."""


def take_next(session: Session, grader: Grader, cause: Cause) -> int | None:
    """Take the oldest case that this grader may take; its id, or None when there is none left."""
    for case in open_cases(session, grader):
        if _changed(session, case, None, {"grader_id": grader.id}):
            _record(session, case, "double_take", cause)
            return stored_id(case.id)
    return None


def give_back(session: Session, case: DoubleGrade, cause: Cause) -> None:
    """Let somebody else take the case. Conflict when it is graded or no longer this grader's."""
    if not _changed(session, case, case.grader_id, {"grader_id": None}):
        raise _conflict(case)
    _record(session, case, "double_return", cause)


def drop(session: Session, case: DoubleGrade, reason: str, cause: Cause) -> None:
    """Say that the contact cannot be graded again, and why; it is counted as such. Conflict when it is graded."""
    if not reason:
        raise BadInput("say why it cannot be graded, for example that there is no recording")
    if not _changed(session, case, case.grader_id, {"dropped_at": cause.at, "note": reason}):
        raise _conflict(case)
    _record(session, case, "double_drop", cause)


def grade(session: Session, case: DoubleGrade, judgement: Judgement, cause: Cause) -> bool:
    """Store the second grading of a contact; whether it differs from the first, so that a third person decides.

    The grades have passed the rules of the form. The same once more changes nothing. Conflict when it was graded or
    given to another meanwhile, or when there is no first grading that stands.
    """
    channel, probe_id = contact_of(case)
    first = _standing_first(session, case)
    is_new = _changed(session, case, case.grader_id, {**judgement.values, "graded_at": cause.at})
    if not is_new and any(getattr(case, name) != value for name, value in judgement.values.items()):
        raise _conflict(case)
    factors = differing(grades_of(first), grades_of(case))
    if is_new:
        _record(session, case, "double_grade", cause)
    if is_new and factors:
        session.add(
            DoubleGrade(
                call_probe_id=case.call_probe_id, mail_probe_id=case.mail_probe_id, part="third", ordered_at=cause.at
            )
        )
        record(session, channel, probe_id, "double_differ", cause, details={"factors": factors})
    session.flush()
    return bool(factors)


def _standing_first(session: Session, case: DoubleGrade) -> DoubleGrade:
    """The first grading of the contact, as it stands now: until the second is given, it may have been given anew."""
    channel, probe_id = contact_of(case)
    first, now = part_of(session, channel, probe_id, "first"), _given_now(session, channel, probe_id)
    if first is None or now is None:
        raise Conflict("the contact has no first grading that stands; grade it a second time when it has one")
    if case.graded_at is None:
        first.sqlmodel_update(now.model_dump(include=GIVEN_ANEW))
    return first


def _given_now(session: Session, channel: Channel, probe_id: int) -> DoubleGrade | None:
    """What the interviewer, or the letter's grader, says now; None while nothing that can be compared stands."""
    if channel == "call":
        is_submitted = session.get_one(CallProbe, probe_id).state in READY_STATES
        return first_of_call(session, probe_id) if is_submitted and outcome_of(session, probe_id) in CONTACTS else None
    letter = session.get_one(MailProbe, probe_id)
    return first_of_letter(letter) if letter.state == "answered" and letter.sender is not None else None


def _changed(session: Session, case: DoubleGrade, grader_id: int | None, values: Mapping[str, Any]) -> bool:
    """Change a case that waits and is with this grader (None: with nobody), or nothing; of two at once one succeeds."""
    session.flush()
    has_it = col(DoubleGrade.grader_id).is_(None) if grader_id is None else col(DoubleGrade.grader_id) == grader_id
    here = (
        col(DoubleGrade.id) == case.id,
        has_it,
        col(DoubleGrade.graded_at).is_(None),
        col(DoubleGrade.dropped_at).is_(None),
    )
    changed = session.connection().execute(update(DoubleGrade).where(*here).values(**values)).rowcount == 1
    session.refresh(case)
    return changed


def _record(session: Session, case: DoubleGrade, action: str, cause: Cause) -> None:
    """The grades themselves do not stand in the trail: whoever decides sees them beside each other, without names."""
    channel, probe_id = contact_of(case)
    record(session, channel, probe_id, action, cause, details={"double_grade": case.id})


def _conflict(case: DoubleGrade) -> Conflict:
    return Conflict(f"second grading {case.id} is done, or somebody else has it; nothing was changed")
