"""`shopper training`: the example calls and letters that those who grade begin with."""

from pathlib import Path
from typing import Annotated

import typer

from web.commands.opened import cause, opened_store, say

app = typer.Typer(help="Example calls and letters with agreed grades.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `training` a group although it has one command."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of [[call]] and [[letter]] tables.")],
) -> None:
    """Add examples from a file and update the known ones that nobody has graded yet."""
    from shopper.training import import_cases
    from shopper.training_file import read_training

    wanted = read_training(file)
    with opened_store() as store, store.transaction() as session:
        done = import_cases(session, wanted.rows(), cause())
    say(f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged.")
