"""Sending: at most once, whatever goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from mail_probe.doorways import Outcome, Server
from mail_probe.send_due import send_due
from mail_probe.sending.claim import claim_letter
from mail_probe.sending.due import letters_to_send
from mail_probe.sending.recover import Worker
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.faults import Conflict
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, SendAttempt
from tests.mail_probe.town import LETTERS, WORKER, Town


@dataclass
class Scripted:
    """A server that says what it is told to; `on_data` happens after DATA has begun."""

    result: Outcome
    begins: bool = True
    taken: list[bytes] = field(default_factory=list)

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        assert sender.endswith("@probes.test")
        assert (recipient, self_copy) == ("kommun@vetlanda.test", "kopia@probes.test")
        if self.begins:
            before_data()
        self.taken.append(raw)
        return self.result


class Killed(BaseException):
    """Stands for the end of the process: nothing in the code under test may catch it."""


@dataclass
class Dying:
    """A way out on which the process dies, before or after DATA has begun."""

    after_begin: bool

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        assert raw, (sender, recipient, self_copy)
        if self.after_begin:
            before_data()
        raise Killed


def states(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.exec(select(MailProbe.state)).all())


@pytest.mark.usefixtures("wave_id")
def test_every_due_letter_reaches_the_municipality_once(store: Store, clock: SteppedClock, town: Town) -> None:
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == LETTERS
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    assert len(town.received) == LETTERS
    assert states(store) == ["sent"] * LETTERS


@pytest.mark.usefixtures("wave_id")
def test_the_self_copy_is_kept_as_proof_and_gives_the_sending_its_time(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    send_due(store, clock, "probes", town.outgoing, WORKER)
    sent_at = clock()
    clock.move_to(sent_at + timedelta(minutes=3))
    assert take_in(store, clock, "probes", town.open_mailbox) == LETTERS
    with store.reading() as session:
        probes = session.exec(select(MailProbe)).all()
    assert {(probe.sent_at, probe.self_copy_at, probe.state) for probe in probes} == {(sent_at, sent_at, "sent")}


@pytest.mark.usefixtures("wave_id")
def test_a_letter_planned_for_later_waits(store: Store, clock: SteppedClock, town: Town) -> None:
    with store.transaction() as session:
        for probe in session.exec(select(MailProbe)).all():
            probe.planned_at = clock() + timedelta(minutes=1)
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    clock.move_to(clock() + timedelta(minutes=1))
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == LETTERS


@pytest.mark.usefixtures("wave_id")
def test_a_letter_that_is_moved_while_a_round_is_under_way_waits_for_its_new_time(
    store: Store, clock: SteppedClock
) -> None:
    with store.reading() as session:
        found = letters_to_send(session, "probes", clock())
    with store.transaction() as session:
        session.get_one(MailProbe, found[0]).planned_at = clock() + timedelta(days=1)
    with store.transaction() as session, pytest.raises(Conflict, match="was moved to"):
        claim_letter(session, clock(), found[0], WORKER)
    assert states(store) == ["planned"] * LETTERS


@pytest.mark.usefixtures("wave_id")
def test_a_server_that_is_down_leaves_the_letters_planned_and_says_so(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    nobody = SmtpOutgoing(Server("127.0.0.1", 1, "none"), "mail.probes.test", 5)
    assert send_due(store, clock, "probes", nobody, WORKER) == 0
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.smtp_failing_since, bool(account.smtp_failure)) == (clock(), True)
    assert states(store) == ["planned"] * LETTERS

    assert send_due(store, clock, "probes", town.outgoing, WORKER) == LETTERS
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.smtp_failing_since, account.smtp_failure) == (None, "")


@pytest.mark.usefixtures("wave_id")
def test_a_deferred_letter_is_tried_again_later_with_the_same_bytes(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    greylisting = Scripted(Outcome("deferred", 450, "4.2.0 come back later"), begins=False)
    send_due(store, clock, "probes", greylisting, WORKER)
    assert states(store) == ["deferred"] * LETTERS
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    clock.move_to(clock() + timedelta(minutes=15))
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == LETTERS
    assert sorted(town.received) == sorted(greylisting.taken)


@pytest.mark.usefixtures("wave_id")
def test_a_refused_letter_is_refused_for_good_with_the_servers_words(store: Store, clock: SteppedClock) -> None:
    refusing = Scripted(Outcome("refused", 550, "5.1.1 no such user"), begins=False)
    send_due(store, clock, "probes", refusing, WORKER)
    clock.move_to(clock() + timedelta(days=2))
    send_due(store, clock, "probes", refusing, WORKER)
    assert (len(refusing.taken), states(store)) == (LETTERS, ["refused"] * LETTERS)
    with store.reading() as session:
        attempts = session.exec(select(SendAttempt)).all()
    assert {(found.result, found.code, found.reply) for found in attempts} == {("refused", 550, "5.1.1 no such user")}


@pytest.mark.usefixtures("wave_id")
def test_an_unclear_end_after_data_is_never_sent_again(store: Store, clock: SteppedClock, town: Town) -> None:
    send_due(store, clock, "probes", Scripted(Outcome("uncertain", None, "connection lost")), WORKER)
    clock.move_to(clock() + timedelta(days=2))
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    assert (town.received, states(store)) == ([], ["uncertain"] * LETTERS)


@pytest.mark.usefixtures("wave_id")
def test_a_process_that_dies_before_data_sends_its_letter_in_its_next_life(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    with pytest.raises(Killed):
        send_due(store, clock, "probes", Dying(after_begin=False), WORKER)
    assert states(store) == ["claimed", "planned", "planned"]
    next_life = Worker(WORKER.executor_id, "second", WORKER.lease)
    assert send_due(store, clock, "probes", town.outgoing, next_life) == LETTERS


@pytest.mark.usefixtures("wave_id")
def test_a_process_that_dies_after_data_leaves_an_uncertain_letter_that_its_self_copy_settles(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    with pytest.raises(Killed):
        send_due(store, clock, "probes", DyingAfterDelivery(town.outgoing), WORKER)
    next_life = Worker(WORKER.executor_id, "second", WORKER.lease)
    send_due(store, clock, "probes", town.outgoing, next_life)
    assert states(store) == ["sent", "sent", "uncertain"]
    take_in(store, clock, "probes", town.open_mailbox)
    assert states(store) == ["sent"] * LETTERS
    assert len(town.received) == LETTERS


@dataclass
class DyingAfterDelivery:
    """The server has taken the letter; the process dies before it can write that down."""

    real: SmtpOutgoing

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        self.real.deliver(raw, sender, recipient, self_copy, before_data)
        raise Killed


@pytest.mark.usefixtures("wave_id")
def test_another_workers_letter_is_left_alone_until_its_lease_is_over(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    with pytest.raises(Killed):
        send_due(store, clock, "probes", Dying(after_begin=False), WORKER)
    other = Worker("two", "first", WORKER.lease)
    assert send_due(store, clock, "probes", town.outgoing, other) == LETTERS - 1
    clock.move_to(clock() + WORKER.lease + timedelta(seconds=1))
    assert send_due(store, clock, "probes", town.outgoing, other) == 1


@pytest.mark.usefixtures("wave_id")
def test_a_self_copy_taken_in_before_its_letter_is_known_to_be_uncertain_settles_it_all_the_same(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    with pytest.raises(Killed):
        send_due(store, clock, "probes", DyingAfterDelivery(town.outgoing), WORKER)
    take_in(store, clock, "probes", town.open_mailbox)
    send_due(store, clock, "probes", town.outgoing, Worker(WORKER.executor_id, "second", WORKER.lease))
    assert states(store) == ["sent", "sent", "uncertain"]
    take_in(store, clock, "probes", town.open_mailbox)
    assert (states(store), len(town.received)) == (["sent"] * LETTERS, LETTERS)


def with_pace(store: Store, letters_a_minute: int, minutes_between: int) -> None:
    with store.transaction() as session:
        account = session.get_one(MailAccount, "probes")
        account.letters_a_minute, account.minutes_between = letters_a_minute, minutes_between


@pytest.mark.usefixtures("wave_id")
def test_overdue_letters_to_one_domain_leave_one_by_one_and_wait_as_planned(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    with_pace(store, letters_a_minute=10, minutes_between=2)
    sent = []
    for _ in range(10):
        sent.append(send_due(store, clock, "probes", town.outgoing, WORKER))
        assert states(store) == ["planned"] * (LETTERS - sum(sent)) + ["sent"] * sum(sent)
        clock.move_to(clock() + timedelta(minutes=1))
    assert (sent[:2], sum(sent), max(sent)) == ([1, 0], LETTERS, 1)


@pytest.mark.usefixtures("wave_id")
def test_an_account_sends_no_more_letters_a_minute_than_it_may(store: Store, clock: SteppedClock, town: Town) -> None:
    with_pace(store, letters_a_minute=2, minutes_between=0)
    assert [send_due(store, clock, "probes", town.outgoing, WORKER) for _ in range(2)] == [2, 0]
    clock.move_to(clock() + timedelta(minutes=1))
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 1


@pytest.mark.usefixtures("wave_id")
def test_a_try_that_was_deferred_holds_up_the_next_letter_to_its_domain(store: Store, clock: SteppedClock) -> None:
    with_pace(store, letters_a_minute=10, minutes_between=2)
    greylisting = Scripted(Outcome("deferred", 450, "4.2.0 come back later"), begins=False)
    send_due(store, clock, "probes", greylisting, WORKER)
    clock.move_to(clock() + timedelta(minutes=1))
    send_due(store, clock, "probes", greylisting, WORKER)
    assert (len(greylisting.taken), states(store)) == (1, ["deferred", "planned", "planned"])


@pytest.mark.usefixtures("wave_id")
def test_a_letter_that_found_no_server_holds_up_no_other(store: Store, clock: SteppedClock, town: Town) -> None:
    with_pace(store, letters_a_minute=10, minutes_between=2)
    send_due(store, clock, "probes", Scripted(Outcome("unreached", None, "down"), begins=False), WORKER)
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 1


@pytest.mark.usefixtures("wave_id")
def test_a_held_account_sends_nothing(store: Store, clock: SteppedClock, town: Town) -> None:
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").held_since = clock()
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    assert (town.received, states(store)) == ([], ["planned"] * LETTERS)


@pytest.mark.usefixtures("wave_id")
def test_what_is_wrong_with_the_account_is_kept_in_one_word_until_a_server_is_reached(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    wrong = Outcome("unreached", 535, "5.7.8 no", fault="bad_password")
    send_due(store, clock, "probes", Scripted(wrong, begins=False), WORKER)
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.smtp_failing_since, account.smtp_fault, account.smtp_failure) == (
        clock(),
        "bad_password",
        "5.7.8 no",
    )
    send_due(store, clock, "probes", town.outgoing, WORKER)
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.smtp_failing_since, account.smtp_fault, account.smtp_failure) == (None, "", "")


@pytest.mark.usefixtures("wave_id")
def test_a_round_goes_over_one_connection(store: Store, clock: SteppedClock, town: Town) -> None:
    with town.outgoing.round() as outgoing:
        assert send_due(store, clock, "probes", outgoing, WORKER) == LETTERS
    with store.reading() as session:
        accepted = session.exec(select(SendAttempt.self_copy_accepted)).all()
    assert (len(town.received), accepted) == (LETTERS, [True] * LETTERS)
