"""The questions a wave asks: one variant of each number in each area."""

from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.tables.study import Question, Wave, WaveQuestion


def asked_questions(session: Session, wave: Wave) -> dict[str, dict[int, int]]:
    """Question ids by area and number: those the wave chose and has not withdrawn, else the first of each number.

    Only questions worded for each channel can be asked: those that came with an imported wave are not.
    """
    worded = select(Question).where(Question.call_wording != Question.mail_wording).order_by(col(Question.id))
    chosen = session.exec(select(WaveQuestion).where(WaveQuestion.wave_id == wave.id)).all()
    if chosen:
        asked = [each.question_id for each in chosen if each.withdrawn_at is None]
        worded = worded.where(col(Question.id).in_(asked))
    found: dict[str, dict[int, int]] = {}
    for question in session.exec(worded):
        found.setdefault(question.area, {}).setdefault(question.number, stored_id(question.id))
    return found
