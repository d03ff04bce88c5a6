"""`shopper overview`: all municipalities of a wave beside each other, and the entry sheet for Kolada."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_templates.language import Code as Language
from shopper.faults import BadInput
from shopper.outside_files import refuse_file
from web.commands.opened import followed, opened_store, say

if TYPE_CHECKING:
    from report_templates.overview import Overview
    from shopper.store import Store


def overview(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the files; it is made if it is new.")],
    language: Annotated[Language, typer.Option(help="The language of the files.")] = "sv",
) -> None:
    """Write the wave's overview to WAVE-overview.xlsx and .pdf, and its sheet for Kolada to WAVE-kolada.*."""
    from scheduler.overview import KINDS, overview_file

    refuse_file(out)
    with opened_store() as store:
        found = _gathered(store, wave, language)
    stem = wave.replace("/", "-")
    for kind in KINDS:
        file = out / f"{stem}-{kind}"
        _write(file, overview_file((found, kind)))
        say(str(file))


def _gathered(store: Store, name: str, language: Language) -> Overview:
    from scheduler.overview import gather_overview
    from scheduler.report_job import printed_on
    from shopper.clock import system_clock
    from shopper.queries import measurements_of, wave_named

    with store.reading() as session:
        wave = wave_named(session, name)
        measurements = measurements_of(session, wave)
        if not measurements:
            raise BadInput(f"{name} measures no municipality yet; add one first")
        day = printed_on(wave, system_clock())
        return gather_overview(session, wave, day, language, followed(measurements, "Count"))


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}; choose another --out") from error
