"""`shopper mail`: kinds of mails, and the accounts that letters leave from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shopper.faults import BadInput
from shopper.outside_files import read_bytes
from web.commands.asked import asked_password
from web.commands.mail_release import release
from web.commands.opened import cause, current_settings, followed, opened_store, say, say_json_line, secret_from

app = typer.Typer(help="Mails and mail accounts.", no_args_is_help=True)
app.command()(release)


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
    from shopper.mail_account_file import Passwords, read_mail_account_file, store_mail_account
    from shopper.settings import refuse_default_secret

    settings = current_settings()
    refuse_default_secret(settings)
    wanted = read_mail_account_file(file)
    smtp = None if wanted.smtp.user is None else _password("SMTP", wanted.smtp.user, wanted.smtp.password_from)
    imap = _password("IMAP", wanted.imap.user or "", wanted.imap.password_from)
    with opened_store() as store, store.transaction() as session:
        is_new = store_mail_account(session, wanted, Passwords(smtp, imap), settings.secret, cause())
    say(f"{wanted.name} is {'added' if is_new else 'changed'}; try it with `shopper mail check {wanted.name}`.")


def _password(server: str, user: str, variable: str | None) -> str:
    if variable is None:
        otherwise = f"name its variable with password_from in [{server.lower()}]"
        return asked_password(f"The {server} password of {user}", otherwise)
    password = secret_from(variable)
    if password is None:
        raise BadInput(f"the variable {variable} is empty; put the {server} password of {user} in it")
    return password


@app.command()
def check(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's name.")],
) -> None:
    """Try an account: sign in to both servers, send a mail to the account itself, and receive it."""
    from web.commands.mail_check import check_account

    check_account(name)
