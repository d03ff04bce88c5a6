"""A report is ordered, printed and stored, and never left standing half printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, select

from report_templates.content import Report as ReportContent
from scheduler.printing import print_report
from scheduler.report_job import LONGEST_PRINTING, gather_report, render_report, reports_to_render
from scheduler.workplace import Printed, Workplace
from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.import_wave import import_wave
from shopper.method import load_method
from shopper.moves import Cause, record
from shopper.queries import measurement_of, stored_id, wave_named
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.reports import Report
from shopper.tables.trail import AuditEvent

EXAMPLE = Path(__file__).parents[2] / "shopper" / "examples" / "vetlanda_2017"
PDF, WORKBOOK = b"%PDF of the test", b"workbook of the test"


def not_used(_account: str) -> None:
    raise AssertionError("printing a report needs no mail")


@pytest.fixture
def report_id(study: Store, cause: Cause) -> int:
    """An ordered report of the Vetlanda measurement."""
    with study.transaction() as session:
        import_wave(session, EXAMPLE, "vetlanda-2017", "0685", load_method("kkik-2017"), cause)
        measurement = measurement_of(session, wave_named(session, "vetlanda-2017"), "0685")
        report = Report(measurement_id=stored_id(measurement.id), ordered_by="kim", ordered_at=cause.at)
        session.add(report)
        session.flush()
        return stored_id(report.id)


@pytest.fixture
def workplace(study: Store, clock: SteppedClock) -> Workplace:
    return Workplace(
        store=study,
        clock=clock,
        settings=Settings(database_url=study.url),
        outgoing=not_used,  # type: ignore[arg-type]
        mailbox=not_used,  # type: ignore[arg-type]
        print_report=lambda _content: Printed(PDF, WORKBOOK),
        life="the first",
    )


def stored(store: Store, report_id: int) -> Report:
    with store.reading() as session:
        return session.get_one(Report, report_id)


def printing_with(workplace: Workplace, print_report: Callable[[ReportContent], Printed]) -> Workplace:
    return replace(workplace, print_report=print_report)


def at_executor(workplace: Workplace, executor: str) -> Workplace:
    return replace(workplace, settings=workplace.settings.model_copy(update={"executor_id": executor}))


def die(_content: ReportContent) -> Printed:
    raise KeyboardInterrupt


def moves_of_reports(store: Store) -> list[str | None]:
    with store.reading() as session:
        wanted = select(AuditEvent.after).where(AuditEvent.thing == "report").order_by(col(AuditEvent.id))
        return list(session.exec(wanted).all())


def test_an_ordered_report_becomes_ready_with_both_files(workplace: Workplace, report_id: int) -> None:
    assert render_report(workplace, report_id) == "ready"
    report = stored(workplace.store, report_id)
    assert (report.state, report.pdf, report.workbook, report.sha256, report.failure, report.finished_at) == (
        "ready",
        PDF,
        WORKBOOK,
        sha256(PDF).hexdigest(),
        "",
        workplace.clock(),
    )


def test_the_vetlanda_report_is_printed_as_pdf_and_workbook(workplace: Workplace, report_id: int) -> None:
    assert render_report(printing_with(workplace, print_report), report_id) == "ready"
    report = stored(workplace.store, report_id)
    assert ((report.pdf or b"")[:5], (report.workbook or b"")[:2]) == (b"%PDF-", b"PK")


def test_no_transaction_is_open_while_printing(workplace: Workplace, report_id: int) -> None:
    def print_and_write(_content: ReportContent) -> Printed:
        with workplace.store.transaction() as session:
            record(session, "wave", 1, "seen", Cause("other", workplace.clock()))
        return Printed(PDF, WORKBOOK)

    assert render_report(printing_with(workplace, print_and_write), report_id) == "ready"


def test_a_fault_is_the_sentence_the_coordinator_reads(workplace: Workplace, report_id: int) -> None:
    def refuse(_content: ReportContent) -> Printed:
        raise BadInput("call 7 has a grade that kkik-2017 does not know")

    assert render_report(printing_with(workplace, refuse), report_id) == "failed"
    assert stored(workplace.store, report_id).failure == "call 7 has a grade that kkik-2017 does not know"


def test_an_error_of_ours_fails_the_report_without_its_words(workplace: Workplace, report_id: int) -> None:
    def break_down(_content: ReportContent) -> Printed:
        raise RuntimeError("secret of the machine")

    assert render_report(printing_with(workplace, break_down), report_id) == "failed"
    assert stored(workplace.store, report_id).failure.startswith("Rapporten kunde inte skrivas ut")


def test_a_report_left_by_a_dead_worker_is_printed_again(workplace: Workplace, report_id: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        render_report(printing_with(workplace, die), report_id)
    assert (stored(workplace.store, report_id).state, reports_to_render(workplace)) == ("rendering", [report_id])
    assert render_report(replace(workplace, life="the second"), report_id) == "ready"
    assert moves_of_reports(workplace.store) == ["rendering", "ordered", "rendering", "ready"]


@pytest.mark.parametrize("executor", ["local", "another"])
def test_an_order_for_a_report_under_way_does_nothing(workplace: Workplace, report_id: int, executor: str) -> None:
    states = []

    def print_while_ordered_again(_content: ReportContent) -> Printed:
        states.append(render_report(at_executor(workplace, executor), report_id))
        return Printed(PDF, WORKBOOK)

    assert render_report(printing_with(workplace, print_while_ordered_again), report_id) == "ready"
    assert (states, moves_of_reports(workplace.store)) == (["rendering"], ["rendering", "ready"])


def test_another_worker_takes_over_what_has_been_under_way_for_too_long(
    workplace: Workplace, clock: SteppedClock, report_id: int
) -> None:
    other = at_executor(workplace, "another")
    with pytest.raises(KeyboardInterrupt):
        render_report(printing_with(workplace, die), report_id)
    clock.move_to(clock() + LONGEST_PRINTING)
    before = render_report(other, report_id)
    clock.move_to(clock() + timedelta(seconds=1))
    assert (before, render_report(other, report_id)) == ("rendering", "ready")


def test_a_finished_report_is_not_printed_again(workplace: Workplace, report_id: int) -> None:
    render_report(workplace, report_id)
    later = printing_with(workplace, lambda _content: Printed(b"other", b"other"))
    assert (render_report(later, report_id), stored(workplace.store, report_id).pdf) == ("ready", PDF)
    assert reports_to_render(workplace) == []


@pytest.mark.usefixtures("report_id")
def test_the_gathered_report_tells_of_the_municipality_and_the_day(workplace: Workplace) -> None:
    with workplace.store.reading() as session:
        wave = wave_named(session, "vetlanda-2017")
        report = gather_report(session, wave, measurement_of(session, wave, "0685"), date(2017, 11, 20))
    assert (report.cover.municipality, report.cover.month_text) == ("Vetlanda", "November 2017")


def test_the_report_is_dated_by_the_clock_of_the_municipality(workplace: Workplace, report_id: int) -> None:
    months: list[str] = []

    def note(content: ReportContent) -> Printed:
        months.append(content.cover.month_text)
        return Printed(PDF, WORKBOOK)

    late = SteppedClock(datetime(2017, 11, 30, 23, 30, tzinfo=UTC))
    render_report(replace(workplace, clock=late, print_report=note), report_id)
    assert months == ["December 2017"]
