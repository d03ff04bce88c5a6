"""What a job is given to work with: the store, the time, the settings, and ways to mail servers and the printer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from mail_probe.doorways import Mailbox, WayOut
from mail_probe.sending.recover import Worker
from report_templates.content import Report as ReportContent
from shopper.clock import Clock
from shopper.settings import Settings
from shopper.store import Store

OutgoingFactory = Callable[[str], WayOut]
"""The way out of the mail account with this name."""

MailboxFactory = Callable[[str], AbstractContextManager[Mailbox]]
"""The mailbox of the mail account with this name; connects when its context is entered."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed report: the PDF, and the workbook with the figures."""

    pdf: bytes
    workbook: bytes


ReportPrinter = Callable[[ReportContent], Printed]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything the jobs know of the world. `life` is a word that is new each time the process starts."""

    store: Store
    clock: Clock
    settings: Settings
    outgoing: OutgoingFactory
    mailbox: MailboxFactory
    print_report: ReportPrinter
    life: str

    @property
    def worker(self) -> Worker:
        """Who sends letters here."""
        lease = timedelta(minutes=self.settings.mail_lease_minutes)
        return Worker(self.settings.executor_id, self.life, lease)
