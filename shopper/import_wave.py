"""Taking in a finished measurement from files: the wave is made if it is new; all is stored, or nothing.

The import leaves a line in the audit trail with the fingerprint of what was read, so that the same files are
recognised the second time.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, select

from shopper.faults import BadInput, NotThere
from shopper.members import add_everybody
from shopper.method import Method
from shopper.moves import Cause, record
from shopper.names import LONGEST_NAME, NAME_RULE, is_name
from shopper.people import interviewers_named
from shopper.queries import measurement_of, stored_id
from shopper.question_bank import store_bank
from shopper.register import municipality_with
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.mail import MailProbe
from shopper.tables.study import ImportedValue, Measurement, Question, Wave
from shopper.tables.trail import AuditEvent
from shopper.wave_rows import CallRow, Limits, MailRow, WaveRows, read_wave_rows


@dataclass(frozen=True, slots=True)
class ImportedWave:
    """What an import stored. `is_new` says that the wave was made by it."""

    wave: str
    municipality: str
    is_new: bool
    calls: int
    mails: int
    values: int


def import_wave(  # noqa: PLR0913, PLR0917 - what to import, as what, and by whom
    session: Session,
    folder: Path,
    name: str,
    code: str,
    method: Method,
    cause: Cause,
    limits: Limits | None = None,
) -> ImportedWave:
    """Store the folder's finished calls and letters as municipality `code`'s measurement in the wave `name`.

    Reads calls.csv and mails.csv, and comparison.csv and previous.csv where they are. BadInput, and nothing stored,
    when a cell is wrong, when the municipality is unknown, when the wave has another method or is not launched, and
    when the measurement holds contacts already. `limits` refuses what the caller knows to be implausible.
    """
    rows = read_wave_rows(folder, method, limits or Limits())
    municipality_with(session, code, cause)
    wave, is_new = _wave(session, name, method, rows, cause)
    measurement = _measurement(session, wave, code, rows)
    store_bank(session)
    questions = _questions(session, [*rows.calls, *rows.mails])
    _store_calls(session, measurement, rows.calls, questions, cause)
    _store_mails(session, measurement, rows.mails, questions, cause)
    session.add_all(ImportedValue(measurement_id=measurement, **asdict(value)) for value in rows.values)
    details = {"fingerprint": _fingerprint(rows), "calls": len(rows.calls), "mails": len(rows.mails)}
    record(session, "measurement", measurement, "import", cause, details=details)
    session.flush()
    return ImportedWave(name, code, is_new, len(rows.calls), len(rows.mails), len(rows.values))


def _wave(session: Session, name: str, method: Method, rows: WaveRows, cause: Cause) -> tuple[Wave, bool]:
    first_day, last_day = _days(rows, method)
    wave = session.exec(select(Wave).where(Wave.name == name)).first()
    if wave is None:
        return _new_wave(session, name, method, (first_day, last_day), cause), True
    if wave.state != "launched":
        raise BadInput(f"the wave {name} is still a {wave.state}; launch it, or import under another name")
    if wave.method_checksum != method.checksum:
        raise BadInput(f"the wave {name} is measured with {wave.method_name}, not {method.name}; use its method")
    wave.first_day, wave.last_day = min(wave.first_day, first_day), max(wave.last_day, last_day)
    session.add(wave)
    return wave, False


def _days(rows: WaveRows, method: Method) -> tuple[date, date]:
    """The first and the last day of contacts, in the municipality's zone."""
    moments = [row.called_at for row in rows.calls] + [row.sent_at for row in rows.mails]
    days = [at.astimezone(method.working_time.zone).date() for at in moments]
    return min(days), max(days)


def _new_wave(session: Session, name: str, method: Method, days: tuple[date, date], cause: Cause) -> Wave:
    if not is_name(name):
        raise BadInput(f"a wave cannot be called {name[:LONGEST_NAME]!r}; {NAME_RULE}")
    wave = Wave(
        name=name,
        state="launched",
        method_name=method.name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=days[0],
        last_day=days[1],
        seed=0,
        created_at=cause.at,
        launched_at=cause.at,
    )
    session.add(wave)
    session.flush()
    record(session, "wave", stored_id(wave.id), "import", cause, after="launched")
    add_everybody(session, stored_id(wave.id), cause)
    return wave


