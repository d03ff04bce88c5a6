"""What a job is given to work with: the store, the time, the settings, and ways to mail servers and the printer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from mail_probe.doorways import Mailbox, WayOut
from mail_probe.sending.recover import Worker
from report_templates.material import Material
from scheduler.processes import Runner, run_here
from shopper.clock import Clock
from shopper.settings import Settings
from shopper.store import Store

OutgoingFactory = Callable[[str], WayOut]
"""The way out of the mail account with this name."""

MailboxFactory = Callable[[str], AbstractContextManager[Mailbox]]
"""The mailbox of the mail account with this name; connects when its context is entered."""


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """A draft to be printed from what a report is made of, in this variant of PDF; it carries a watermark if so.

    `licence` is the address of the one the data is given under, empty where nobody has decided to open it.
    """

    material: Material
    variant: str
    has_watermark: bool = True
    licence: str = ""


@dataclass(frozen=True, slots=True)
class FinalOrder:
    """The final print of a draft: its very HTML without the watermark, and its files but for the PDF."""

    html: str
    language: str
    variant: str
    content_sha256: str
    workbook: bytes
    package: bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed report: the HTML that was printed, the checksum of what it says, and the files."""

    html: str
    content_sha256: str
    pdf: bytes
    workbook: bytes
    package: bytes


PrintOrder = DraftOrder | FinalOrder

ReportPrinter = Callable[[PrintOrder], Printed]
"""Prints an order: takes values and gives values back, whatever process it does it in."""


def _nothing_to_close() -> None:
    """For a workplace that holds nothing of its own."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything the jobs know of the world. `life` is a word that is new each time the process starts.

    `close` gives back what the workplace holds besides the store. `apart` is where work of seconds is done, so that
    a site in the same process answers meanwhile. `closing` is set when the worker is to end: a job of many letters then
    begins no other.
    """

    store: Store
    clock: Clock
    settings: Settings
    outgoing: OutgoingFactory
    mailbox: MailboxFactory
    print_report: ReportPrinter
    life: str
    close: Callable[[], None] = _nothing_to_close
    apart: Runner = run_here
    closing: Event = field(default_factory=Event)

    @property
    def worker(self) -> Worker:
        """Who sends letters here."""
        lease = timedelta(minutes=self.settings.mail_lease_minutes)
        return Worker(self.settings.executor_id, self.life, lease)
