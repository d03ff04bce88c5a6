"""The step of the questions: which variant of each number a draft wave asks, and variants of our own.

A question that was asked in a launched wave is never changed: what was counted must be found again as it was.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session, col, delete, select

from shopper.drafts.draft import record_step
from shopper.drafts.wording import Wording
from shopper.faults import BadInput, Conflict, NotThere
from shopper.method_parts import SubjectArea
from shopper.moves import Cause, record
from shopper.queries import is_asked, method_of, questions_asked, stored_id
from shopper.question_bank import load_bank
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Question, Wave, WaveQuestion


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number of an area: its variants, and the id of the one that the wave asks; None: it is left out."""

    number: int
    variants: tuple[Question, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class AreaQuestions:
    """The questions of one area, and how many of them the wave needs: the quota first, then the spares."""

    area: SubjectArea
    quota: int
    spares: int
    numbers: tuple[Numbered, ...]

    @property
    def needed(self) -> int:
        """How many questions the area needs."""
        return self.quota + self.spares

    @property
    def asked(self) -> int:
        """How many questions are chosen."""
        return sum(number.chosen is not None for number in self.numbers)

    @property
    def is_enough(self) -> bool:
        """Whether as many are chosen as the wave needs."""
        return self.asked >= self.needed


def questions_of(session: Session, wave: Wave) -> tuple[AreaQuestions, ...]:
    """Every area of the wave's method with its questions. A wave that has not chosen yet asks the first variants."""
    method = method_of(wave)
    chosen = {one for numbered in questions_asked(session, wave).values() for one in numbered.values()}
    quota = max(method.quota.calls, method.quota.mails)
    spares = method.quota.spares if wave.spares is None else wave.spares
    found = _worded(session)
    return tuple(AreaQuestions(area, quota, spares, _numbers(found.get(area.code, []), chosen)) for area in method.area)


def choose(session: Session, wave: Wave, wanted: Collection[int], cause: Cause) -> None:
    """Have the wave ask these questions, by id, and no others.

    BadInput when there is none, one is not known or not of the wave's method, or two have the same area and number.
    """
    rows = session.exec(select(Question).where(col(Question.id).in_(wanted))).all()
    areas = {area.code for area in method_of(wave).area}
    if len(rows) != len(set(wanted)) or any(row.area not in areas for row in rows):
        raise BadInput("a question is not there any more; open the page again")
    if not rows or len({(row.area, row.number) for row in rows}) != len(rows):
        raise BadInput("choose one variant of each number, and at least one question")
    before = set(session.exec(select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id)))
    if before == set(wanted):
        return
    session.exec(delete(WaveQuestion).where(col(WaveQuestion.wave_id) == wave.id))
    session.add_all(WaveQuestion(wave_id=stored_id(wave.id), question_id=one) for one in sorted(set(wanted)))
    session.flush()
    added, removed = sorted(set(wanted) - before), sorted(before - set(wanted))
    record_step(session, wave, "questions", cause, added=added, removed=removed)


def add_question(session: Session, wave: Wave, place: tuple[str, int | None], wording: Wording, cause: Cause) -> int:
    """Store a variant of this area and number, or with None a new question of the area, and have the wave ask it.

    The id of the new question. BadInput when the area has not got the number; Conflict when its text is there already.
    """
    area, number = place
    numbers = {one.number: one for one in _numbers_of(session, wave, area)}
    if number is not None and number not in numbers:
        raise BadInput(f"{area} has no question {number}; choose one of its numbers")
    _refuse_known_text(session, area, wording.text)
    row = Question(area=area, number=number or 1 + max(numbers, default=0), **wording.as_columns())
    session.add(row)
    session.flush()
    record(session, "question", stored_id(row.id), "add", cause, details={"area": area, "number": row.number})
    _ask_instead(session, wave, numbers.get(row.number), stored_id(row.id), cause)
    return stored_id(row.id)


def change_question(session: Session, wave: Wave, question_id: int, wording: Wording, cause: Cause) -> None:
    """Give a question of our own other words; Conflict when it may not be changed."""
    row = question_with(session, question_id)
    if not may_change(session, row):
        raise Conflict(f"question {question_id} has been asked or came with the platform; add a variant instead")
    _refuse_known_text(session, row.area, wording.text, but=question_id)
    for column, value in wording.as_columns().items():
        setattr(row, column, value)
    session.add(row)
    session.flush()
    record(session, "question", question_id, "change", cause)
    record_step(session, wave, "questions", cause, changed=question_id)


