"""A worker in a process of its own that prints ordered reports: made to be killed by test_printing_killed.py.

Called with the database's address. What it prints is quickly made, but in processes of their own and with the real job
engine, as reports are.
"""

import sys
import time
from dataclasses import replace
from functools import partial

from scheduler.processes import Limits, Processes
from scheduler.workplace import Printed, PrintOrder
from shopper.settings import Settings
from shopper.store import Store

PRINTING_SECONDS = 2


def print_slowly(order: PrintOrder) -> Printed:
    """As long as a report takes, so that there is a middle to be killed in."""
    assert order.variant
    time.sleep(PRINTING_SECONDS)
    return Printed("<html>", "0" * 64, b"%PDF", b"PK", b"PK")


def main(url: str) -> None:
    """Work until killed."""
    # Not needed in the processes, which import this file too.
    from scheduler.wiring import build_workplace  # noqa: PLC0415
    from scheduler.worker import working  # noqa: PLC0415

    settings, store = Settings(database_url=url, executor_id="printer"), Store(url)
    processes = Processes(Limits(2, 60, 800))
    workplace = replace(
        build_workplace(settings, store), print_report=partial(processes.run, print_slowly), close=processes.close
    )
    with working(workplace):
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
