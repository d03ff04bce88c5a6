"""Reading everything stored anew: nothing changes where nothing is wrong, and exactly what is wrong is mended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select, update

from mail_probe.decide import decide
from mail_probe.reparse import Reparsed, reparse
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.trail import AuditEvent
from tests.mail_probe.mailbox import Box, Post, reply
from tests.mail_probe.town import WORKER

STRANGER = b"From: x@reklam.test\r\nTo: okand@probes.test\r\nSubject: Erbjudande\r\n\r\nKop nu\r\n"
FOLLOWER = (
    b"From: anna@vetlanda.test\r\nTo: registrator@vetlanda.test\r\nSubject: x\r\nMessage-ID: <second@vetlanda.test>\r\n"
    b"In-Reply-To: <first@vetlanda.test>\r\n\r\nSe ovan.\r\n"
)
RECEIPT = "Tack för ditt mejl. Vi har tagit emot ditt ärende och det har registrerats."
FROM_THE_DOMAIN = b"From: karin@vetlanda.test\r\nTo: info@probes.test\r\nSubject: Angaende\r\n\r\nHej igen\r\n"


@pytest.fixture
def read_mailbox(store: Store, clock: SteppedClock, wave_id: int) -> None:
    """Letters and what came back: copies, receipts, answers, a follower of one, a stranger's mail, a decided one."""
    assert wave_id
    post = Post()
    send_due(store, clock, "probes", post, WORKER)
    box = Box([(clock(), raw) for raw in post.taken])
    for minutes, raw in enumerate(
        (
            reply(1, RECEIPT, "Auto-Submitted: auto-replied\r\n"),
            reply(1, extra="Message-ID: <first@vetlanda.test>\r\n"),
            FOLLOWER,
            STRANGER,
            FROM_THE_DOMAIN,
            reply(2, "Vilken fastighet gäller det?"),
            b"\0\xff not a mail at all",
        ),
        start=1,
    ):
        box.mails.append((clock() + timedelta(minutes=minutes), raw))
    clock.move_to(clock() + timedelta(hours=1))
    take_in(store, clock, "probes", box.open)
    with store.transaction() as session:
        asked = session.exec(select(InboundMail).where(InboundMail.kind == "counter_question")).one()
        decide(session, asked.id or 0, "answer", asked.mail_probe_id, Cause("samordnare", clock(), "svarar också"))
    clock.move_to(clock() + timedelta(hours=1))


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.reading() as session:
        return {
            table.name: [tuple(row) for row in session.connection().execute(table.select()).all()]
            for table in SQLModel.metadata.sorted_tables
        }


def mails(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        return [mail.model_dump() for mail in session.exec(select(InboundMail).order_by(col(InboundMail.id))).all()]


def letters(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        return [probe.model_dump() for probe in session.exec(select(MailProbe).order_by(col(MailProbe.id))).all()]


@pytest.mark.usefixtures("read_mailbox")
def test_reading_anew_changes_nothing_however_often(store: Store, clock: SteppedClock) -> None:
    before = everything(store)
    assert [reparse(store, clock, "probes") for _ in range(2)] == [Reparsed(10, 0)] * 2
    assert everything(store) == before


@pytest.mark.usefixtures("read_mailbox")
def test_judgements_by_other_rules_are_mended_and_letters_counted_anew(store: Store, clock: SteppedClock) -> None:
    right_mails, right_letters = mails(store), letters(store)
    with store.transaction() as session:
        wrong = {"kind": "other", "certainty": "likely", "mail_probe_id": None, "match_level": None}
        is_answer = (col(InboundMail.kind) == "answer") & (col(InboundMail.desk) == "clear")
        session.execute(update(InboundMail).where(is_answer).values(**wrong))
        session.execute(update(InboundMail).where(col(InboundMail.self_copy)).values(self_copy=False, kind="answer"))
        session.execute(update(MailProbe).where(col(MailProbe.id) == 1).values(answered_at=None, state="sent"))
    wrong_ones = sum(now != then for now, then in zip(mails(store), right_mails, strict=True))
    assert reparse(store, clock, "probes") == Reparsed(10, wrong_ones)
    assert (mails(store), letters(store)) == (right_mails, right_letters)
    assert reparse(store, clock, "probes") == Reparsed(10, 0)


@pytest.mark.usefixtures("read_mailbox")
def test_what_changed_stands_in_the_trail_without_the_mails_words(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        answer = session.exec(
            select(InboundMail).where(InboundMail.kind == "answer", InboundMail.desk == "clear")
        ).one()
        answer.kind = "bounce"
        mail_id, probe_id = answer.id, answer.mail_probe_id
    reparse(store, clock, "probes")
    with store.reading() as session:
        found = session.exec(select(AuditEvent).where(AuditEvent.action == "rejudge")).one()
    assert (found.actor, found.thing, found.thing_id, found.before, found.after, found.details) == (
        "reparse",
        "inbound_mail",
        str(mail_id),
        "bounce",
        "answer",
        {"columns": ["kind"], "probe_before": probe_id, "probe_after": probe_id},
    )


@pytest.mark.usefixtures("read_mailbox")
def test_a_persons_decision_stands_when_everything_is_read_anew(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        receipt = session.exec(select(InboundMail).where(InboundMail.kind == "automatic")).one()
        decide(session, receipt.id or 0, "other", None, Cause("samordnare", clock(), "hör inte hit"))
    before = everything(store)
    assert reparse(store, clock, "probes") == Reparsed(10, 0)
    assert everything(store) == before


@pytest.mark.usefixtures("read_mailbox")
def test_reading_anew_can_be_stopped_between_batches_and_begun_again(
    store: Store, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail_probe.judge.BATCH_MAILS", 2)
    right = mails(store)
    with store.transaction() as session:
        session.execute(update(InboundMail).where(col(InboundMail.desk) == "clear").values(certainty="unsure"))

    def stopped(batches: Any) -> Any:
        yield from batches[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reparse(store, clock, "probes", stopped)
    half = mails(store)
    reparse(store, clock, "probes")
    assert (half != right, mails(store)) == (True, right)


@pytest.mark.usefixtures("read_mailbox")
def test_mails_that_nobody_has_judged_are_left_to_taking_in(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.execute(update(InboundMail).where(col(InboundMail.id) == 1).values(kind=None))
    assert reparse(store, clock, "probes") == Reparsed(9, 0)


@pytest.mark.usefixtures("read_mailbox")
def test_reading_anew_while_mails_are_taken_in_loses_and_doubles_nothing(store: Store, clock: SteppedClock) -> None:
    more = [(clock(), reply(3, extra=f"X-Number: {number}\r\n")) for number in range(60)]
    box = Box([(clock(), b"X: 1\r\n\r\n")] * 10 + more)  # the first ten were seen in the mailbox before
    with ThreadPoolExecutor(2) as workers:
        anew = workers.submit(lambda: [reparse(store, clock, "probes").changed for _ in range(5)])
        taken = workers.submit(take_in, store, clock, "probes", box.open)
        assert (anew.result(), taken.result()) == ([0] * 5, 60)
    assert reparse(store, clock, "probes") == Reparsed(70, 0)
    with store.reading() as session:
        judged = select(AuditEvent.thing_id).where(AuditEvent.thing == "inbound_mail", AuditEvent.action == "judge")
        ids = session.exec(judged).all()
    assert (len(ids), len(set(ids))) == (67, 67)
