"""Tasks for test_processes.py that go wrong in their process, each in its way."""

import os
import signal
import time
from pathlib import Path

from shopper.faults import BadInput

_KEPT: list[bytes] = []


def number_of_process(_given: int) -> int:
    """Which process does it."""
    return os.getpid()


def meet(folder: Path) -> int:
    """Wait until another process does this at the same time."""
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + 30
    while len(list(folder.iterdir())) < 2:
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)
    return os.getpid()


def die(_given: int) -> None:
    """End the process in the middle, as the system does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang(_given: int) -> None:
    """Never come to an end."""
    time.sleep(600)


def grow(megabytes: int) -> None:
    """Take so much memory, and then take long."""
    _KEPT.append(b"x" * (megabytes * 1_000_000))
    time.sleep(600)


def keep(megabytes: int) -> int:
    """Take so much memory and not give it back; which process did."""
    _KEPT.append(b"x" * (megabytes * 1_000_000))
    return os.getpid()


def refuse(_given: int) -> None:
    """Say what the user can mend."""
    raise BadInput("call 7 has a grade that the method does not know")


def break_down(_given: int) -> None:
    """Fail by an error of ours."""
    raise ZeroDivisionError


def write_and_hang(file: Path) -> None:
    """Say who does it, and never come to an end."""
    file.write_text(str(os.getpid()))
    time.sleep(600)
