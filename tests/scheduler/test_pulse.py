"""A silent worker is cleared up after by exactly one other worker, and again should that one die."""

from datetime import timedelta

from sqlmodel import select

from scheduler.pulse import beat, claim_silent, forget
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.trail import Heartbeat

TIMEOUT = timedelta(seconds=60)


def beats(store: Store, clock: SteppedClock, executor_id: str) -> None:
    with store.transaction() as session:
        beat(session, executor_id, clock())


def claims(store: Store, clock: SteppedClock, executor_id: str) -> list[str]:
    with store.transaction() as session:
        return claim_silent(session, executor_id, clock(), TIMEOUT)


def known(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.exec(select(Heartbeat.executor_id)).all())


def test_a_worker_within_the_timeout_is_left_alone(store: Store, clock: SteppedClock) -> None:
    beats(store, clock, "first")
    clock.move_to(clock() + TIMEOUT)
    assert claims(store, clock, "second") == []


def test_a_worker_never_claims_itself(store: Store, clock: SteppedClock) -> None:
    beats(store, clock, "first")
    clock.move_to(clock() + 2 * TIMEOUT)
    assert claims(store, clock, "first") == []


def test_a_silent_worker_is_claimed_by_one_and_by_the_next_only_after_the_timeout(
    store: Store, clock: SteppedClock
) -> None:
    beats(store, clock, "first")
    clock.move_to(clock() + 2 * TIMEOUT)
    at_once = [claims(store, clock, "second"), claims(store, clock, "third")]
    clock.move_to(clock() + 2 * TIMEOUT)
    assert [*at_once, claims(store, clock, "third")] == [["first"], [], ["first"]]


def test_a_worker_that_came_back_is_not_forgotten(store: Store, clock: SteppedClock) -> None:
    beats(store, clock, "gone")
    beats(store, clock, "back")
    swept_at = clock()
    clock.move_to(clock() + timedelta(seconds=1))
    beats(store, clock, "back")
    with store.transaction() as session:
        for executor_id in ("gone", "back"):
            forget(session, executor_id, swept_at)
    assert known(store) == ["back"]
