"""Which contacts of a wave the seed has drawn, and which of them can be graded a second time by now."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from shopper.double.choice import chosen
from shopper.double.rows import Part, outcome_of
from shopper.queries import method_of, stored_id
from shopper.records import CONTACTS
from shopper.tables.calls import CallProbe, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Wave

READY_STATES = ("submitted", "approved")


def chosen_calls(session: Session, wave: Wave) -> frozenset[int]:
    """The calls of the wave that are graded twice when they reach an official: a share of each interviewer's."""
    percent = method_of(wave).review.double_calls_percent
    rows = session.exec(
        select(CallProbe.id, CallProbe.interviewer_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .where(Measurement.wave_id == wave.id, col(CallProbe.spare).is_(False), CallProbe.state != "withdrawn")
    )
    return chosen(wave.seed, "call", {stored_id(probe): interviewer for probe, interviewer in rows}, percent)


def chosen_letters(session: Session, wave: Wave) -> frozenset[int]:
    """The letters of the wave that are graded twice when they are answered: a share of each municipality's."""
    percent = method_of(wave).review.double_mails_percent
    rows = session.exec(
        select(MailProbe.id, MailProbe.measurement_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(Measurement.wave_id == wave.id, col(MailProbe.spare).is_(False), MailProbe.state != "withdrawn")
    )
    return chosen(wave.seed, "mail", {stored_id(probe): measurement for probe, measurement in rows}, percent)


def calls_due(session: Session, wave: Wave) -> list[int]:
    """Calls that are drawn or ordered by hand, reached an official, and whose first grades are not kept yet.

    Imported calls are left out: nobody can hear them again.
    """
    graded = session.exec(
        select(CallProbe.id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Grade, col(Grade.call_probe_id) == CallProbe.id)
        .where(Measurement.wave_id == wave.id, col(CallProbe.state).in_(READY_STATES))
        .where(col(Grade.form_id).is_not(None), ~_call_has("first"))
        .distinct()
    ).all()
    if not graded:
        return []
    by_hand = session.exec(
        select(DoubleGrade.call_probe_id).where(
            DoubleGrade.part == "second", col(DoubleGrade.call_probe_id).in_(graded)
        )
    ).all()
    wanted = chosen_calls(session, wave).union(map(stored_id, by_hand)).intersection(map(stored_id, graded))
    return [call_id for call_id in sorted(wanted) if outcome_of(session, call_id) in CONTACTS]


def letters_due(session: Session, wave: Wave) -> list[int]:
    """Letters that are drawn, answered and graded, and not ordered yet; imported ones cannot be read again."""
    graded = session.exec(
        select(MailProbe.id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(Measurement.wave_id == wave.id, MailProbe.state == "answered", col(MailProbe.imported).is_(False))
        .where(col(MailProbe.sender).is_not(None), ~_letter_has_second())
    ).all()
    return sorted(chosen_letters(session, wave).intersection(map(stored_id, graded))) if graded else []


def waves_due(session: Session) -> list[int]:
    """The ids of the waves under way with something to order."""
    waves = session.exec(select(Wave).where(Wave.state == "launched").order_by(col(Wave.id))).all()
    return [stored_id(wave.id) for wave in waves if calls_due(session, wave) or letters_due(session, wave)]


def _call_has(part: Part) -> ColumnElement[bool]:
    here = select(DoubleGrade.id).where(DoubleGrade.call_probe_id == CallProbe.id, DoubleGrade.part == part)
    return here.correlate(CallProbe).exists()


def _letter_has_second() -> ColumnElement[bool]:
    here = select(DoubleGrade.id).where(DoubleGrade.mail_probe_id == MailProbe.id, DoubleGrade.part == "second")
    return here.correlate(MailProbe).exists()
