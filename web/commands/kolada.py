"""`shopper kolada`: reading Kolada into a dated file, and taking such a file into the database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from web.commands.opened import cause, opened_store, say, say_table

app = typer.Typer(help="Kolada: groups of municipalities, and key figures to show beside ours.", no_args_is_help=True)

YEARS = 5
DEFAULT_URL = "https://api.kolada.se/v3/"


@app.command()
def fetch(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file that the snapshot is written to.")],
    kpi: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A key figure such as N00671; SKR's survey without it.")
    ] = None,
    years: Annotated[int, typer.Option(min=1, max=25, help="How many years back, this one included.")] = YEARS,
    url: Annotated[str, typer.Option(help="Where the API is, if not at Kolada itself.")] = DEFAULT_URL,
) -> None:
    """Read municipalities, groups and key figures from Kolada into a file; nothing is stored yet."""
    from shopper.clock import system_clock
    from shopper.faults import BadInput
    from shopper.kolada.reading import read_kolada
    from shopper.kolada.snapshot import USUAL_KPIS, snapshot_text

    if not out.parent.is_dir():
        raise BadInput(f"there is no folder {out.parent}; make it first, or give another with --out")
    now = system_clock()
    wanted = tuple(dict.fromkeys(kpi or USUAL_KPIS))
    with Progress(console=Console(stderr=True), disable=not Console(stderr=True).is_terminal) as progress:
        task = progress.add_task("Kolada", total=None)
        snapshot = read_kolada(
            wanted,
            range(now.year - years + 1, now.year + 1),
            now,
            url=url,
            told=lambda done, of: progress.update(task, completed=done, total=of),
        )
    try:
        out.write_text(snapshot_text(snapshot), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}; give another file with --out") from error
    counts = f"{len(snapshot.values)} values of {len(wanted)} key figures and {len(snapshot.groups)} groups"
    say(f"{counts} are in {out}; take them in with `shopper kolada import {out}`.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `shopper kolada fetch` wrote.")],
) -> None:
    """Store the snapshot of a file; reports show the newest one."""
    from shopper.kolada.snapshot import read_snapshot
    from shopper.kolada.stored import store_snapshot
    from shopper.outside_files import read_bytes

    snapshot = read_snapshot(read_bytes(file), str(file))
    with opened_store() as store, store.transaction() as session:
        number = store_snapshot(session, snapshot, cause())
    counts = f"{len(snapshot.values)} values, {len(snapshot.groups)} groups"
    say(f"Snapshot {number} of {snapshot.taken_at:%Y-%m-%d} is stored: {counts}.")


@app.command()
def show() -> None:
    """Show the snapshot that reports use: its date, key figures and groups."""
    from shopper.faults import NotThere
    from shopper.kolada.stored import groups_of, kpis_of, newest_snapshot
    from shopper.queries import stored_id

    with opened_store() as store, store.reading() as session:
        newest = newest_snapshot(session)
        if newest is None:
            raise NotThere("there is no snapshot of Kolada; fetch one with `shopper kolada fetch` and import it")
        number = stored_id(newest.id)
        kpis, groups = kpis_of(session, number), groups_of(session, number)
    made_up = " (made up, not from Kolada)" if newest.made_up else ""
    say(f"Snapshot {number}, taken {newest.taken_at:%Y-%m-%d} from {newest.source}{made_up}")
    table = Table("Key figure", "Title", "Municipalities", "Years")
    for one in kpis:
        span = "-" if one.first_year is None else f"{one.first_year}-{one.last_year}"
        table.add_row(one.kpi, one.title, str(one.municipalities), span)
    say_table(table)
    table = Table("Group", "Title", "Members")
    for group in groups:
        table.add_row(group.group_id, group.title, str(len(group.members.split())))
    say_table(table)


@app.command()
def remove(number: Annotated[int, typer.Argument(metavar="NUMBER", help="The snapshot's number.", min=1)]) -> None:
    """Forget a snapshot; one that a wave or a printed report rests on is kept."""
    from shopper.kolada.stored import remove_snapshot

    with opened_store() as store, store.transaction() as session:
        remove_snapshot(session, number, cause())
    say(f"Snapshot {number} is removed.")
