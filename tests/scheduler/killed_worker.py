"""A worker in a process of its own that begins a job and never ends it: made to be killed by test_crash.py.

Called with the database's address, a file to write to, and its executor id.
"""

import sys
import time
from pathlib import Path

from scheduler.engine import Engine
from shopper.settings import Settings
from shopper.store import Store


def main(url: str, notes: str, executor_id: str) -> None:
    def begin(argument: str) -> None:
        with Path(notes).open("a") as file:
            file.write(f"{executor_id} began {argument}\n")
        time.sleep(600)

    engine = Engine(Settings(database_url=url, executor_id=executor_id), {"slow": begin}, Store(url))
    engine.start()
    engine.order("slow", "letter", key="the-only-one")
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
