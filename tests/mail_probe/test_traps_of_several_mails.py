"""Traps of a mailbox in which one letter has several mails, ids mean little, and servers and senders hide things."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from mail_probe.doorways import Fetched, Mailbox, MailboxUnreached, Outcome
from mail_probe.last_look import last_look
from mail_probe.loop_letters import send_loop_letter
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from mail_probe.times import letter_times
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe
from tests.mail_probe.mailbox import ANSWER, Box, Post, reply
from tests.mail_probe.town import WORKER

AN_HOUR = timedelta(hours=1)
DELAYED = (
    b"From: MAILER-DAEMON@probes.test\r\nTo: anna.ek1@probes.test\r\nSubject: Warning: message delayed\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.probes.test\r\n\r\n"
    b"Final-Recipient: rfc822; kommun@vetlanda.test\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n--b--\r\n"
)


@dataclass
class Unsearchable(Box):
    """A mailbox that can be polled but not searched."""

    def find_replies(self, _message_id: str, _address: str) -> Iterator[tuple[str, int, Fetched]]:
        """A folder that may not be opened."""
        raise MailboxUnreached("the folder Delat may not be opened")


@dataclass
class Counting(Box):
    """A mailbox that counts how often it is opened."""

    opened: int = 0

    @contextmanager
    def open(self) -> Iterator[Mailbox]:
        """Sign in."""
        self.opened += 1
        yield self


@pytest.fixture
def sent(store: Store, clock: SteppedClock, wave_id: int) -> None:
    """The letters have left."""
    assert wave_id
    send_due(store, clock, "probes", Post(), WORKER)


def letter(store: Store) -> MailProbe:
    with store.reading() as session:
        return session.get_one(MailProbe, 1)


def account(store: Store) -> MailAccount:
    with store.reading() as session:
        return session.get_one(MailAccount, "probes")


def inbound(store: Store) -> list[InboundMail]:
    with store.reading() as session:
        return list(session.exec(select(InboundMail).order_by(col(InboundMail.id))).all())


@pytest.mark.usefixtures("sent")
def test_of_acknowledgement_answer_and_follow_up_the_first_of_each_counts(store: Store, clock: SteppedClock) -> None:
    at = clock()
    receipt = reply(1, "Tack, vi har tagit emot ditt brev och återkommer.", "Auto-Submitted: auto-replied\r\n")
    follow_up = reply(1, "En sak till: ansökan kostar lika mycket för boende i andra kommuner.")
    box = Box([(at + AN_HOUR, receipt), (at + 2 * AN_HOUR, reply(1)), (at + 3 * AN_HOUR, follow_up)])
    clock.move_to(at + 4 * AN_HOUR)
    take_in(store, clock, "probes", box.open)
    found = letter(store)
    assert (found.acknowledged_at, found.answered_at, len(inbound(store))) == (at + AN_HOUR, at + 2 * AN_HOUR, 3)


@pytest.mark.usefixtures("sent")
def test_mails_that_share_a_message_id_are_all_stored(store: Store, clock: SteppedClock) -> None:
    one_id = "Message-ID: <same@vetlanda.test>\r\n"
    box = Box([(clock(), reply(1, ANSWER, one_id)), (clock(), reply(1, "Ett helt annat svar.", one_id))])
    assert take_in(store, clock, "probes", box.open) == 2


@pytest.mark.usefixtures("sent")
def test_a_mail_without_a_message_id_that_came_twice_is_stored_once(store: Store, clock: SteppedClock) -> None:
    by_another_way = (
        b"Received: from a by b; Mon, 16 Oct 2017 10:00:00 +0200\r\nDelivered-To: x@probes.test\r\n" + reply(1)
    )
    box = Box([(clock(), reply(1)), (clock(), by_another_way)])
    assert take_in(store, clock, "probes", box.open) == 1


@pytest.mark.usefixtures("sent")
def test_a_delay_that_a_relay_tells_of_flags_the_letter_and_keeps_it_open(store: Store, clock: SteppedClock) -> None:
    take_in(store, clock, "probes", Box([(clock() + AN_HOUR, DELAYED)]).open)
    with store.reading() as session:
        found = letter_times(session, 1)
    assert (letter(store).state, found.was_delayed, found.answered_at) == ("sent", True, None)


@pytest.mark.usefixtures("sent")
def test_every_poll_opens_the_mailbox_anew(store: Store, clock: SteppedClock) -> None:
    box = Counting([])
    for _ in range(3):
        take_in(store, clock, "probes", box.open)
    assert box.opened == 3


@pytest.mark.usefixtures("sent")
def test_a_mailbox_that_can_be_polled_but_not_searched_says_so_on_its_account(
    store: Store, clock: SteppedClock
) -> None:
    box = Unsearchable([])
    clock.move_to(clock() + timedelta(days=21))
    take_in(store, clock, "probes", box.open)
    clock.move_to(clock() + AN_HOUR)
    take_in(store, clock, "probes", box.open)
    last_look(store, clock, "probes", box.open)
    found = account(store)
    assert (found.imap_failing_since, found.imap_failure) == (clock(), "the folder Delat may not be opened")


@pytest.mark.usefixtures("sent")
def test_a_server_that_takes_no_loop_letter_says_so_on_its_account_until_it_takes_one(
    store: Store, clock: SteppedClock
) -> None:
    clock.move_to(clock() + timedelta(hours=6))
    away = Post(lambda _recipient: Outcome("unreached", None, "no route", fault="nobody_listens"))
    send_loop_letter(store, clock, "probes", away)
    said = (account(store).smtp_failing_since, account(store).smtp_fault, account(store).smtp_failure)
    send_loop_letter(store, clock, "probes", Post())
    assert (said, account(store).smtp_failing_since) == ((clock(), "nobody_listens", "no route"), None)


@pytest.mark.usefixtures("sent")
def test_a_subject_that_turns_text_around_is_stored_as_it_may_be_shown(store: Store, clock: SteppedClock) -> None:
    raw = reply(1, extra="X-Nothing: x\r\n").replace(b"Subject: Sv:", "Subject: \u202egnul\u200b Sv:".encode())
    take_in(store, clock, "probes", Box([(clock(), raw)]).open)
    assert [(mail.subject, "\u202e".encode() in mail.raw) for mail in inbound(store)] == [("gnul Sv: Undrar 1", True)]
