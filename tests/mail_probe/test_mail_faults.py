"""What goes wrong with mail: each fault stays with its own letter, and no figure is spoiled by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from mail_probe.decide import decide, settle_uncertain
from mail_probe.doorways import Outcome
from mail_probe.send_due import send_due
from mail_probe.sending.recover import Worker, recover
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.faults import BadInput, Conflict
from shopper.mail_queries import letters_in_trouble, letters_to_settle
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, SendAttempt
from shopper.tables.study import Question
from tests.mail_probe.mailbox import Box, Post, reply
from tests.mail_probe.town import LETTERS, WORKER

pytestmark = pytest.mark.usefixtures("wave_id")


def letters(store: Store) -> list[MailProbe]:
    with store.reading() as session:
        return list(session.exec(select(MailProbe).order_by(col(MailProbe.id))).all())


def inbound(store: Store) -> list[InboundMail]:
    with store.reading() as session:
        return list(session.exec(select(InboundMail).order_by(col(InboundMail.id))).all())


def cause(clock: SteppedClock) -> Cause:
    return Cause("samordnare", clock(), "läst en gång till")


def test_a_self_copy_that_was_held_up_does_not_make_the_letter_younger_than_its_answer(
    store: Store, clock: SteppedClock
) -> None:
    post, sent_at = Post(), clock()
    send_due(store, clock, "probes", post, WORKER)
    mails = [(sent_at + timedelta(minutes=10), reply(1)), (sent_at + timedelta(minutes=15), post.taken[0])]
    take_in(store, clock, "probes", Box(mails).open)
    found = letters(store)[0]
    assert (found.sent_at, found.answered_at) == (sent_at + timedelta(minutes=10),) * 2


def test_an_answer_stamped_before_the_letter_by_another_clock_counts_from_the_sending(
    store: Store, clock: SteppedClock
) -> None:
    send_due(store, clock, "probes", Post(), WORKER)
    take_in(store, clock, "probes", Box([(clock() - timedelta(seconds=1), reply(1))]).open)
    found = letters(store)[0]
    assert (found.state, found.answered_at) == ("answered", found.sent_at)


def test_an_answer_that_came_hours_before_its_letter_waits_for_a_person(store: Store, clock: SteppedClock) -> None:
    send_due(store, clock, "probes", Post(), WORKER)
    take_in(store, clock, "probes", Box([(clock() - timedelta(hours=2), reply(1))]).open)
    with store.reading() as session:
        mail = session.exec(select(InboundMail)).one()
    assert (letters(store)[0].state, mail.kind, mail.desk, mail.desk_reason) == ("sent", "answer", "waiting", "early")


def test_a_bounce_of_our_own_copy_says_nothing_about_the_municipality(store: Store, clock: SteppedClock) -> None:
    post = Post()
    send_due(store, clock, "probes", post, WORKER)
    headers = post.taken[0].partition(b"\r\n\r\n")[0].decode()
    bounce = (
        "From: MAILER-DAEMON@probes.test\r\nTo: anna.ek1@probes.test\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.probes.test\r\n\r\nFinal-Recipient: rfc822; kopia@probes.test\r\nAction: failed\r\n"
        f"Status: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{headers}\r\n\r\n--b--\r\n"
    )
    take_in(store, clock, "probes", Box([(clock(), bounce.encode())]).open)
    assert (letters(store)[0].state, inbound(store)[0].desk_reason) == ("sent", "other_recipient")


def test_the_grade_of_an_answer_goes_when_it_no_longer_is_the_answer(store: Store, clock: SteppedClock) -> None:
    send_due(store, clock, "probes", Post(), WORKER)
    take_in(store, clock, "probes", Box([(clock(), reply(1))]).open)
    with store.transaction() as session:
        probe = session.get_one(MailProbe, letters(store)[0].id)
        probe.sender, probe.extra_information, probe.graded_at = "complete", True, clock()
    with store.transaction() as session:
        decide(session, inbound(store)[0].id or 0, "acknowledgement", letters(store)[0].id, cause(clock))
    found = letters(store)[0]
    assert (found.state, found.sender, found.extra_information, found.graded_at) == ("sent", None, None, None)


def test_a_folder_that_cannot_be_read_holds_up_no_other(store: Store, clock: SteppedClock) -> None:
    send_due(store, clock, "probes", Post(), WORKER)
    take_in(store, clock, "probes", Box([(clock(), reply(1))], locked=("Skräp",)).open)
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert letters(store)[0].state == "answered"
    assert (account.imap_failure, account.polled_at) == ("Skräp: no right to read it", None)


def test_a_mail_that_cannot_be_judged_goes_to_the_desk_and_the_next_one_is_judged(
    store: Store, clock: SteppedClock
) -> None:
    if not store.is_sqlite:
        pytest.skip("the fault is made by a trigger in SQLite's words")
    send_due(store, clock, "probes", Post(), WORKER)
    with store.transaction() as session:
        refuse = "CREATE TRIGGER refuse BEFORE UPDATE OF kind ON inbound_mail WHEN NEW.id = 1 AND NEW.kind = 'answer'"
        session.connection().exec_driver_sql(f"{refuse} BEGIN SELECT RAISE(ABORT, 'the database refuses'); END")
    take_in(store, clock, "probes", Box([(clock(), reply(1)), (clock(), reply(2))]).open)
    assert [(mail.kind, mail.desk) for mail in inbound(store)] == [("unreadable", "waiting"), ("answer", "clear")]


def test_one_recipient_whose_server_hangs_up_does_not_hold_up_the_others(store: Store, clock: SteppedClock) -> None:
    answers = iter([Outcome("deferred", None, "the server hung up"), *[Outcome("sent", 250, "ok")] * 2])
    assert send_due(store, clock, "probes", Post(lambda _recipient: next(answers)), WORKER) == 2
    assert [probe.state for probe in letters(store)] == ["deferred", "sent", "sent"]


def test_a_letter_that_cannot_be_written_is_withdrawn_and_the_others_leave(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.exec(select(Question).order_by(col(Question.id))).all()[0].mail_subject = "Undrar\nen sak"
    assert send_due(store, clock, "probes", Post(), WORKER) == LETTERS - 1
    assert [probe.state for probe in letters(store)] == ["withdrawn", "sent", "sent"]
    with store.reading() as session:
        assert [probe.id for probe in letters_in_trouble(session)] == [1]


def test_a_reply_to_a_dropped_letter_waits_on_the_desk_and_its_self_copy_brings_it_back(
    store: Store, clock: SteppedClock
) -> None:
    post = Post(lambda _recipient: Outcome("uncertain", None, "lost"))
    send_due(store, clock, "probes", post, WORKER)
    dropped = letters(store)[0].id or 0
    with pytest.raises(Conflict, match="wait half an hour"), store.transaction() as session:
        settle_uncertain(session, dropped, cause(clock), sent=False)
    clock.move_to(clock() + timedelta(minutes=31))
    with store.transaction() as session:
        settle_uncertain(session, dropped, cause(clock), sent=False)
    box = Box([(clock(), reply(1))])
    take_in(store, clock, "probes", box.open)
    assert (inbound(store)[0].desk_reason, letters(store)[0].state) == ("dropped", "withdrawn")
    box.mails.append((clock(), post.taken[0]))
    take_in(store, clock, "probes", box.open)
    assert letters(store)[0].state == "sent"


def test_an_uncertain_letter_comes_to_the_desk_when_its_self_copy_has_had_its_time(
    store: Store, clock: SteppedClock
) -> None:
    send_due(store, clock, "probes", Post(lambda _recipient: Outcome("uncertain", None, "lost")), WORKER)
    with store.reading() as session:
        assert letters_to_settle(session, clock()) == []
        assert len(letters_to_settle(session, clock() + timedelta(minutes=31))) == LETTERS


def test_a_stalled_worker_that_wakes_up_neither_sends_nor_holds_up_anything(store: Store, clock: SteppedClock) -> None:
    other = Worker("two", "first", WORKER.lease)

    @dataclass
    class Stalling:
        """Sleeps past its lease with the recipient accepted; meanwhile another worker sends everything."""

        post: Post
        slept: bool = False

        def deliver(
            self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
        ) -> Outcome:
            if not self.slept:
                self.slept = True
                clock.move_to(clock() + WORKER.lease + timedelta(seconds=1))
                send_due(store, clock, "probes", self.post, other)
            return self.post.deliver(raw, sender, recipient, self_copy, before_data)

    post = Post()
    send_due(store, clock, "probes", Stalling(post), WORKER)
    assert (len(post.taken), len(set(post.taken))) == (LETTERS, LETTERS)
    with store.transaction() as session:
        recover(session, clock(), "probes", other)
    assert [probe.state for probe in letters(store)] == ["sent"] * LETTERS


def test_a_late_yes_settles_a_letter_whose_sender_was_taken_for_dead(store: Store, clock: SteppedClock) -> None:
    def slow(_recipient: str) -> Outcome:
        return Outcome("sent", 250, "ok queued as ABC123", "ABC123")

    @dataclass
    class Slow:
        def deliver(
            self, _raw: bytes, _sender: str, recipient: str, _self_copy: str | None, before_data: Callable[[], None]
        ) -> Outcome:
            before_data()
            clock.move_to(clock() + WORKER.lease + timedelta(seconds=1))
            with store.transaction() as session:
                recover(session, clock(), "probes", Worker("two", "first", WORKER.lease))
            return slow(recipient)

    send_due(store, clock, "probes", Slow(), WORKER)
    with store.reading() as session:
        evidence = {(one.result, one.queue_id) for one in session.exec(select(SendAttempt)).all()}
    assert ([probe.state for probe in letters(store)], evidence) == (["sent"] * LETTERS, {("sent", "ABC123")})


def test_a_letter_that_no_server_saw_leaves_with_the_date_of_the_day_it_leaves(
    store: Store, clock: SteppedClock
) -> None:
    send_due(store, clock, "probes", Post(lambda _recipient: Outcome("unreached", None, "down")), WORKER)
    first_id = letters(store)[0].message_id
    clock.move_to(clock() + timedelta(days=3))
    post = Post()
    send_due(store, clock, "probes", post, WORKER)
    assert b"Date: Thu, 19 Oct 2017" in post.taken[0]
    assert letters(store)[0].message_id == first_id


def test_outages_before_a_first_deferral_do_not_lengthen_its_wait(store: Store, clock: SteppedClock) -> None:
    for _ in range(4):
        send_due(store, clock, "probes", Post(lambda _recipient: Outcome("unreached", None, "down")), WORKER)
    send_due(store, clock, "probes", Post(lambda _recipient: Outcome("deferred", 450, "later")), WORKER)
    assert letters(store)[0].next_try_at == clock() + timedelta(minutes=15)


def test_a_letter_that_is_deferred_for_five_days_is_given_up(store: Store, clock: SteppedClock) -> None:
    greylisting = Post(lambda _recipient: Outcome("deferred", 450, "later"))
    for _ in range(125):
        send_due(store, clock, "probes", greylisting, WORKER)
        clock.move_to(clock() + timedelta(hours=1))
    assert {probe.state for probe in letters(store)} == {"refused"}


def test_a_mail_cannot_be_decided_onto_a_letter_that_was_imported(store: Store, clock: SteppedClock) -> None:
    send_due(store, clock, "probes", Post(), WORKER)
    take_in(store, clock, "probes", Box([(clock(), reply(1))]).open)
    with store.transaction() as session:
        probe = session.get_one(MailProbe, letters(store)[1].id)
        probe.imported, probe.message_id = True, None
    with pytest.raises(BadInput, match="no letter"), store.transaction() as session:
        decide(session, inbound(store)[0].id or 0, "answer", letters(store)[1].id, cause(clock))
