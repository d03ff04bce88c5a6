"""Runs the migrations on the connection that `shopper/store.py` hands over."""

from typing import Any

from alembic import context

from shopper.tables.all_tables import METADATA


def _is_ours(_thing: Any, name: str | None, kind: str, reflected: bool, _compared_to: Any) -> bool:  # noqa: FBT001 - Alembic's signature
    """The job engine keeps tables of its own in the same database; they are not ours to change."""
    return not (kind == "table" and reflected and name not in METADATA.tables)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    include_object=_is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
