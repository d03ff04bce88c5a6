"""A few processes for heavy work: one that dies, hangs or grows too much fails its task alone and is replaced.

Each is started when it is first needed and kept, so that what is heavy to import is imported once. It ends with whoever
started it, even when that one is killed.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue
from threading import Event, Thread
from time import monotonic, sleep
from traceback import format_exc
from typing import Any, Final, Literal, Protocol, TypeVar, cast

from shopper.faults import Fault

Given = TypeVar("Given")
Made = TypeVar("Made")

Ending = Literal["died", "hung", "grew", "closed"]

SENTENCES: Final[dict[Ending, str]] = {
    "died": "the process that did it ended in the middle; try again, and look in the log if it happens again",
    "hung": "it took longer than the time limit; try again, or raise SHOPPER_REPORT_SECONDS",
    "grew": "it needed more memory than the limit; raise SHOPPER_REPORT_MB if the machine has more",
    "closed": "the program is being stopped; try again when it is running",
}

LOOK_SECONDS: Final = 0.1
"""How often a working process is looked at."""

FULL_SHARE: Final = 0.5
"""A process that keeps more than this share of its limit after a task is replaced before the next one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many processes, and what one task may take: seconds, and megabytes of memory of its process."""

    processes: int
    seconds: float
    megabytes: float


class Stopped(Fault):
    """A task was not finished; `ending` says what became of its process."""

    def __init__(self, ending: Ending) -> None:
        """With the sentence for the one who waits."""
        super().__init__(SENTENCES[ending])
        self.ending = ending


class TaskFailed(Exception):  # noqa: N818 - it is the task that failed, by an error of ours
    """The task raised something that is no fault of the user; the text is its traceback, for the log."""


class Runner(Protocol):
    """Runs a function of one value somewhere: in one of `Processes`, or here."""

    def __call__(self, function: Callable[[Given], Made], given: Given, /) -> Made:
        """What the function makes of it."""
        ...


def run_here(function: Callable[[Given], Made], given: Given, /) -> Made:
    """In this process: where nobody else has to be answered meanwhile, as in tests and commands."""
    return function(given)


class Processes:
    """Runs functions in processes of their own, at most so many at once; may be shared by threads."""

    def __init__(self, limits: Limits) -> None:
        """Nothing is started yet."""
        self._limits = limits
        self._closing = Event()
        self._free: LifoQueue[_Process | None] = LifoQueue()
        for _ in range(limits.processes):
            self._free.put(None)

    def run(self, function: Callable[[Given], Made], given: Given) -> Made:
        """What the function makes of what it is given, when a process is free for it.

        Both must be picklable, the function by its name. A Fault that it raises is raised here; TaskFailed for any
        other error; Stopped when its process ended, or was ended because it took too long or too much.
        """
        process = self._free.get()
        kept: _Process | None = None
        try:
            if self._closing.is_set():
                raise Stopped("closed")
            process = process or _Process()
            made, error = process.work(function, given, self._limits, self._closing)
            kept = process if process.megabytes <= FULL_SHARE * self._limits.megabytes else None
        finally:
            if process is not None and kept is None:
                process.end()
            self._free.put(kept)
        if error is not None:
            raise error
        return cast("Made", made)

    def close(self) -> None:
        """End all processes; what they work on fails."""
        self._closing.set()
        for _ in range(self._limits.processes):
            process = self._free.get()
            if process is not None:
                process.end()
            self._free.put(None)


class _Process:
    """One process, and the pipe to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def megabytes(self) -> float:
        """The memory it holds now; 0 when it has ended, or where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def work(
        self, function: Callable[[Any], Any], given: Any, limits: Limits, closing: Event
    ) -> tuple[Any, Exception | None]:
        """What the function makes of it, or what it raised."""
        try:
            self._pipe.send((function, given))
            deadline = monotonic() + limits.seconds
            while not self._pipe.poll(LOOK_SECONDS):
                if closing.is_set():
                    raise Stopped("closed")
                if monotonic() > deadline:
                    raise Stopped("hung")
                if self.megabytes > limits.megabytes:
                    raise Stopped("grew")
            answer: tuple[Any, Exception | None] = self._pipe.recv()
        except (EOFError, OSError) as gone:
            raise Stopped("died") from gone
        return answer

    def end(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _work(pipe: Connection, parent: int) -> None:
    """In the process: do what comes through the pipe, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; who started us ends us
    Thread(target=_leave_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError):  # whoever waited for us has gone
        while True:
            function, given = pipe.recv()
            pipe.send(_answer(function, given))


def _answer(function: Callable[[Any], Any], given: Any) -> tuple[Any, Exception | None]:
    try:
        return function(given), None
    except Fault as fault:
        return None, fault
    except Exception:  # noqa: BLE001 - whatever it is, the one who waits gets it for the log, and we go on
        return None, TaskFailed(format_exc())


def _leave_with(parent: int) -> None:
    """End when the one who started us has ended, even in the middle of a task: nobody waits for it."""
    while os.getppid() == parent:
        sleep(1)
    os._exit(1)
