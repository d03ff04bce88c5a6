"""The real ways to the servers of a stored mail account: its password or token unsealed, its settings read anew."""

from typing import cast

from mail_probe.doorways import Security, Server
from mail_probe.imap import ImapMailbox
from mail_probe.smtp import SmtpOutgoing
from scheduler.account_tokens import AccountTokens
from shopper.clock import Clock, system_clock
from shopper.faults import NotThere
from shopper.sealed import unseal
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount


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
