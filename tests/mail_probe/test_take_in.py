"""Taking in: nothing lost, harmless twice, and only an answer stops the clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from smtplib import SMTP

import pytest
from sqlmodel import col, select

from mail_probe.close_windows import close_windows
from mail_probe.decide import decide, settle_uncertain
from mail_probe.doorways import Outcome, Server
from mail_probe.imap import ImapMailbox
from mail_probe.judge import judge_waiting
from mail_probe.last_look import last_look
from mail_probe.send_due import send_due
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona
from tests.mail_probe.town import LETTERS, WORKER, Town

ANSWER = "Hej!\n\nDet kostar 450 kronor och du ansöker på vår webbplats.\n\nVänliga hälsningar\nKarin Ek\n"
RECEIPT = "Tack för ditt mejl. Vi har tagit emot ditt ärende och det har registrerats.\n"


@pytest.fixture
def sent(store: Store, clock: SteppedClock, town: Town, wave_id: int) -> Town:
    """All letters are with the municipality and their self-copies are taken in."""
    assert wave_id
    send_due(store, clock, "probes", town.outgoing, WORKER)
    take_in(store, clock, "probes", town.open_mailbox)
    return town


def reply(town: Town, number: int, text: str, **headers: str) -> None:
    """The municipality answers letter `number` by SMTP."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = "Karin Ek <karin.ek@vetlanda.test>"
    mail["To"] = f"anna.ek{number}@probes.test"
    mail["Subject"] = f"SV: Undrar {number}"
    mail["Message-ID"] = f"<reply-{number}-{len(text)}@vetlanda.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with SMTP("127.0.0.1", town.servers.smtp_port) as server:
        server.sendmail("karin.ek@vetlanda.test", [str(mail["To"])], mail.as_bytes())


def letter(store: Store, number: int) -> MailProbe:
    with store.reading() as session:
        wanted = select(MailProbe).join(Persona, col(Persona.id) == MailProbe.persona_id)
        return session.exec(wanted.where(Persona.key == f"p{number}")).one()


def on_desk(store: Store) -> list[InboundMail]:
    with store.reading() as session:
        return list(session.exec(select(InboundMail).where(InboundMail.desk == "waiting")).all())


def later(clock: SteppedClock, **ahead: float) -> datetime:
    clock.move_to(clock() + timedelta(**ahead))
    return clock()


def test_an_answer_stops_the_clock_at_its_arrival_not_at_the_poll(
    store: Store, clock: SteppedClock, sent: Town
) -> None:
    arrived_at = later(clock, hours=2)
    reply(sent, 1, ANSWER)
    later(clock, hours=5)
    take_in(store, clock, "probes", sent.open_mailbox)
    assert (letter(store, 1).state, letter(store, 1).answered_at) == ("answered", arrived_at)
    assert [letter(store, number).state for number in (2, 3)] == ["sent", "sent"]


def test_a_receipt_is_an_acknowledgement_and_the_clock_runs_on(store: Store, clock: SteppedClock, sent: Town) -> None:
    arrived_at = later(clock, minutes=3)
    reply(sent, 1, RECEIPT, Auto_Submitted="auto-replied")
    take_in(store, clock, "probes", sent.open_mailbox)
    found = letter(store, 1)
    assert (found.state, found.acknowledged_at, found.answered_at) == ("sent", arrived_at, None)


def test_taking_in_twice_changes_nothing(store: Store, clock: SteppedClock, sent: Town) -> None:
    reply(sent, 1, ANSWER)
    take_in(store, clock, "probes", sent.open_mailbox)
    before = letter(store, 1).model_dump()
    assert take_in(store, clock, "probes", sent.open_mailbox) == 0
    assert letter(store, 1).model_dump() == before


def test_the_same_mail_delivered_twice_is_stored_once(store: Store, clock: SteppedClock, sent: Town) -> None:
    reply(sent, 1, ANSWER)
    reply(sent, 1, ANSWER)
    assert take_in(store, clock, "probes", sent.open_mailbox) == 1


