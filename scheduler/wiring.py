"""Builds the jobs' workplace from settings and stored mail accounts: the one place where real adapters are chosen."""

from functools import partial
from secrets import token_hex

from scheduler.mail_doors import mailbox_of, outgoing_of
from scheduler.printing import print_report
from scheduler.workplace import Workplace
from shopper.clock import Clock, system_clock
from shopper.settings import Settings
from shopper.store import Store


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
