"""`shopper mail reparse`: everything stored is judged anew by the rules as they are now."""

from __future__ import annotations

from typing import Annotated

import typer

from shopper.faults import BadInput
from web.commands.opened import followed, opened_store, say, say_json


def reparse(
    account: Annotated[str | None, typer.Argument(metavar="[ACCOUNT]", help="One account; otherwise all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read all stored mails anew: parse, judge and match them, and count what changed. Decisions of people stand."""
    from functools import partial

    from sqlmodel import select

    from mail_probe.reparse import reparse as read_anew
    from shopper.clock import system_clock
    from shopper.tables.mail import MailAccount

    with opened_store() as store:
        with store.reading() as session:
            known = session.exec(select(MailAccount.name).order_by(MailAccount.name)).all()
        if account is not None and account not in known:
            raise BadInput(f"there is no mail account {account!r}; known are {', '.join(known) or 'none yet'}")
        done = [
            read_anew(store, system_clock, name, partial(followed, title=f"Reparse {name}"))
            for name in ([account] if account is not None else known)
        ]
    read, changed = sum(one.read for one in done), sum(one.changed for one in done)
    if as_json:
        say_json({"read": read, "changed": changed})
    else:
        say(f"{read} mails read, {changed} changed.")
