"""Training as its pages show it: one's own cases, one case with its result, and everybody's progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.faults import NotThere
from shopper.members import waves_of
from shopper.queries import stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.grading import TrainingAnswer, TrainingCase
from shopper.tables.people import User
from shopper.tables.study import Measurement, WaveInterviewer
from shopper.training import CaseStanding, all_cases, compared_with, first_answers, training_method
from shopper.training_rules import Agreement, agreement
from web.sessions import Visitor
from web.training_words import ComparedLine, agreement_in_words, compared_lines, factor_word

EVERYBODYS = ("administrator", "auditor")
"""The roles that see how everybody trains; others see the interviewers of the waves they are members of."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An example in a list: `differs` counts the factors graded otherwise, None where it is not graded yet."""

    id: int
    channel: str
    area: str
    question: str
    differs: int | None


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One factor of a summary: the counts of its picture and table, and the same in words."""

    factor: str
    counted: Agreement
    words: str


@dataclass(frozen=True, slots=True)
class Result:
    """A graded example: the newest try beside the agreed grades, and the first where there were more."""

    lines: list[ComparedLine]
    tries: int


@dataclass(frozen=True, slots=True)
class Trained:
    """How far somebody has come: examples graded, grades in all, and how many were as agreed, stricter or milder."""

    id: int
    name: str
    done: int
    grades: int
    same: int
    stricter: int
    milder: int


def case_lines(standings: Sequence[CaseStanding]) -> list[CaseLine]:
    """The examples as a list shows them."""
    return [case_line(one.case, one) for one in standings]


def case_line(case: TrainingCase, standing: CaseStanding | None = None) -> CaseLine:
    """An example as its page's head and the list show it."""
    graded = standing is not None and standing.first is not None
    differs = sum(not one.is_same for one in standing.compared) if standing and graded else None
    area = training_method().area_named(case.area).name
    return CaseLine(stored_id(case.id), case.channel, area, case.question, differs)


def summary(standings: Sequence[CaseStanding]) -> list[AgreementLine]:
    """How somebody's first tries agree with the agreed grades, factor by factor."""
    found = agreement([compared for one in standings for compared in one.compared])
    return [AgreementLine(factor_word(one.factor), one, agreement_in_words(one)) for one in found]


def result_of(case: TrainingCase, tries: Sequence[TrainingAnswer]) -> Result | None:
    """The newest try in words; None when there is none."""
    if not tries:
        return None
    compared = [compared_with(case, one.grades) for one in (tries[0], tries[-1])]
    return Result(compared_lines(compared[1], compared[0]), len(tries))


def trained_people(session: Session, user: Visitor) -> list[Trained]:
    """The interviewers whose training the user sees, and how far each has come."""
    people = session.exec(_visible_to(user)).all()
    answers = first_answers(session, [stored_id(one.id) for one in people])
    cases = all_cases(session)
    return [_trained(one, _standings(cases, answers[stored_id(one.id)])) for one in people]


def trained_person(session: Session, user: Visitor, user_id: int) -> tuple[User, list[CaseStanding]]:
    """One of those interviewers with their first tries; NotThere when the user does not see them."""
    person = session.exec(_visible_to(user).where(User.id == user_id)).first()
    if person is None:
        raise NotThere(f"there is no interviewer {user_id}")
    return person, _standings(all_cases(session), first_answers(session, [user_id])[user_id])


def _standings(cases: Sequence[TrainingCase], answers: dict[int, TrainingAnswer]) -> list[CaseStanding]:
    return [CaseStanding(case, answers.get(stored_id(case.id))) for case in cases]


def _trained(person: User, standings: list[CaseStanding]) -> Trained:
    counted = agreement([compared for one in standings for compared in one.compared])
    return Trained(
        id=stored_id(person.id),
        name=person.name,
        done=sum(one.first is not None for one in standings),
        grades=sum(one.cases for one in counted),
        same=sum(one.same for one in counted),
        stricter=sum(one.stricter for one in counted),
        milder=sum(one.milder for one in counted),
    )


def _visible_to(user: Visitor) -> SelectOfScalar[User]:
    wanted = select(User).where(User.role == "interviewer", col(User.closed_at).is_(None)).order_by(User.name)
    if user.role in EVERYBODYS:
        return wanted
    chosen = select(WaveInterviewer.user_id).where(col(WaveInterviewer.wave_id).in_(waves_of(user.id, user.role)))
    calling = (
        select(CallProbe.interviewer_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .where(col(Measurement.wave_id).in_(waves_of(user.id, user.role)))
    )
    return wanted.where(or_(col(User.id).in_(chosen), col(User.id).in_(calling)))
