"""`shopper report`: a municipality's report as PDF, workbook and package, or those of the whole wave."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from shopper.faults import BadInput, Fault
from shopper.outside_files import refuse_file
from web.commands.opened import current_settings, opened_store, progress_of, say, warn

if TYPE_CHECKING:
    from report_templates.subject import ReportSubject
    from scheduler.processes import Processes
    from scheduler.workplace import DraftOrder, Printed
    from shopper.store import Store

Language = Literal["sv", "en"]
Variant = Literal["pdf/ua-1", "pdf/a-3a"]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which reports are printed, how, and where to."""

    wave: str
    language: Language
    variant: Variant
    has_watermark: bool
    out: Path

    def files(self, code: str, printed: Printed) -> dict[str, bytes]:
        """The files of a municipality by name."""
        tail = "" if self.language == "sv" else f"-{self.language}"
        stem = f"{code}-{self.wave.replace('/', '-')}{tail}"
        return {f"{stem}.pdf": printed.pdf, f"{stem}.xlsx": printed.workbook, f"{stem}.zip": printed.package}


def report(  # noqa: PLR0913, PLR0917 - the arguments and options of the command
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the files; it is made if it is new.")],
    municipality: Annotated[str | None, typer.Argument(metavar="MUNICIPALITY", help="The municipality's code.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Every municipality of the wave.")] = False,
    language: Annotated[Language, typer.Option(help="The language of the report.")] = "sv",
    variant: Annotated[Variant, typer.Option(help="The kind of PDF; pdf/a-3a carries its data with it.")] = "pdf/ua-1",
    draft: Annotated[bool, typer.Option("--draft", help="With the watermark of a draft.")] = False,
) -> None:
    """Print the report of one municipality, or of all, to CODE-WAVE.pdf, .xlsx and .zip.

    With --all, a report that cannot be printed does not stop the others; the exit code is then 1.
    """
    if everybody == (municipality is not None):
        raise BadInput("name one municipality, or give --all for every one of the wave")
    refuse_file(out)
    wanted = _Wanted(wave, language, variant, draft, out)
    with opened_store() as store:
        codes = [municipality] if municipality is not None else _codes(store, wave)
        failed = _print_each(store, wanted, codes)
    if municipality is not None and failed:
        raise failed[municipality]
    for code in sorted(failed):
        warn(f"{code} was not printed: {failed[code]}")
    if failed:
        warn(f"{len(failed)} of {len(codes)} reports were not printed; mend what is said above and print them again")
        raise typer.Exit(1)


def _print_each(store: Store, wanted: _Wanted, codes: list[str]) -> dict[str, Exception]:
    """Print these municipalities' reports in parallel processes; those that failed, each with its error."""
    from scheduler.wiring import report_processes

    settings, failed = current_settings(), dict[str, Exception]()
    threads = ThreadPoolExecutor(settings.report_processes)
    with closing(report_processes(settings)) as printers, progress_of("Print", len(codes)) as step:
        try:
            started = {threads.submit(_print_one, store, wanted, printers, code): code for code in codes}
            for done in as_completed(started):
                step(started[done])
                if error := _told(done):
                    failed[started[done]] = error
        finally:  # when it is interrupted: what has not begun is left
            threads.shutdown(wait=False, cancel_futures=True)
    return failed


def _print_one(store: Store, wanted: _Wanted, printers: Processes, code: str) -> tuple[str, str]:
    """Print and write one report; the path of its PDF, and what is left of a measurement that is not finished."""
    from scheduler.wiring import print_in

    order = _order(store, wanted, code)
    printed = print_in(printers, order)
    for name, content in wanted.files(code, printed).items():
        _write(wanted.out, name, content)
    return str(wanted.out / next(iter(wanted.files(code, printed)))), _left(order.material.subject)


def _left(subject: ReportSubject) -> str:
    """What of the measurement is open, for who prints it; nothing when it is finished."""
    counts = (
        ("calls in review", subject.calls_not_reviewed),
        ("letters that may still be answered", subject.letters_waiting),
        ("contacts not made", subject.contacts_to_come),
    )
    told = ", ".join(f"{what} {number}" for what, number in counts if number)
    code = subject.municipality_code
    return f"{code} is not finished, and the first page of its report says so: {told}." if told else ""


def _told(done: Future[tuple[str, str]]) -> Exception | None:
    """Say where the PDF lies and what is left of its measurement, or give back why there is none."""
    error = done.exception()
    if error is None:
        file, left = done.result()
        say(file)
        if left:
            warn(left)
        return None
    if not isinstance(error, Exception):
        raise error
    if isinstance(error, Fault):
        return error
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return RuntimeError(f"something unexpected went wrong: {lines[-1]}")


def _codes(store: Store, name: str) -> list[str]:
    from shopper.queries import measurements_of, wave_named

    with store.reading() as session:
        codes = [each.municipality_code for each in measurements_of(session, wave_named(session, name))]
    if not codes:
        raise BadInput(f"{name} measures no municipality yet; add one first")
    return codes


def _order(store: Store, wanted: _Wanted, code: str) -> DraftOrder:
    from scheduler.report_job import gather_material, printed_on
    from scheduler.wording import report_language
    from scheduler.workplace import DraftOrder
    from shopper.clock import system_clock
    from shopper.queries import measurement_of, wave_named

    settings = current_settings()
    with store.reading() as session:
        wave = wave_named(session, wanted.wave)
        measurement = measurement_of(session, wave, code)
        language = report_language(settings, wanted.language)
        material = gather_material(session, wave, measurement, printed_on(wave, system_clock()), language)
    return DraftOrder(material, wanted.variant, wanted.has_watermark, settings.data_licence)


def _write(folder: Path, name: str, content: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    except OSError as error:
        raise BadInput(f"{folder / name} cannot be written: {error.strerror}; choose another --out") from error
