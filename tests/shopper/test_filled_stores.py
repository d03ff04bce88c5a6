"""A store that is filled by copying holds what one holds that is filled row by row."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from shopper.store import Store
from shopper.tables.people import User
from tests.filled_stores import FilledStores
from tests.web.stage import add_user, set_stage


@pytest.fixture
def filled(tmp_path: Path) -> FilledStores:
    return FilledStores(tmp_path)


@pytest.fixture
def store(upgraded_sqlite_file: Path, tmp_path: Path) -> Iterator[Store]:
    """On SQLite always: other databases are not copied."""
    with closing(empty_store(upgraded_sqlite_file, tmp_path / "first")) as opened:
        yield opened


@pytest.fixture
def second(upgraded_sqlite_file: Path, tmp_path: Path) -> Iterator[Store]:
    with closing(empty_store(upgraded_sqlite_file, tmp_path / "second")) as opened:
        yield opened


def empty_store(upgraded: Path, file: Path) -> Store:
    file.write_bytes(upgraded.read_bytes())
    return Store(f"sqlite:///{file}")


def rows(store: Store) -> dict[str, list[object]]:
    with store.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
        }


def test_a_copied_store_holds_the_same_rows_and_says_the_same(
    filled: FilledStores, store: Store, second: Store
) -> None:
    first = filled.fill(store, set_stage)
    again = filled.fill(second, set_stage)
    assert (again, rows(second)) == (first, rows(store))


def test_what_is_written_to_one_store_stays_out_of_those_filled_later(
    filled: FilledStores, store: Store, second: Store
) -> None:
    filled.fill(store, set_stage)
    with store.transaction() as session:
        add_user(session, "dora", "interviewer")
    filled.fill(second, set_stage)
    with second.reading() as session:
        assert "dora" not in session.exec(select(User.name)).all()


def test_a_store_that_holds_something_is_not_overwritten(filled: FilledStores, store: Store) -> None:
    with store.transaction() as session:
        add_user(session, "dora", "interviewer")
    with pytest.raises(AssertionError, match="the store holds rows"):
        filled.fill(store, set_stage)


def test_a_store_is_filled_after_one_that_failed(filled: FilledStores, store: Store) -> None:
    def fail(session: Session) -> int:
        add_user(session, "dora", "interviewer")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        filled.fill(store, fail)
    assert filled.fill(store, set_stage).measurement == 1
