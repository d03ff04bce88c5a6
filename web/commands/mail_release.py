"""`shopper mail release`: an account that a restore held may send again."""

from typing import Annotated

import typer

from web.commands.opened import cause, opened_store, say


def release(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's name.")],
) -> None:
    """Let an account send again that was held when the database was restored, once its mailbox has been read."""
    from shopper.mail_holds import release as release_account

    with opened_store() as store, store.transaction() as session:
        overdue = release_account(session, name, cause())
    say(f"{name} sends again; {overdue} overdue letters leave one after the other.")