def test_a_mail_stored_by_a_process_that_then_died_is_judged_by_the_next_one(
    store: Store, clock: SteppedClock, sent: Town
) -> None:
    reply(sent, 1, ANSWER)
    take_in(store, clock, "probes", sent.open_mailbox)
    with store.transaction() as session:
        for mail in session.exec(select(InboundMail).where(InboundMail.kind == "answer")).all():
            mail.kind = None
        session.get_one(MailProbe, letter(store, 1).id).answered_at = None
    assert judge_waiting(store, clock, "probes") == 1
    assert letter(store, 1).answered_at is not None


def test_what_belongs_to_no_letter_waits_on_the_desk(store: Store, clock: SteppedClock, sent: Town) -> None:
    mail = b"From: x@reklam.test\r\nTo: okand@probes.test\r\nSubject: Erbjudande\r\n\r\nKop nu\r\n"
    with SMTP("127.0.0.1", sent.servers.smtp_port) as server:
        server.sendmail("x@reklam.test", ["okand@probes.test"], mail)
    take_in(store, clock, "probes", sent.open_mailbox)
    assert [(found.mail_probe_id, found.desk_reason) for found in on_desk(store)] == [(None, "unmatched")]


def test_the_accounts_test_letter_to_itself_is_nobodys_case(store: Store, clock: SteppedClock, sent: Town) -> None:
    mail = b"From: kopia@probes.test\r\nTo: kopia@probes.test\r\nSubject: Prov\r\n\r\nprov\r\n"
    with SMTP("127.0.0.1", sent.servers.smtp_port) as server:
        server.sendmail("kopia@probes.test", ["kopia@probes.test"], mail)
    assert (take_in(store, clock, "probes", sent.open_mailbox), on_desk(store)) == (1, [])


def test_a_decision_moves_a_mail_from_the_desk_to_its_letter(store: Store, clock: SteppedClock, sent: Town) -> None:
    reply(sent, 1, "Vilken fastighet gäller det?\n")
    take_in(store, clock, "probes", sent.open_mailbox)
    case = on_desk(store)[0]
    assert letter(store, 1).state == "sent"
    cause = Cause("samordnare", clock(), "svarar på frågan")
    with store.transaction() as session:
        decide(session, case.id or 0, "answer", case.mail_probe_id, cause)
    assert (letter(store, 1).state, on_desk(store)) == ("answered", [])
    with store.transaction() as session:
        decide(session, case.id or 0, "acknowledgement", case.mail_probe_id, cause)
    assert (letter(store, 1).state, letter(store, 1).answered_at) == ("sent", None)


def test_a_decision_about_an_unknown_kind_or_letter_is_refused(store: Store, clock: SteppedClock, sent: Town) -> None:
    reply(sent, 1, ANSWER)
    take_in(store, clock, "probes", sent.open_mailbox)
    with pytest.raises(BadInput, match="no kind"), store.transaction() as session:
        decide(session, 1, "gossip", None, Cause("samordnare", clock()))
    with pytest.raises(BadInput, match="no letter 999"), store.transaction() as session:
        decide(session, 1, "answer", 999, Cause("samordnare", clock()))


def test_a_mailbox_that_is_down_is_noted_and_read_when_it_is_back(
    store: Store, clock: SteppedClock, sent: Town
) -> None:
    reply(sent, 1, ANSWER)
    nobody = ImapMailbox(Server("127.0.0.1", 1, "none", "probes", "pw"), 5)
    assert take_in(store, clock, "probes", lambda: nobody) == 0
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.imap_failing_since, bool(account.imap_failure)) == (clock(), True)
    assert take_in(store, clock, "probes", sent.open_mailbox) == 1
    with store.reading() as session:
        assert session.get_one(MailAccount, "probes").imap_failing_since is None


