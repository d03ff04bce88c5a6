"""The training set as it is stored: taking it in, and everybody's answers. The first try is what is compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict, NotThere
from shopper.method import Method, load_method
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.grading import TrainingAnswer, TrainingCase
from shopper.training_file import SCALES_OF
from shopper.training_rules import CaseGrades, Compared, Value, compare, faults_in, only_asked


@dataclass(frozen=True, slots=True)
class TrainingImport:
    """How many examples an import added, changed, and found as they were."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """An example, and how somebody has graded it so far; None when they have not."""

    case: TrainingCase
    first: TrainingAnswer | None

    @property
    def compared(self) -> list[Compared]:
        """The first try beside the agreed grades; empty when there is none."""
        return [] if self.first is None else compared_with(self.case, self.first.grades)


@cache
def training_method() -> Method:
    """The method by whose scales examples are graded."""
    return load_method(SCALES_OF)


def agreed_grades(case: TrainingCase) -> dict[str, Value]:
    """The agreed grades of an example; the outcome is one of a call's."""
    return case.agreed if case.outcome is None else {"outcome": case.outcome, **case.agreed}


def compared_with(case: TrainingCase, grades: CaseGrades) -> list[Compared]:
    """Somebody's grades beside the agreed ones, factor by factor."""
    return compare(case.channel, _settled(case), grades, training_method())


def import_cases(session: Session, cases: Iterable[Mapping[str, Any]], cause: Cause) -> TrainingImport:
    """Add the examples, given as columns of their table, and update those whose code is known.

    Conflict when one that somebody has graded would change: what was answered must stay what was asked. Examples that
    are stored and not given stay as they are.
    """
    counts = {"add": 0, "change": 0, "keep": 0}
    for values in cases:
        # Locked, so that nobody answers it meanwhile (PostgreSQL).
        wanted = select(TrainingCase).where(TrainingCase.code == values["code"]).with_for_update()
        stored = session.exec(wanted).first()
        action = _store(session, stored, values)
        counts[action] += 1
        if action != "keep":
            record(session, "training", values["code"], action, cause)
    session.flush()
    return TrainingImport(counts["add"], counts["change"], counts["keep"])


def all_cases(session: Session) -> Sequence[TrainingCase]:
    """Every example, in the order in which they were stored."""
    return session.exec(select(TrainingCase).order_by(col(TrainingCase.id))).all()


def case_with(session: Session, case_id: int) -> TrainingCase:
    """The example, or NotThere."""
    case = session.get(TrainingCase, case_id)
    if case is None:
        raise NotThere(f"there is no training case {case_id}")
    return case


def standings(session: Session, user_id: int) -> list[CaseStanding]:
    """Every example with this user's first try."""
    first = first_answers(session, [user_id])[user_id]
    return [CaseStanding(case, first.get(stored_id(case.id))) for case in all_cases(session)]


def first_answers(session: Session, user_ids: Sequence[int]) -> dict[int, dict[int, TrainingAnswer]]:
    """The first tries of these users: by user, then by example."""
    wanted = select(TrainingAnswer).where(col(TrainingAnswer.user_id).in_(user_ids), TrainingAnswer.attempt == 1)
    found: dict[int, dict[int, TrainingAnswer]] = defaultdict(dict)
    for answer in session.exec(wanted):
        found[answer.user_id][answer.case_id] = answer
    return found


def tries_of(session: Session, case_id: int, user_id: int) -> Sequence[TrainingAnswer]:
    """This user's tries at an example, the first one first."""
    wanted = select(TrainingAnswer).where(TrainingAnswer.case_id == case_id, TrainingAnswer.user_id == user_id)
    return session.exec(wanted.order_by(col(TrainingAnswer.attempt))).all()


def cases_left(session: Session, user_id: int) -> int:
    """How many examples this user has not graded yet."""
    done = select(TrainingAnswer.case_id).where(TrainingAnswer.user_id == user_id)
    wanted = select(func.count()).select_from(TrainingCase).where(col(TrainingCase.id).not_in(done))
    return session.exec(wanted).one()


def answer_case(session: Session, case_id: int, user_id: int, grades: CaseGrades, cause: Cause) -> TrainingAnswer:
    """Store how somebody graded an example, as their next try; the same grades as the last time are no new try.

    BadInput when a grade is missing, one too many, or not on its scale.
    """
    # Locked, so that a form sent twice at once is counted once (PostgreSQL).
    case = session.get(TrainingCase, case_id, with_for_update=True)
    if case is None:
        raise NotThere(f"there is no training case {case_id}")
    given = only_asked(case.channel, grades, training_method())
    faults = faults_in(case.channel, given, training_method())
    if faults:
        raise BadInput(f"{faults[0].field}: {faults[0].rule}; grade every factor that is asked for")
    tries = tries_of(session, case_id, user_id)
    if tries and tries[-1].grades == given:
        return tries[-1]
    answer = TrainingAnswer(
        case_id=case_id, user_id=user_id, attempt=len(tries) + 1, grades=given, answered_at=cause.at
    )
    session.add(answer)
    session.flush()
    record(session, "training", case.code, "answer", cause, details={"user": user_id, "attempt": answer.attempt})
    return answer


def _store(session: Session, stored: TrainingCase | None, values: Mapping[str, Any]) -> str:
    if stored is None:
        session.add(TrainingCase(**values))
        return "add"
    if all(getattr(stored, column) == value for column, value in values.items()):
        return "keep"
    answered = select(TrainingAnswer.id).where(TrainingAnswer.case_id == stored.id).limit(1)
    if session.exec(answered).first() is not None:
        code = stored.code
        raise Conflict(f"{code!r} has been graded already and cannot change; give the changed example another code")
    stored.sqlmodel_update(dict(values))
    session.add(stored)
    return "change"


def _settled(case: TrainingCase) -> dict[str, Value]:
    """The agreed grades with what follows from the outcome, as answers are stored."""
    return only_asked(case.channel, agreed_grades(case), training_method())
