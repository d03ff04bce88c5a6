"""A backup holds every row, and comes back whole or not at all."""

import json
import stat
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from shopper.audit import verify
from shopper.backup import MANIFEST, backup, restore
from shopper.faults import BadInput, NotThere
from shopper.import_wave import import_wave
from shopper.invitations import Invited, invitation_with, make_invitation
from shopper.method import load_method
from shopper.moves import Cause, record
from shopper.register import import_register
from shopper.store import Store
from shopper.tables.all_tables import METADATA
from shopper.tables.people import User, WebSession
from shopper.tables.reports import Report
from tests.trail import tamper

EXAMPLES = Path(str(resources.files("shopper").joinpath("examples")))
AT = datetime(2018, 1, 15, 8, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def filled(store: Store) -> Store:
    """The example measurement, and rows with every type of column."""
    cause = Cause("test", AT)
    with store.transaction() as session:
        import_register(session, EXAMPLES / "municipalities.csv", cause)
        import_wave(session, EXAMPLES / "vetlanda_2017", "v", "0685", load_method("kkik-2017"), cause)
        user = User(name="Åsa 🎈", role="coordinator", created_at=AT)
        session.add(user)
        session.flush()
        session.add(WebSession(token_hash="t", user_id=user.id or 0, created_at=AT, expires_at=AT))
        session.add(
            Report(measurement_id=1, ordered_by="x", ordered_at=AT, state="ready", pdf=bytes(range(256)), workbook=b"")
        )
    return store


@pytest.fixture
def empty(upgraded_sqlite_file: Path, tmp_path: Path) -> Iterator[Store]:
    """Another database, always SQLite: what any database wrote can be restored there."""
    copied = tmp_path / "empty.sqlite"
    copied.write_bytes(upgraded_sqlite_file.read_bytes())
    store = Store(f"sqlite:///{copied}")
    yield store
    store.close()


def _rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as session:
        return {table.name: _rows_of(session, table.name) for table in METADATA.sorted_tables}


def _rows_of(session: Session, name: str) -> list[tuple[Any, ...]]:
    table = METADATA.tables[name]
    return [tuple(row) for row in session.connection().execute(select(table).order_by(*table.primary_key))]


def _changed(file: Path, name: str, change: bytes | None) -> Path:
    """A copy of the backup with one file in it replaced, or left out."""
    damaged = file.with_suffix(".damaged")
    with ZipFile(file) as old, ZipFile(damaged, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
            elif change is not None:
                new.writestr(entry, change)
    return damaged


def test_every_row_but_sign_ins_comes_back_as_it_was(filled: Store, empty: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip")
    restore(empty, tmp_path / "b.zip")
    assert _rows(empty) == _rows(filled) | {"web_session": []}


def test_a_link_that_was_open_at_the_backup_is_worth_nothing_after_the_restore(
    filled: Store, empty: Store, tmp_path: Path
) -> None:
    cause = Cause("test", AT)
    with filled.transaction() as session:
        link = make_invitation(session, Invited("b", "b@k.test", "reviewer"), 1, timedelta(hours=72), cause)
    backup(filled, tmp_path / "b.zip")
    restore(empty, tmp_path / "b.zip", clock=lambda: AT)
    with empty.reading() as session, pytest.raises(NotThere):
        invitation_with(session, link.secret, AT)


def test_neither_way_holds_many_files_in_memory_at_a_time(filled: Store, empty: Store, tmp_path: Path) -> None:
    size, count = 200_000, 200
    with filled.transaction() as session:
        for _ in range(count):
            pdf = bytes(size)
            session.add(Report(measurement_id=1, ordered_by="x", ordered_at=AT, state="ready", pdf=pdf, workbook=b""))
            session.flush()
            session.expunge_all()
    peaks = []
    for step, store in ((backup, filled), (restore, empty)):
        tracemalloc.start()
        step(store, tmp_path / "b.zip")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert [peak < count * size // 3 for peak in peaks] == [True, True], peaks


def test_backup_and_restore_tell_the_same_numbers_of_rows(filled: Store, empty: Store, tmp_path: Path) -> None:
    written = backup(filled, tmp_path / "b.zip")
    assert (restore(empty, tmp_path / "b.zip"), written["call_probe"]) == (written, 60)


def test_what_was_restored_on_the_runs_own_database_takes_new_rows(
    filled: Store, empty: Store, database_url: str, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "b.zip")
    restore(empty, tmp_path / "b.zip")
    backup(empty, tmp_path / "c.zip")
    with filled.transaction() as session:
        tamper(session)
        for table in reversed(METADATA.sorted_tables):
            session.connection().execute(table.delete())
    again = Store(database_url)
    restore(again, tmp_path / "c.zip")
    with again.transaction() as session:
        session.add(User(name="new", role="interviewer", created_at=AT))
        session.flush()
        count = session.connection().execute(select(func.count()).select_from(METADATA.tables["user_account"]))
        assert count.scalar_one() > 1
    again.close()


def test_the_trail_comes_back_whole_with_every_hash_and_goes_on(filled: Store, empty: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip")
    restore(empty, tmp_path / "b.zip")
    with filled.reading() as session:
        before = verify(session)
    with empty.transaction() as session:
        record(session, "wave", 1, "seen", Cause("test", AT))
    with empty.reading() as session:
        after = verify(session, before.head)
    assert (before.is_whole, after.is_whole, after.noted, after.events) == (True, True, before.last, before.events + 1)


def test_only_its_owner_may_read_a_backup(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


def test_a_backup_never_replaces_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("precious")
    with pytest.raises(BadInput, match=r"exists already; choose another name"):
        backup(store, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "precious"


def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be written: No such file or directory; choose another place"):
        backup(store, tmp_path / "nowhere" / "b.zip")


def test_a_database_with_rows_is_not_restored_into(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip")
    with pytest.raises(BadInput, match=r"the database is not empty \(\w+ has rows\); restore into a new one"):
        restore(filled, tmp_path / "b.zip")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (MANIFEST, None),
        (MANIFEST, b"{"),
        (MANIFEST, b"[]"),
        (MANIFEST, b"{}"),
        ("call_probe.jsonl", None),
        ("call_probe.jsonl", b""),
        ("grade.jsonl", b'{"id": 1}\n'),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_restored(
    filled: Store, empty: Store, tmp_path: Path, name: str, change: bytes | None
) -> None:
    backup(filled, tmp_path / "b.zip")
    with pytest.raises(BadInput, match=r"is damaged or is no backup \(.*\); nothing was restored, use another backup"):
        restore(empty, _changed(tmp_path / "b.zip", name, change))
    assert [name for name, rows in _rows(empty).items() if rows] == ["audit_head"]


@pytest.mark.parametrize("keep", [0, 100, -1000, -10])
def test_a_backup_that_was_cut_is_refused(filled: Store, empty: Store, tmp_path: Path, keep: int) -> None:
    backup(filled, tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[:keep])
    with pytest.raises(BadInput, match=r"is damaged or is no backup"):
        restore(empty, tmp_path / "b.zip")


def test_a_backup_with_a_flipped_byte_is_refused(filled: Store, empty: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.zip")
    with ZipFile(tmp_path / "b.zip") as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.compress_size)
    # In the middle of what is packed: the ends of an entry hold its time too, which nothing depends on.
    place = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    whole = bytearray((tmp_path / "b.zip").read_bytes())
    whole[place] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(whole)
    with pytest.raises(BadInput, match=r"is damaged or is no backup"):
        restore(empty, tmp_path / "b.zip")


def test_a_backup_of_another_schema_is_refused(store: Store, empty: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.zip")
    with ZipFile(tmp_path / "b.zip") as archive:
        manifest = json.loads(archive.read(MANIFEST))
    other = _changed(tmp_path / "b.zip", MANIFEST, json.dumps(manifest | {"revision": "0000"}).encode())
    with pytest.raises(BadInput, match=r"has the schema 0000 and the database \w+; restore it with the version that"):
        restore(empty, other)
