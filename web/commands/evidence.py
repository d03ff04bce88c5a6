"""`shopper evidence`: the auditor's pack of one measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shopper.faults import BadInput
from shopper.outside_files import refuse_file
from web.commands.opened import cause, current_settings, opened_store, say, waiting


def evidence(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")],
    municipality: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="The municipality's code.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the file; it is made if it is new.")],
    mails: Annotated[bool, typer.Option(help="Whether the letters and replies themselves are in it.")] = True,
) -> None:
    """Write CODE-WAVE-evidence.zip: the rows behind every figure, and a script that counts them again."""
    refuse_file(out)
    with waiting("Gathering the evidence"):
        pack = _pack(wave, municipality, with_mails=mails)
    file = out / f"{municipality}-{wave.replace('/', '-')}-evidence.zip"
    try:
        out.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pack)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}; choose another --out") from error
    say(str(file))


def _pack(name: str, code: str, *, with_mails: bool) -> bytes:
    from importlib.metadata import version

    from report_templates.evidence.pack import make_evidence
    from report_templates.files.package import Origin
    from scheduler.evidence import gather_evidence
    from scheduler.wording import rules_of
    from shopper.clock import system_clock
    from shopper.moves import record
    from shopper.queries import measurement_of, stored_id, wave_named

    settings, now = current_settings(), system_clock()
    with opened_store() as store:
        with store.reading() as session:
            wave = wave_named(session, name)
            measurement = measurement_of(session, wave, code)
            gathered = gather_evidence(session, wave, measurement, now, rules_of(settings), with_mails=with_mails)
        # Packed with nothing locked; only the line in the trail is written.
        pack = make_evidence(gathered, Origin(version("servicematning"), settings.data_licence))
        with store.transaction() as session:
            details = {"mails": len(gathered.mails)}
            record(session, "measurement", stored_id(measurement.id), "evidence", cause(), details=details)
    return pack
