"""What an order changes besides the contacts: days off, closed days, the wave's questions, a line in the trail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from scheduler.changes.affected import days_of
from scheduler.changes.orders import Closed, Ill, Order, Postpone, QuestionWithdrawn, Reassign
from scheduler.changes.relocate import user_id
from shopper.moves import Cause, record
from shopper.queries import measurement_of, stored_id
from shopper.tables.study import Question, Wave, WaveInterviewer, WaveQuestion
from shopper.tables.trail import AuditEvent
from shopper.waves import choose_questions

ACTION = "change"


def orders_before(session: Session, wave: Wave) -> int:
    """How many orders have changed the wave's plan: the next one's chance is its own."""
    wanted = select(func.count()).where(
        AuditEvent.thing == "wave", AuditEvent.thing_id == str(wave.id), AuditEvent.action == ACTION
    )
    return session.exec(wanted).one()


def keep_order(session: Session, wave: Wave, order: Order, cause: Cause, counts: dict[str, int]) -> None:
    """Store what the order says of the wave, so that later plans keep to it, and a line in the trail."""
    match order:
        case Ill():
            row = session.get_one(WaveInterviewer, (stored_id(wave.id), user_id(session, order.interviewer)))
            row.days_off = _with(row.days_off, days_of(order))
            session.add(row)
        case Closed():
            measurement = measurement_of(session, wave, order.municipality)
            measurement.closed_on = _with(measurement.closed_on, order.days)
            session.add(measurement)
        case QuestionWithdrawn():
            _withdraw(session, wave, order, cause)
        case Reassign() | Postpone():
            pass
    session.flush()
    record(session, "wave", stored_id(wave.id), ACTION, cause, details=_told(session, order) | counts)


def _withdraw(session: Session, wave: Wave, order: QuestionWithdrawn, cause: Cause) -> None:
    choose_questions(session, wave)
    rows = session.exec(
        select(WaveQuestion)
        .join(Question, col(Question.id) == WaveQuestion.question_id)
        .where(
            WaveQuestion.wave_id == wave.id,
            Question.area == order.area,
            Question.number == order.number,
            col(WaveQuestion.withdrawn_at).is_(None),
        )
    ).all()
    for row in rows:
        row.withdrawn_at = cause.at
        session.add(row)


def _with(texts: list[str], days: Iterable[date]) -> list[str]:
    return sorted({*texts, *(day.isoformat() for day in days)})


def _told(session: Session, order: Order) -> dict[str, Any]:
    """The order in words of the method and ids, as the trail holds them."""
    match order:
        case Ill():
            days = {"first_day": order.first_day.isoformat(), "last_day": order.last_day.isoformat()}
            return {"order": "ill", "interviewer": user_id(session, order.interviewer), **days}
        case Closed():
            return {"order": "closed", "municipality": order.municipality, "days": [str(day) for day in order.days]}
        case QuestionWithdrawn():
            return {"order": "question_withdrawn", "area": order.area, "question": order.number}
        case Reassign():
            to = user_id(session, order.interviewer) if order.interviewer else None
            return {"order": "reassign", "interviewer": to}
        case Postpone():
            return {"order": "postpone", "not_before": order.not_before.isoformat()}
