"""Which comments of interviewers a report prints: those that a person has let through, in the words they left.

A decision is about the version of the grades that was looked at: when a call is graded anew, it holds no more and the
comment has to be looked at again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.call_rules import GRADES, Grades
from shopper.faults import BadInput
from shopper.moves import Cause, record
from shopper.printed_text import LONGEST_COMMENT, fault_of, one_line
from shopper.queries import stored_id
from shopper.tables.calls import CallProbe, Grade
from shopper.tables.reports import PrintedComment
from shopper.tables.study import Question

THING = "comment"
"""What the audit trail calls it; the id is that of the call."""


@dataclass(frozen=True, slots=True)
class CommentedCall:
    """A counted call with its grades as they are now, what was said of it, and what was decided about that."""

    id: int
    area: str
    question: str
    grade_version: int
    grades: Grades
    comment: str
    decision: PrintedComment | None

    @property
    def is_decided(self) -> bool:
        """Whether a person has looked at this very comment."""
        return self.decision is not None and self.decision.grade_version == self.grade_version

    @property
    def is_shown(self) -> bool:
        """Whether the report prints it."""
        return self.is_decided and self.decision is not None and self.decision.is_shown


@dataclass(frozen=True, slots=True)
class CommentDecision:
    """A person's word about a comment as they saw it: printed under this factor in these words, or not printed."""

    call_id: int
    grade_version: int
    factor: str
    text: str
    is_shown: bool


def commented_calls(session: Session, measurement_id: int, states: Collection[str]) -> list[CommentedCall]:
    """The calls of a measurement in these states, with comments or without, by id."""
    newest = (
        select(func.max(Grade.version)).where(Grade.call_probe_id == CallProbe.id).correlate(CallProbe)
    ).scalar_subquery()
    rows = session.exec(
        select(CallProbe, Question.text, Grade, PrintedComment)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Grade, (col(Grade.call_probe_id) == CallProbe.id) & (col(Grade.version) == newest))
        .outerjoin(PrintedComment, col(PrintedComment.call_probe_id) == CallProbe.id)
        .where(CallProbe.measurement_id == measurement_id, col(CallProbe.state).in_(states))
        .order_by(col(CallProbe.id))
    )
    return [
        CommentedCall(
            id=stored_id(probe.id),
            area=probe.area,
            question=question,
            grade_version=grade.version,
            grades=Grades(grade.answer, grade.information, grade.interest, grade.courtesy),
            comment=grade.comment.strip(),
            decision=decision,
        )
        for probe, question, grade, decision in rows
    ]


def decide_comments(  # noqa: PLR0913, PLR0917 - whose, which, about what, by whom and why
    session: Session,
    measurement_id: int,
    states: Collection[str],
    decisions: Iterable[CommentDecision],
    user_id: int,
    cause: Cause,
) -> list[int]:
    """Store each decision; the calls that were graded anew meanwhile, or count no more, and so were left alone.

    BadInput when a text is empty or too long where it is to be printed, or a factor is none.
    """
    wanted = {one.call_id: _checked(one) for one in decisions}
    _hold(session, wanted)
    calls = {call.id: call for call in commented_calls(session, measurement_id, states) if call.comment}
    left = [number for number, one in wanted.items() if not _is_current(calls.get(number), one)]
    for number in sorted(wanted.keys() - set(left)):
        _store(session, measurement_id, calls[number], wanted[number], user_id, cause)
    session.flush()
    return sorted(left)


def take_back(session: Session, measurement_id: int, call_id: int, cause: Cause) -> bool:
    """Forget what was decided about a comment, so that it is not printed; False when nothing was decided."""
    row = session.get(PrintedComment, call_id, with_for_update=True)
    if row is None or row.measurement_id != measurement_id:
        return False
    record(session, THING, call_id, "undo_decision", cause, before=_word(row), after="undecided")
    session.delete(row)
    session.flush()
    return True


def _checked(one: CommentDecision) -> CommentDecision:
    if one.factor not in GRADES:
        raise BadInput(f"{one.factor[:40]!r} is no graded factor; choose one of {', '.join(GRADES)}")
    text = one_line(one.text)
    if one.is_shown and (fault := fault_of(text, LONGEST_COMMENT)):
        raise BadInput(f"the comment of call {one.call_id} is {fault}; write 1 to {LONGEST_COMMENT} characters")
    return CommentDecision(one.call_id, one.grade_version, one.factor, text[:LONGEST_COMMENT], one.is_shown)


def _hold(session: Session, calls: Iterable[int]) -> None:
    """Keep the calls as they are until the transaction ends, where the database can: nobody grades them meanwhile."""
    wanted = select(CallProbe.id).where(col(CallProbe.id).in_(sorted(calls))).order_by(col(CallProbe.id))
    session.exec(wanted.with_for_update()).all()


def _is_current(call: CommentedCall | None, one: CommentDecision) -> bool:
    return call is not None and call.grade_version == one.grade_version


def _store(  # noqa: PLR0913, PLR0917 - whose, about what, by whom and why
    session: Session, measurement_id: int, call: CommentedCall, one: CommentDecision, user_id: int, cause: Cause
) -> None:
    before = _word(call.decision) if call.decision is not None and call.is_decided else "undecided"
    row = PrintedComment(
        call_probe_id=call.id,
        measurement_id=measurement_id,
        grade_version=one.grade_version,
        factor=one.factor,
        text=one.text,
        is_shown=one.is_shown,
        decided_by=user_id,
        decided_at=cause.at,
    )
    session.merge(row)
    details = {"grade_version": one.grade_version, "factor": one.factor}
    record(session, THING, call.id, "decide_comment", cause, before=before, after=_word(row), details=details)


def _word(row: PrintedComment) -> str:
    return "shown" if row.is_shown else "hidden"
