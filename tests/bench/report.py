"""Printing reports: beside bare WeasyPrint on the same page, on two processes beside one, and the memory it takes.

The report is that of the example measurement, in full. Each count of seconds or megabytes is taken in processes of its
own, so that nothing of this one is in it.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from time import process_time
from typing import Final
from zoneinfo import ZoneInfo

from weasyprint import HTML

from report_templates.material import Material
from report_templates.page import FILES, render_html
from report_templates.pdf import print_pdf
from report_templates.report import build_report
from report_templates.subject import Comment, ReportSubject
from scheduler.processes import Limits, Processes
from scheduler.wiring import print_in
from scheduler.workplace import DraftOrder
from scoring.measures import count
from shopper.method import load_method
from tests.bench.measured import Measured, seconds_of
from tests.vetlanda import vetlanda_calls, vetlanda_letters

ROOT: Final = Path(__file__).resolve().parents[2]
REPORTS: Final = 40
PRINTS_OF_ONE_PROCESS: Final = 5
LIMITS: Final = {"seconds": 600.0, "megabytes": 2_000.0}
SUBJECT: Final = ReportSubject(
    municipality_code="0685",
    municipality_name="Vetlanda",
    population=27_500,
    wave_name="Hösten 2017",
    first_day=date(2017, 10, 16),
    last_day=date(2017, 11, 12),
    printed_on=date(2018, 1, 15),
    zone=ZoneInfo("Europe/Stockholm"),
)


def measure() -> Iterator[Measured]:
    """`report.render_ratio`, `report.two_process_speedup` and `report.mb`."""
    ours, bare = _seconds_beside_bare()
    beside = f"{ours:.2f} s from the contacts, {bare:.2f} s for bare WeasyPrint, of the processor"
    yield Measured("report.render_ratio", ours / bare, "times", bar=1.7, beside=beside)
    alone, together = (_seconds_on(processes) for processes in (1, 2))
    beside = f"{REPORTS} reports: {alone:.0f} s on one process, {together:.0f} s on two"
    yield Measured("report.two_process_speedup", alone / together, "times", 1.6, "at least", beside)
    mb = float(_of_another("print(memory())"))
    beside = f"the most that a process held that printed {PRINTS_OF_ONE_PROCESS} reports"
    yield Measured("report.mb", mb, "MB", bar=400, beside=beside)


def gathered() -> Material:
    """What the report of the example measurement is made of, counted anew."""
    method, calls = load_method("kkik-2017"), vetlanda_calls()
    return Material(
        SUBJECT,
        count(method, calls, vetlanda_letters()),
        method,
        comments=tuple(Comment(call.area, call.comment) for call in calls if call.comment),
        calls=calls,
    )


def _seconds_beside_bare() -> tuple[float, float]:
    """Of the processor, the least of three: the whole way to the PDF, and WeasyPrint alone on that page."""
    ours, bare = zip(*(map(float, _in_own_process().split()) for _ in range(3)), strict=True)
    return min(ours), min(bare)


def _seconds_on(processes: int) -> float:
    """Seconds for all reports on so many processes, which have printed one each before."""
    order = DraftOrder(gathered(), "pdf/ua-1")
    pool = Processes(Limits(processes, **LIMITS))
    with ThreadPoolExecutor(processes) as hands:

        def print_all(orders: Sequence[DraftOrder]) -> None:
            for _ in hands.map(lambda each: print_in(pool, each), orders):
                pass

        try:
            print_all([order] * processes)
            return seconds_of(lambda: print_all([order] * REPORTS))
        finally:
            pool.close()


def _in_own_process() -> str:
    run = [sys.executable, "-m", "tests.bench.report"]
    return subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def _print_once() -> str:
    html = render_html(build_report(gathered()))
    print_pdf(html)
    return html


def _seconds() -> str:
    """Both, after one print that fills what is kept from print to print."""
    html = _print_once()
    began = process_time()
    _print_once()
    between = process_time()
    HTML(string=html, base_url=f"{FILES.as_uri()}/").write_pdf(pdf_variant="pdf/ua-1")
    return f"{between - began} {process_time() - between}"


def _of_another(statement: str) -> str:
    """What a statement prints in a process without a file of its own, which those that it starts would import too."""
    run = [sys.executable, "-c", f"from tests.bench.report import memory; {statement}"]
    return subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def memory() -> float:
    """The most megabytes that a process of the pool has held after so many prints."""
    order = DraftOrder(gathered(), "pdf/ua-1")
    pool = Processes(Limits(1, **LIMITS))
    try:
        for _ in range(PRINTS_OF_ONE_PROCESS):
            print_in(pool, order)
        return float(pool.run(_held, 1024))
    finally:
        pool.close()


def _held(divisor: int) -> float:
    """In a process of the pool: the most memory it has held, in kilobytes through the divisor."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / divisor


if __name__ == "__main__":
    sys.stdout.write(_seconds())
