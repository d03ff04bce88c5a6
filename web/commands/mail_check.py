"""The self-test of a mail account: sign in, send a mail to the account itself, and receive it."""

from __future__ import annotations

from functools import partial
from time import sleep
from typing import TYPE_CHECKING, Final

from shopper.faults import BadInput, Fault
from web.commands.opened import current_settings, opened_store, progress_of, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mail_probe.account_check import CheckResult, Step

STEPS: Final[Mapping[Step, str]] = {
    "sign_in_to_send": "signing in to send",
    "sign_in_to_fetch": "signing in to fetch",
    "send": "sending",
    "receive": "receiving",
}


def check_account(name: str) -> None:
    """Run the self-test of the account called `name` and tell what worked; a Fault says which step failed and why."""
    from mail_probe.account_check import Ways, try_account
    from scheduler.mail_doors import mailbox_of, outgoing_of
    from shopper.clock import system_clock
    from shopper.tables.mail import MailAccount

    settings = current_settings()
    with opened_store() as store, progress_of("Check", len(STEPS)) as step:
        with store.reading() as session:
            account = session.get(MailAccount, name)
        if account is None:
            raise BadInput(f"there is no mail account {name!r}; add it with `shopper mail account FILE.toml`")
        ways = Ways(
            partial(outgoing_of, settings, store, name), partial(mailbox_of, settings, store, name), system_clock, sleep
        )
        result = try_account(account, ways, lambda begun: step(STEPS[begun]))
    _tell(name, result)


def _tell(name: str, result: CheckResult) -> None:
    from mail_probe.account_check import REMARKS
    from mail_probe.servers.diagnosis import SENTENCES

    if result.fault:
        failure = " ".join(result.failure.split()).rstrip(".")
        advice = "" if result.fault == "other" else f". {SENTENCES[result.fault]}"
        raise Fault(f"{STEPS[result.step]} failed: {failure}{advice}")
    say(f"{name}: signed in to both servers, sent a mail, and received it after {result.seconds} s.")
    for remark in result.remarks:
        say(f"{name}: {REMARKS[remark]}.")
