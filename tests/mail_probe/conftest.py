"""A launched wave with a few letters that are due, and the mail servers of the demo to send them through."""

from collections.abc import Iterator
from datetime import date

import pytest

from shopper.clock import SteppedClock
from shopper.method import load_method
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
        clock, Domains("probes.test", "vetlanda.test"), ("probes", "pw"), lambda raw, _from, _to: received.append(raw)
    )
    servers.start()
    yield Town(servers, received)
    servers.stop()


@pytest.fixture
def wave_id(store: Store, clock: SteppedClock) -> int:
    """A launched wave with LETTERS letters, all due now."""
    method = load_method("kkik-2017")
    with store.transaction() as session:
        session.add(
            Municipality(
                code="0685",
                name="Vetlanda",
                population=27419,
                official_address="kommun@vetlanda.test",
                switchboard="08-465 004 10",
                opening_hours={},
                mail_domains=["vetlanda.test"],
            )
        )
        session.add(
            MailAccount(
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
            )
        )
        session.flush()
        wave = Wave(
            name="autumn",
            state="launched",
            method_name=method.name,
            method_frozen=method.frozen(),
            method_checksum=method.checksum,
            first_day=date(2017, 10, 16),
            last_day=date(2017, 11, 12),
            seed=1,
            mail_account="probes",
            created_at=clock(),
        )
        session.add(wave)
        session.flush()
        assert wave.id is not None
        measurement = Measurement(wave_id=wave.id, municipality_code="0685")
        session.add(measurement)
        session.flush()
        assert measurement.id is not None
        for number in range(1, LETTERS + 1):
            question = Question(
                area="bygglov",
                number=number,
                text=f"Fråga {number}?",
                call_wording=f"Fråga {number}?",
                mail_subject=f"Undrar {number}",
                mail_wording=f"Hej!\n\nJag undrar över sak nummer {number}.",
            )
            persona = Persona(
                wave_id=wave.id, key=f"p{number}", name=f"Anna Ek{number}", address=f"anna.ek{number}@probes.test"
            )
            session.add_all([question, persona])
            session.flush()
            assert question.id is not None
            session.add(
                MailProbe(
                    measurement_id=measurement.id,
                    area="bygglov",
                    question_id=question.id,
                    persona_id=persona.id,
                    planned_at=clock(),
                )
            )
        return wave.id
