"""The self-test of a mail account: sign in, send a mail to the account itself, and receive it."""

from __future__ import annotations

from secrets import token_hex
from time import monotonic, sleep
from typing import TYPE_CHECKING

from shopper.faults import BadInput, Fault
from web.commands.opened import current_settings, opened_store, progress_of, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from mail_probe.doorways import Mailbox, Outgoing
    from shopper.clock import Clock
    from shopper.tables.mail import MailAccount

ARRIVAL_SECONDS = 120
"""How long our own mail may take to come back."""

POLL_SECONDS = 1


def check_account(name: str) -> None:
    """Run the self-test of the account called `name` and tell what worked; a Fault says which step failed and why."""
    from mail_probe.doorways import MailboxUnreached
    from scheduler.wiring import mailbox_of, outgoing_of
    from shopper.clock import system_clock
    from shopper.tables.mail import MailAccount

    settings = current_settings()
    with opened_store() as store, progress_of("Check", 4) as step:
        with store.reading() as session:
            account = session.get(MailAccount, name)
        if account is None:
            raise BadInput(f"there is no mail account {name!r}; add it with `shopper mail account FILE.toml`")
        outgoing = outgoing_of(settings, store, name)
        step("sign in to send")
        try:
            outgoing.check()
        except ConnectionError as error:
            raise Fault(f"signing in to send failed: {_server(account.smtp_host, account.smtp_port)}{error}") from error
        step("sign in to fetch")
        try:
            with mailbox_of(settings, store, name) as mailbox:
                mailbox.folders()
                step("send")
                message_id = send_to_self(outgoing, account, system_clock)
                step("receive")
                seconds = wait_for(mailbox, message_id)
        except MailboxUnreached as error:
            raise Fault(f"fetching failed: {error}") from error
    say(f"{name}: signed in to both servers, sent a mail, and received it after {seconds:.0f} s.")


def send_to_self(outgoing: Outgoing, account: MailAccount, clock: Clock) -> str:
    """Send a mail from the account to itself; its Message-ID. Fault with the server's words when it is not taken."""
    from mail_probe.message import Letter, compose, new_message_id

    message_id = new_message_id(token_hex(16), account.domain)
    letter = Letter(
        message_id=message_id,
        from_name="",
        from_address=account.self_copy,
        to_address=account.self_copy,
        subject="Test",
        body="Test\n",
        at=clock(),
    )
    outcome = outgoing.deliver(compose(letter), account.self_copy, account.self_copy, None, lambda: None)
    if outcome.result != "sent":
        raise Fault(f"sending failed: {_server(account.smtp_host, account.smtp_port)}{outcome.result}, {outcome.reply}")
    return message_id


def wait_for(mailbox: Mailbox, message_id: str, pause: Callable[[float], None] = sleep) -> float:
    """Look for the mail until it is there; the seconds it took. Fault when it does not come."""
    begun = monotonic()
    while mailbox.find_message_id(message_id) is None:
        if monotonic() - begun > ARRIVAL_SECONDS:
            raise Fault(
                f"the mail was sent but did not arrive within {ARRIVAL_SECONDS} s; check where its domain leads"
            )
        pause(POLL_SECONDS)
    return monotonic() - begun


def _server(host: str, port: int) -> str:
    return f"{host}:{port} says: "
