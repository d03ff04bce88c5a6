"""Deeds that are done to the same store in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import Session

from shopper.faults import Fault
from shopper.store import Store


def at_once(store: Store, *deeds: Callable[[Session], object]) -> list[object]:
    """What each deed gives back or is refused with, all begun in the same moment, each in a transaction of its own."""
    ready = Barrier(len(deeds))

    def act(deed: Callable[[Session], object]) -> object:
        ready.wait()
        try:
            with store.transaction() as session:
                return deed(session)
        except Fault as fault:
            return fault

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(act, deeds))
