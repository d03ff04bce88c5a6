"""The command line as a test runs it: on a fresh database, with what it printed."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from shopper.store import Store
from shopper.tables.all_tables import METADATA
from tests.kolada_server import FakeKolada, running_kolada
from web.cli import run

EXAMPLES = Path(str(resources.files("shopper").joinpath("examples")))


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Shopper = Callable[..., Ran]


@pytest.fixture
def shopper(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shopper:
    """Runs `shopper` with these arguments on the test's database."""
    monkeypatch.setenv("SHOPPER_DATABASE_URL", database_url)
    monkeypatch.setenv("SHOPPER_SECRET", "a secret of the tests")

    def _run(*arguments: object) -> Ran:
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return _run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example measurement that a test may change."""
    return Path(shutil.copytree(EXAMPLES / "vetlanda_2017", tmp_path / "vetlanda"))


@pytest.fixture
def registered(shopper: Shopper) -> Shopper:
    """The command line on a database with the example register."""
    assert shopper("municipality", "import", EXAMPLES / "municipalities.csv").code == 0
    return shopper


@pytest.fixture
def imported(registered: Shopper, folder: Path) -> Shopper:
    """The command line on a database with the example measurement."""
    words = ("--name", "vetlanda-2017", "--municipality", "0685", "--method", "kkik-2017")
    assert registered("wave", "import", folder, *words).code == 0
    return registered


@pytest.fixture
def kolada() -> Iterator[FakeKolada]:
    """A server with the shapes of Kolada's API."""
    with running_kolada() as server:
        yield server


@pytest.fixture
def everything(store: Store) -> Callable[[], dict[str, list[Any]]]:
    """Gives every row of the test's database."""

    def _rows() -> dict[str, list[Any]]:
        with store.reading() as session:
            tables = METADATA.sorted_tables
            return {table.name: list(session.connection().execute(select(table)).all()) for table in tables}

    return _rows
