"""A mail whose judging ends the process must not end it for ever."""

from datetime import datetime

import pytest
from sqlmodel import col, select

from mail_probe.judge import MOST_TRIES, judge_waiting
from mail_probe.send_due import send_due
from mail_probe.take_in import fetch_new
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.mail import InboundMail
from tests.mail_probe.mailbox import Box, Post, reply
from tests.mail_probe.town import WORKER


class Killed(BaseException):
    """What ends a process cannot be caught by the way."""


class FailingClock(SteppedClock):
    """Ends its process when it is asked for the time."""

    def __call__(self) -> datetime:
        raise Killed


@pytest.fixture
def stored(store: Store, clock: SteppedClock, wave_id: int) -> Store:
    """Two replies to two letters, stored but not judged."""
    assert wave_id
    send_due(store, clock, "probes", Post(), WORKER)
    fetch_new(store, clock, "probes", Box([(clock(), reply(1)), (clock(), reply(2))]).open)
    return store


def judged(store: Store) -> list[tuple[str | None, str, int]]:
    with store.reading() as session:
        mails = session.exec(select(InboundMail).order_by(col(InboundMail.id))).all()
        return [(mail.kind, mail.desk, mail.tries) for mail in mails]


def test_mails_are_judged_at_the_first_try(stored: Store, clock: SteppedClock) -> None:
    judge_waiting(stored, clock, "probes")
    assert judged(stored) == [("answer", "clear", 1), ("answer", "clear", 1)]


def test_a_try_that_ended_its_process_is_counted(stored: Store, clock: SteppedClock) -> None:
    with pytest.raises(Killed):
        judge_waiting(stored, FailingClock(clock()), "probes")
    assert judged(stored) == [(None, "clear", 1), (None, "clear", 1)]
    judge_waiting(stored, clock, "probes")
    assert judged(stored) == [("answer", "clear", 2), ("answer", "clear", 2)]


def test_a_mail_that_ends_every_process_is_left_to_a_person_and_holds_up_no_other(
    stored: Store, clock: SteppedClock
) -> None:
    with stored.transaction() as session:
        session.exec(select(InboundMail).order_by(col(InboundMail.id))).first().tries = MOST_TRIES  # type: ignore[union-attr]
    judge_waiting(stored, clock, "probes")
    assert judged(stored) == [("unreadable", "waiting", MOST_TRIES), ("answer", "clear", 1)]
