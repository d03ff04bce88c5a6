"""Builds the jobs' workplace from settings and stored mail accounts: the one place where real adapters are chosen."""

from functools import partial
from secrets import token_hex

from report_templates.sheets import print_sheets
from scheduler.mail_doors import mailbox_of, outgoing_of
from scheduler.processes import Limits, Processes
from scheduler.workplace import Printed, PrintOrder, Workplace
from shopper.clock import Clock, system_clock
from shopper.settings import Settings
from shopper.store import Store


def build_workplace(settings: Settings, store: Store, clock: Clock = system_clock) -> Workplace:
    """The workplace of a worker process. Mail accounts are read anew for each job, so a change holds at once."""
    printers, workers = report_processes(settings), content_processes(settings)

    def close() -> None:
        printers.close()
        workers.close()

    return Workplace(
        store=store,
        clock=clock,
        settings=settings,
        outgoing=partial(outgoing_of, settings, store, clock=clock),
        mailbox=partial(mailbox_of, settings, store, clock=clock),
        print_report=partial(print_in, printers),
        life=token_hex(8),
        close=close,
        apart=workers.run,
    )


def report_processes(settings: Settings) -> Processes:
    """The processes that reports are printed in, within the limits of the settings; to be closed afterwards."""
    return Processes(Limits(settings.report_processes, settings.report_seconds, settings.report_mb))


def content_processes(settings: Settings) -> Processes:
    """The processes that reports are worked out in: not those that print, which hold only what printing needs."""
    return Processes(Limits(settings.report_processes, settings.report_seconds, settings.report_mb))


def print_in(printers: Processes, order: PrintOrder) -> Printed:
    """Print a report: its content is made here, its pages in one of the processes."""
    from scheduler.printing import print_report  # noqa: PLC0415 - heavy: only where something is printed

    return print_report(order, partial(printers.run, print_sheets))
