"""Databases that are filled once for a test run and copied after that: filling one takes far longer than copying."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlmodel import Session

from shopper.store import Store

Said = TypeVar("Said")
SQLITE: Final = "sqlite:///"
SOMEBODY: Final = "SELECT name FROM user_account UNION SELECT name FROM municipality LIMIT 1"
"""Whoever fills a database begins with users or with a municipality."""


class FilledStores:
    """What was filled so far, by the function that fills it."""

    def __init__(self, folder: Path) -> None:
        """Keep the files to copy from in this folder."""
        self._folder = folder
        self._said: dict[Callable[[Session], Any], Any] = {}

    def fill(self, store: Store, fill: Callable[[Session], Said]) -> Said:
        """Fill this empty store as `fill` does, and say what it says, which must not change from run to run.

        On SQLite `fill` is called once, and its work copied after that. A store that is not empty is refused, because
        copying would take away what it holds.
        """
        if not store.is_sqlite:
            return _filled(store, fill)
        file = self._folder / f"{fill.__module__}.{fill.__name__}.sqlite"
        assert _is_empty(_file_of(store)), "the store holds rows already; fill it before anything else writes to it"
        if fill in self._said:
            _copy(file, _file_of(store))
        else:
            self._said[fill] = _filled(store, fill)
            _copy(_file_of(store), file)
        said: Said = self._said[fill]
        return said


def _filled(store: Store, fill: Callable[[Session], Said]) -> Said:
    with store.transaction() as session:
        return fill(session)


def _copy(source: Path, target: Path) -> None:
    """Copy through SQLite itself: the target may be open, and keeps its way of journalling."""
    with closing(sqlite3.connect(source)) as giving, closing(sqlite3.connect(target)) as taking:
        giving.backup(taking)


def _is_empty(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(SOMEBODY).fetchone() is None


def _file_of(store: Store) -> Path:
    return Path(store.url.removeprefix(SQLITE))
