"""A snapshot of Kolada is forgotten whole, unless a wave or a printed report rests on it; the same comes in once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlmodel import Session, SQLModel, col, select

from shopper.comparison_group import OfKoladaGroup
from shopper.drafts.comparison import choose_group
from shopper.faults import Conflict, NotThere
from shopper.kolada.stored import remove_snapshot, store_snapshot
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.kolada import KoladaGroup, KoladaKpi, KoladaSnapshot, KoladaValue
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent
from tests.kolada_example import example_snapshot

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
TABLES: Sequence[type[SQLModel]] = (KoladaSnapshot, KoladaGroup, KoladaKpi, KoladaValue)
METHOD = load_method("kkik-2017")


def by_kim(at: datetime = NOON) -> Cause:
    return Cause("kim", at)


def stored(session: Session) -> list[int]:
    """How many rows each table has."""
    return [len(session.exec(select(table)).all()) for table in TABLES]


def add_wave(session: Session, comparison: dict[str, object]) -> int:
    """A wave with one measurement; the measurement's id."""
    town = Municipality(
        code="0685",
        name="Vetlanda",
        population=27_000,
        official_address="kommunen@vetlanda.test",
        switchboard="0383-971 00",
        opening_hours={},
        mail_domains=["vetlanda.test"],
    )
    wave = Wave(
        name="höst",
        method_name=METHOD.name,
        method_frozen=METHOD.frozen(),
        method_checksum=METHOD.checksum,
        first_day=date(2026, 10, 1),
        last_day=date(2026, 10, 31),
        seed=1,
        created_at=NOON,
        comparison=comparison,
    )
    session.add_all([town, wave])
    session.flush()
    measurement = Measurement(wave_id=stored_id(wave.id), municipality_code="0685")
    session.add(measurement)
    session.flush()
    return stored_id(measurement.id)


def add_print(session: Session, at: datetime) -> None:
    """A report that was printed then."""
    report = Report(
        measurement_id=add_wave(session, {}),
        state="ready",
        ordered_by="kim",
        ordered_at=at,
        rendering_since=at,
        finished_at=at,
        pdf=b"%PDF",
        sha256="f" * 64,
    )
    session.add(report)
    session.flush()


def test_a_snapshot_goes_with_all_that_it_holds_and_leaves_a_line_in_the_trail(store: Store) -> None:
    with store.transaction() as session:
        number = store_snapshot(session, example_snapshot(), by_kim())
        before = stored(session)
        remove_snapshot(session, number, by_kim())
    with store.reading() as session:
        wanted = select(AuditEvent.action).where(AuditEvent.thing == "kolada_snapshot").order_by(col(AuditEvent.id))
        assert (all(before), stored(session), list(session.exec(wanted))) == (True, [0] * 4, ["import", "remove"])


def test_a_snapshot_that_is_not_there_cannot_be_removed(store: Store) -> None:
    with store.transaction() as session, pytest.raises(NotThere):
        remove_snapshot(session, 7, by_kim())


def test_a_snapshot_whose_group_a_wave_is_compared_with_is_kept(store: Store) -> None:
    with store.transaction() as session:
        number = store_snapshot(session, example_snapshot(), by_kim())
        add_wave(session, {"rule": "kolada", "group": "G1", "snapshot": number})
        with pytest.raises(Conflict, match=r"^wave höst is compared with a group of this snapshot"):
            remove_snapshot(session, number, by_kim())


def test_a_snapshot_that_a_report_was_printed_with_is_kept(store: Store) -> None:
    with store.transaction() as session:
        number = store_snapshot(session, example_snapshot(), by_kim())
        add_print(session, NOON + AN_HOUR)
        with pytest.raises(Conflict, match=r"^a report was printed while this snapshot was the one in use"):
            remove_snapshot(session, number, by_kim())


def test_a_snapshot_that_no_report_was_printed_with_goes(store: Store) -> None:
    older = example_snapshot()
    newer = older.model_copy(update={"taken_at": older.taken_at + AN_HOUR})
    with store.transaction() as session:
        first = store_snapshot(session, older, by_kim())
        store_snapshot(session, newer, by_kim())
        add_print(session, NOON + AN_HOUR)
        third = store_snapshot(session, older.model_copy(update={"source": "annan"}), by_kim(NOON + 2 * AN_HOUR))
        remove_snapshot(session, first, by_kim())
        remove_snapshot(session, third, by_kim())
        assert stored(session)[0] == 1


def test_a_snapshot_is_not_removed_under_the_choice_of_its_group(postgres_database_url: str) -> None:
    store = Store(postgres_database_url)
    with store.transaction() as session:
        number = store_snapshot(session, example_snapshot(), by_kim())
        wave_id = session.get_one(Measurement, add_wave(session, {})).wave_id
    asked, told = Event(), list[str]()

    def remove() -> None:
        asked.set()
        try:
            with store.transaction() as session:
                remove_snapshot(session, number, by_kim())
        except Conflict as refused:
            told.append(str(refused))

    other = Thread(target=remove)
    with store.transaction() as session:
        choose_group(session, session.get_one(Wave, wave_id), OfKoladaGroup("G1", number), by_kim())
        other.start()
        asked.wait()
        other.join(0.5)  # long enough to remove it if nothing held it back
    other.join()
    store.close()
    assert [text.partition(";")[0] for text in told] == ["wave höst is compared with a group of this snapshot"]


def test_of_two_who_store_the_same_at_once_one_is_told(store: Store) -> None:
    both, told = Barrier(2), list[str]()

    def take() -> None:
        both.wait()
        try:
            with store.transaction() as session:
                store_snapshot(session, example_snapshot(), by_kim())
        except Conflict as refused:
            told.append(str(refused))

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert (stored(session)[0], [text.endswith("nothing was changed") for text in told]) == (1, [True])
