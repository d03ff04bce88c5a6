"""A launched wave of one municipality with a few overdue letters, for tests that play with the mail itself."""

from datetime import timedelta

from sqlmodel import Session

from shopper.clock import system_clock
from shopper.method import load_method
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave


def launch_small_wave(store: Store, account: MailAccount, official_address: str, letters: int) -> None:
    """Store the wave and its letters, each of which was due an hour ago."""
    with store.transaction() as session:
        session.add_all([account, _municipality(official_address)])
        session.flush()
        measurement = _measurement(session, account.name)
        for number in range(1, letters + 1):
            _add_letter(session, measurement, account, number)


def _municipality(official_address: str) -> Municipality:
    return Municipality(
        code="0685",
        name="Vetlanda",
        population=27419,
        official_address=official_address,
        switchboard="08-465 004 10",
        opening_hours={},
        mail_domains=[official_address.rpartition("@")[2]],
    )


def _measurement(session: Session, account: str) -> Measurement:
    method, now = load_method("kkik-2017"), system_clock()
    wave = Wave(
        name="small",
        state="launched",
        method_name=method.name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=now.date() - timedelta(days=1),
        last_day=now.date() + timedelta(days=20),
        seed=1,
        mail_accounts=[account],
        created_at=now,
    )
    session.add(wave)
    session.flush()
    measurement = Measurement(wave_id=stored_id(wave.id), municipality_code="0685")
    session.add(measurement)
    session.flush()
    return measurement


def _add_letter(session: Session, measurement: Measurement, account: MailAccount, number: int) -> None:
    question = Question(
        area="bygglov",
        number=number,
        text=f"Fråga {number}?",
        call_wording=f"Ring om {number}",
        mail_subject=f"Undrar {number}",
        mail_wording=f"Hej!\n\nJag undrar över sak nummer {number}.",
    )
    persona = Persona(
        wave_id=measurement.wave_id,
        account=account.name,
        key=f"p{number}",
        name=f"Anna Ek{number}",
        address=f"anna.ek{number}@{account.domain}",
    )
    session.add_all([question, persona])
    session.flush()
    probe = MailProbe(
        measurement_id=stored_id(measurement.id),
        area="bygglov",
        question_id=stored_id(question.id),
        persona_id=persona.id,
        planned_at=system_clock() - timedelta(hours=1),
    )
    session.add(probe)
