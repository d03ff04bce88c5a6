"""A job whose worker is killed in the middle is run again: by the same worker restarted, or by another one."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.engine import Engine
from shopper.settings import Settings
from shopper.store import Store

WORKER = Path(__file__).with_name("killed_worker.py")
ROOT = Path(__file__).parents[2]
SECONDS = 60


def lines_of(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


def wait_for_lines(notes: Path, count: int) -> None:
    end = time.monotonic() + SECONDS
    while len(lines_of(notes)) < count:
        assert time.monotonic() < end, f"only {lines_of(notes)} after {SECONDS} s"
        time.sleep(0.1)


def kill_in_the_middle(url: str, notes: Path) -> None:
    command = [sys.executable, str(WORKER), url, str(notes), "first"]
    worker = subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    try:
        wait_for_lines(notes, 1)
    finally:
        worker.kill()
        worker.wait()


def notes_after_going_on_as(executor_id: str, url: str, notes: Path) -> list[str]:
    kill_in_the_middle(url, notes)
    store = Store(url)

    def end(argument: str) -> None:
        with notes.open("a") as file:
            file.write(f"{executor_id} did {argument}\n")

    settings = Settings(database_url=url, executor_id=executor_id, worker_timeout_seconds=5)
    engine = Engine(settings, {"slow": end}, store)
    engine.start()
    try:
        wait_for_lines(notes, 2)
    finally:
        engine.stop()
        store.close()
    return lines_of(notes)


def test_a_restarted_worker_runs_again_what_it_had_begun(database_url: str, tmp_path: Path) -> None:
    notes = notes_after_going_on_as("first", database_url, tmp_path / "notes")
    assert notes == ["first began letter", "first did letter"]


def test_another_worker_takes_over_from_one_that_fell_silent(database_url: str, tmp_path: Path) -> None:
    notes = notes_after_going_on_as("second", database_url, tmp_path / "notes")
    assert notes == ["first began letter", "second did letter"]


@pytest.mark.postgres
def test_a_restarted_worker_runs_again_what_it_had_begun_on_postgresql(
    postgres_database_url: str, tmp_path: Path
) -> None:
    notes = notes_after_going_on_as("first", postgres_database_url, tmp_path / "notes")
    assert notes == ["first began letter", "first did letter"]


@pytest.mark.postgres
def test_another_worker_takes_over_from_one_that_fell_silent_on_postgresql(
    postgres_database_url: str, tmp_path: Path
) -> None:
    notes = notes_after_going_on_as("second", postgres_database_url, tmp_path / "notes")
    assert notes == ["first began letter", "second did letter"]
