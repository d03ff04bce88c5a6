"""Reading what is stored: one function a question. None of them changes anything."""

from collections.abc import Collection, Sequence
from typing import Literal, cast

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.method import Method, load_method, thaw_method
from shopper.records import CallRecord, MailRecord, Outcome, ReferenceValue
from shopper.states import BOUNCED_STATES, COUNTED_STATES, DECIDED_STATES
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import ImportedValue, Measurement, Municipality, Question, Wave, WaveQuestion


def wave_named(session: Session, name: str) -> Wave:
    """The wave with this name, or NotThere that lists the known ones."""
    wave = session.exec(select(Wave).where(Wave.name == name)).first()
    if wave is None:
        names = session.exec(select(Wave.name).order_by(Wave.name)).all()
        raise NotThere(f"there is no wave {name!r}; known are {', '.join(names) or 'none yet'}")
    return wave


def method_of(wave: Wave) -> Method:
    """The method a wave is measured with: the frozen copy once it is launched."""
    if wave.method_frozen is None or wave.method_checksum is None:
        return load_method(wave.method_name)
    return thaw_method(wave.method_frozen, wave.method_checksum)


def measurement_of(session: Session, wave: Wave, code: str) -> Measurement:
    """One municipality's measurement in a wave, or NotThere that lists the measured ones."""
    found = session.exec(
        select(Measurement).where(Measurement.wave_id == wave.id, Measurement.municipality_code == code)
    ).first()
    if found is None:
        codes = [measurement.municipality_code for measurement in measurements_of(session, wave)]
        raise NotThere(f"{code!r} is not measured in {wave.name}; measured are {', '.join(codes) or 'none yet'}")
    return found


def measurements_of(session: Session, wave: Wave) -> Sequence[Measurement]:
    """The measurements of a wave, by municipality code."""
    wanted = select(Measurement).where(Measurement.wave_id == wave.id).order_by(col(Measurement.municipality_code))
    return session.exec(wanted).all()


def municipality_of(session: Session, measurement: Measurement) -> Municipality:
    """The municipality that is measured."""
    return session.get_one(Municipality, measurement.municipality_code)


def questions_asked(session: Session, wave: Wave) -> dict[str, dict[int, int]]:
    """The ids of the questions a wave asks, by area and number: its own choice, those withdrawn left out.

    A wave that has chosen none asks of each area and number the question that was stored first. Only those can be asked
    that are worded for each channel: those that came with an imported wave are not.
    """
    wanted = select(Question).where(Question.call_wording != Question.mail_wording).order_by(col(Question.id))
    chosen = select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id)
    if session.exec(chosen.limit(1)).first() is not None:
        wanted = wanted.where(col(Question.id).in_(chosen.where(col(WaveQuestion.withdrawn_at).is_(None))))
    found: dict[str, dict[int, int]] = {}
    for question in session.exec(wanted):
        found.setdefault(question.area, {}).setdefault(question.number, stored_id(question.id))
    return found


def is_asked(session: Session, question_id: int) -> bool:
    """Whether a launched wave asks this question or has asked it: from then on its row is never changed."""
    launched = select(Wave.id).where(Wave.state == "launched")
    chosen = select(WaveQuestion.wave_id).where(
        WaveQuestion.question_id == question_id, col(WaveQuestion.wave_id).in_(launched)
    )
    return session.exec(chosen.limit(1)).first() is not None or any(
        session.exec(
            select(table.id)
            .join(Measurement, col(Measurement.id) == table.measurement_id)
            .where(table.question_id == question_id, col(Measurement.wave_id).in_(launched))
            .limit(1)
        ).first()
        is not None
        for table in (CallProbe, MailProbe)
    )


def call_records(session: Session, measurement_id: int, states: Collection[str]) -> list[CallRecord]:
    """The graded calls of a measurement in one of these states, by id: for figures `counted_states` of its method.

    Of a call's diallings the last one counts, of its grades the highest version.
    """
    rows = session.exec(
        select(CallProbe, Question, Attempt, Grade)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Attempt, is_last_attempt())
        .join(Grade, is_newest_grade())
        .where(CallProbe.measurement_id == measurement_id, col(CallProbe.state).in_(states))
        .order_by(col(CallProbe.id))
    )
    names = dict(session.exec(select(User.id, User.name)).all())
    return [_call_record(*row, interviewer=names[row[0].interviewer_id]) for row in rows]


def is_last_attempt() -> ColumnElement[bool]:
    """Whether an attempt is the last dialling of its call probe, as it was last corrected."""
    of_probe = col(Attempt.call_probe_id) == CallProbe.id
    newest_first = col(Attempt.number).desc(), col(Attempt.version).desc()
    last = select(Attempt.id).where(of_probe).order_by(*newest_first).limit(1).correlate(CallProbe).scalar_subquery()
    return col(Attempt.id) == last


def is_newest_grade() -> ColumnElement[bool]:
    """Whether a grade is the highest version of its call probe."""
    of_probe = col(Grade.call_probe_id) == CallProbe.id
    newest = select(func.max(Grade.version)).where(of_probe).correlate(CallProbe).scalar_subquery()
    return of_probe & (col(Grade.version) == newest)


def counted_states(method: Method) -> tuple[str, ...]:
    """The states of the calls that the method's figures count (`review.counts`)."""
    return COUNTED_STATES[method.review.counts]


def _call_record(
    probe: CallProbe, question: Question, attempt: Attempt, grade: Grade, *, interviewer: str
) -> CallRecord:
    return CallRecord(
        id=stored_id(probe.id),
        area=probe.area,
        question=question.text,
        called_at=attempt.dialled_at,
        interviewer=interviewer,
        seconds_to_contact=attempt.seconds_to_contact,
        outcome=cast("Outcome", attempt.outcome),
        answer=grade.answer,
        information=grade.information,
        interest=grade.interest,
        courtesy=grade.courtesy,
        comment=grade.comment,
    )


def mail_records(session: Session, measurement_id: int) -> list[MailRecord]:
    """Every letter of a measurement of which it is known what became, by id; one that still waits is no record yet."""
    rows = session.exec(
        select(MailProbe, Question)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .where(MailProbe.measurement_id == measurement_id, col(MailProbe.state).in_(DECIDED_STATES))
        .order_by(col(MailProbe.id))
    )
    return [_mail_record(probe, question) for probe, question in rows]


def _mail_record(probe: MailProbe, question: Question) -> MailRecord:
    return MailRecord(
        id=stored_id(probe.id),
        area=probe.area,
        question=question.text,
        sent_at=probe.sent_at or probe.planned_at,
        delivery="bounced" if probe.state in BOUNCED_STATES else "delivered",
        acknowledged_at=probe.acknowledged_at,
        answered_at=probe.answered_at,
        sender=probe.sender,
        extra_information=probe.extra_information,
    )


def reference_values(session: Session, measurement_id: int) -> list[ReferenceValue]:
    """The imported values a measurement is compared with."""
    rows = session.exec(select(ImportedValue).where(ImportedValue.measurement_id == measurement_id))
    return [
        ReferenceValue(
            figure=row.figure,
            scope=cast("Literal['similar', 'previous']", row.scope),
            value=row.value,
            low=row.low,
            high=row.high,
            municipalities=row.municipalities,
            inhabitants_from=row.inhabitants_from,
            inhabitants_to=row.inhabitants_to,
            source=row.source,
        )
        for row in rows
    ]


def stored_id(value: int | None) -> int:
    """The id of a row that came from the database, where it always has one."""
    if value is None:
        raise ValueError("the row has not been stored yet")
    return value
