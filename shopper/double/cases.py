"""Which second gradings somebody has been given or may take, and which differences they may decide.

Nobody grades what they have had to do with: not their own call or letter, and no call they have reviewed. What somebody
has taken and not graded yet stays hidden from them everywhere else (`open_case`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.double.due import READY_STATES
from shopper.double.rows import Channel, of_contact
from shopper.faults import NotThere
from shopper.members import waves_of
from shopper.tables.calls import CallProbe, CallReview, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement

DECIDING_ROLES = ("reviewer", "coordinator", "administrator")


@dataclass(frozen=True, slots=True)
class Grader:
    """Somebody who grades, by their id and role."""

    id: int
    role: str


def open_cases(session: Session, grader: Grader) -> Sequence[DoubleGrade]:
    """The second gradings nobody has taken and this grader may take, the oldest order first."""
    wanted = _of_their_waves(grader).where(
        DoubleGrade.part == "second",
        _is_waiting(),
        col(DoubleGrade.grader_id).is_(None),
        or_(_is_call_for(grader.id), _is_letter_for(grader.id)),
    )
    return session.exec(wanted.order_by(col(DoubleGrade.ordered_at), col(DoubleGrade.id))).all()


def own_cases(session: Session, grader: Grader) -> Sequence[DoubleGrade]:
    """The second gradings this grader has been given or has taken and not done yet, the oldest order first."""
    wanted = _of_their_waves(grader).where(
        DoubleGrade.part == "second", DoubleGrade.grader_id == grader.id, _is_waiting()
    )
    return session.exec(wanted.order_by(col(DoubleGrade.ordered_at), col(DoubleGrade.id))).all()


def own_case(session: Session, grader: Grader, case_id: int) -> DoubleGrade:
    """One of this grader's second gradings, done or not; NotThere when it is not theirs."""
    wanted = _of_their_waves(grader).where(
        DoubleGrade.id == case_id, DoubleGrade.part == "second", DoubleGrade.grader_id == grader.id
    )
    found = session.exec(wanted).first()
    if found is None:
        raise NotThere(f"there is no second grading {case_id} of yours; look at the list again")
    return found


def differences(session: Session, grader: Grader) -> Sequence[DoubleGrade]:
    """The gradings that differ and this grader may decide: a third person, who gave neither of the two."""
    return session.exec(_differing(grader).order_by(col(DoubleGrade.ordered_at), col(DoubleGrade.id))).all()


def difference(session: Session, grader: Grader, third_id: int) -> DoubleGrade:
    """One difference that this grader may decide, decided or not; NotThere when it is not theirs to decide."""
    found = session.exec(_differing(grader, only_waiting=False).where(DoubleGrade.id == third_id)).first()
    if found is None:
        raise NotThere(f"there is no difference {third_id} for you to decide; look at the list again")
    return found


def is_theirs(session: Session, grader: Grader, double_id: int) -> bool:
    """Whether this is a second grading of theirs, or a difference that they may decide."""
    own = _of_their_waves(grader).where(DoubleGrade.part == "second", DoubleGrade.grader_id == grader.id)
    return any(
        session.exec(wanted.where(DoubleGrade.id == double_id)).first() is not None
        for wanted in (own, _differing(grader, only_waiting=False))
    )


def open_case(session: Session, user_id: int, channel: Channel, probe_id: int) -> int | None:
    """The second grading of this call or letter that the user has and has not done: until then it is hidden."""
    wanted = select(DoubleGrade.id).where(
        of_contact(channel, probe_id), DoubleGrade.part == "second", DoubleGrade.grader_id == user_id, _is_waiting()
    )
    return session.exec(wanted).first()


def open_case_in(session: Session, grader: Grader, measurements: Collection[int]) -> int | None:
    """The first second grading, of any contact of these municipalities, that the grader has and has not done.

    Of whichever wave: what is printed of a measurement tells of the municipality's earlier ones too.
    """
    codes = select(Measurement.municipality_code).where(col(Measurement.id).in_(measurements))
    theirs = select(Measurement.id).where(col(Measurement.municipality_code).in_(codes))
    wanted = _of_their_waves(grader).where(
        DoubleGrade.part == "second", DoubleGrade.grader_id == grader.id, _is_waiting(), _is_in(theirs)
    )
    found = session.exec(wanted.order_by(col(DoubleGrade.id)).limit(1)).first()
    return None if found is None else found.id