def remove_question(session: Session, wave: Wave, question_id: int, cause: Cause) -> None:
    """Take away a question of our own that nothing uses but this wave's choice.

    The wave asks the number's first variant instead, where it has one. Conflict when something else uses it.
    """
    row = question_with(session, question_id)
    if not may_remove(session, wave, row):
        raise Conflict(f"question {question_id} is used; it was kept")
    number = next(one for one in _numbers_of(session, wave, row.area) if one.number == row.number)
    others = [stored_id(one.id) for one in number.variants if one.id != question_id]
    if number.chosen == question_id:
        _ask_instead(session, wave, number, others[0] if others else None, cause)
    session.delete(row)
    session.flush()
    record(session, "question", question_id, "remove", cause)


def question_with(session: Session, question_id: int, *, to_change: bool = False) -> Question:
    """The question with this id, or NotThere. With `to_change` its row is held until the transaction ends."""
    row = session.get(Question, question_id, with_for_update=to_change or None)
    if row is None:
        raise NotThere(f"there is no question {question_id}")
    return row


def is_known(session: Session, area: str, text: str, but: int | None = None) -> bool:
    """Whether the area has a question with this text, other than the one with the id `but`."""
    wanted = select(Question.id).where(Question.area == area, Question.text == text)
    return session.exec(wanted).first() not in (None, but)


def is_ours(question: Question) -> bool:
    """Whether it was written here rather than shipped with the platform."""
    return (question.area, question.text) not in _shipped()


def may_change(session: Session, question: Question) -> bool:
    """Whether its words may be changed: it is our own, and no launched wave asks it."""
    return is_ours(question) and not is_asked(session, stored_id(question.id))


def may_remove(session: Session, wave: Wave, question: Question) -> bool:
    """Whether it may be taken away: it is our own, no contact is planned with it and no other wave has chosen it."""
    number = stored_id(question.id)
    elsewhere = select(WaveQuestion).where(WaveQuestion.question_id == number, WaveQuestion.wave_id != wave.id)
    planned = (select(table.id).where(table.question_id == number) for table in (CallProbe, MailProbe))
    used = (session.exec(wanted.limit(1)).first() for wanted in (elsewhere, *planned))
    return is_ours(question) and not any(one is not None for one in used)


def _numbers(rows: Iterable[Question], chosen: set[int]) -> tuple[Numbered, ...]:
    by_number: dict[int, list[Question]] = {}
    for row in rows:
        by_number.setdefault(row.number, []).append(row)
    return tuple(
        Numbered(number, tuple(variants), next((row.id for row in variants if row.id in chosen), None))
        for number, variants in sorted(by_number.items())
    )


def _numbers_of(session: Session, wave: Wave, area: str) -> tuple[Numbered, ...]:
    for one in questions_of(session, wave):
        if one.area.code == area:
            return one.numbers
    raise NotThere(f"{area} is no area of {wave.name}")


def _ask_instead(session: Session, wave: Wave, number: Numbered | None, wanted: int | None, cause: Cause) -> None:
    """Choose one question in place of the one of its number; the other choices stay, also those not yet stored."""
    before = {one.chosen for area in questions_of(session, wave) for one in area.numbers}
    before -= {None, number.chosen if number else None}
    choose(session, wave, {one for one in (*before, wanted) if one is not None}, cause)


def _worded(session: Session) -> dict[str, list[Question]]:
    """Questions by area that can be asked: those that came with an imported wave have no wording for each channel."""
    found: dict[str, list[Question]] = {}
    worded = select(Question).where(Question.call_wording != Question.mail_wording)
    for question in session.exec(worded.order_by(col(Question.number), col(Question.id))):
        found.setdefault(question.area, []).append(question)
    return found


def _refuse_known_text(session: Session, area: str, text: str, but: int | None = None) -> None:
    if is_known(session, area, text, but):
        raise Conflict(f"{area} has a question with this text; write another")


@cache
def _shipped() -> frozenset[tuple[str, Any]]:
    return frozenset((area.area, question.text) for area in load_bank() for question in area.question)
