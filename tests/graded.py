"""Calls that have been made and graded, for the tests of review: on an empty store, or on the site's stage."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from shopper.method import load_method
from shopper.queries import stored_id
from shopper.question_bank import store_bank
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave

DIALLED = datetime(2017, 10, 16, 8, 0, tzinfo=UTC)
"""Monday at 10:00 in Stockholm."""
METHOD = load_method("kkik-2017")
WEEKDAYS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def add_graded_calls(session: Session, number: int) -> list[int]:
    """A launched wave in one municipality, with so many submitted calls by `anna`; `rut` is its reviewer."""
    people = {name: User(name=name, role=role, created_at=DIALLED) for name, role in _PEOPLE}
    session.add_all(people.values())
    store_bank(session)
    measurement = _measurement(session)
    questions = session.exec(select(Question).order_by(col(Question.area), col(Question.number)).limit(number)).all()
    found: list[int] = []
    for question in questions:
        probe = CallProbe(
            measurement_id=measurement,
            area=question.area,
            question_id=stored_id(question.id),
            interviewer_id=stored_id(people["anna"].id),
            planned_at=DIALLED,
        )
        session.add(probe)
        session.flush()
        found.append(grade_call(session, stored_id(probe.id), DIALLED + timedelta(minutes=10 * len(found))))
    return found


_PEOPLE = (("anna", "interviewer"), ("rut", "reviewer"))


def _measurement(session: Session) -> int:
    municipality = Municipality(
        code="0685",
        name="Vetlanda",
        population=27_000,
        official_address="kommunen@vetlanda.test",
        switchboard="0383-971 00",
        opening_hours=WEEKDAYS,
    )
    wave = Wave(
        name="höst 2017",
        state="launched",
        method_name=METHOD.name,
        method_frozen=METHOD.frozen(),
        method_checksum=METHOD.checksum,
        first_day=date(2017, 10, 16),
        last_day=date(2017, 11, 12),
        seed=7,
        created_at=DIALLED,
        launched_at=DIALLED,
    )
    session.add_all([municipality, wave])
    session.flush()
    measurement = Measurement(wave_id=stored_id(wave.id), municipality_code="0685")
    session.add(measurement)
    session.flush()
    return stored_id(measurement.id)


def grade_call(
    session: Session, call_id: int, dialled_at: datetime, *, comment: str = "", version: int = 1, courtesy: str = "good"
) -> int:
    """Submit a call as its interviewer does: reached after 30 seconds, graded good, sent in when it ended."""
    probe = session.get_one(CallProbe, call_id)
    probe.state = "submitted"
    ends_at = dialled_at + timedelta(minutes=3)
    session.add(
        Attempt(
            call_probe_id=call_id,
            number=1,
            version=version,
            dialled_at=dialled_at,
            human_at=dialled_at + timedelta(seconds=5),
            official_at=dialled_at + timedelta(seconds=35),
            ended_at=ends_at,
            outcome="reached",
            seconds_to_contact=30,
        )
    )
    session.add(
        Grade(
            call_probe_id=call_id,
            version=version,
            answer="good",
            information="good",
            interest="good",
            courtesy=courtesy,
            comment=comment,
            submitted_by=probe.interviewer_id,
            submitted_at=ends_at,
        )
    )
    session.flush()
    return call_id
