"""The rows of a contact that is graded twice, and how to find them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from shopper.call_rules import GRADES
from shopper.tables.calls import Attempt, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe

Channel = Literal["call", "mail"]
Part = Literal["first", "second", "third"]
Graded = dict[str, str | None]

LETTER_FACTORS = ("sender", "extra_information")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person says of a contact: the grades by factor, as checked on the page, and a comment."""

    grades: Mapping[str, Any]
    comment: str

    @property
    def values(self) -> dict[str, Any]:
        """The same as columns of `DoubleGrade`."""
        return {**self.grades, "comment": self.comment}


def of_contact(channel: Channel, probe_id: int) -> ColumnElement[bool]:
    """Whether a row belongs to this call or letter."""
    return (col(DoubleGrade.call_probe_id) if channel == "call" else col(DoubleGrade.mail_probe_id)) == probe_id


def contact_of(row: DoubleGrade) -> tuple[Channel, int]:
    """Which call or letter a row is about."""
    if row.call_probe_id is not None:
        return "call", row.call_probe_id
    if row.mail_probe_id is not None:
        return "mail", row.mail_probe_id
    raise ValueError(f"double grade {row.id} is of no contact")


def part_of(session: Session, channel: Channel, probe_id: int, part: Part) -> DoubleGrade | None:
    """One part of a contact's double grading, or None where there is none."""
    return session.exec(select(DoubleGrade).where(of_contact(channel, probe_id), DoubleGrade.part == part)).first()


def grades_of(row: DoubleGrade) -> Graded:
    """What a row says, by factor of its channel: words of the method's scales, and `yes` or `no`."""
    if row.call_probe_id is not None:
        return {factor: getattr(row, factor) for factor in GRADES}
    extra = None if row.extra_information is None else "yes" if row.extra_information else "no"
    return {"sender": row.sender, "extra_information": extra}


def differing(first: Graded, second: Graded) -> list[str]:
    """The factors two gradings of one contact differ in; one that only one of them graded is among them."""
    return [factor for factor, grade in first.items() if second.get(factor) != grade]


def first_of_call(session: Session, call_id: int) -> DoubleGrade:
    """The interviewer's own grades, as the `first` of an order."""
    grade = own_grade(session, call_id)
    return DoubleGrade(
        call_probe_id=call_id,
        part="first",
        grader_id=grade.submitted_by,
        ordered_at=grade.submitted_at,
        graded_at=grade.submitted_at,
        comment=grade.comment,
        **{factor: getattr(grade, factor) for factor in GRADES},
    )


def first_of_letter(letter: MailProbe) -> DoubleGrade:
    """A letter's grading as it stands, as the `first` of an order."""
    return DoubleGrade(
        mail_probe_id=letter.id,
        part="first",
        grader_id=letter.graded_by,
        ordered_at=letter.graded_at or letter.planned_at,
        graded_at=letter.graded_at or letter.planned_at,
        sender=letter.sender,
        extra_information=letter.extra_information,
    )


def newest_grade(session: Session, call_id: int) -> Grade:
    """The grades of a call that count: the highest version."""
    wanted = select(Grade).where(Grade.call_probe_id == call_id).order_by(col(Grade.version).desc())
    return session.exec(wanted.limit(1)).one()


def own_grade(session: Session, call_id: int) -> Grade:
    """The interviewer's own grades of a call: the newest that no third grader decided."""
    own = select(Grade).where(Grade.call_probe_id == call_id, Grade.origin == "interviewer")
    return session.exec(own.order_by(col(Grade.version).desc()).limit(1)).one()


def outcome_of(session: Session, call_id: int) -> str | None:
    """How a call ended by its last dialling; None for one that has not been made."""
    wanted = select(Attempt.outcome).where(Attempt.call_probe_id == call_id).order_by(col(Attempt.id).desc())
    return session.exec(wanted.limit(1)).first()
