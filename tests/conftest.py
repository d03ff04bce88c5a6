"""What every test can ask for: a clock that stands still, and a fresh database on SQLite or PostgreSQL.

Real mail servers are there for tests that ask for `mail_host`: skipped, or with CI=true failed, where they cannot be
started.

`SHOPPER_TEST_DATABASE=postgres` gives the tests that ask for `store` or `database_url` a database on a PostgreSQL
cluster that is started for the test run and thrown away after it.
"""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from shopper.clock import SteppedClock
from shopper.store import Store
from tests.filled_stores import FilledStores
from tests.real_servers.mail_host import MailHost, running, what_is_missing

POSTGRES_MISSING = "initdb was not found: install the package postgresql, or set SHOPPER_TEST_PG_BIN to its bin folder"
SERVER_USER = "postgres"


@pytest.fixture
def clock() -> SteppedClock:
    """Monday 16 October 2017 at 08:00 in Stockholm, the first morning of the Vetlanda measurement."""
    return SteppedClock(datetime(2017, 10, 16, 6, 0, tzinfo=UTC))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database with the newest schema, of the kind that the test names, else the run is for."""
    if getattr(request, "param", os.environ.get("SHOPPER_TEST_DATABASE")) == "postgres":
        return str(request.getfixturevalue("postgres_database_url"))
    file = tmp_path / "shopper.sqlite"
    shutil.copyfile(request.getfixturevalue("upgraded_sqlite_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store with the newest schema."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def upgraded_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the newest schema, to copy from."""
    file = tmp_path_factory.mktemp("upgraded") / "shopper.sqlite"
    store = Store(f"sqlite:///{file}")
    store.upgrade()
    store.close()
    return file


@pytest.fixture(scope="session")
def filled_stores(tmp_path_factory: pytest.TempPathFactory) -> FilledStores:
    """Databases that tests have filled, to copy from."""
    return FilledStores(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="session")
def real_mail_servers() -> None:
    """Postfix and Dovecot can be started here; CI must have them, others may do without these tests."""
    missing = what_is_missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def mail_host(real_mail_servers: None) -> Iterator[MailHost]:
    """Postfix and Dovecot that all tests share: use a mailbox of your own, and leave the servers as you found them."""
    del real_mail_servers
    with running(MailHost()) as host:
        yield host


@pytest.fixture
def postgres_database_url(postgres_url: str, upgraded_postgres_name: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the newest schema."""
    name = f"test_{secrets.token_hex(6)}"
    _as_admin(postgres_url, f"CREATE DATABASE {name} TEMPLATE {upgraded_postgres_name}")
    yield _named(postgres_url, name)
    _as_admin(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def upgraded_postgres_name(postgres_url: str) -> str:
    """The name of an empty PostgreSQL database with the newest schema, to copy from."""
    _as_admin(postgres_url, "CREATE DATABASE upgraded")
    store = Store(_named(postgres_url, "upgraded"))
    store.upgrade()
    store.close()
    return "upgraded"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an own PostgreSQL cluster on loopback, stopped and removed after the last test."""
    programs = _postgres_programs()
    folder = Path(mkdtemp(prefix="shopper-postgres-"))
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        _give_to_server_user(folder)
    data, port = folder / "data", _free_port()
    _run([programs / "initdb", "-D", data, "-U", "tests", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}"])
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    _run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"])
    try:
        yield f"postgresql+psycopg://tests:{password}@127.0.0.1:{port}/postgres"
    finally:
        _run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
        shutil.rmtree(folder)


def _postgres_programs() -> Path:
    """The folder of PostgreSQL's own programs; CI must have them, others may do without these tests."""
    own = os.environ.get("SHOPPER_TEST_PG_BIN")
    folders = [Path(own)] if own else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    if os.environ.get("CI") == "true":
        pytest.fail(POSTGRES_MISSING)
    pytest.skip(POSTGRES_MISSING)


def _give_to_server_user(folder: Path) -> None:
    shutil.chown(folder, SERVER_USER)
    shutil.chown(folder / "password", SERVER_USER)


def _run(command: list[object]) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", SERVER_USER, "--", *words]
    done = subprocess.run(words, cwd="/", capture_output=True, check=False, timeout=120)  # the log stays in a file
    if done.returncode != 0:
        pytest.fail(f"{words} ended with {done.returncode}: {done.stderr.decode()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _named(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _as_admin(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)
