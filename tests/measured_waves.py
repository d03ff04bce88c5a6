"""Waves that have been measured, on an empty store: ten calls to each municipality, of which so many got through."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from shopper.method import load_method
from shopper.queries import stored_id
from shopper.question_bank import store_bank
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave

CALLED_AT = datetime(2017, 10, 16, 8, 0, tzinfo=UTC)
CALLS = 10
"""Calls to each municipality; `reached` of them are contacts."""

TOWNS = {
    "0682": ("Nässjö", 31_000),
    "0683": ("Värnamo", 34_000),
    "0684": ("Sävsjö", 11_500),
    "0685": ("Vetlanda", 27_000),
    "0686": ("Eksjö", 17_000),
}


def add_towns(session: Session) -> None:
    """Store the municipalities, an interviewer and the question bank."""
    for code, (name, population) in TOWNS.items():
        session.add(
            Municipality(
                code=code,
                name=name,
                population=population,
                official_address=f"kommun@{code}.test",
                switchboard="0380-51 00 00",
                opening_hours={"mon": [["08:00", "12:00"], ["13:00", "16:30"]], "sun": []},
            )
        )
    session.add(User(name="i1", role="interviewer", created_at=CALLED_AT))
    store_bank(session)


def add_measured_wave(
    session: Session, name: str, first_day: date, reached: Mapping[str, int], method_name: str = "kkik-2017"
) -> Wave:
    """A launched wave with a measurement of each municipality."""
    method = load_method(method_name)
    wave = Wave(
        name=name,
        state="launched",
        method_name=method_name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=first_day,
        last_day=first_day,
        seed=7,
        created_at=CALLED_AT,
        launched_at=CALLED_AT,
    )
    session.add(wave)
    session.flush()
    for code, contacts in reached.items():
        measurement = Measurement(wave_id=stored_id(wave.id), municipality_code=code)
        session.add(measurement)
        session.flush()
        _add_calls(session, stored_id(measurement.id), contacts)
    return wave


def _add_calls(session: Session, measurement: int, contacts: int) -> None:
    """Store the calls; none where `contacts` is negative."""
    interviewer = stored_id(session.exec(select(User.id).where(User.name == "i1")).one())
    wanted = select(Question).where(Question.area != "kommunledningskontor").order_by(col(Question.id)).limit(CALLS)
    for number, question in enumerate(session.exec(wanted).all() if contacts >= 0 else ()):
        probe = CallProbe(
            measurement_id=measurement,
            area=question.area,
            question_id=stored_id(question.id),
            interviewer_id=interviewer,
            planned_at=CALLED_AT,
            state="approved",
        )
        session.add(probe)
        session.flush()
        session.add_all(_made(stored_id(probe.id), interviewer, is_reached=number < contacts))


def _made(probe: int, interviewer: int, *, is_reached: bool) -> tuple[Attempt, Grade]:
    grade = "good" if is_reached else None
    attempt = Attempt(
        call_probe_id=probe,
        number=1,
        dialled_at=CALLED_AT,
        outcome="reached" if is_reached else "no_answer",
        seconds_to_contact=30 if is_reached else None,
    )
    return attempt, Grade(
        call_probe_id=probe,
        answer=grade,
        information=grade,
        interest=grade,
        courtesy=grade,
        submitted_by=interviewer,
        submitted_at=CALLED_AT,
    )
