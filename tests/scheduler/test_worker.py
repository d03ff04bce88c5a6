"""A worker process works until it is told to stop, and ends in good order."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlmodel import select

from shopper.store import Store
from shopper.tables.trail import Heartbeat

ROOT = Path(__file__).parents[2]
SECONDS = 60
PROGRAM = """
import sys
from scheduler.wiring import build_workplace
from scheduler.worker import work_until_told
from shopper.settings import Settings
from shopper.store import Store
settings = Settings(database_url=sys.argv[1], executor_id="told")
store = Store(settings.database_url)
work_until_told(build_workplace(settings, store))
store.close()
"""


def is_alive(store: Store) -> bool:
    with store.reading() as session:
        return session.exec(select(Heartbeat.executor_id)).all() == ["told"]


def test_a_worker_that_is_told_to_stop_ends_without_an_error(store: Store) -> None:
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", PROGRAM, store.url]
    worker = subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + SECONDS
        while not is_alive(store):
            assert worker.poll() is None
            assert time.monotonic() < end, "the worker never said that it is alive"
            time.sleep(0.1)
        time.sleep(1)
        worker.send_signal(signal.SIGTERM)
        _, errors = worker.communicate(timeout=SECONDS)
    finally:
        worker.kill()
    assert (worker.returncode, errors.decode()) == (0, "")
