"""A second wave beside the small study, of which nobody of the stage is a member: what it holds must stay unseen.

The word MARKER stands in everything of it that somebody has written: its name, its account, its senders, its mails,
its comments and its reasons. Municipalities, questions and users are what all waves share, and have no marker.
"""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from sqlmodel import Session, SQLModel, col, select

from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Municipality, Question, Wave
from shopper.tables.trail import AuditEvent
from tests.web.stage import METHOD, OPEN_WEEKDAYS, START, add_members, add_user

MARKER = "gransklyfta"
OTHER_WAVE = f"{MARKER} 2017"
OTHER_CODE = "9990"


@dataclass(frozen=True, slots=True)
class OtherStage:
    """The ids of the second wave, by what they are called in addresses."""

    planned_call: int
    graded_call: int
    uncertain_letter: int
    answered_letter: int
    waiting_mail: int
    unmatched_mail: int
    double: int
    order: int


def set_other_wave(session: Session) -> OtherStage:
    """Store the wave. `olga` calls in it and `olle` coordinates it; the study of `stage.py` must be there."""
    caller, coordinator = add_user(session, "olga", "interviewer"), add_user(session, "olle", "coordinator")
    measurement = _measurement(session)
    add_members(session, measurement.wave_id, [coordinator])
    asked = session.exec(select(Question).order_by(col(Question.area), col(Question.number)).limit(4)).all()
    planned, graded = (_call(session, measurement, question, caller, at) for at, question in enumerate(asked[:2]))
    _grade(session, graded, caller)
    uncertain, answered = (_letter(session, measurement, question, at) for at, question in enumerate(asked[2:]))
    double = DoubleGrade(call_probe_id=graded, part="second", how="recorded", ordered_at=START, note=MARKER)
    pdf = f"%PDF-1.7 {MARKER}".encode()
    report = Report(measurement_id=stored_id(measurement.id), ordered_by="olle", ordered_at=START)
    report.state, report.pdf, report.workbook, report.sha256 = "ready", pdf, pdf, "0" * 64
    _stored(session, report)
    return OtherStage(
        planned_call=planned,
        graded_call=graded,
        uncertain_letter=uncertain,
        answered_letter=answered,
        waiting_mail=_mail(session, answered, "waiting"),
        unmatched_mail=_mail(session, None, "waiting"),
        double=_stored(session, double),
        order=_trail(session, measurement, planned, answered),
    )


def _town_and_account(session: Session) -> None:
    town = Municipality(
        code=OTHER_CODE,
        name="Annanby",
        population=9_000,
        official_address="kommunen@annanby.test",
        switchboard="0999-10 00 00",
        opening_hours=OPEN_WEEKDAYS,
        mail_domains=["annanby.test"],
    )
    account = MailAccount(
        name=MARKER,
        domain=f"{MARKER}.test",
        self_copy=f"kopia@{MARKER}.test",
        smtp_host="127.0.0.1",
        smtp_port=25,
        smtp_security="none",
        imap_host="127.0.0.1",
        imap_port=143,
        imap_security="none",
        imap_user=MARKER,
        imap_password_sealed="-",
    )
    session.add_all((town, account))
    session.flush()


def _measurement(session: Session) -> Measurement:
    _town_and_account(session)
    wave = Wave(
        name=OTHER_WAVE,
        state="launched",
        method_name=METHOD.name,
        method_frozen=METHOD.frozen(),
        method_checksum=METHOD.checksum,
        first_day=START.date(),
        last_day=START.date() + timedelta(days=27),
        seed=8,
        mail_accounts=[MARKER],
        created_at=START,
        launched_at=START,
    )
    wave_id = _stored(session, wave)
    measurement = Measurement(wave_id=wave_id, municipality_code=OTHER_CODE)
    _stored(session, measurement)
    return measurement


def _call(session: Session, measurement: Measurement, question: Question, caller: int, number: int) -> int:
    """Number 0 is planned and due, 1 is submitted."""
    probe = CallProbe(
        measurement_id=stored_id(measurement.id),
        area=question.area,
        question_id=stored_id(question.id),
        interviewer_id=caller,
        planned_at=START + timedelta(hours=number),
        state="submitted" if number else "planned",
    )
    return _stored(session, probe)


def _grade(session: Session, call: int, caller: int) -> None:
    attempt = Attempt(call_probe_id=call, number=1, dialled_at=START, official_at=START, outcome="reached")
    attempt.seconds_to_contact, attempt.comment = 20, MARKER
    _stored(session, attempt)
    grade = Grade(call_probe_id=call, comment=f"Om {MARKER}", submitted_by=caller, submitted_at=START)
    grade.answer = grade.information = grade.interest = grade.courtesy = "good"
    _stored(session, grade)


def _letter(session: Session, measurement: Measurement, question: Question, number: int) -> int:
    """Number 0 is uncertain, 1 is answered and not graded."""
    at = START - timedelta(days=3)
    address = f"{MARKER}{number}@{MARKER}.test"
    persona = Persona(wave_id=measurement.wave_id, account=MARKER, key=f"p{number}", name=MARKER, address=address)
    probe = MailProbe(
        measurement_id=stored_id(measurement.id),
        area=question.area,
        question_id=stored_id(question.id),
        persona_id=_stored(session, persona),
        planned_at=at,
        state="answered" if number else "uncertain",
        raw=f"Subject: {MARKER}\r\n\r\n{MARKER}\r\n".encode(),
        subject=f"Om {MARKER}",
        sent_at=at if number else None,
        answered_at=at + timedelta(hours=5) if number else None,
    )
    letter = _stored(session, probe)
    if number:
        _mail(session, letter, "clear")
    else:
        _stored(session, SendAttempt(mail_probe_id=letter, number=1, worker="w", started_at=at))
    return letter


def _mail(session: Session, letter: int | None, desk: str) -> int:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f"kontakt@{MARKER}.test", f"SV: {MARKER}"
    mail.set_content(f"Hej! Om {MARKER} vet vi allt.\n")
    mail.add_alternative(f"<p>{MARKER}</p>", "html")
    mail.add_attachment(MARKER.encode(), "application", "pdf", filename=f"{MARKER}.pdf")
    raw = mail.as_bytes()
    stored = InboundMail(
        account=MARKER,
        fingerprint=f"other-{letter}-{desk}",
        raw=raw,
        size=len(raw),
        arrived_at=START - timedelta(days=1),
        stored_at=START,
        from_address=f"kontakt@{MARKER}.test",
        subject=f"SV: {MARKER}",
        kind="answer",
        certainty="unsure",
        mail_probe_id=letter,
        desk=desk,
        desk_reason="match" if letter else "unmatched",
    )
    return _stored(session, stored)


def _trail(session: Session, measurement: Measurement, call: int, letter: int) -> int:
    """Somebody's deeds in the wave; the number of the order among them."""
    cause = Cause("olle", START, MARKER)
    record(session, "call", call, "lock", cause)
    record(session, "mail", letter, "settle", cause, before="uncertain", after="sent")
    record(session, "wave", measurement.wave_id, "change", cause, details={"order": "withdraw"})
    session.flush()
    newest = select(AuditEvent.id).order_by(col(AuditEvent.id).desc()).limit(1)
    return stored_id(session.exec(newest).one())


def _stored(session: Session, row: SQLModel) -> int:
    session.add(row)
    session.flush()
    return stored_id(row.id)  # type: ignore[attr-defined]  # every table of these has one
