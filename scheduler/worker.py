"""What `shopper work` does, and the background half of `shopper run`: work until it is told to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

import structlog

from scheduler.engine import Engine
from scheduler.jobs import bound_jobs, rounds
from scheduler.workplace import Workplace

_log = structlog.get_logger(__name__)


@contextmanager
def working(workplace: Workplace, *, by_the_minute: bool = True) -> Iterator[Engine]:
    """An engine that works inside the block; at its end, what runs is let finish and the workplace is closed.

    Without `by_the_minute` nothing is done that nobody orders: for a clock that is moved by hand.
    """
    ordered = rounds(workplace) if by_the_minute else ()
    engine = Engine(workplace.settings, bound_jobs(workplace), workplace.store, ordered)
    try:
        engine.start()
        _log.info("worker started", executor=workplace.settings.executor_id)
        yield engine
    finally:
        workplace.closing.set()
        engine.stop()
        workplace.close()
        _log.info("worker stopped", executor=workplace.settings.executor_id)


def work_until_told(workplace: Workplace) -> None:
    """Work until SIGTERM or SIGINT. To be called in the process's main thread, where signals arrive."""
    told = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with working(workplace):
        told.wait()
