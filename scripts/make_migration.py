#!/usr/bin/env python3
"""Writes a migration for whatever `shopper/tables` says that the migrations do not say yet.

Read what it wrote before you commit it: Alembic sees columns and constraints, not what happens to rows.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shopper.store import Store  # noqa: E402 - the script must first know where the packages are

VERSIONS = ROOT / "shopper" / "migrations" / "versions"


def main(arguments: list[str]) -> int:
    """Write the next migration, named by its message."""
    message = " ".join(arguments).strip()
    if not message:
        sys.stderr.write('say what the migration does: make migration MESSAGE="..."\n')
        return 2
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/newest.sqlite"
        store = Store(url)
        store.upgrade()
        store.close()
        write_migration(url, message, next_number())
    return 0


def next_number() -> str:
    """Four digits, one more than the newest migration has."""
    numbers = [int(path.name[:4]) for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py")]
    return f"{max(numbers, default=0) + 1:04d}"


def write_migration(url: str, message: str, number: str) -> None:
    """Compare the tables with an up-to-date database and write the difference."""
    configuration = Config()
    configuration.set_main_option("script_location", "shopper:migrations")
    engine = create_engine(url)
    with engine.connect() as connection:
        configuration.attributes["connection"] = connection
        command.revision(configuration, message=message, autogenerate=True, rev_id=number)
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
