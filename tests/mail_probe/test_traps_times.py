"""Every trap of times that real mails have shown, each by its name: arrival is our own server's word."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlmodel import col, select

from mail_probe.last_look import last_look
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from mail_probe.times import Counted, LetterTimes, date_flag, letter_times
from shopper.clock import SteppedClock
from shopper.store import Store
from shopper.tables.mail import InboundMail, LoopLetter, MailAccount, MailProbe, SendAttempt
from tests.mail_probe.mailbox import Box, Post, reply
from tests.mail_probe.town import WORKER

pytestmark = pytest.mark.usefixtures("wave_id")


@pytest.fixture
def post(store: Store, clock: SteppedClock, wave_id: int) -> Post:
    """The letters have left, and our host is known by its name."""
    assert wave_id
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").own_mx = "mx.probes.test"
    taken = Post()
    send_due(store, clock, "probes", taken, WORKER)
    return taken


def received(by: str, at: datetime, number: int = 1) -> str:
    return f"Received: from mx.vetlanda.test by {by} with ESMTPS id {number}; {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"


def arrived(store: Store) -> tuple[datetime, str]:
    with store.reading() as session:
        mail = session.exec(select(InboundMail).where(col(InboundMail.self_copy).is_(False))).one()
    return mail.arrived_at, mail.arrived_by


def times(store: Store, probe_id: int = 1) -> LetterTimes:
    with store.reading() as session:
        return letter_times(session, probe_id)


@pytest.mark.usefixtures("post")
def test_the_topmost_received_line_of_our_own_host_is_the_arrival(store: Store, clock: SteppedClock) -> None:
    at = clock() + timedelta(minutes=10)
    line = received("mx.probes.test", at)
    later, earlier = received("filter.probes.test", at + timedelta(minutes=5)), received("mx.vetlanda.test", clock())
    take_in(store, clock, "probes", Box([(at + timedelta(hours=2), (later + line + earlier).encode() + reply(1))]).open)
    assert arrived(store) == (at, line.partition(": ")[2].strip())


@pytest.mark.usefixtures("post")
def test_a_strangers_received_line_is_never_the_arrival(store: Store, clock: SteppedClock) -> None:
    at = clock() + timedelta(minutes=10)
    forged = received("mx.vetlanda.test", clock() - timedelta(days=1))
    take_in(store, clock, "probes", Box([(at, forged.encode() + reply(1))]).open)
    assert arrived(store) == (at, "")


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("date", ["Thu, 1 Jan 1970 00:00:00 +0000", "Mon, 16 Oct 2017 06:01:00 +0000", "nonsense"])
def test_the_date_field_is_never_the_arrival(store: Store, clock: SteppedClock, date: str) -> None:
    at = clock() + timedelta(minutes=10)
    take_in(store, clock, "probes", Box([(at, reply(1, extra=f"Date: {date}\r\n"))]).open)
    assert arrived(store) == (at, "")


@pytest.mark.usefixtures("post")
def test_the_time_of_the_poll_is_never_the_arrival(store: Store, clock: SteppedClock) -> None:
    at = clock() + timedelta(minutes=10)
    clock.move_to(clock() + timedelta(days=3))
    take_in(store, clock, "probes", Box([(at, reply(1))]).open)
    assert times(store).answered_at == at


@pytest.mark.parametrize(
    ("minutes", "flag"), [(-16, "early"), (-15, ""), (0, ""), (5, ""), (6, "late"), (None, "missing")]
)
def test_a_date_far_from_the_arrival_is_flagged(clock: SteppedClock, minutes: int | None, flag: str) -> None:
    dated = None if minutes is None else clock() + timedelta(minutes=minutes)
    assert date_flag(dated, clock()) == flag


def test_the_sending_is_stamped_by_the_server_that_stamps_the_replies(
    store: Store, clock: SteppedClock, post: Post
) -> None:
    accepted_at = clock()
    copied_at = accepted_at + timedelta(seconds=3)
    line = received("mx.probes.test", copied_at)
    take_in(store, clock, "probes", Box([(copied_at + timedelta(hours=1), line.encode() + post.taken[0])]).open)
    found = times(store)
    assert (found.accepted_at, found.sent_at, found.self_copy_at, found.self_copy_by) == (
        accepted_at,
        copied_at,
        copied_at,
        line.partition(": ")[2].strip(),
    )


def test_a_letter_that_a_server_put_off_counts_from_its_acceptance_and_says_so(
    store: Store, clock: SteppedClock, post: Post
) -> None:
    del post
    with store.transaction() as session:
        first = session.exec(select(SendAttempt).where(SendAttempt.mail_probe_id == 1)).one()
        first.number = 2
        began_at = clock() - timedelta(minutes=15)
        tried = SendAttempt(
            mail_probe_id=1, number=1, worker="w:1", started_at=began_at, ended_at=began_at, result="deferred", code=450
        )
        session.add_all([first, tried])
    found = times(store)
    assert (found.was_deferred, [one.result for one in found.tried], found.sent_at) == (
        True,
        ["deferred", "sent"],
        clock(),
    )


@pytest.mark.usefixtures("post")
def test_the_reply_time_is_counted_in_working_hours_over_the_change_of_clocks(
    store: Store, clock: SteppedClock
) -> None:
    # Monday 08:00 to Monday 08:00 two weeks later in Stockholm: the clocks go back on 29 October.
    at = clock() + timedelta(days=14, hours=1)
    take_in(store, clock, "probes", Box([(at, reply(1))]).open)
    found = times(store).counted
    assert isinstance(found, Counted)
    assert (found.hours, found.band, {piece.on.isoformat() for piece in found.pieces} >= {"2017-10-28"}) == (
        Fraction(90),
        3,
        True,
    )


@pytest.mark.usefixtures("post")
def test_every_step_of_a_letter_is_told_in_order(store: Store, clock: SteppedClock) -> None:
    receipt = reply(1, "Vi har tagit emot ditt ärende.", "Auto-Submitted: auto-replied\r\n")
    first, second = clock() + timedelta(minutes=1), clock() + timedelta(hours=3)
    take_in(store, clock, "probes", Box([(first, receipt), (second, reply(1))]).open)
    found = times(store)
    assert [(mail.arrived_at, mail.kind, mail.counts_as, mail.folders) for mail in found.arrived] == [
        (first, "automatic", "acknowledgement", ("INBOX",)),
        (second, "answer", "answer", ("INBOX",)),
    ]
    assert (found.acknowledged_at, found.answered_at) == (first, second)


def test_an_imported_letter_has_the_steps_that_are_known(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        probe = session.get_one(MailProbe, 1)
        probe.imported, probe.persona_id, probe.state = True, None, "answered"
        probe.sent_at, probe.answered_at = clock(), clock() + timedelta(hours=2)
    found = times(store)
    assert (found.tried, found.arrived, found.accepted_at, found.counted and found.counted.hours) == (
        (),
        (),
        None,
        Fraction(2),
    )


@pytest.mark.usefixtures("post")
def test_an_outage_of_the_mailbox_moves_no_time_and_closes_no_window(store: Store, clock: SteppedClock) -> None:
    at = clock() + timedelta(hours=5)
    box = Box([(at, reply(1))], is_down=True)
    clock.move_to(clock() + timedelta(days=20))
    take_in(store, clock, "probes", box.open)
    assert last_look(store, clock, "probes", box.open) == 0
    box.is_down = False
    take_in(store, clock, "probes", box.open)
    assert (times(store).answered_at, last_look(store, clock, "probes", box.open)) == (at, 2)


def test_a_loop_letter_arrives_by_our_own_servers_time(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.add(LoopLetter(account="probes", message_id="loop@probes.test", sent_at=clock()))
    raw = (
        b"From: kopia@probes.test\r\nTo: kopia@probes.test\r\nMessage-ID: <loop@probes.test>\r\nSubject: x\r\n\r\nx\r\n"
    )
    at = clock() + timedelta(minutes=2)
    clock.move_to(clock() + timedelta(hours=4))
    take_in(store, clock, "probes", Box([(at, raw)]).open)
    with store.reading() as session:
        assert session.exec(select(LoopLetter.arrived_at)).one() == at
