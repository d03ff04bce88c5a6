"""`shopper report`: a municipality's report as PDF and workbook, or those of the whole wave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopper.faults import BadInput
from shopper.outside_files import refuse_file
from web.commands.opened import followed, opened_store, say

if TYPE_CHECKING:
    from report_templates.content import Report
    from shopper.store import Store


def report(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the files; it is made if it is new.")],
    municipality: Annotated[str | None, typer.Argument(metavar="MUNICIPALITY", help="The municipality's code.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Every municipality of the wave.")] = False,
) -> None:
    """Print the report of one municipality, or of all, to CODE-WAVE.pdf and CODE-WAVE.xlsx."""
    from scheduler.printing import print_report

    if everybody == (municipality is not None):
        raise BadInput("name one municipality, or give --all for every one of the wave")
    refuse_file(out)
    with opened_store() as store:
        codes = [municipality] if municipality is not None else _codes(store, wave)
        for code in followed(codes, "Print"):
            printed = print_report(_gathered(store, wave, code))
            stem = f"{code}-{wave.replace('/', '-')}"
            _write(out, f"{stem}.pdf", printed.pdf)
            _write(out, f"{stem}.xlsx", printed.workbook)
            say(str(out / f"{stem}.pdf"))


def _codes(store: Store, name: str) -> list[str]:
    from shopper.queries import measurements_of, wave_named

    with store.reading() as session:
        codes = [each.municipality_code for each in measurements_of(session, wave_named(session, name))]
    if not codes:
        raise BadInput(f"{name} measures no municipality yet; add one first")
    return codes


def _gathered(store: Store, name: str, code: str) -> Report:
    from scheduler.report_job import gather_report
    from shopper.clock import system_clock
    from shopper.queries import measurement_of, method_of, wave_named

    with store.reading() as session:
        wave = wave_named(session, name)
        today = system_clock().astimezone(method_of(wave).working_time.zone).date()
        return gather_report(session, wave, measurement_of(session, wave, code), today)


def _write(folder: Path, name: str, content: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    except OSError as error:
        raise BadInput(f"{folder / name} cannot be written: {error.strerror}; choose another --out") from error
