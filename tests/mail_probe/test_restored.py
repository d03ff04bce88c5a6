"""A database restored from a backup does not know what left since: nothing is sent twice, and nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from mail_probe.doorways import Outcome
from mail_probe.reparse import reparse
from mail_probe.send_due import send_due
from mail_probe.sending.claim import claim_letter
from mail_probe.sending.recover import Worker
from mail_probe.take_in import take_in
from shopper.backup import backup, restore
from shopper.clock import SteppedClock
from shopper.faults import Conflict, NotThere
from shopper.mail_holds import release
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe
from tests.mail_probe.town import WORKER, Town

pytestmark = pytest.mark.usefixtures("wave_id")

NEXT_LIFE = Worker(WORKER.executor_id, "second", WORKER.lease)


@pytest.fixture
def new_store(upgraded_sqlite_file: Path, tmp_path: Path) -> Iterator[Store]:
    """Another, empty database to restore into."""
    copied = tmp_path / "restored.sqlite"
    copied.write_bytes(upgraded_sqlite_file.read_bytes())
    opened = Store(f"sqlite:///{copied}")
    yield opened
    opened.close()


@pytest.fixture
def restored(store: Store, new_store: Store, clock: SteppedClock, town: Town, tmp_path: Path) -> Store:
    """Of three letters one had left when the backup was made, one left after it, and one was never sent."""
    with store.transaction() as session:
        session.get_one(MailProbe, 2).planned_at = clock() + timedelta(minutes=10)
        session.get_one(MailProbe, 3).planned_at = clock() + timedelta(minutes=30)
    send_due(store, clock, "probes", town.outgoing, WORKER)
    take_in(store, clock, "probes", town.open_mailbox)
    backup(store, tmp_path / "backup.zip")
    clock.move_to(clock() + timedelta(minutes=10))
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 1
    clock.move_to(clock() + timedelta(hours=1))
    restore(new_store, tmp_path / "backup.zip", clock=clock)
    return new_store


def states(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(MailProbe.state).order_by(col(MailProbe.id))).all())


def released(store: Store, clock: SteppedClock, account: str = "probes") -> int:
    with store.transaction() as session:
        return release(session, account, Cause("samordnare", clock()))


def sent_as(store: Store, number: int) -> tuple[object, ...]:
    with store.reading() as session:
        probe = session.get_one(MailProbe, number)
    return probe.state, probe.message_id, probe.recipient, probe.subject, probe.sent_at


def test_a_restored_database_sends_nothing(restored: Store, clock: SteppedClock, town: Town) -> None:
    assert send_due(restored, clock, "probes", town.outgoing, WORKER) == 0
    with restored.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.held_since, account.hold_reason) == (clock(), "restored")
    assert (len(town.received), states(restored)) == (2, ["sent", "planned", "planned"])


def test_a_letter_that_left_after_the_backup_is_found_in_the_mailbox_with_all_it_was_sent_as(
    restored: Store, store: Store, clock: SteppedClock, town: Town
) -> None:
    take_in(restored, clock, "probes", town.open_mailbox)
    assert states(restored) == ["sent", "sent", "planned"]
    assert sent_as(restored, 2) == sent_as(store, 2)


def test_after_the_release_only_the_letter_that_never_left_is_sent(
    restored: Store, clock: SteppedClock, town: Town
) -> None:
    take_in(restored, clock, "probes", town.open_mailbox)
    assert released(restored, clock) == 1
    assert send_due(restored, clock, "probes", town.outgoing, WORKER) == 1
    assert (len(town.received), len(set(town.received)), states(restored)) == (3, 3, ["sent"] * 3)


def test_an_answer_to_a_letter_that_was_found_again_is_matched_to_it(
    restored: Store, clock: SteppedClock, town: Town
) -> None:
    reply = (
        "From: anna@vetlanda.test\r\nTo: anna.ek2@probes.test\r\nSubject: Sv: Undrar 2\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHej!\r\n\r\nDet kostar 450 kronor och du "
        "ansöker på vår webbplats.\r\n\r\nVänliga hälsningar\r\nAnna Berg\r\n"
    )
    town.outgoing.deliver(reply.encode(), "anna@vetlanda.test", "anna.ek2@probes.test", None, lambda: None)
    take_in(restored, clock, "probes", town.open_mailbox)
    with restored.reading() as session:
        found = session.exec(select(InboundMail).where(InboundMail.from_address == "anna@vetlanda.test")).one()
    assert (found.mail_probe_id, found.match_level, states(restored)[1]) == (2, "address", "answered")


def test_a_mail_from_a_letters_address_without_an_id_of_ours_is_no_proof_that_it_left(
    restored: Store, clock: SteppedClock, town: Town
) -> None:
    forged = b"From: anna.ek3@probes.test\r\nMessage-ID: <1@elsewhere.test>\r\nSubject: x\r\n\r\nx\r\n"
    town.outgoing.deliver(forged, "x@elsewhere.test", "kopia@probes.test", None, lambda: None)
    take_in(restored, clock, "probes", town.open_mailbox)
    assert states(restored) == ["sent", "sent", "planned"]


def test_an_account_is_not_released_before_its_mailbox_has_been_read(restored: Store, clock: SteppedClock) -> None:
    with pytest.raises(Conflict, match="has not been read since it was held; let a worker read it first"):
        released(restored, clock)


def test_an_account_that_is_not_held_or_not_there_cannot_be_released(store: Store, clock: SteppedClock) -> None:
    with pytest.raises(Conflict, match="probes is not held; there is nothing to release"):
        released(store, clock)
    with pytest.raises(NotThere, match="there is no mail account 'post'"):
        released(store, clock, "post")


def test_an_account_is_not_released_while_a_letter_stands_between_claim_and_outcome(
    restored: Store, clock: SteppedClock, town: Town
) -> None:
    with restored.transaction() as session:
        claim_letter(session, clock(), 3, Worker("two", "first", WORKER.lease))
    take_in(restored, clock, "probes", town.open_mailbox)
    with pytest.raises(Conflict, match="was about to be sent; wait until a worker has taken care of it"):
        released(restored, clock)
    clock.move_to(clock() + WORKER.lease + timedelta(seconds=1))
    assert send_due(restored, clock, "probes", town.outgoing, WORKER) == 0
    assert released(restored, clock) == 1


@dataclass
class BackedUpBeforeData:
    """A way out in the middle of which somebody makes a backup: the letter is claimed in it, and then it leaves."""

    store: Store
    town: Town
    file: Path

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        if not self.file.exists():
            backup(self.store, self.file)
        return self.town.outgoing.deliver(raw, sender, recipient, self_copy, before_data)


@pytest.mark.parametrize("reads_first", [True, False])
def test_letters_that_left_while_the_backup_was_made_are_found_again(
    store: Store, new_store: Store, clock: SteppedClock, town: Town, tmp_path: Path, *, reads_first: bool
) -> None:
    file = tmp_path / "backup.zip"
    send_due(store, clock, "probes", BackedUpBeforeData(store, town, file), WORKER)
    restore(new_store, file, clock=clock)
    assert states(new_store) == ["claimed", "planned", "planned"]
    if reads_first:
        take_in(new_store, clock, "probes", town.open_mailbox)
    send_due(new_store, clock, "probes", town.outgoing, NEXT_LIFE)
    take_in(new_store, clock, "probes", town.open_mailbox)
    assert (released(new_store, clock), states(new_store)) == (0, ["sent"] * 3)
    assert [sent_as(new_store, number) for number in (1, 2, 3)] == [sent_as(store, number) for number in (1, 2, 3)]


def test_judging_everything_anew_changes_nothing_about_letters_that_were_found_again(
    restored: Store, clock: SteppedClock, town: Town
) -> None:
    take_in(restored, clock, "probes", town.open_mailbox)
    before = sent_as(restored, 2)
    assert reparse(restored, clock, "probes").changed == 0
    assert sent_as(restored, 2) == before
