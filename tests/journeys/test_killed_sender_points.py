"""The sender killed with SIGKILL at each named point of its path: no letter twice, and none where nobody sees it.

Sender and servers are separate processes or threads with real sockets between them. A gate before the server stops the
letter's way where the conversation shows the point; where only the database does, another writer holds its lock.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from sqlmodel import col, select

from shopper.clock import system_clock
from shopper.mail_queries import letters_to_settle
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe
from tests.journeys.gate import LOOPBACK, Gate
from tests.journeys.small_wave import launch_small_wave
from tests.real_servers.mail_host import MAILBOX_DOMAIN, MUNICIPALITY_DOMAIN, PASSWORD, MailHost, what_is_missing
from web.demo.servers import Domains, MailServers

pytestmark = pytest.mark.journey

SENDER = Path(__file__).with_name("killed_sender.py")
ROOT = Path(__file__).parents[2]
LETTERS = 3
DEADLINE_SECONDS = 60


@dataclass
class Post:
    """A mail server with both ends of the letters' way: where to hand them in, and the mailbox of the copies."""

    smtp_port: int
    imap_port: int
    domain: str
    self_copy: str
    official_address: str


@dataclass
class Lock:
    """Another writer of the database: while it holds the lock nobody else writes."""

    connection: sqlite3.Connection

    def take(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def give_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


@dataclass
class Scene:
    """Everything a killing needs."""

    file: Path
    store: Store
    post: Post
    gate: Gate
    lock: Lock

    def states(self) -> list[str]:
        with self.store.reading() as session:
            return list(session.exec(select(MailProbe.state).order_by(col(MailProbe.id))).all())

    def waits_on_the_desk(self) -> int:
        """How many letters a person is asked about half an hour later."""
        with self.store.reading() as session:
            return len(letters_to_settle(session, system_clock() + timedelta(minutes=31)))


@pytest.fixture
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    """Postfix and Dovecot, or the servers of the demo where those cannot be started."""
    copy = f"kopia-{token_hex(4)}@{MAILBOX_DOMAIN}"
    if not what_is_missing():
        host: MailHost = request.getfixturevalue("mail_host")
        office = f"registrator-{token_hex(4)}@{MUNICIPALITY_DOMAIN}"
        yield Post(host.ports["smtp_port"], host.ports["imap_port"], MAILBOX_DOMAIN, copy, office)
        return
    domains = Domains(MAILBOX_DOMAIN, frozenset({MUNICIPALITY_DOMAIN}))
    servers = MailServers(system_clock, domains, (copy, PASSWORD), lambda _raw, _from, _to: None)
    servers.start()
    yield Post(servers.smtp_port, servers.imap_port, MAILBOX_DOMAIN, copy, f"kommun@{MUNICIPALITY_DOMAIN}")
    servers.stop()


@pytest.fixture
def scene(post: Post, upgraded_sqlite_file: Path, tmp_path: Path) -> Iterator[Scene]:
    """A small wave whose letters are all overdue, on a SQLite file of its own, behind an open gate."""
    file = tmp_path / "killed.sqlite"
    file.write_bytes(upgraded_sqlite_file.read_bytes())
    store, gate = Store(f"sqlite:///{file}"), Gate(post.smtp_port)
    launch_small_wave(store, _account(post, gate), post.official_address, LETTERS)
    connection = sqlite3.connect(file, timeout=DEADLINE_SECONDS, isolation_level=None, check_same_thread=False)
    yield Scene(file, store, post, gate, Lock(connection))
    connection.close()
    gate.close()
    store.close()


def _account(post: Post, gate: Gate) -> MailAccount:
    return MailAccount(
        name="probes",
        domain=post.domain,
        self_copy=post.self_copy,
        smtp_host=LOOPBACK,
        smtp_port=gate.port,
        smtp_security="none",
        imap_host=LOOPBACK,
        imap_port=post.imap_port,
        imap_security="none",
        imap_user=post.self_copy,
        minutes_between=0,
    )


def sender(scene: Scene) -> "subprocess.Popen[bytes]":
    """A sender's process, its first round just begun."""
    ports = (str(scene.gate.port), str(scene.post.imap_port))
    command = [sys.executable, str(SENDER), scene.store.url, *ports, scene.post.self_copy, PASSWORD]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begins\n"
    return process


def end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def wait_until(condition: Callable[[], bool], tell: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.02)


def has_open(process: "subprocess.Popen[bytes]", file: Path) -> bool:
    """Whether the process has the database open: it does so in its round, not before."""
    return any(os.path.realpath(descriptor) == str(file) for descriptor in Path(f"/proc/{process.pid}/fd").iterdir())


def kill_before_the_claim(scene: Scene) -> None:
    scene.lock.take()
    process = sender(scene)
    try:
        wait_until(lambda: has_open(process, scene.file), lambda: "it never opened the database")
    finally:
        end(process)
        scene.lock.give_back()


def kill_at(scene: Scene, point: str) -> None:
    """Kill the sender with its first letter at this point, and hold the lock where the next step would be a commit."""
    scene.gate.point, scene.gate.on_the_way = point, scene.lock.take
    process = sender(scene)
    try:
        assert scene.gate.reached.wait(DEADLINE_SECONDS), scene.states()
    finally:
        end(process)
        scene.lock.give_back()
        scene.gate.open()


@dataclass(frozen=True)
class Afterwards:
    """How the letter stands after the kill, then after a new life; how often the server has it, and who is asked."""

    killed_as: str
    ends_as: str
    taken: int
    asked: int


POINTS = {
    "before claim": Afterwards("planned", "sent", taken=1, asked=0),
    "after claim": Afterwards("claimed", "sent", taken=1, asked=0),
    "after RCPT": Afterwards("claimed", "sent", taken=1, asked=0),
    "before DATA": Afterwards("sending", "uncertain", taken=0, asked=1),
    "during DATA": Afterwards("sending", "uncertain", taken=0, asked=1),
    "after 250": Afterwards("sending", "sent", taken=1, asked=0),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_sender_killed_at_this_point_sends_no_letter_twice_and_leaves_none_unseen(scene: Scene, point: str) -> None:
    expected = POINTS[point]
    kill_before_the_claim(scene) if point == "before claim" else kill_at(scene, point)
    stopped = scene.states()
    assert sorted(stopped) == sorted([expected.killed_as, *["planned"] * (LETTERS - 1)])

    end_states = sorted([expected.ends_as, *["sent"] * (LETTERS - 1)])
    process = sender(scene)
    try:
        wait_until(lambda: sorted(scene.states()) == end_states, scene.states)
    finally:
        end(process)
    assert len(scene.gate.taken) == len(set(scene.gate.taken)) == LETTERS - 1 + expected.taken
    assert scene.waits_on_the_desk() == expected.asked
