"""`shopper municipality`: the register."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from web.commands.opened import cause, opened_store, say, say_table

app = typer.Typer(help="The register of municipalities.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file; its columns are named in the manual.")],
) -> None:
    """Add municipalities from a CSV file and update the known ones.

    Columns: code, name, population, official_address, switchboard, opening_hours, mail_domains, and time_zone where it
    is not the one of the register. Opening hours are such as `mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00`.
    """
    from shopper.register import import_register

    with opened_store() as store, store.transaction() as session:
        done = import_register(session, file, cause())
    say(f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged.")


@app.command("list")
def list_all() -> None:
    """Show the register."""
    from sqlmodel import col, select

    from shopper.tables.study import Municipality

    with opened_store() as store, store.reading() as session:
        found = session.exec(select(Municipality).order_by(col(Municipality.code))).all()
    table = Table("Code", "Name", "Population", "Official address", "Switchboard")
    for each in found:
        table.add_row(each.code, each.name, str(each.population), each.official_address, each.switchboard)
    say_table(table)
