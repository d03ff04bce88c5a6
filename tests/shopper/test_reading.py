"""What a reading session sees: the same from its first look to its last, whatever others store meanwhile."""

from datetime import UTC, datetime

from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.people import User


def test_what_is_stored_while_somebody_reads_is_not_seen_by_them(store: Store) -> None:
    names = select(User.name).order_by(col(User.name))
    with store.reading() as reader:
        before = reader.exec(names).all()
        with store.transaction() as writer:
            now = datetime(2026, 10, 1, tzinfo=UTC)
            writer.add(User(name="ny", role="auditor", password_hash="x", created_at=now))
        during = reader.exec(names).all()
    with store.reading() as reader:
        after = reader.exec(names).all()
    assert (before, during, after) == ([], [], ["ny"])
