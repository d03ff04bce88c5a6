"""Launched waves with contacts drawn by chance, stored quickly.

Among them are calls dialled more than once, corrected and graded anew, and states that figures do not count.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, SQLModel, col, select

from shopper.method import Method
from shopper.queries import stored_id
from shopper.records import CallRecord
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave
from tests.by_chance import FIRST, calls_by_chance, mails_by_chance

ASKED = 6
"""Questions of each area, each asked once by telephone and once by letter."""

COPIED = ("wave", "measurement", "call_probe", "attempt", "grade", "mail_probe")
"""The tables of what is measured, those first that others refer to."""

CALL_STATES = (*["approved"] * 12, "submitted", "returned", "planned")
WEEKDAYS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def store_by_chance(session: Session, methods: Sequence[Method], municipalities: int, chance: Random) -> list[Wave]:
    """One wave for each of the methods, all in the same municipalities."""
    codes = [f"{number:04}" for number in range(1, municipalities + 1)]
    session.add_all(_municipality(code) for code in codes)
    caller = User(name="anna", role="interviewer", created_at=FIRST)
    waves = [_wave(number, method) for number, method in enumerate(methods)]
    areas = dict.fromkeys(area for method in methods for area in method.area_codes)
    questions = {area: [_question(area, number) for number in range(1, ASKED + 1)] for area in areas}
    session.add_all([caller, *waves, *(one for of_area in questions.values() for one in of_area)])
    session.flush()
    for wave, method in zip(waves, methods, strict=True):
        session.execute(insert(Measurement), [{"wave_id": wave.id, "municipality_code": code} for code in codes])
        measurements = session.exec(select(Measurement.id).where(Measurement.wave_id == wave.id)).all()
        places = [
            {"measurement_id": one, "area": area, "question_id": stored_id(question.id), "planned_at": FIRST}
            for one in measurements
            for area in method.area_codes
            for question in questions[area]
        ]
        _store_calls(session, method, places, chance)
        _store_letters(session, method, places, chance)
    return waves


def copy_waves(session: Session, copies: int) -> None:
    """Store everything that is measured so many times more, under new numbers: much faster than drawing it anew."""
    tables = [SQLModel.metadata.tables[name] for name in COPIED]
    last = {table.name: session.execute(select(func.max(table.c.id))).scalar_one() for table in tables}
    for copy in range(1, copies + 1):
        shifts = {f"{name}_id": copy * number for name, number in last.items()}
        for table in tables:
            shifts["id"] = copy * last[table.name]
            values = {one.name: one + shifts[one.name] if one.name in shifts else one for one in table.c}
            if table.name == "wave":
                values["name"] = table.c.name + f", kopia {copy}"
            rows = select(*values.values()).where(table.c.id <= last[table.name])
            session.execute(insert(table).from_select(list(values), rows))


def _municipality(code: str) -> Municipality:
    return Municipality(
        code=code,
        name=f"Kommun {code}",
        population=20_000,
        official_address=f"kommunen@k{code}.test",
        switchboard="08-465 004 00",
        opening_hours=WEEKDAYS,
    )


def _wave(number: int, method: Method) -> Wave:
    return Wave(
        name=f"mätning {number}",
        state="launched",
        method_name=method.name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=date(2017, 10, 16),
        last_day=date(2017, 11, 12),
        seed=7,
        created_at=FIRST,
        launched_at=FIRST,
    )


def _question(area: str, number: int) -> Question:
    text = f"Vad kostar det? ({number})"
    return Question(area=area, number=number, text=text, call_wording=text, mail_subject=text, mail_wording=text)


def _store_calls(session: Session, method: Method, places: Sequence[dict[str, Any]], chance: Random) -> None:
    caller = session.exec(select(User.id)).one()
    first = 1 + session.exec(select(func.count(col(CallProbe.id)))).one()
    drawn = calls_by_chance(method, len(places), chance, first)
    _insert(
        session,
        CallProbe,
        [
            {**place, "id": call.id, "interviewer_id": caller, "state": chance.choice(CALL_STATES)}
            for place, call in zip(places, drawn, strict=True)
        ],
    )
    attempts = [row for call in drawn for row in _attempts(call, chance)]
    grades = [{**row, "submitted_by": caller} for call in drawn for row in _corrected(_grade(call), chance)]
    # Stored in any order: what counts is the number and the version.
    chance.shuffle(attempts)
    chance.shuffle(grades)
    _insert(session, Attempt, attempts)
    _insert(session, Grade, grades)


def _attempts(call: CallRecord, chance: Random) -> Iterator[dict[str, Any]]:
    for number in range(1, 1 + chance.choice([1, 1, 1, 1, 2, 3])):
        dialled = {
            "call_probe_id": call.id,
            "number": number,
            "version": 1,
            "dialled_at": FIRST + timedelta(days=number),
            "outcome": call.outcome,
            "seconds_to_contact": call.seconds_to_contact,
            "stamp_log": [],
            "comment": "",
        }
        yield from _corrected(dialled, chance)


def _grade(call: CallRecord) -> dict[str, Any]:
    return {
        "call_probe_id": call.id,
        "version": 1,
        "origin": "interviewer",
        "answer": call.answer,
        "information": call.information,
        "interest": call.interest,
        "courtesy": call.courtesy,
        "comment": "",
        "submitted_at": FIRST,
    }


def _corrected(row: dict[str, Any], chance: Random) -> list[dict[str, Any]]:
    """The row, and now and then a first version before it that said something else of the courtesy or the seconds."""
    if chance.random() > 0.1:
        return [row]
    mistaken = {"seconds_to_contact": 999, "courtesy": None}
    first = {name: mistaken[name] if name in mistaken and told is not None else told for name, told in row.items()}
    return [first, {**row, "version": 2}]


def _store_letters(session: Session, method: Method, places: Sequence[dict[str, Any]], chance: Random) -> None:
    letters = []
    for place, drawn in zip(places, mails_by_chance(method, len(places), chance), strict=True):
        if drawn.delivery == "bounced":
            state = chance.choice(["undelivered", "refused"])
        elif chance.random() < 0.05:
            state = chance.choice(["planned", "detected", "withdrawn", "sent"])
        else:
            state = "unanswered" if drawn.answered_at is None else "answered"
        letters.append(
            {
                **place,
                "imported": True,
                "state": state,
                "sent_at": None if state in ("planned", "refused", "withdrawn") else drawn.sent_at,
                "acknowledged_at": drawn.acknowledged_at,
                "answered_at": drawn.answered_at,
                "sender": drawn.sender,
                "extra_information": drawn.extra_information,
            }
        )
    _insert(session, MailProbe, letters)


def _insert(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Past the ORM, which would sort the rows by the columns that are not None."""
    session.connection().execute(insert(SQLModel.metadata.tables[str(table.__tablename__)]), rows)


def waves_by_id(session: Session) -> list[Wave]:
    """Every wave, the first stored first."""
    return list(session.exec(select(Wave).order_by(col(Wave.id))))
