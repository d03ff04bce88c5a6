"""`shopper audit`: whether the audit trail is whole, and the trail as a file."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from shopper.faults import BadInput
from web.commands.opened import opened_store, progress_of, say, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from shopper.audit import Verdict
    from shopper.audit_search import Wanted

BROKEN = 1
"""The exit code when the trail is not whole."""
STEP = 1000
"""Events from one move of the progress bar to the next."""
FORMATS = (".csv", ".jsonl")

app = typer.Typer(help="The audit trail: who did what to which thing, when and why.", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[str, typer.Option(metavar="HASH", help="A hash noted earlier: is it still in the trail?")] = "",
) -> None:
    """Read the whole trail and say whether anything was changed, removed or put in. Exit code 1 when something was."""
    from shopper.audit import verify as read_all
    from shopper.audit_search import Wanted, how_many

    noted = head.strip().lower()
    if noted and not re.fullmatch(r"[0-9a-f]{64}", noted):
        raise BadInput("--head is no hash of the trail; give the 64 characters that an earlier verification printed")
    with (
        opened_store() as store,
        store.reading() as session,
        progress_of("Verify", how_many(session, Wanted()) // STEP) as told,
    ):
        verdict = read_all(session, noted, lambda events: told(f"{events} events"))
    _tell(verdict, noted)


def _tell(verdict: Verdict, noted: str) -> None:
    if verdict.broken is not None:
        warn(f"The trail is not whole: {verdict.broken}; the events before it are. Compare with a backup.")
        raise typer.Exit(BROKEN)
    if noted and verdict.noted is None:
        warn("The trail is another one: the hash is not in it. Events that were there then were changed or removed.")
        raise typer.Exit(BROKEN)
    say(f"The trail is whole: {verdict.events} events, the last one is number {verdict.last}.")
    if noted:
        say(f"The hash belongs to event {verdict.noted}, and everything up to it is as it was then.")
    if verdict.head:
        say(f"Note this hash outside the database, for --head: {verdict.head}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: its name ends in .csv or .jsonl.")],
    wave: Annotated[str | None, typer.Option(metavar="WAVE", help="Only what is about this wave.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Only from this day (UTC) on.")
    ] = None,
) -> None:
    """Write the trail, or a part of it, to a new file."""
    from shopper.audit_search import Wanted
    from shopper.queries import stored_id, wave_named

    if file.suffix not in FORMATS:
        raise BadInput(f"{file} is neither .csv nor .jsonl; end its name with one of them")
    if file.exists():
        raise BadInput(f"{file} exists already; choose another name, an export never replaces a file")
    with opened_store() as store, store.reading() as session:
        wave_id = stored_id(wave_named(session, wave).id) if wave is not None else None
        wanted = Wanted(wave_id=wave_id, since=since.replace(tzinfo=UTC) if since else None)
        events = _write(session, wanted, file)
    say(f"{events} events are in {file}.")


def _write(session: Session, wanted: Wanted, file: Path) -> int:
    """Write the file beside its place first, so that half of one is never taken for all; only its owner may read it."""
    from shopper.audit_search import how_many

    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with (
            os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out,
            progress_of("Export", how_many(session, wanted) // STEP) as told,
        ):
            written = _write_lines(session, wanted, (out, file.suffix), told)
        unfinished.replace(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}; choose another place") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _write_lines(session: Session, wanted: Wanted, file: tuple[TextIO, str], told: Callable[[str], None]) -> int:
    """Write each event into the opened file, in the form that its suffix names; how many there were."""
    from shopper.audit_lines import csv_header, csv_line, json_line
    from shopper.audit_search import each_found

    out, suffix = file
    line_of = csv_line if suffix == ".csv" else json_line
    out.write(csv_header() if suffix == ".csv" else "")
    written = 0
    for event in each_found(session, wanted):
        out.write(line_of(event))
        written += 1
        if written % STEP == 0:
            told(f"{written} events")
    return written
