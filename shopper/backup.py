"""A backup in one file that every database can read: what SQLite holds can be restored into PostgreSQL and back.

A zip with one file of JSON lines per table (bytes as base64, times in ISO 8601) and `manifest.json`: the schema's
revision, and each table's number of rows and SHA-256. Passwords stay hashed or sealed in it as they are in the
database, so the seal's SHOPPER_SECRET must be kept elsewhere. The job engine's own tables are left out: the probes'
rows say what is still to be done.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Integer, LargeBinary, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from shopper.accounts_of_people import end_every_way_in
from shopper.backup_values import from_json, to_json
from shopper.clock import Clock, system_clock
from shopper.faults import BadInput
from shopper.mail_holds import RESTORED, hold_all
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.all_tables import METADATA
from shopper.tables.base import Compressed

FORMAT = 1
MANIFEST = "manifest.json"
_ROWS_AT_A_TIME = 500
_HEAD = METADATA.tables["audit_head"]
"""The one table that has a row in a new database."""
_BIG_ROWS_AT_A_TIME = 20
"""Of tables with bytes in them: a mail may be tens of megabytes, and a backup must not need the memory of hundreds."""

Manifest = dict[str, Any]
Told = Callable[[str], None]
"""Called with each table's name when its work begins."""


def backup(store: Store, file: Path, told: Told = lambda _: None) -> dict[str, int]:
    """Write everything to `file`, as it stood at one moment; the number of rows by table.

    BadInput when the file exists already or cannot be written. Only its owner may read it.
    """
    if file.exists():
        raise BadInput(f"{file} exists already; choose another name, a backup never replaces a file")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with (
            os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as opened,
            ZipFile(opened, "w", ZIP_DEFLATED) as archive,
        ):
            manifest = _write_tables(store, archive, told)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        unfinished.replace(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}; choose another place") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return {name: entry["rows"] for name, entry in manifest["tables"].items()}


def restore(store: Store, file: Path, told: Told = lambda _: None, clock: Clock = system_clock) -> dict[str, int]:
    """Read a backup into an empty database, all or nothing; the number of rows by table.

    Every mail account is held: what has left since the backup must not leave again (`mail_holds.py`). Sign-ins and open
    links end. BadInput when the database holds anything, when the backup has another schema, and when the file is
    damaged.
    """
    try:
        with ZipFile(file) as archive:
            manifest = _checked_manifest(store, archive, file)
            with store.transaction() as session:
                _check_empty(session)
                session.connection().execute(delete(_HEAD))  # the backup's own head takes its place
                for table in METADATA.sorted_tables:
                    told(table.name)
                    _insert(session, table, archive)
                _set_sequences(session)
                cause = Cause("restore", clock())
                hold_all(session, RESTORED, cause)
                end_every_way_in(session, cause)
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {file}; check the path") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}; check the path and its permissions") from error
    except (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(file, str(error) or type(error).__name__) from error
    except DBAPIError as error:
        raise _damaged(file, f"the database refuses its rows: {error.orig}") from error
    return {name: entry["rows"] for name, entry in manifest["tables"].items()}


def _write_tables(store: Store, archive: ZipFile, told: Told) -> Manifest:
    tables = {}
    with store.reading() as session:
        if not store.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for table in METADATA.sorted_tables:
            told(table.name)
            with archive.open(_name(table), "w", force_zip64=True) as out:
                tables[table.name] = _write_rows(session, table, cast("BinaryIO", out))
        return {"format": FORMAT, "revision": _revision(session), "tables": tables}


def _write_rows(session: Session, table: Table, out: BinaryIO) -> dict[str, Any]:
    digest, rows = sha256(), 0
    found = (
        session.connection()
        .execution_options(yield_per=_batch(table))
        .execute(select(table).order_by(*table.primary_key))
    )
    for row in found:
        values = {column.name: to_json(value) for column, value in zip(table.columns, row, strict=True)}
        line = json.dumps(values, ensure_ascii=False).encode() + b"\n"
        out.write(line)
        digest.update(line)
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _checked_manifest(store: Store, archive: ZipFile, file: Path) -> Manifest:
    """The manifest, after every table has been read once and found to be as it was written."""
    manifest: Manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise BadInput(f"{file} is a backup of format {manifest['format']}; restore it with a newer version")
    with store.reading() as session:
        revision = _revision(session)
    if manifest["revision"] != revision:
        found = f"{file} has the schema {manifest['revision']} and the database {revision}"
        raise BadInput(f"{found}; restore it with the version that made it, then run `shopper db upgrade`")
    if set(manifest["tables"]) != {table.name for table in METADATA.sorted_tables}:
        raise _damaged(file, "its manifest names other tables")
    for table in METADATA.sorted_tables:
        if _found(archive, table) != manifest["tables"][table.name]:
            raise _damaged(file, f"{_name(table)} is not what was written")
    return manifest


def _found(archive: ZipFile, table: Table) -> dict[str, Any]:
    digest, rows = sha256(), 0
    with archive.open(_name(table)) as lines:
        for line in lines:
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _check_empty(session: Session) -> None:
    for table in METADATA.sorted_tables:
        if table is not _HEAD and session.connection().execute(select(table).limit(1)).first() is not None:
            raise BadInput(f"the database is not empty ({table.name} has rows); restore into a new one")


def _insert(session: Session, table: Table, archive: ZipFile) -> None:
    with archive.open(_name(table)) as lines:
        for batch in _batches(cast("BinaryIO", lines), table):
            session.connection().execute(insert(table), batch)


def _batches(lines: BinaryIO, table: Table) -> Iterator[list[dict[str, Any]]]:
    columns = {column.name: column for column in table.columns}
    batch = []
    for line in lines:
        batch.append({name: from_json(value, columns[name].type) for name, value in json.loads(line).items()})
        if len(batch) == _batch(table):
            yield batch
            batch = []
    if batch:
        yield batch


def _batch(table: Table) -> int:
    """How many rows of the table are in memory at a time."""
    has_bytes = any(isinstance(column.type, LargeBinary | Compressed) for column in table.columns)
    return _BIG_ROWS_AT_A_TIME if has_bytes else _ROWS_AT_A_TIME


def _set_sequences(session: Session) -> None:
    """PostgreSQL counts ids apart from the rows: go on after the highest restored one."""
    if session.connection().dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        if "id" in table.columns and isinstance(table.columns["id"].type, Integer):
            highest = session.connection().execute(select(func.max(table.columns["id"]))).scalar_one()
            if highest is not None:
                statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)")
                session.connection().execute(statement, {"name": table.name, "highest": highest})


def _revision(session: Session) -> str:
    return str(session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _name(table: Table) -> str:
    return f"{table.name}.jsonl"


def _damaged(file: Path, reason: str) -> BadInput:
    return BadInput(f"{file} is damaged or is no backup ({reason}); nothing was restored, use another backup")
