"""`shopper mail`: kinds of mails, and the accounts that letters leave from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.table import Table
from sqlmodel import select

from shopper.faults import BadInput
from shopper.outside_files import read_bytes
from web.commands.asked import asked_password
from web.commands.mail_release import release
from web.commands.mail_reparse import reparse
from web.commands.opened import (
    cause,
    current_settings,
    followed,
    opened_store,
    say,
    say_json_line,
    say_table,
    secret_from,
)

if TYPE_CHECKING:
    from mail_probe.doorways import FaultWord
    from shopper.mail_account_file import MailAccountFile, Passwords

app = typer.Typer(help="Mails and mail accounts.", no_args_is_help=True)
app.command()(release)
app.command()(reparse)


@app.command()
def classify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails as raw files (.eml).")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file, each on its line.")] = False,
) -> None:
    """Say what kind of reply each mail is, how surely, and by what evidence."""
    from mail_probe.kind import classify as judge
    from mail_probe.message import parse

    found = []
    for file in followed(files, "Classify"):
        judgement = judge(parse(read_bytes(file)))
        found.append(
            {
                "file": str(file),
                "kind": judgement.kind.value,
                "certainty": judgement.certainty.value,
                "evidence": list(judgement.evidence),
            }
        )
    for one in found:
        if as_json:
            say_json_line(one)
        else:
            say(f"{one['file']}: {one['kind']} ({one['certainty']}): {'; '.join(one['evidence'])}")


@app.command()
def account(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The account as a file, without passwords.")],
) -> None:
    """Add a mail account, or change the one with the same name; its passwords are stored sealed."""
    from shopper.mail_account_file import read_mail_account_file, store_mail_account
    from shopper.settings import refuse_default_secret

    settings = current_settings()
    refuse_default_secret(settings)
    wanted = read_mail_account_file(file)
    passwords = _passwords(wanted)
    with opened_store() as store, store.transaction() as session:
        is_new = store_mail_account(session, wanted, passwords, settings.secret, cause())
    say(f"{wanted.name} is {'added' if is_new else 'changed'}; try it with `shopper mail check {wanted.name}`.")


def _passwords(wanted: MailAccountFile) -> Passwords:
    """What the account signs in with, from variables or asked for."""
    from shopper.mail_account_file import Passwords

    oauth = wanted.oauth
    if oauth is not None:
        return Passwords(
            client_secret=_named(oauth.client_secret_from, "the client's secret"),
            refresh_token=_named(oauth.refresh_token_from, "the refresh token"),
        )
    smtp = None if wanted.smtp.user is None else _password("SMTP", wanted.smtp.user, wanted.smtp.password_from)
    return Passwords(smtp, _password("IMAP", wanted.imap.user or "", wanted.imap.password_from))


def _named(variable: str | None, what: str) -> str | None:
    """The variable's value; None without a variable, BadInput when it is empty."""
    if variable is None:
        return None
    value = secret_from(variable)
    if value is None:
        raise BadInput(f"the variable {variable} is empty; put {what} in it")
    return value


def _password(server: str, user: str, variable: str | None) -> str:
    password = _named(variable, f"the {server} password of {user}")
    if password is not None:
        return password
    return asked_password(
        f"The {server} password of {user}", f"name its variable with password_from in [{server.lower()}]"
    )


@app.command()
def accounts() -> None:
    """List the mail accounts: their domains, whether they work, and whether they are held."""
    from mail_probe.servers.diagnosis import SENTENCES
    from shopper.tables.mail import MailAccount

    def health(failing_since: datetime | None, fault: str, failure: str, polled_at: datetime | None) -> str:
        if failing_since is None:
            return "works" if polled_at else "not tried yet"
        meaning = SENTENCES.get(cast("FaultWord", fault), "") if fault != "other" else failure
        return f"fails since {failing_since:%Y-%m-%d %H:%M} UTC: {meaning or failure}"

    with opened_store() as store, store.reading() as session:
        rows = session.exec(select(MailAccount).order_by(MailAccount.name)).all()
    table = Table("Name", "Domain", "Sends", "Fetches", "Held")
    for row in rows:
        sends = health(row.smtp_failing_since, row.smtp_fault, row.smtp_failure, row.polled_at)
        fetches = health(row.imap_failing_since, row.imap_fault, row.imap_failure, row.polled_at)
        table.add_row(row.name, row.domain, sends, fetches, (row.hold_reason or "yes") if row.held_since else "no")
    say_table(table)


@app.command()
def check(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's name.")],
) -> None:
    """Try an account: sign in to both servers, send a mail to the account itself, and receive it."""
    from web.commands.mail_check import check_account

    check_account(name)
