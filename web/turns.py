"""Requests take turns before they take a thread, so that those who wait never keep the working ones from going on.

A request needs a worker thread for each of its steps, and there are 40. If all of them wait for a connection or for
SQLite's one writer, the request that has it finds no thread for its next step, and nothing moves until the waiting
gives up. So requests wait here, in the order in which they came and without a thread: writers on SQLite one at a time,
and all together as many as the store has connections for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

AT_A_TIME: Final = 16
"""Requests that are answered at the same time: fewer than half of the threads, and of `store.CONNECTIONS`."""


@dataclass(frozen=True, slots=True)
class _Gates:
    everybody: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))
    writers: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """Who may go on, for each event loop: a server has one."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, _Gates] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self, *, alone: bool) -> AsyncIterator[None]:
        """Wait for a turn and keep it; `alone`: without anybody else who is alone."""
        gates = self._gates.setdefault(asyncio.get_running_loop(), _Gates())
        async with AsyncExitStack() as held:
            if alone:  # first: who waits to write does not keep those who read from their turn
                await held.enter_async_context(gates.writers)
            await held.enter_async_context(gates.everybody)
            yield
