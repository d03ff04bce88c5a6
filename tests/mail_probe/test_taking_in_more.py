"""Taking in as it must hold out: first readings, renumbered folders, batches, doubts, and threads of theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from mail_probe.doorways import Fetched, MailboxUnreached
from mail_probe.send_due import send_due
from mail_probe.take_in import fetch_new, take_in
from shopper.clock import SteppedClock
from shopper.mail_queries import letters_in_trouble
from shopper.moves import Cause, move
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Sighting
from shopper.tables.study import Wave
from tests.mail_probe.mailbox import Box, Post, reply
from tests.mail_probe.town import WORKER

BOUNCE = (
    b"From: MAILER-DAEMON@vetlanda.test\r\nTo: anna.ek1@probes.test\r\nSubject: Undelivered\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.vetlanda.test\r\n\r\n"
    b"Final-Recipient: rfc822; kommun@vetlanda.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)


@pytest.fixture
def post(store: Store, clock: SteppedClock, wave_id: int) -> Post:
    """The letters have left."""
    assert wave_id
    taken = Post()
    send_due(store, clock, "probes", taken, WORKER)
    return taken


def inbound(store: Store) -> list[InboundMail]:
    with store.reading() as session:
        return list(session.exec(select(InboundMail).order_by(col(InboundMail.id))).all())


def state(store: Store, probe_id: int = 1) -> str:
    with store.reading() as session:
        return session.get_one(MailProbe, probe_id).state


@pytest.mark.usefixtures("post")
def test_a_first_reading_begins_the_day_before_the_accounts_first_wave(store: Store, clock: SteppedClock) -> None:
    old = (clock() - timedelta(days=400), reply(1))
    box = Box([old, (clock(), reply(2))])
    take_in(store, clock, "probes", box.open)
    assert (box.asked_since, len(inbound(store))) == ([date(2017, 10, 15)], 1)


def test_a_mail_is_stored_with_what_the_table_says_of_one_that_nobody_has_judged(
    store: Store, clock: SteppedClock, wave_id: int
) -> None:
    assert wave_id
    told_by_fetching = {"id", "account", "fingerprint", "raw", "size", "arrived_at", "stored_at"}
    fetch_new(store, clock, "probes", Box([(clock(), reply(1))]).open)
    assert [row.model_dump(exclude=told_by_fetching) for row in inbound(store)] == [
        InboundMail.model_construct().model_dump(exclude=told_by_fetching)
    ]


@pytest.mark.usefixtures("post")
def test_the_second_reading_goes_on_from_the_last_mail(store: Store, clock: SteppedClock) -> None:
    box = Box([(clock(), reply(1))])
    take_in(store, clock, "probes", box.open)
    box.mails.append((clock(), reply(2)))
    assert (take_in(store, clock, "probes", box.open), box.asked_since) == (1, [date(2017, 10, 15), None])


@pytest.mark.usefixtures("post")
def test_a_folder_with_a_new_uid_validity_is_read_again_from_the_waves_start_and_stored_once(
    store: Store, clock: SteppedClock
) -> None:
    box = Box([(clock(), reply(1))])
    take_in(store, clock, "probes", box.open)
    box.validity, box.mails = 2, [(clock(), reply(2)), *box.mails]
    assert (take_in(store, clock, "probes", box.open), box.asked_since[-1]) == (1, date(2017, 10, 15))
    with store.reading() as session:
        seen = session.exec(select(Sighting.uid_validity, Sighting.uid).order_by(col(Sighting.id))).all()
    assert (seen, len(inbound(store))) == ([(1, 1), (2, 1), (2, 2)], 2)


def test_an_account_without_a_launched_wave_is_read_from_yesterday(
    store: Store, clock: SteppedClock, wave_id: int
) -> None:
    with store.transaction() as session:
        session.get_one(Wave, wave_id).mail_accounts = []
    clock.move_to(clock() + timedelta(days=30))
    box = Box([])
    take_in(store, clock, "probes", box.open)
    assert box.asked_since == [date(2017, 11, 14)]


@dataclass
class Breaking(Box):
    """A mailbox whose line breaks after some mails."""

    breaks_after: int = 0

    def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        """Hand over a few, then fail."""
        yield from super().fetch(folder, uids[: self.breaks_after])
        if len(uids) > self.breaks_after:
            raise MailboxUnreached("the line broke", "silent")


@pytest.mark.usefixtures("post")
def test_what_came_before_the_line_broke_is_kept_and_the_rest_is_fetched_next_time(
    store: Store, clock: SteppedClock
) -> None:
    box = Breaking([(clock(), reply(number)) for number in (1, 2, 3)], breaks_after=2)
    assert take_in(store, clock, "probes", box.open) == 2
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.imap_fault, account.imap_failure) == ("silent", "INBOX: the line broke")
    assert (take_in(store, clock, "probes", box.open), len(inbound(store))) == (1, 3)


@pytest.mark.usefixtures("post")
def test_one_mail_twice_in_a_batch_is_stored_once_with_both_sightings(store: Store, clock: SteppedClock) -> None:
    again = b"Received: from a by b; x\r\nDelivered-To: anna.ek1@probes.test\r\n" + reply(1)
    assert take_in(store, clock, "probes", Box([(clock(), reply(1)), (clock(), again)]).open) == 1
    with store.reading() as session:
        assert len(session.exec(select(Sighting.id)).all()) == 2


@pytest.mark.usefixtures("post")
def test_hundreds_of_mails_are_taken_in_over_several_batches(store: Store, clock: SteppedClock) -> None:
    mails = [(clock(), reply(number % 3 + 1, extra=f"X-Number: {number}\r\n")) for number in range(450)]
    assert take_in(store, clock, "probes", Box(mails).open) == 450
    assert {(mail.kind, mail.desk) for mail in inbound(store)} == {("answer", "clear")}


@pytest.mark.usefixtures("post")
def test_a_reply_that_speaks_of_a_measurement_waits_for_a_person(store: Store, clock: SteppedClock) -> None:
    text = "Hej! Är detta en undersökning av vår service? Det kostar 400 kronor om året."
    take_in(store, clock, "probes", Box([(clock(), reply(1, text))]).open)
    mail = inbound(store)[0]
    assert (mail.desk, mail.desk_reason, mail.mail_probe_id, state(store)) == ("waiting", "detected", 1, "sent")
    assert mail.kind_evidence[-1].startswith("speaks of a measurement: ")


def test_a_detected_letter_is_left_alone_by_every_later_mail(store: Store, clock: SteppedClock, post: Post) -> None:
    with store.transaction() as session:
        move(session, "mail", 1, ("sent", "detected"), Cause("samordnare", clock()))
    take_in(store, clock, "probes", Box([(clock(), reply(1)), (clock(), BOUNCE), (clock(), post.taken[0])]).open)
    with store.reading() as session:
        found = session.get_one(MailProbe, 1)
    assert (found.state, found.answered_at) == ("detected", None)


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize(
    ("field", "doubts"),
    [
        ("mx.probes.test; dmarc=fail header.from=vetlanda.test", ["our server doubts the sender: dmarc=fail"]),
        ("mx.probes.test; dmarc=pass header.from=vetlanda.test", []),
        ("mx.stranger.test; dmarc=fail header.from=vetlanda.test", []),
    ],
    ids=["our server says fail", "our server says pass", "a stranger says fail"],
)
def test_a_failed_check_of_our_own_server_is_a_flag_and_drops_nothing(
    store: Store, clock: SteppedClock, field: str, doubts: list[str]
) -> None:
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").own_mx = "mx.probes.test"
    take_in(store, clock, "probes", Box([(clock(), reply(1, extra=f"Authentication-Results: {field}\r\n"))]).open)
    mail = inbound(store)[0]
    assert (mail.match_evidence, state(store)) == (["delivered to the letter's own address", *doubts], "answered")


@pytest.mark.usefixtures("post")
def test_a_mail_whose_attachments_stayed_on_the_server_says_so(store: Store, clock: SteppedClock) -> None:
    @dataclass
    class Partial(Box):
        """A mailbox that hands over less than it holds."""

        def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
            for mail in super().fetch(folder, uids):
                yield Fetched(mail.uid, mail.arrived_at, mail.raw, size=len(mail.raw) + 20_000_000)

    take_in(store, clock, "probes", Partial([(clock(), reply(1))]).open)
    mail = inbound(store)[0]
    assert (mail.size, mail.kind_evidence[-1]) == (len(mail.raw) + 20_000_000, "left on the server: 20000000 bytes")


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("rounds", [1, 2], ids=["in one batch", "a round later"])
def test_a_mail_that_only_follows_one_of_theirs_belongs_to_the_same_letter(
    store: Store, clock: SteppedClock, rounds: int
) -> None:
    first = (clock(), reply(2, extra="Message-ID: <first@vetlanda.test>\r\n"))
    head = "From: bo@crm.test\r\nTo: x@vetlanda.test\r\nReferences: <first@vetlanda.test>\r\nSubject: Nytt\r\n\r\n"
    second = (clock() + timedelta(minutes=5), f"{head}Det ordnar sig.\r\n".encode())
    box = Box([first] if rounds == 2 else [second, first])
    take_in(store, clock, "probes", box.open)
    if rounds == 2:
        box.mails.append(second)
        take_in(store, clock, "probes", box.open)
    found = next(mail for mail in inbound(store) if mail.subject == "Nytt")
    assert (found.mail_probe_id, found.match_level, found.match_evidence) == (
        2,
        "thread",
        [
            "follows a mail that belongs to the letter",
            "the sender's domain is not the municipality's: crm.test",
        ],
    )


@pytest.mark.usefixtures("post")
def test_a_bounced_letter_is_in_trouble_until_a_person_deals_with_it_or_another_is_sent_instead(
    store: Store, clock: SteppedClock
) -> None:
    take_in(store, clock, "probes", Box([(clock(), BOUNCE)]).open)
    with store.transaction() as session:
        assert [probe.id for probe in letters_in_trouble(session)] == [1]
        session.get_one(MailProbe, 1).settled_at = clock()
    with store.transaction() as session:
        assert letters_in_trouble(session) == []
        session.get_one(MailProbe, 1).settled_at = None
        session.get_one(MailProbe, 2).replaces_id = 1
    with store.reading() as session:
        assert letters_in_trouble(session) == []
