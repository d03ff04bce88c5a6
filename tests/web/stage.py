"""A small study for the site's tests: one launched wave in one municipality, three users, and every kind of case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from shopper.method import load_method
from shopper.queries import stored_id
from shopper.question_bank import store_bank
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.people import User, WaveMember
from shopper.tables.study import Measurement, Municipality, Question, Wave

START = datetime(2017, 10, 16, 6, 0, tzinfo=UTC)
PASSWORD = "en lång mening för proven"
WAVE = "höst 2017"
ASKED = 6
"""Questions of each area that the wave asks; the seventh of the bank is a spare one."""
METHOD = load_method("kkik-2017")
# As strong as the site's own, but quick: the parameters stand in the hash.
QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
OPEN_WEEKDAYS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True, slots=True)
class Stage:
    """The ids that the tests ask for."""

    due_call: int
    later_call: int
    other_call: int
    waiting_mail: int
    unmatched_mail: int
    uncertain_letter: int
    answered_letters: tuple[int, int]
    sent_letter: int
    free_letter: int
    refused_letter: int
    measurement: int


def set_stage(session: Session) -> Stage:
    """Store the study. `anna` and `bo` call, `cecilia` coordinates, `rut` reviews, `alva` audits, `admin` administers.

    All have the password PASSWORD; cecilia, rut and admin are members of the wave.
    """
    users = {name: add_user(session, name, "interviewer") for name in ("anna", "bo")}
    working = ("cecilia", "coordinator"), ("rut", "reviewer"), ("admin", "administrator")
    members = [add_user(session, name, role) for name, role in working]
    add_user(session, "alva", "auditor")
    store_bank(session)
    measurement = _measurement(session)
    add_members(session, session.get_one(Measurement, measurement).wave_id, members)
    in_order = select(Question).where(Question.number <= ASKED).order_by(col(Question.area), col(Question.number))
    questions = list(session.exec(in_order))
    calls = [
        _call(session, measurement, question, users["bo" if number == 3 else "anna"], number)
        for number, question in enumerate(questions[:20])
    ]
    letters = [_letter(session, measurement, question, number) for number, question in enumerate(questions[:20])]
    answered = (letters[1], letters[2])
    for number in answered:
        reply(session, number, kind="answer", desk="clear")
    waiting = reply(session, letters[3], kind="acknowledgement", desk="waiting")
    return Stage(
        due_call=calls[0],
        later_call=calls[1],
        other_call=calls[3],
        waiting_mail=waiting,
        unmatched_mail=reply(session, None, kind="other", desk="waiting"),
        uncertain_letter=letters[0],
        answered_letters=answered,
        sent_letter=letters[3],
        free_letter=letters[4],
        refused_letter=letters[5],
        measurement=measurement,
    )


def add_members(session: Session, wave_id: int, users: Iterable[int]) -> None:
    """Let these users work with the wave."""
    session.add_all(WaveMember(wave_id=wave_id, user_id=user, added_at=START) for user in users)
    session.flush()


def coordinators(session: Session) -> list[int]:
    """The ids of those who coordinate on the stage."""
    wanted = select(User.id).where(col(User.role).in_(("coordinator", "administrator"))).order_by(col(User.id))
    return [stored_id(user) for user in session.exec(wanted)]


def add_colleague(session: Session, name: str, wave: str) -> None:
    """Somebody else who coordinates this wave, with the password PASSWORD."""
    wave_id = session.exec(select(Wave.id).where(Wave.name == wave)).one()
    add_members(session, stored_id(wave_id), [add_user(session, name, "coordinator")])


def add_user(session: Session, name: str, role: str) -> int:
    """Somebody with the password PASSWORD who works with no wave; their id."""
    user = User(name=name, role=role, password_hash=QUICK.hash(PASSWORD), created_at=START)
    return _stored(session, user)


def _measurement(session: Session) -> int:
    _municipality(session)
    _account(session)
    wave = Wave(
        name=WAVE,
        state="launched",
        method_name=METHOD.name,
        method_frozen=METHOD.frozen(),
        method_checksum=METHOD.checksum,
        first_day=date(2017, 10, 16),
        last_day=date(2017, 11, 12),
        seed=7,
        mail_accounts=["probes"],
        created_at=START,
        launched_at=START,
    )
    measurement = Measurement(wave_id=_stored(session, wave), municipality_code="0685")
    return _stored(session, measurement)


def _municipality(session: Session) -> None:
    municipality = Municipality(
        code="0685",
        name="Vetlanda",
        population=27_000,
        official_address="kommunen@vetlanda.test",
        switchboard="0383-971 00",
        opening_hours=OPEN_WEEKDAYS,
        mail_domains=["vetlanda.test"],
    )
    session.add(municipality)
    session.flush()


def _account(session: Session) -> None:
    account = MailAccount(
        name="probes",
        domain="brev.test",
        self_copy="kopia@brev.test",
        smtp_host="127.0.0.1",
        smtp_port=25,
        smtp_security="none",
        imap_host="127.0.0.1",
        imap_port=143,
        imap_security="none",
        imap_user="probes",
        imap_password_sealed="-",
    )
    session.add(account)
    session.flush()


def _call(session: Session, measurement: int, question: Question, user: int, number: int) -> int:
    """Number 0 is due, 1 and 2 follow later the same day, the others on later days."""
    hours = number * 2 if number < 3 else 24 * number
    probe = CallProbe(
        measurement_id=measurement,
        area=question.area,
        question_id=stored_id(question.id),
        interviewer_id=user,
        planned_at=START + timedelta(hours=hours),
    )
    return _stored(session, probe)


def _letter(session: Session, measurement: int, question: Question, number: int) -> int:
    """Number 0 is uncertain, 1 and 2 are answered, 3 and 4 sent, 5 refused, 6 overdue, the others planned."""
    states = ("uncertain", "answered", "answered", "sent", "sent", "refused")
    state = states[number] if number < len(states) else "planned"
    planned_at = START + timedelta(days=number - 7)
    wave_id = session.get_one(Measurement, measurement).wave_id
    persona = Persona(
        wave_id=wave_id,
        account="probes",
        key=f"p{number}",
        name=f"Kim Provsson {number}",
        address=f"p{number}@brev.test",
    )
    probe = MailProbe(
        measurement_id=measurement,
        area=question.area,
        question_id=stored_id(question.id),
        persona_id=_stored(session, persona),
        planned_at=planned_at,
        state=state,
        raw=None if state == "planned" else b"Subject: En fraga\r\n\r\nHej\r\n",
        subject=question.mail_subject,
        sent_at=planned_at if state in ("sent", "answered") else None,
        answered_at=planned_at + timedelta(hours=20) if state == "answered" else None,
    )
    probe_id = _stored(session, probe)
    if state == "uncertain":
        _stored(session, SendAttempt(mail_probe_id=probe_id, number=1, worker="w", started_at=planned_at))
    return probe_id


def reply(session: Session, probe_id: int | None, *, kind: str, desk: str, reason: str = "") -> int:
    """Store a mail from the municipality: tied to a letter or to none, judged so, and on the desk or not."""
    mail = EmailMessage()
    mail["From"] = "Kommunens kontaktcenter <kontakt@vetlanda.test>"
    mail["Subject"] = f"SV: Din fråga ({probe_id or 'utan nummer'})"
    mail["Message-ID"] = f"<{probe_id}-{kind}@vetlanda.test>"
    mail.set_content(
        "Hej!\n\nTack för din fråga. En friggebod på högst 15 kvadratmeter får du sätta upp utan bygglov, men tänk på "
        "avståndet till grannens tomt. <script>alert(1)</script>\n\nMed vänlig hälsning\nKontaktcenter\n\n"
        "Den 12 oktober 2017 skrev Kim Provsson:\n> Hej! Behöver jag bygglov?\n"
    )
    mail.add_alternative("<p>Hej!</p><img src='https://vetlanda.test/pixel.gif'><script>alert(1)</script>", "html")
    mail.add_attachment(b"%PDF-1.7", "application", "pdf", filename="Svar <om> bygglov.pdf")
    stored = InboundMail(
        account="probes",
        fingerprint=f"{probe_id}-{kind}",
        raw=mail.as_bytes(),
        size=len(mail.as_bytes()),
        arrived_at=START - timedelta(days=1),
        stored_at=START,
        from_address="kontakt@vetlanda.test",
        subject=str(mail["Subject"]),
        kind=kind,
        certainty="unsure" if desk == "waiting" else "certain",
        kind_evidence=["says it was received", "says something more"],
        mail_probe_id=probe_id,
        match_evidence=["several letters fit: 2"],
        desk=desk,
        desk_reason=reason or ("match" if probe_id else "unmatched"),
    )
    return _stored(session, stored)


def _stored(
    session: Session, row: CallProbe | InboundMail | MailProbe | Measurement | Persona | SendAttempt | User | Wave
) -> int:
    session.add(row)
    session.flush()
    return stored_id(row.id)
