"""A launched wave with a few letters that are due, and the mail servers of the demo to send them through."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlmodel import Session

from shopper.clock import SteppedClock
from shopper.method import load_method
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave
from tests.mail_probe.town import LETTERS, Town
from web.demo.servers import Domains, MailServers


@pytest.fixture
def town(clock: SteppedClock) -> Iterator[Town]:
    """Running mail servers on loopback."""
    received: list[bytes] = []
    servers = MailServers(
        clock,
        Domains("probes.test", frozenset({"vetlanda.test"})),
        ("probes", "pw"),
        lambda raw, _from, _to: received.append(raw),
    )
    servers.start()
    yield Town(servers, received)
    servers.stop()


@pytest.fixture
def wave_id(store: Store, clock: SteppedClock) -> int:
    """A launched wave with LETTERS letters, all due now."""
    with store.transaction() as session:
        session.add_all([_municipality(), _account()])
        session.flush()
        wave = _wave(clock())
        session.add(wave)
        session.flush()
        measurement = Measurement(wave_id=stored_id(wave.id), municipality_code="0685")
        session.add(measurement)
        session.flush()
        for number in range(1, LETTERS + 1):
            _add_letter(session, measurement, number, clock())
        return stored_id(wave.id)


def _municipality() -> Municipality:
    return Municipality(
        code="0685",
        name="Vetlanda",
        population=27419,
        official_address="kommun@vetlanda.test",
        switchboard="08-465 004 10",
        opening_hours={},
        mail_domains=["vetlanda.test"],
    )


def _account() -> MailAccount:
    return MailAccount(
        name="probes",
        domain="probes.test",
        self_copy="kopia@probes.test",
        smtp_host="127.0.0.1",
        smtp_port=1,
        smtp_security="none",
        imap_host="127.0.0.1",
        imap_port=1,
        imap_security="none",
        imap_user="probes",
        imap_password_sealed="-",
        letters_a_minute=1000,
        minutes_between=0,
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
        mail_accounts=["probes"],
        created_at=now,
    )


def _add_letter(session: Session, measurement: Measurement, number: int, at: datetime) -> None:
    question = Question(
        area="bygglov",
        number=number,
        text=f"Fråga {number}?",
        call_wording=f"Fråga {number}?",
        mail_subject=f"Undrar {number}",
        mail_wording=f"Hej!\n\nJag undrar över sak nummer {number}.",
    )
    persona = Persona(
        wave_id=measurement.wave_id,
        key=f"p{number}",
        name=f"Anna Ek{number}",
        address=f"anna.ek{number}@probes.test",
        account="probes",
    )
    session.add_all([question, persona])
    session.flush()
    probe = MailProbe(
        measurement_id=stored_id(measurement.id),
        area="bygglov",
        question_id=stored_id(question.id),
        persona_id=persona.id,
        planned_at=at,
    )
    session.add(probe)
