"""A launched wave whose letters are all due, on an account of a mail host."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from shopper.method import load_method
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave
from tests.real_servers.mail_host import MUNICIPALITY_DOMAIN, OUR_DOMAIN, OUR_USER

ACCOUNT = "brevlada"
FIRST_CODE = 1001


def launch_wave(store: Store, now: datetime, recipients: Sequence[str]) -> None:
    """One letter to each recipient, a municipality for each address; letter `n` is from `address_of(n)`."""
    towns = {address: str(FIRST_CODE + order) for order, address in enumerate(dict.fromkeys(recipients))}
    with store.transaction() as session:
        session.add(_account())
        session.add_all(_municipality(code, address) for address, code in towns.items())
        session.flush()
        wave = _wave(now)
        session.add(wave)
        session.flush()
        measurements = {
            code: Measurement(wave_id=stored_id(wave.id), municipality_code=code) for code in towns.values()
        }
        session.add_all(measurements.values())
        session.flush()
        for number, address in enumerate(recipients, 1):
            _add_letter(session, measurements[towns[address]], number, now)


def address_of(number: int) -> str:
    """The address that letter `number` is sent from."""
    return f"anna.ek{number}@{OUR_DOMAIN}"


def subject_of(number: int) -> str:
    """The subject of letter `number`."""
    return f"Undrar över sak {number}"


def wording_of(number: int) -> str:
    """The question of letter `number`."""
    return f"Hej!\n\nJag undrar vad det kostar att söka bygglov för ett uterum, fråga nummer {number}."


def _account() -> MailAccount:
    return MailAccount(
        name=ACCOUNT,
        domain=OUR_DOMAIN,
        self_copy=f"kopia@{OUR_DOMAIN}",
        smtp_host="127.0.0.1",
        smtp_port=1,
        smtp_security="none",
        imap_host="127.0.0.1",
        imap_port=1,
        imap_security="none",
        imap_user=OUR_USER,
        letters_a_minute=100_000,
        minutes_between=0,
    )


def _municipality(code: str, address: str) -> Municipality:
    return Municipality(
        code=code,
        name=f"Kommun {code}",
        population=10_000,
        official_address=address,
        switchboard="08-465 004 10",
        opening_hours={},
        mail_domains=[MUNICIPALITY_DOMAIN],
    )


def _wave(now: datetime) -> Wave:
    method = load_method("kkik-2017")
    return Wave(
        name="autumn",
        state="launched",
        method_name=method.name,
        method_frozen=method.frozen(),
        method_checksum=method.checksum,
        first_day=date(2017, 10, 16),
        last_day=date(2017, 11, 12),
        seed=1,
        mail_accounts=[ACCOUNT],
        created_at=now,
    )


def _add_letter(session: Session, measurement: Measurement, number: int, at: datetime) -> None:
    question = Question(
        area="bygglov",
        number=number,
        text=f"Fråga {number}?",
        call_wording=f"Fråga {number}?",
        mail_subject=subject_of(number),
        mail_wording=wording_of(number),
    )
    persona = Persona(
        wave_id=measurement.wave_id,
        account=ACCOUNT,
        key=f"p{number}",
        name=f"Anna Ek{number}",
        address=address_of(number),
    )
    session.add_all([question, persona])
    session.flush()
    session.add(
        MailProbe(
            measurement_id=stored_id(measurement.id),
            area="bygglov",
            question_id=stored_id(question.id),
            persona_id=persona.id,
            planned_at=at,
        )
    )
