"""An office account at a server that listens: what a page sends through it can be read here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from fastapi import FastAPI

from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount

SITE = "https://matning.example"


@dataclass
class Postbox:
    """What the SMTP server answers after DATA, which recipients it does not know, and what it took."""

    answer: str = "250 2.0.0 Ok"
    unknown: frozenset[str] = frozenset()
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        del server, session
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        return self.answer

    def link(self) -> str:
        """The path of the link in the newest letter."""
        body = self.letters[-1].get_content()
        return str(next(line for line in body.splitlines() if line.startswith(SITE))).removeprefix(SITE)


class FreePort(Controller):
    """An aiosmtpd server in a thread, on a port of its own choice."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def office(site: FastAPI, store: Store) -> Iterator[Postbox]:
    """The site with an office account whose letters land in the postbox."""
    postbox = Postbox()
    server = FreePort(postbox, hostname="127.0.0.1", port=0)
    server.start()
    with store.transaction() as session:
        session.add(
            MailAccount(
                name="office",
                domain="kontoret.example",
                self_copy="matning@kontoret.example",
                smtp_host="127.0.0.1",
                smtp_port=server.port,
                smtp_security="none",
                imap_host="127.0.0.1",
                imap_port=143,
                imap_security="none",
                imap_user="office",
                imap_password_sealed="-",
            )
        )
    settings = Settings(office_account="office", site_url=SITE)
    site.state.platform = replace(site.state.platform, settings=settings)
    yield postbox
    server.stop()
