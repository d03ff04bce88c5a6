"""A worker killed with SIGKILL in the middle of sending: after a restart each letter has left exactly once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from sqlmodel import select

from scheduler.stored.plan import plan_wave
from shopper.clock import system_clock
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.question_bank import store_bank
from shopper.register import import_register
from shopper.sealed import seal
from shopper.store import Store, open_store
from shopper.tables.mail import MailAccount, MailProbe
from shopper.tables.people import User
from shopper.wave_file import WaveFile, WaveFileInterviewer, WaveMunicipality
from shopper.waves import create_wave, launch
from web.demo.servers import LOOPBACK, Domains, MailServers
from web.demo.stage import OFFICE_HOURS, examples

pytestmark = pytest.mark.journey

SECRET = "a secret of this test"
LETTERS = 60
KILL_AFTER = 7
DEADLINE_SECONDS = 150


@dataclass
class Office:
    """The municipality's office: notes each letter, and lets its server wait with the 250 where the kill is to fall."""

    received: list[str] = field(default_factory=list)

    def take(self, raw: bytes, _sender: str, _recipient: str) -> None:
        self.received.append(str(BytesHeaderParser().parsebytes(raw)["Message-ID"]))
        if len(self.received) == KILL_AFTER:
            time.sleep(1)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def servers(office: Office) -> Iterator[MailServers]:
    running = MailServers(
        system_clock, Domains("brevlada.test", frozenset({"vetlanda.test"})), ("brevlada", "hemligt"), office.take
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def store(tmp_path: Path, servers: MailServers) -> Iterator[Store]:
    """A launched wave whose sixty letters are all overdue, on a SQLite file of its own."""
    opened = open_store(f"sqlite:///{tmp_path / 'killed.sqlite'}")
    first = datetime.now(tz=UTC).date() - timedelta(days=60)  # noqa: TID251 - the killed process reads the real clock
    cause = Cause("test", system_clock())
    with opened.transaction() as session:
        import_register(session, examples() / "municipalities.csv", cause)
        store_bank(session)
        session.add(User(name="I1", role="interviewer", created_at=cause.at))
        session.add(_account(servers))
        session.flush()
        interviewer = WaveFileInterviewer(name="I1", hours_a_week=40, available=OFFICE_HOURS)
        wave_file = WaveFile(
            name="killed",
            method="kkik-2017",
            first_day=first,
            last_day=first + timedelta(days=40),
            mail_accounts=("brevlada",),
            municipality=(WaveMunicipality(code="0685"),),
            interviewer=(interviewer,),
        )
        create_wave(session, wave_file, cause)
        wave = wave_named(session, "killed")
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
    yield opened
    opened.close()


def _account(servers: MailServers) -> MailAccount:
    return MailAccount(
        name="brevlada",
        domain="brevlada.test",
        self_copy="kopia@brevlada.test",
        smtp_host=LOOPBACK,
        smtp_port=servers.smtp_port,
        smtp_security="none",
        imap_host=LOOPBACK,
        imap_port=servers.imap_port,
        imap_security="none",
        imap_user="brevlada",
        letters_a_minute=1000,
        minutes_between=0,
        imap_password_sealed=seal("hemligt", SECRET),
    )


def worker(store: Store) -> "subprocess.Popen[bytes]":
    """`shopper work` in a process of its own."""
    environment = os.environ | {"SHOPPER_DATABASE_URL": store.url, "SHOPPER_SECRET": SECRET}
    return subprocess.Popen([str(Path(sys.executable).with_name("shopper")), "work"], env=environment)


def states(store: Store) -> dict[str, int]:
    with store.reading() as session:
        found = session.exec(select(MailProbe.state)).all()
    return {state: found.count(state) for state in sorted(set(found))}


def wait_until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the worker did not get there in time"
        time.sleep(0.01)


def test_each_letter_reaches_the_server_once_although_the_worker_is_killed(store: Store, office: Office) -> None:
    first = worker(store)
    try:
        wait_until(lambda: len(office.received) == KILL_AFTER)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert states(store) == {"planned": LETTERS - KILL_AFTER, "sending": 1, "sent": KILL_AFTER - 1}

    second = worker(store)
    try:
        wait_until(lambda: states(store) == {"sent": LETTERS})
    finally:
        second.terminate()
        assert second.wait(60) == 0
    assert (len(office.received), len(set(office.received))) == (LETTERS, LETTERS)