def _measurement(session: Session, wave: Wave, code: str, rows: WaveRows) -> int:
    """The id of the measurement, made if it is new; BadInput when it holds contacts already."""
    try:
        found = measurement_of(session, wave, code)
    except NotThere:
        found = Measurement(wave_id=stored_id(wave.id), municipality_code=code)
        session.add(found)
        session.flush()
    measurement = stored_id(found.id)
    earlier = _imported_fingerprint(session, measurement)
    if earlier == _fingerprint(rows):
        raise BadInput(f"these files are already imported as {code} in {wave.name}; nothing was changed")
    if earlier is not None or _has_contacts(session, measurement):
        raise BadInput(f"{code} already has contacts in {wave.name}; import these files under another --name")
    return measurement


def _imported_fingerprint(session: Session, measurement: int) -> str | None:
    event = session.exec(
        select(AuditEvent).where(
            AuditEvent.thing == "measurement",
            AuditEvent.thing_id == str(measurement),
            AuditEvent.action == "import",
        )
    ).first()
    return None if event is None else str(event.details.get("fingerprint"))


def _has_contacts(session: Session, measurement: int) -> bool:
    tables: tuple[type[CallProbe | MailProbe], ...] = (CallProbe, MailProbe)
    wanted = (select(table.id).where(table.measurement_id == measurement).limit(1) for table in tables)
    return any(session.exec(statement).first() is not None for statement in wanted)


def _fingerprint(rows: WaveRows) -> str:
    return sha256(repr(rows).encode()).hexdigest()


def _questions(session: Session, rows: Sequence[CallRow | MailRow]) -> dict[tuple[str, str], int]:
    """The ids of the questions by area and text; unknown ones become questions of their area."""
    known = {
        (area, text): stored_id(number)
        for area, text, number in session.exec(select(Question.area, Question.text, Question.id))
    }
    for row in rows:
        if (row.area, row.question) not in known:
            known[row.area, row.question] = _new_question(session, row.area, row.question)
    return known


def _new_question(session: Session, area: str, text: str) -> int:
    last = session.exec(select(func.max(Question.number)).where(Question.area == area)).one()
    question = Question(
        area=area, number=(last or 0) + 1, text=text, call_wording=text, mail_subject=text, mail_wording=text
    )
    session.add(question)
    session.flush()
    return stored_id(question.id)


def _store_calls(
    session: Session,
    measurement: int,
    calls: Sequence[CallRow],
    questions: dict[tuple[str, str], int],
    cause: Cause,
) -> None:
    users = interviewers_named(session, (call.interviewer for call in calls), cause)
    for call in calls:
        user = users[call.interviewer]
        probe = CallProbe(
            measurement_id=measurement,
            area=call.area,
            question_id=questions[call.area, call.question],
            interviewer_id=user,
            planned_at=call.called_at,
            state="approved",
        )
        session.add(probe)
        session.flush()
        session.add_all(_dialling_and_grade(stored_id(probe.id), call, user, cause))


def _dialling_and_grade(probe: int, call: CallRow, user: int, cause: Cause) -> tuple[Attempt, Grade]:
    attempt = Attempt(
        call_probe_id=probe,
        number=1,
        dialled_at=call.called_at,
        outcome=call.outcome,
        seconds_to_contact=call.seconds_to_contact,
    )
    grade = Grade(
        call_probe_id=probe, comment=call.comment, submitted_by=user, submitted_at=cause.at, **asdict(call.grades)
    )
    return attempt, grade


def _store_mails(
    session: Session,
    measurement: int,
    mails: Sequence[MailRow],
    questions: dict[tuple[str, str], int],
    cause: Cause,
) -> None:
    session.add_all(
        MailProbe(
            measurement_id=measurement,
            area=mail.area,
            question_id=questions[mail.area, mail.question],
            planned_at=mail.sent_at,
            imported=True,
            state=_mail_state(mail),
            sent_at=mail.sent_at,
            acknowledged_at=mail.acknowledged_at,
            answered_at=mail.answered_at,
            sender=mail.sender,
            extra_information=mail.extra_information,
            graded_at=None if mail.sender is None else cause.at,
        )
        for mail in mails
    )


def _mail_state(mail: MailRow) -> str:
    """A late answer is an answer too: whether it counts is for the figures to say."""
    if mail.delivery == "bounced":
        return "undelivered"
    return "unanswered" if mail.answered_at is None else "answered"
