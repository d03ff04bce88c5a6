"""Two who do the same at once: one of them is told, nothing breaks, and lists stay quick whatever files there are."""

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from shopper.moves import Cause
from shopper.report_orders import Edition, order_report
from shopper.store import Store, is_taken
from shopper.tables.reports import Report, Target
from tests.web.printed_stage import add_draft
from tests.web.stage import START, WAVE, Stage
from web.report_view import printings_of

REPORT = f"/waves/{quote(WAVE)}/0685/report"
COUNTED = Path("/proc/self/io")
BY_BO = Cause("bo", START)
FASTER = """
CREATE TRIGGER somebody_is_faster BEFORE INSERT ON target WHEN NEW.set_by <> 'bo' BEGIN
    INSERT INTO target (municipality_code, figure, value, set_by, set_at)
    VALUES (NEW.municipality_code, NEW.figure, 90, 'bo', NEW.set_at);
END
"""


def bytes_read() -> int:
    """What this process has asked the system for so far."""
    return int(COUNTED.read_text().split()[1])


def target(value: int) -> Target:
    """One of a measure that has only one."""
    return Target(municipality_code="0685", figure="measure_1_pct", value=value, set_by="bo", set_at=START)


@pytest.mark.parametrize(
    ("second", "is_told"),
    [
        pytest.param(target(95), True, id="somebody stored the same first"),
        pytest.param(target(-1), False, id="a value that breaks a rule is a fault of ours"),
    ],
)
def test_only_a_row_that_somebody_else_stored_first_counts_as_taken(
    store: Store, stage: Stage, *, second: Target, is_told: bool
) -> None:
    assert stage.measurement
    if is_told:
        with store.transaction() as session:
            session.add(target(90))
    with pytest.raises(IntegrityError) as refused, store.transaction() as session:
        session.add(second.model_copy())
    assert is_taken(refused.value) is is_told


def test_who_stores_second_reads_that_somebody_was_faster(coordinator: TestClient, store: Store) -> None:
    with store.transaction() as session:
        if not store.is_sqlite:
            pytest.skip("the somebody is a trigger of SQLite")
        session.connection().execute(text(FASTER))
    answer = coordinator.post(f"{REPORT}/targets", data={"figure": "measure_1_pct", "value": "95"})
    assert (answer.status_code, "Någon annan hann före" in answer.text) == (409, True)


def test_two_who_order_the_same_draft_at_once_get_one(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        order_report(session, stage.measurement, Edition(), BY_BO)
    second = Report(measurement_id=stage.measurement, ordered_by="bo", ordered_at=START)
    with pytest.raises(IntegrityError) as refused, store.transaction() as session:
        session.add(second)
    assert is_taken(refused.value)


def test_who_clicks_twice_is_told_that_the_draft_is_on_its_way(coordinator: TestClient, store: Store) -> None:
    answers = [coordinator.post(REPORT, follow_redirects=False) for _ in range(2)]
    with store.reading() as session:
        ordered = session.exec(select(Report.state)).all()
    told = "Ett utkast på samma språk och av samma sort skrivs redan ut" in answers[1].text
    assert ([each.status_code for each in answers], told, ordered) == ([303, 409], True, ["ordered"])


@pytest.mark.skipif(not COUNTED.exists(), reason="the system does not count what is read")
def test_a_list_of_printings_does_not_read_their_files(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        if not store.is_sqlite:
            pytest.skip("PostgreSQL keeps what is large beside its row")
        for _ in range(20):
            add_draft(session, stage.measurement, content_sha256="c" * 64, pdf=b"%PDF" * 250_000, package=b"P" * 10**6)
    store.close()
    with store.reading() as session:
        before = bytes_read()
        found = printings_of(session, [stage.measurement])
    assert ([each.is_whole for each in found], bytes_read() - before < 10**6) == ([True] * 20, True)
