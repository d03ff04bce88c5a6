"""The audit trail: every event is tied to the one before, and whatever is changed, removed or put in shows."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from time import perf_counter

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from shopper.audit import Break, Verdict, verify
from shopper.audit_chain import FIRST, event_hash
from shopper.moves import Cause, record, record_each
from shopper.store import Store
from shopper.tables.trail import AuditEvent, AuditHead
from tests.trail import tamper

AT = datetime(2017, 10, 16, 6, 0, 1, 500, tzinfo=UTC)
CAUSE = Cause("cecilia", AT, "därför")

COPY = (
    "INSERT INTO audit_event (id, at, actor, thing, thing_id, action, reason, details, hash) "
    "SELECT {id}, at, actor, thing, thing_id, action, reason, details, hash FROM audit_event WHERE id = {of}"
)
TAMPERED: dict[str, tuple[tuple[str, ...], Break]] = {
    "changed field": (("UPDATE audit_event SET actor = 'bo' WHERE id = 3",), Break("changed", 3, 2, 6)),
    "changed details": (("UPDATE audit_event SET details = '{\"n\": 9}' WHERE id = 2",), Break("changed", 2, 1, 6)),
    "changed hash": (("UPDATE audit_event SET hash = 'x' WHERE id = 4",), Break("changed", 4, 3, 6)),
    "removed in the middle": (("DELETE FROM audit_event WHERE id = 3",), Break("gap", 4, 2, 6)),
    "removed first": (("DELETE FROM audit_event WHERE id = 1",), Break("gap", 2, 0, 6)),
    "removed last": (("DELETE FROM audit_event WHERE id = 6",), Break("last_missing", 6, 5, 6)),
    "all removed": (("DELETE FROM audit_event",), Break("last_missing", 1, 0, 6)),
    "put in at the end": ((COPY.format(id=7, of=6),), Break("added", 7, 6, 6)),
    "put in the place of another": (
        ("DELETE FROM audit_event WHERE id = 3", COPY.format(id=3, of=5)),
        Break("changed", 3, 2, 6),
    ),
    "two exchanged": (
        (
            "UPDATE audit_event SET id = 99 WHERE id = 3",
            "UPDATE audit_event SET id = 3 WHERE id = 4",
            "UPDATE audit_event SET id = 4 WHERE id = 99",
        ),
        Break("changed", 3, 2, 6),
    ),
    "the head removed": (("DELETE FROM audit_head",), Break("no_head", 0, 0, 0)),
}


def write(session: Session, count: int) -> None:
    """So many events, each with what events have."""
    for number in range(1, count + 1):
        record(session, "call", number, "move", CAUSE, before="planned", after="submitted", details={"n": number})


def found(store: Store) -> Verdict:
    """The verdict on the trail."""
    with store.reading() as session:
        return verify(session)


def hashes(store: Store) -> list[tuple[int | None, str]]:
    """The number and hash of each event, in order."""
    with store.reading() as session:
        return list(session.exec(select(AuditEvent.id, AuditEvent.hash).order_by(col(AuditEvent.id))))


def test_the_hash_covers_the_hash_before_and_the_whole_event() -> None:
    event = {
        "id": 2,
        "at": AT,
        "actor": "å",
        "thing": "call",
        "thing_id": "7",
        "action": "move",
        "before": None,
        "after": "b",
        "reason": "",
        "details": {"b": 1, "a": [2]},
    }
    canonical = (
        '{"action":"move","actor":"\\u00e5","after":"b","at":"2017-10-16T06:00:01.000500+00:00","before":null,'
        '"details":{"a":[2],"b":1},"id":2,"reason":"","thing":"call","thing_id":"7"}'
    )
    assert event_hash("abc", event) == sha256(f"abc\n{canonical}".encode()).hexdigest()


def test_a_new_database_has_an_empty_trail_that_is_whole(store: Store) -> None:
    assert found(store) == Verdict()


def test_events_are_numbered_from_one_and_each_follows_from_the_one_before(store: Store) -> None:
    with store.transaction() as session:
        write(session, 2)
        record_each(session, "inbound_mail", "judge", CAUSE, {7: "answer", 8: "bounce"})
    with store.transaction() as session:
        record(session, "wave", 1, "odd", CAUSE, details={"by_id": {2: ("a", "b")}, "share": 0.1})
    stored = hashes(store)
    assert [number for number, _ in stored] == [1, 2, 3, 4, 5]
    assert found(store) == Verdict(events=5, last=5, head=stored[-1][1])


def test_a_savepoint_that_was_rolled_back_leaves_no_hole(store: Store) -> None:
    with store.transaction() as session:
        write(session, 2)
        savepoint = session.begin_nested()
        write(session, 3)
        savepoint.rollback()
        write(session, 1)
    assert (found(store).is_whole, [number for number, _ in hashes(store)]) == (True, [1, 2, 3])


def test_a_transaction_that_was_rolled_back_leaves_no_hole(store: Store) -> None:
    with store.transaction() as session:
        write(session, 2)
        session.rollback()
        write(session, 1)
    assert (found(store).is_whole, [number for number, _ in hashes(store)]) == (True, [1])


def test_writers_at_the_same_time_make_one_trail(store: Store) -> None:
    def write_some(_: int) -> None:
        for _ in range(10):
            with store.transaction() as session:
                write(session, 3)

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write_some, range(8)))
    verdict = found(store)
    assert (verdict.broken, verdict.events) == (None, 240)


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event WHERE id = 1"])
def test_the_database_refuses_to_change_or_remove_events(store: Store, statement: str) -> None:
    with store.transaction() as session:
        write(session, 2)
    with pytest.raises(DBAPIError, match="the audit trail only grows"), store.transaction() as session:
        session.connection().execute(text(statement))
    assert found(store).events == 2


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_changed_removed_or_put_in_is_found(store: Store, how: str) -> None:
    statements, wanted = TAMPERED[how]
    with store.transaction() as session:
        write(session, 6)
    with store.transaction() as session:
        tamper(session, *statements)
    assert found(store).broken == wanted


def test_writing_goes_on_after_the_last_event_was_removed_and_the_hole_still_shows(store: Store) -> None:
    with store.transaction() as session:
        write(session, 3)
    with store.transaction() as session:
        tamper(session, "DELETE FROM audit_event WHERE id = 3")
        write(session, 2)
    assert found(store).broken == Break("gap", 4, 2, 5)


def test_a_noted_hash_shows_that_the_trail_was_cut_and_counted_down(store: Store) -> None:
    with store.transaction() as session:
        write(session, 6)
    noted = hashes(store)[-1][1]
    with store.reading() as session:
        before = verify(session, noted)
    with store.transaction() as session:
        tamper(session, "DELETE FROM audit_event WHERE id > 4", "UPDATE audit_head SET events = 4")
    with store.reading() as session:
        after = verify(session, noted)
    assert (before.noted, after.noted, after.is_whole) == (6, None, True)


def test_a_long_trail_is_verified_in_seconds(store: Store) -> None:
    _write_long(store, 100_000)
    began = perf_counter()
    verdict = found(store)
    seconds = perf_counter() - began
    assert (verdict.events, verdict.is_whole, seconds < 20) == (100_000, True, True), seconds


def test_a_long_trail_is_verified_in_little_memory(store: Store) -> None:
    _write_long(store, 20_000)
    tracemalloc.start()
    verdict = found(store)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (verdict.is_whole, peak < 8_000_000) == (True, True), peak


def _write_long(store: Store, count: int) -> None:
    """A long trail, as `record` would have written it."""
    tied_to, rows = FIRST, []
    for number in range(1, count + 1):
        row = {
            "id": number,
            "at": AT,
            "actor": "send_due",
            "thing": "mail",
            "thing_id": str(number),
            "action": "move",
            "before": "claimed",
            "after": "sent",
            "reason": "",
            "details": {"n": number},
        }
        tied_to = event_hash(tied_to, row)
        rows.append(row | {"hash": tied_to})
    with store.transaction() as session:
        session.connection().execute(insert(AuditEvent), rows)
        session.get_one(AuditHead, 1).events = count
