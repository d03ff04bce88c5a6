"""The last look: no letter is unanswered before every folder was searched for its reply."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from mail_probe.close_windows import close_windows
from mail_probe.last_look import last_look
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe, Sighting
from shopper.tables.trail import AuditEvent
from tests.mail_probe.mailbox import ANSWER, Box, Post, reply
from tests.mail_probe.town import LETTERS, WORKER

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def box(store: Store, clock: SteppedClock, wave_id: int) -> Box:
    """Letters that left three weeks ago, and a mailbox that was read since."""
    assert wave_id
    send_due(store, clock, "probes", Post(), WORKER)
    found = Box([])
    clock.move_to(clock() + timedelta(days=21))
    take_in(store, clock, "probes", found.open)
    clock.move_to(clock() + AN_HOUR)
    return found


def states(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(MailProbe.state).order_by(col(MailProbe.id))).all())


def test_a_reply_that_a_rule_moved_away_is_found_before_its_letter_is_unanswered(
    store: Store, clock: SteppedClock, box: Box
) -> None:
    came_at = clock() - timedelta(days=20)
    box.elsewhere.append(("Arkiv/2017", came_at, reply(2)))
    assert (close_windows(store, clock), last_look(store, clock, "probes", box.open)) == (0, LETTERS)
    assert (close_windows(store, clock), states(store)) == (2, ["unanswered", "answered", "unanswered"])
    with store.reading() as session:
        assert session.exec(select(Sighting.folder, Sighting.uid)).all() == [("Arkiv/2017", 1)]
        assert session.get_one(MailProbe, 2).answered_at == came_at


def test_nothing_is_searched_for_before_a_window_is_over(store: Store, clock: SteppedClock, wave_id: int) -> None:
    assert wave_id
    send_due(store, clock, "probes", Post(), WORKER)
    box = Box([], is_down=True)
    clock.move_to(clock() + timedelta(days=3))
    assert last_look(store, clock, "probes", box.open) == 0


def test_a_mailbox_that_is_down_delays_the_last_look_and_makes_nobody_unanswered(
    store: Store, clock: SteppedClock, box: Box
) -> None:
    box.is_down = True
    assert (last_look(store, clock, "probes", box.open), close_windows(store, clock)) == (0, 0)
    box.is_down = False
    assert (last_look(store, clock, "probes", box.open), close_windows(store, clock)) == (LETTERS, LETTERS)


def test_looking_twice_changes_nothing(store: Store, clock: SteppedClock, box: Box) -> None:
    box.elsewhere.append(("Arkiv", clock() - timedelta(days=20), reply(2)))
    assert [last_look(store, clock, "probes", box.open) for _ in range(2)] == [LETTERS, 0]


def test_a_mail_that_the_poll_has_not_reached_is_left_to_it_and_nothing_before_it_is_passed_over(
    store: Store, clock: SteppedClock, box: Box
) -> None:
    stranger = b"From: x@reklam.test\r\nTo: okand@probes.test\r\nSubject: x\r\n\r\nKop nu\r\n"
    box.mails += [(clock(), stranger), (clock() - timedelta(days=20), reply(2, ANSWER))]
    assert last_look(store, clock, "probes", box.open) == LETTERS - 1
    assert close_windows(store, clock) == LETTERS - 1
    take_in(store, clock, "probes", box.open)
    with store.reading() as session:
        assert len(session.exec(select(InboundMail.id)).all()) == 2
    assert states(store) == ["unanswered", "answered", "unanswered"]


def test_the_trail_says_that_every_folder_was_searched(store: Store, clock: SteppedClock, box: Box) -> None:
    last_look(store, clock, "probes", box.open)
    with store.reading() as session:
        found = session.exec(select(AuditEvent).where(AuditEvent.action == "last_look")).all()
        assert session.get_one(MailProbe, 1).looked_at == clock()
    assert [(event.thing, event.thing_id, event.reason) for event in found] == [
        ("mail", str(number), "every folder was searched") for number in range(1, LETTERS + 1)
    ]
