"""The town that the letters of these tests go to."""

from dataclasses import dataclass, field
from datetime import timedelta

from mail_probe.doorways import Server
from mail_probe.imap import ImapMailbox
from mail_probe.sending.recover import Worker
from mail_probe.smtp import SmtpOutgoing
from web.demo.servers import MailServers

LETTERS = 3
WORKER = Worker(executor_id="one", life="first", lease=timedelta(minutes=10))


@dataclass
class Town:
    """The mail servers, and the letters that reached the municipality."""

    servers: MailServers
    received: list[bytes] = field(default_factory=list)

    @property
    def outgoing(self) -> SmtpOutgoing:
        """Our way out."""
        return SmtpOutgoing(Server("127.0.0.1", self.servers.smtp_port, "none"), "mail.probes.test", 10)

    def open_mailbox(self) -> ImapMailbox:
        """Our mailbox."""
        return ImapMailbox(Server("127.0.0.1", self.servers.imap_port, "none", "probes", "pw"), 10)
