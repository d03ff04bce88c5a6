"""A worker that is killed while it prints many reports loses none of them and finishes none twice."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import col, select

from shopper.import_wave import import_wave
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import measurement_of, stored_id, wave_named
from shopper.report_orders import cancel_batch
from shopper.store import Store
from shopper.tables.reports import Report, ReportBatch
from shopper.tables.trail import AuditEvent

WORKER = Path(__file__).with_name("printing_worker.py")
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "shopper" / "examples" / "vetlanda_2017"
SECONDS = 240
EDITIONS = [(language, variant) for language in ("sv", "en") for variant in ("pdf/ua-1", "pdf/a-3a")]
REPORTS = len(EDITIONS)


@pytest.fixture
def ordered(study: Store, cause: Cause) -> Store:
    """Every edition of a report, ordered at once."""
    with study.transaction() as session:
        import_wave(session, EXAMPLE, "vetlanda-2017", "0685", load_method("kkik-2017"), cause)
        wave = wave_named(session, "vetlanda-2017")
        measurement = stored_id(measurement_of(session, wave, "0685").id)
        session.add(ReportBatch(wave_id=stored_id(wave.id), ordered_by="kim", ordered_at=cause.at))
        session.flush()
        for language, variant in EDITIONS:
            report = Report(measurement_id=measurement, batch_id=1, ordered_by="kim", ordered_at=cause.at)
            report.language, report.variant = language, variant
            session.add(report)
    return study


@contextmanager
def worker(store: Store) -> Iterator[None]:
    """A worker that is killed at the end of the block, with no time to end in order."""
    process = subprocess.Popen([sys.executable, str(WORKER), store.url], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    try:
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def states(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(session.exec(select(Report.state)).all())


def wait_until(store: Store, is_so: Callable[[Counter[str]], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so(states(store)):
        assert time.monotonic() < end, f"only {states(store)} after {SECONDS} s"
        time.sleep(0.05)


def endings(store: Store) -> dict[str, list[str | None]]:
    """What each report ended as, every time that it did."""
    with store.reading() as session:
        wanted = select(AuditEvent.thing_id, AuditEvent.after).where(
            AuditEvent.thing == "report", col(AuditEvent.after).in_(("ready", "failed", "cancelled"))
        )
        found: dict[str, list[str | None]] = {}
        for report_id, after in session.exec(wanted.order_by(col(AuditEvent.id))):
            found.setdefault(report_id, []).append(after)
    return found


def test_a_killed_worker_goes_on_where_it_was_and_nothing_is_finished_twice(ordered: Store) -> None:
    with worker(ordered):
        wait_until(ordered, lambda found: found["ready"] >= 1 and found["rendering"] == 2)
    left = states(ordered)
    with worker(ordered):
        wait_until(ordered, lambda found: found["ready"] == REPORTS)
    assert left["rendering"] == 2
    assert endings(ordered) == {str(number): ["ready"] for number in range(1, REPORTS + 1)}


def test_what_is_cancelled_in_the_middle_is_never_printed(ordered: Store, cause: Cause) -> None:
    with worker(ordered):
        wait_until(ordered, lambda found: found["rendering"] == 2)
        with ordered.transaction() as session:
            cancelled = cancel_batch(session, 1, cause)
        wait_until(ordered, lambda found: found["ready"] + found["cancelled"] == REPORTS)
        time.sleep(1)
    assert Counter(after for each in endings(ordered).values() for after in each) == {
        "ready": REPORTS - cancelled,
        "cancelled": cancelled,
    }
