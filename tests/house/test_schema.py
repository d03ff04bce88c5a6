"""The schema that the tables describe is the schema that the migrations make, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, String, Table, create_engine

from shopper.tables.all_tables import METADATA


def differences(url: str, metadata: MetaData) -> list[object]:
    """What a new migration would have to change; tables that are not ours are left out."""
    engine = create_engine(url)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_ours}
        found: list[object] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    return found


def _is_ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:  # noqa: FBT001 - Alembic's signature
    return not (kind == "table" and reflected and name not in METADATA.tables)


def test_tables_and_migrations_agree(database_url: str) -> None:
    assert differences(database_url, METADATA) == []


@pytest.mark.postgres
def test_tables_and_migrations_agree_on_postgresql(postgres_database_url: str) -> None:
    assert differences(postgres_database_url, METADATA) == []


def test_a_column_without_its_migration_is_noticed(database_url: str) -> None:
    changed = MetaData()
    for table in METADATA.tables.values():
        table.to_metadata(changed)
    Table("question", changed, Column("forgotten", String), extend_existing=True)
    assert [row[0] for row in differences(database_url, changed) if isinstance(row, tuple)] == ["add_column"]
