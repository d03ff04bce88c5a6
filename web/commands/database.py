"""`shopper db`: the schema, and backups."""

from pathlib import Path
from typing import Annotated

import typer

from web.commands.opened import current_settings, opened_store, progress_of, say

app = typer.Typer(help="The database: its schema, backup and restore.", no_args_is_help=True)

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, one zip file.")]


@app.command()
def upgrade() -> None:
    """Bring the schema to the newest version; harmless when it is there already."""
    from sqlalchemy.exc import DBAPIError

    from shopper.store import refusal, store_at

    store = store_at(current_settings().database_url)
    try:
        store.upgrade()
    except DBAPIError as error:
        raise refusal("upgraded", error) from error
    finally:
        store.close()
    say("The schema is the newest.")


@app.command()
def backup(file: BackupFile) -> None:
    """Write everything into one file that every kind of database can restore."""
    from shopper.backup import backup as write
    from shopper.tables.all_tables import METADATA

    with opened_store() as store, progress_of("Backup", len(METADATA.tables)) as told:
        rows = write(store, file, told)
    say(f"{sum(rows.values())} rows of {len(rows)} tables are in {file}.")


@app.command()
def restore(file: BackupFile) -> None:
    """Read a backup into an empty database, all or nothing."""
    from shopper.backup import restore as read
    from shopper.tables.all_tables import METADATA

    with opened_store() as store, progress_of("Restore", len(METADATA.tables)) as told:
        rows = read(store, file, told)
    say(f"{sum(rows.values())} rows of {len(rows)} tables are restored from {file}.")
    if rows["mail_account"]:
        say("Every mail account is held: let a worker read its mailbox, then run `shopper mail release ACCOUNT`.")
