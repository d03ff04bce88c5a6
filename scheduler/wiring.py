"""Builds the jobs' workplace from settings and stored mail accounts: the one place where real adapters are chosen."""

from functools import partial
from secrets import token_hex
from typing import cast

from mail_probe.doorways import Security, Server
from mail_probe.imap import ImapMailbox
from mail_probe.smtp import SmtpOutgoing
from scheduler.account_tokens import AccountTokens
from scheduler.printing import print_report
from scheduler.workplace import Workplace
from shopper.clock import Clock, system_clock
from shopper.faults import NotThere
from shopper.sealed import unseal
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount


def build_workplace(settings: Settings, store: Store, clock: Clock = system_clock) -> Workplace:
    """The workplace of a worker process. Mail accounts are read anew for each job, so a change holds at once."""
    return Workplace(
        store=store,
        clock=clock,
        settings=settings,
        outgoing=partial(outgoing_of, settings, store, clock=clock),
        mailbox=partial(mailbox_of, settings, store, clock=clock),
        print_report=print_report,
        life=token_hex(8),
    )


def outgoing_of(settings: Settings, store: Store, account: str, clock: Clock = system_clock) -> SmtpOutgoing:
    """The way out of a mail account; NotThere without the account, SecretChanged when its password stays sealed."""
    row = _account(store, account)
    server = Server(
        host=row.smtp_host,
        port=row.smtp_port,
        security=cast("Security", row.smtp_security),
        user=row.smtp_user,
        password=None if row.smtp_password_sealed is None else unseal(row.smtp_password_sealed, settings.secret),
        access_token=_tokens_of(row, settings, store, clock),
    )
    return SmtpOutgoing(server, ehlo_name=row.domain, timeout_seconds=settings.mail_timeout_seconds)


def mailbox_of(settings: Settings, store: Store, account: str, clock: Clock = system_clock) -> ImapMailbox:
    """The mailbox of a mail account, not yet connected; errors as `outgoing_of`."""
    row = _account(store, account)
    server = Server(
        host=row.imap_host,
        port=row.imap_port,
        security=cast("Security", row.imap_security),
        user=row.imap_user,
        password=None if row.imap_password_sealed is None else unseal(row.imap_password_sealed, settings.secret),
        access_token=_tokens_of(row, settings, store, clock),
    )
    return ImapMailbox(server, timeout=settings.mail_timeout_seconds)


def _tokens_of(row: MailAccount, settings: Settings, store: Store, clock: Clock) -> AccountTokens | None:
    if row.sign_in != "oauth2":
        return None
    return AccountTokens(store, clock, settings.secret, row.name)


def _account(store: Store, name: str) -> MailAccount:
    with store.reading() as session:
        row = session.get(MailAccount, name)
    if row is None:
        raise NotThere(f"there is no mail account {name!r}")
    return row
