"""The site and the worker as programs of their own: they answer, and they stop when they are told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

STOP_SECONDS = 60


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `shopper` with one command on a SQLite database of its own; ended after the test in any case."""
    running: list[subprocess.Popen[str]] = []

    def _start(command: str, port: int = 0) -> subprocess.Popen[str]:
        settings = {
            "SHOPPER_DATABASE_URL": f"sqlite:///{tmp_path}/shopper.sqlite",
            "SHOPPER_SECRET": "a secret of the tests",
            "SHOPPER_PORT": str(port),
        }
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", "from web.cli import main; main()", command],
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield _start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _stopped(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    process.send_signal(number)
    _, err = process.communicate(timeout=STOP_SECONDS)
    return process.returncode, err


@pytest.mark.parametrize(("command", "number"), [("serve", signal.SIGTERM), ("run", signal.SIGTERM)])
def test_the_site_answers_and_stops_at_a_signal(
    started: Callable[..., subprocess.Popen[str]], command: str, number: signal.Signals
) -> None:
    process = started(command)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    page = httpx2.get(f"{address}/sign-in", timeout=30)
    code, err = _stopped(process, number)
    assert (page.status_code, code, "Traceback" in err) == (200, 0, False)


def test_the_worker_works_until_it_is_told_to_stop(started: Callable[..., subprocess.Popen[str]]) -> None:
    process = started("work")
    assert process.stderr is not None
    first = process.stderr.readline()
    code, err = _stopped(process, signal.SIGINT)
    assert ("worker started" in first, code, "Traceback" in err) == (True, 0, False)


def test_a_port_that_is_taken_is_told_in_one_sentence(started: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = started("serve", port)
        _, err = process.communicate(timeout=STOP_SECONDS)
    sentence = f"127.0.0.1:{port} cannot be listened on: Address already in use; set SHOPPER_HOST or SHOPPER_PORT\n"
    assert (process.returncode, err) == (2, sentence)
