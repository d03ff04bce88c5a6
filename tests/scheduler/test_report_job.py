"""A report is ordered, printed and stored, and never left standing half printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, select

from report_templates.language import SWEDISH
from report_templates.report import build_report
from scheduler.printing import print_report
from scheduler.processes import Ending, Stopped
from scheduler.report_job import LONGEST_PRINTING, STOPPED, gather_material, render_report, reports_to_render
from scheduler.workplace import DraftOrder, FinalOrder, Printed, PrintOrder, Workplace
from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.import_wave import import_wave
from shopper.method import load_method
from shopper.moves import Cause, move, record
from shopper.queries import measurement_of, stored_id, wave_named
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.reports import Report
from shopper.tables.trail import AuditEvent

EXAMPLE = Path(__file__).parents[2] / "shopper" / "examples" / "vetlanda_2017"
PDF, WORKBOOK = b"%PDF of the test", b"workbook of the test"
PRINTED = Printed("<html>", "0" * 64, PDF, WORKBOOK, b"package of the test")


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
        print_report=lambda _order: PRINTED,
        life="the first",
    )


def stored(store: Store, report_id: int) -> Report:
    with store.reading() as session:
        return session.get_one(Report, report_id)


def printing_with(workplace: Workplace, print_report: Callable[[PrintOrder], Printed]) -> Workplace:
    return replace(workplace, print_report=print_report)


def at_executor(workplace: Workplace, executor: str) -> Workplace:
    return replace(workplace, settings=workplace.settings.model_copy(update={"executor_id": executor}))


def die(_order: PrintOrder) -> Printed:
    raise KeyboardInterrupt


def moves_of_reports(store: Store) -> list[str | None]:
    with store.reading() as session:
        wanted = select(AuditEvent.after).where(AuditEvent.thing == "report").order_by(col(AuditEvent.id))
        return list(session.exec(wanted).all())


def test_an_ordered_report_becomes_ready_with_its_files(workplace: Workplace, report_id: int) -> None:
    assert render_report(workplace, report_id) == "ready"
    report = stored(workplace.store, report_id)
    files = Printed(
        (report.html or b"").decode(),
        report.content_sha256,
        report.pdf or b"",
        report.workbook or b"",
        report.package or b"",
    )
    assert files == PRINTED
    assert (report.state, report.sha256, report.failure, report.finished_at) == (
        "ready",
        sha256(PDF).hexdigest(),
        "",
        workplace.clock(),
    )


def test_the_final_print_of_a_draft_is_made_of_its_very_html_and_files(workplace: Workplace, report_id: int) -> None:
    render_report(workplace, report_id)
    with workplace.store.transaction() as session:
        draft = session.get_one(Report, report_id)
        final = Report(
            measurement_id=draft.measurement_id, of_draft_id=report_id, ordered_by="kim", ordered_at=workplace.clock()
        )
        session.add(final)
        session.flush()
        final_id = stored_id(final.id)
    orders: list[PrintOrder] = []

    def note(order: PrintOrder) -> Printed:
        orders.append(order)
        return replace(PRINTED, pdf=b"%PDF without watermark")

    assert render_report(printing_with(workplace, note), final_id) == "ready"
    assert orders == [FinalOrder("<html>", "sv", "pdf/ua-1", "0" * 64, WORKBOOK, b"package of the test")]
    assert (stored(workplace.store, final_id).pdf, stored(workplace.store, report_id).pdf) == (
        b"%PDF without watermark",
        PDF,
    )


def test_the_vetlanda_report_is_printed_as_pdf_and_workbook(workplace: Workplace, report_id: int) -> None:
    assert render_report(printing_with(workplace, print_report), report_id) == "ready"
    report = stored(workplace.store, report_id)
    assert ((report.pdf or b"")[:5], (report.workbook or b"")[:2]) == (b"%PDF-", b"PK")


def test_no_transaction_is_open_while_printing(workplace: Workplace, report_id: int) -> None:
    def print_and_write(_order: PrintOrder) -> Printed:
        with workplace.store.transaction() as session:
            record(session, "wave", 1, "seen", Cause("other", workplace.clock()))
        return PRINTED

    assert render_report(printing_with(workplace, print_and_write), report_id) == "ready"


def test_a_fault_is_the_sentence_the_coordinator_reads(workplace: Workplace, report_id: int) -> None:
    def refuse(_order: PrintOrder) -> Printed:
        raise BadInput("call 7 has a grade that kkik-2017 does not know")

    assert render_report(printing_with(workplace, refuse), report_id) == "failed"
    assert stored(workplace.store, report_id).failure == "call 7 has a grade that kkik-2017 does not know"


def test_an_error_of_ours_fails_the_report_without_its_words(workplace: Workplace, report_id: int) -> None:
    def break_down(_order: PrintOrder) -> Printed:
        raise RuntimeError("secret of the machine")

    assert render_report(printing_with(workplace, break_down), report_id) == "failed"
    assert stored(workplace.store, report_id).failure.startswith("Rapporten kunde inte skrivas ut")


@pytest.mark.parametrize("ending", ["died", "hung", "grew", "closed"])
def test_a_printing_that_was_stopped_says_why(workplace: Workplace, report_id: int, ending: Ending) -> None:
    def stop(_order: PrintOrder) -> Printed:
        raise Stopped(ending)

    assert render_report(printing_with(workplace, stop), report_id) == "failed"
    assert stored(workplace.store, report_id).failure == STOPPED[ending]


def test_a_cancelled_report_is_not_printed(workplace: Workplace, report_id: int) -> None:
    with workplace.store.transaction() as session:
        move(session, "report", report_id, ("ordered", "cancelled"), Cause("kim", workplace.clock()))
    assert (render_report(workplace, report_id), reports_to_render(workplace)) == ("cancelled", [])


def test_a_report_that_was_taken_away_while_it_was_printed_is_left_alone(workplace: Workplace, report_id: int) -> None:
    def take_away(_order: PrintOrder) -> Printed:
        with workplace.store.transaction() as session:
            session.delete(session.get_one(Report, report_id))
        return PRINTED

    assert render_report(printing_with(workplace, take_away), report_id) == "gone"


def test_a_report_left_by_a_dead_worker_is_printed_again(workplace: Workplace, report_id: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        render_report(printing_with(workplace, die), report_id)
    assert (stored(workplace.store, report_id).state, reports_to_render(workplace)) == ("rendering", [report_id])
    assert render_report(replace(workplace, life="the second"), report_id) == "ready"
    assert moves_of_reports(workplace.store) == ["rendering", "ordered", "rendering", "ready"]


@pytest.mark.parametrize("executor", ["local", "another"])
def test_an_order_for_a_report_under_way_does_nothing(workplace: Workplace, report_id: int, executor: str) -> None:
    states = []

    def print_while_ordered_again(_order: PrintOrder) -> Printed:
        states.append(render_report(at_executor(workplace, executor), report_id))
        return PRINTED

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
    later = printing_with(workplace, lambda _order: replace(PRINTED, pdf=b"other"))
    assert (render_report(later, report_id), stored(workplace.store, report_id).pdf) == ("ready", PDF)
    assert reports_to_render(workplace) == []


@pytest.mark.usefixtures("report_id")
def test_the_gathered_report_tells_of_the_municipality_and_the_day(workplace: Workplace) -> None:
    with workplace.store.reading() as session:
        wave = wave_named(session, "vetlanda-2017")
        measurement = measurement_of(session, wave, "0685")
        report = build_report(gather_material(session, wave, measurement, date(2017, 11, 20), SWEDISH))
    assert (report.cover.municipality, report.cover.month_text) == ("Vetlanda", "November 2017")


def test_the_report_is_dated_by_the_clock_of_the_municipality(workplace: Workplace, report_id: int) -> None:
    days: list[date] = []

    def note(order: PrintOrder) -> Printed:
        assert isinstance(order, DraftOrder)
        days.append(order.material.subject.printed_on)
        return PRINTED

    late = SteppedClock(datetime(2017, 11, 30, 23, 30, tzinfo=UTC))
    render_report(replace(workplace, clock=late, print_report=note), report_id)
    assert days == [date(2017, 12, 1)]
