"""The database: one doorway for SQLite and PostgreSQL.

Writers on SQLite say BEGIN IMMEDIATE: with a plain BEGIN a read-change-write loses updates without a word
(decision 0002). Readers say BEGIN, so that they never wait for a writer.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlmodel import Session

from shopper.faults import BadInput

BUSY_TIMEOUT_MS = 30_000
CONNECTIONS = 40
"""How many connections a process keeps at most, opened as they are needed: more than the site and its work ask for."""

_TAKEN_ON_SQLITE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_TAKEN_ON_POSTGRESQL = "23505"
"""`unique_violation` (PostgreSQL 17, appendix A)."""
_ADDRESSES = "sqlite:///var/shopper.sqlite or postgresql+psycopg://user:password@host/name"


class Store:
    """Gives sessions for one database."""

    def __init__(self, url: str) -> None:
        """Prepare for the database at `url`; nothing is opened yet, except that SQLite's folder is made."""
        self.url = url
        self._engine = _engine(url)
        self._readers = self._engine.execution_options(**_read_only(self._engine))

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that may write: committed at the end, rolled back when an exception leaves the block.

        Begun by the web dependency, the job runner, the command line and the two mail use cases, nowhere else; never
        open while a server is spoken to.
        """
        with Session(self._engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, never waits for a writer, and sees nothing of what is stored meanwhile."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session

    def upgrade(self) -> None:
        """Bring the schema to the newest version; harmless when it is there already."""
        with self._engine.connect() as connection, _unchecked_references(connection):
            configuration = _alembic()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
            connection.commit()

    def is_current(self) -> bool:
        """Whether the schema is the newest one."""
        with self._readers.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory.from_config(_alembic()).get_current_head()

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The store at `url` with its schema: a new SQLite file is made ready; an older schema is a BadInput."""
    store = store_at(url)
    try:
        fresh = store.is_sqlite and not _has_tables(store)
        if fresh:
            store.upgrade()
        elif not store.is_current():
            raise BadInput("the database has an older schema; run `shopper db upgrade` first")
    except DBAPIError as error:
        store.close()
        raise refusal("opened", error) from error
    return store


def store_at(url: str) -> Store:
    """The store at `url`, whatever its schema; BadInput when there cannot be one at that address."""
    try:
        return Store(url)
    except OSError as error:
        reason = f"the database's folder cannot be made: {error.strerror}"
        raise BadInput(f"{reason}; check SHOPPER_DATABASE_URL") from error
    except (ArgumentError, ImportError, ValueError) as error:
        # The address itself is not repeated: it may hold a password.
        raise BadInput(f"SHOPPER_DATABASE_URL is not the address of a database; write it as {_ADDRESSES}") from error


def refusal(what: str, error: DBAPIError) -> BadInput:
    """The sentence about a database that could not be `what`, on one line."""
    reason = " ".join(str(error.orig).split())
    return BadInput(f"the database cannot be {what}: {reason}; check SHOPPER_DATABASE_URL")


def is_taken(error: IntegrityError) -> bool:
    """Whether a row was refused because another one has its key: what must be unique, and nothing else."""
    if getattr(error.orig, "sqlite_errorcode", None) in _TAKEN_ON_SQLITE:
        return True
    return getattr(error.orig, "sqlstate", None) == _TAKEN_ON_POSTGRESQL


def _has_tables(store: Store) -> bool:
    with store.reading() as session:
        return session.connection().dialect.has_table(session.connection(), "wave")


def _engine(url: str) -> Engine:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, pool_size=CONNECTIONS)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=CONNECTIONS)


def _read_only(engine: Engine) -> dict[str, Any]:
    """What makes a connection one for reading; on both databases it sees the same rows from first to last."""
    if engine.dialect.name == "sqlite":
        return {"reads_only": True}
    return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would leave a SELECT outside the transaction.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


@contextmanager
def _unchecked_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which references to it forbid; they are checked at the end."""
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")  # heard outside a transaction only, so before the first statement
    try:
        yield
        if cursor.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError("a row refers to one that is not there; restore the backup made before the upgrade")
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def _alembic() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", "shopper:migrations")
    return configuration