def open_calls(user_id: int) -> SelectOfScalar[Any]:
    """The ids of the calls that are hidden from this user, to leave out of lists with `.not_in()`."""
    wanted = select(DoubleGrade.call_probe_id).where(
        DoubleGrade.part == "second", DoubleGrade.grader_id == user_id, _is_waiting()
    )
    return wanted.where(col(DoubleGrade.call_probe_id).is_not(None))


def open_letters(user_id: int) -> SelectOfScalar[Any]:
    """The ids of the letters that are hidden from this user."""
    wanted = select(DoubleGrade.mail_probe_id).where(
        DoubleGrade.part == "second", DoubleGrade.grader_id == user_id, _is_waiting()
    )
    return wanted.where(col(DoubleGrade.mail_probe_id).is_not(None))


def _is_waiting() -> ColumnElement[bool]:
    return and_(col(DoubleGrade.graded_at).is_(None), col(DoubleGrade.dropped_at).is_(None))


def _of_their_waves(grader: Grader) -> SelectOfScalar[DoubleGrade]:
    measurements = select(Measurement.id).where(col(Measurement.wave_id).in_(waves_of(grader.id, grader.role)))
    return select(DoubleGrade).where(_is_in(measurements))


def _is_in(measurements: SelectOfScalar[Any]) -> ColumnElement[bool]:
    """Whether the contact is of one of these measurements."""
    calls = select(CallProbe.id).where(col(CallProbe.measurement_id).in_(measurements))
    letters = select(MailProbe.id).where(col(MailProbe.measurement_id).in_(measurements))
    return or_(col(DoubleGrade.call_probe_id).in_(calls), col(DoubleGrade.mail_probe_id).in_(letters))


def _is_call_for(user_id: int) -> ColumnElement[bool]:
    """Whether the case is a call with grades that this user has had nothing to do with."""
    first = aliased(DoubleGrade)
    graded = select(first.id).where(first.call_probe_id == DoubleGrade.call_probe_id, first.part == "first")
    mine = select(CallProbe.id).where(
        or_(col(CallProbe.interviewer_id) == user_id, col(CallProbe.state).not_in(READY_STATES))
    )
    reviewed = select(CallReview.call_probe_id).where(CallReview.reviewer_id == user_id)
    submitted = select(Grade.call_probe_id).where(Grade.submitted_by == user_id)
    return and_(
        col(DoubleGrade.call_probe_id).is_not(None),
        graded.exists(),
        *(col(DoubleGrade.call_probe_id).not_in(ids) for ids in (mine, reviewed, submitted)),
    )


def _is_letter_for(user_id: int) -> ColumnElement[bool]:
    """Whether the case is a letter whose grading stands and is not this user's."""
    first = aliased(DoubleGrade)
    own = select(first.id).where(
        first.mail_probe_id == DoubleGrade.mail_probe_id, first.part == "first", first.grader_id == user_id
    )
    graded = select(MailProbe.id).where(
        MailProbe.state == "answered",
        col(MailProbe.sender).is_not(None),
        col(MailProbe.graded_by).is_distinct_from(user_id),
    )
    return and_(col(DoubleGrade.mail_probe_id).in_(graded), ~own.exists())


def _differing(grader: Grader, *, only_waiting: bool = True) -> SelectOfScalar[DoubleGrade]:
    other = aliased(DoubleGrade)
    had_a_part = select(other.id).where(
        or_(
            col(other.call_probe_id) == col(DoubleGrade.call_probe_id),
            col(other.mail_probe_id) == col(DoubleGrade.mail_probe_id),
        ),
        other.part != "third",
        other.grader_id == grader.id,
    )
    wanted = _of_their_waves(grader).where(DoubleGrade.part == "third", ~had_a_part.exists())
    if grader.role not in DECIDING_ROLES:
        wanted = wanted.where(col(DoubleGrade.id).is_(None))
    return wanted.where(_is_waiting()) if only_waiting else wanted