def test_a_window_closes_after_ninety_working_hours_and_a_late_answer_is_kept(
    store: Store, clock: SteppedClock, sent: Town
) -> None:
    later(clock, days=13, hours=23)
    take_in(store, clock, "probes", sent.open_mailbox)
    last_look(store, clock, "probes", sent.open_mailbox)
    assert close_windows(store, clock) == 0
    later(clock, days=1)
    last_look(store, clock, "probes", sent.open_mailbox)
    assert close_windows(store, clock) == 0, "the mailbox has not been read since the window ended"
    take_in(store, clock, "probes", sent.open_mailbox)
    assert last_look(store, clock, "probes", sent.open_mailbox) == LETTERS
    assert close_windows(store, clock) == LETTERS
    arrived_at = later(clock, days=1)
    reply(sent, 1, ANSWER)
    take_in(store, clock, "probes", sent.open_mailbox)
    assert (letter(store, 1).state, letter(store, 1).answered_at) == ("answered", arrived_at)


def test_a_person_settles_an_uncertain_letter_and_it_is_not_sent_again(
    store: Store, clock: SteppedClock, town: Town, wave_id: int
) -> None:
    assert wave_id
    started_at = clock()
    with store.transaction() as session:
        probe = session.exec(select(MailProbe).order_by(col(MailProbe.id))).first()
        assert probe is not None
        probe_id = probe.id or 0
    lost = LostAfterData()
    send_due(store, clock, "probes", lost, WORKER)
    later(clock, hours=1)
    with store.transaction() as session:
        settle_uncertain(session, probe_id, Cause("samordnare", clock()), sent=True)
        settle_uncertain(session, probe_id + 1, Cause("samordnare", clock()), sent=False)
    assert [(letter(store, number).state, letter(store, number).sent_at) for number in (1, 2)] == [
        ("sent", started_at),
        ("withdrawn", None),
    ]
    assert send_due(store, clock, "probes", town.outgoing, WORKER) == 0
    with pytest.raises(Conflict), store.transaction() as session:
        settle_uncertain(session, probe_id, Cause("samordnare", clock()), sent=False)


class LostAfterData:
    """A server whose connection is lost after DATA."""

    def deliver(self, _raw: bytes, _sender: str, _recipient: str, _copy: str | None, before_data: object) -> Outcome:
        assert callable(before_data)
        before_data()
        return Outcome("uncertain", None, "connection lost")


@pytest.mark.usefixtures("wave_id")
def test_a_reply_that_is_judged_before_its_letter_is_known_as_sent_counts_all_the_same(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    send_due(store, clock, "probes", AnsweredAtOnce(store, clock, town), WORKER)
    assert [letter(store, number).acknowledged_at for number in range(1, LETTERS + 1)] == [clock()] * LETTERS


@dataclass
class AnsweredAtOnce:
    """A municipality whose autoresponder is taken in before our sender has written down that the letter left."""

    store: Store
    clock: SteppedClock
    town: Town

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        outcome = self.town.outgoing.deliver(raw, sender, recipient, self_copy, before_data)
        reply(self.town, int(sender.partition("@")[0][-1]), RECEIPT, Auto_Submitted="auto-replied")
        take_in(self.store, self.clock, "probes", self.town.open_mailbox)
        return outcome


def test_two_workers_taking_in_at_once_store_each_mail_once(store: Store, clock: SteppedClock, sent: Town) -> None:
    for number in range(1, LETTERS + 1):
        reply(sent, number, ANSWER)
    with ThreadPoolExecutor(4) as workers:
        runs = [workers.submit(take_in, store, clock, "probes", sent.open_mailbox) for _ in range(4)]
        new = sum(run.result() for run in runs)
    with store.reading() as session:
        replies = session.exec(select(InboundMail).where(col(InboundMail.self_copy).is_(False))).all()
    assert (new, len(replies)) == (LETTERS, LETTERS)
    assert [letter(store, number).state for number in range(1, LETTERS + 1)] == ["answered"] * LETTERS
