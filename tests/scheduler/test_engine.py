"""The engine runs jobs once, again after a crash, and gives everything back when it stops."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from scheduler.engine import JOBS_QUEUE, Engine, JobFunction, Round, jobs_url
from shopper.settings import Settings
from shopper.store import Store


@contextmanager
def running(store: Store, jobs: dict[str, JobFunction], rounds: tuple[Round, ...] = ()) -> Iterator[Engine]:
    engine = Engine(Settings(database_url=store.url, secret="tests"), jobs, store, rounds)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_a_job_can_be_run_at_once_and_waited_for(store: Store) -> None:
    with running(store, {"double": lambda number: 2 * number}) as engine:
        assert engine.run_now("double", 21) == 42


def test_the_error_of_a_job_reaches_the_one_who_waits(store: Store) -> None:
    def fail(_argument: Any) -> None:
        raise ValueError("no such letter")

    with running(store, {"fail": fail}) as engine, pytest.raises(ValueError, match="no such letter"):
        engine.run_now("fail")


def test_an_order_with_the_same_key_runs_once(store: Store) -> None:
    done: list[str] = []
    with running(store, {"note": done.append}) as engine:
        for key in ("a", "a", "b"):
            engine.order("note", key, key)
        wait_until(lambda: len(done) >= 2)
        time.sleep(1.5)
    assert sorted(done) == ["a", "b"]


def test_an_engine_can_be_started_again_in_the_same_process(store: Store) -> None:
    answers = []
    for number in (1, 2):
        with running(store, {"echo": lambda argument: argument}) as engine:
            answers.append(engine.run_now("echo", number))
    assert answers == [1, 2]


def test_rounds_are_ordered_for_each_argument_when_the_worker_starts(store: Store) -> None:
    done: list[str] = []
    with running(store, {"note": done.append}, (Round("note", lambda: ["first", "second"]),)):
        wait_until(lambda: len(done) >= 2)
    assert sorted(done) == ["first", "second"]


def test_a_round_of_sending_that_is_still_under_way_is_not_joined_by_another(store: Store) -> None:
    begun: list[str] = []
    end = Event()

    def send(account: str) -> None:
        begun.append(account)
        end.wait(20)

    with running(store, {"send_due": send}) as engine:
        for account in ("slow", "slow", "slow", "other"):
            engine.orders.order_unless_waiting("send_due", account, JOBS_QUEUE)
            wait_until(lambda account=account: account in begun)  # type: ignore[misc]
        end.set()
    assert begun == ["slow", "other"]


def test_the_jobs_of_a_sqlite_database_are_kept_in_a_file_beside_it() -> None:
    assert jobs_url(Settings(database_url="sqlite:///var/shopper.sqlite")) == "sqlite:///var/shopper-jobs.sqlite"


def test_the_jobs_of_a_postgresql_database_are_kept_in_it() -> None:
    url = "postgresql+psycopg://someone:word@host.example/name"
    assert jobs_url(Settings(database_url=url)) == url


def test_the_engines_file_is_in_wal_mode(store: Store, tmp_path: Path) -> None:
    if not store.is_sqlite:
        pytest.skip("SQLite only")
    with running(store, {}):
        pass
    assert (tmp_path / "shopper-jobs.sqlite").read_bytes()[18:20] == b"\x02\x02"
