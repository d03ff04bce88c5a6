"""The traps of sending exactly once and of looking like a citizen, each a test named after it."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.parser import BytesParser
from email.policy import SMTP

import pytest
from sqlmodel import col, select

from mail_probe.doorways import Outcome
from mail_probe.send_due import send_due
from mail_probe.sending.claim import claim_letter
from mail_probe.sending.recover import Worker, recover
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.faults import Conflict
from shopper.mail_queries import letters_to_settle
from shopper.store import Store
from shopper.tables.mail import MailProbe, SendAttempt
from shopper.tables.trail import AuditEvent
from tests.contract.smtp_lines import SmtpLines
from tests.mail_probe.town import LETTERS, WORKER, Town

pytestmark = pytest.mark.usefixtures("wave_id")


@pytest.fixture
def lines() -> Iterator[SmtpLines]:
    with SmtpLines().listening() as listening:
        yield listening


def way_out(lines: SmtpLines) -> SmtpOutgoing:
    return SmtpOutgoing(lines.server(), "mail.probes.test", timeout_seconds=5, after_data_seconds=0.3)


def letters(store: Store) -> list[MailProbe]:
    with store.reading() as session:
        return list(session.exec(select(MailProbe).order_by(col(MailProbe.id))).all())


def states(store: Store) -> list[str]:
    return [probe.state for probe in letters(store)]


def test_the_letter_is_stored_whole_before_the_server_hears_of_it(store: Store, clock: SteppedClock) -> None:
    seen: list[tuple[str, bool, bool, int]] = []

    class Watching:
        """Looks into the database, from outside, while the letter is being handed over."""

        def deliver(self, raw: bytes, *_: object) -> Outcome:
            with store.reading() as session:
                probe = session.exec(select(MailProbe).where(MailProbe.raw == raw)).one()
                attempts = session.exec(select(SendAttempt).where(SendAttempt.mail_probe_id == probe.id)).all()
            has_id = (probe.message_id or "?").encode() in raw
            seen.append((probe.state, has_id, probe.recipient == "kommun@vetlanda.test", len(attempts)))
            return Outcome("deferred", 450, "later")

    send_due(store, clock, "probes", Watching(), WORKER)
    assert seen == [("claimed", True, True, 1)] * LETTERS


def test_a_refused_municipality_and_an_accepted_self_copy_is_no_success(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    lines.answer = lambda command, _: "550 5.1.1 no such user" if "kommun@vetlanda.test" in command else None
    assert send_due(store, clock, "probes", way_out(lines), WORKER) == 0
    heard = [command for connection in lines.heard for command in connection]
    assert (states(store), lines.letters, any("kopia@" in command for command in heard)) == (
        ["refused"] * LETTERS,
        [],
        False,
    )


@pytest.mark.parametrize("step", ["MAIL", "RCPT TO:<kommun", "DATA", "."])
def test_greylisting_at_any_step_is_tried_again_after_15_30_and_60_minutes_with_the_same_message_id(
    store: Store, clock: SteppedClock, lines: SmtpLines, step: str
) -> None:
    lines.answer = lambda command, _: "450 4.2.0 come back later" if command.startswith(step) else None
    tried, ids = [], set()
    for _ in range(5):
        send_due(store, clock, "probes", way_out(lines), WORKER)
        first = letters(store)[0]
        ids.add(first.message_id)
        assert first.state == "deferred"
        assert first.next_try_at is not None
        tried.append((first.next_try_at - clock()) // timedelta(minutes=1))
        clock.move_to(first.next_try_at)
    assert (tried, len(ids)) == ([15, 30, 60, 60, 60], 1)
    lines.answer = lambda _command, _connection: None
    assert send_due(store, clock, "probes", way_out(lines), WORKER) == LETTERS


@pytest.mark.parametrize("step", ["MAIL", "RCPT TO:<kommun", "DATA", "."])
def test_a_clear_no_at_any_step_is_for_good(store: Store, clock: SteppedClock, lines: SmtpLines, step: str) -> None:
    lines.answer = lambda command, _: "554 5.7.1 we do not want it" if command.startswith(step) else None
    send_due(store, clock, "probes", way_out(lines), WORKER)
    lines.answer = lambda _command, _connection: None
    clock.move_to(clock() + timedelta(days=1))
    assert (send_due(store, clock, "probes", way_out(lines), WORKER), states(store)) == (0, ["refused"] * LETTERS)


def hang_up() -> str:
    """Ends the connection without a word."""
    raise ConnectionAbortedError


def say_nothing() -> str:
    time.sleep(1)
    return "250 too late"


@pytest.mark.parametrize("end", [hang_up, say_nothing])
def test_a_line_lost_or_silent_after_data_is_never_a_reason_to_send_again(
    store: Store, clock: SteppedClock, lines: SmtpLines, end: Callable[[], str]
) -> None:
    lines.answer = lambda command, _: end() if command == "." else None
    send_due(store, clock, "probes", way_out(lines), WORKER)
    lines.answer = lambda _command, _connection: None
    clock.move_to(clock() + timedelta(days=1))
    assert send_due(store, clock, "probes", way_out(lines), WORKER) == 0
    assert (states(store), len(lines.letters), len(set(lines.letters))) == (
        ["uncertain"] * LETTERS,
        LETTERS,
        LETTERS,
    )


def test_a_letter_left_in_sending_by_a_dead_process_is_uncertain_and_comes_to_a_person(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    send_due(store, clock, "probes", town.outgoing, WORKER)
    with store.transaction() as session:
        probe = session.get_one(MailProbe, 1)
        attempt = session.exec(select(SendAttempt).where(SendAttempt.mail_probe_id == 1)).one()
        probe.state, probe.sent_at, attempt.ended_at, attempt.result = "sending", None, None, None
    with store.transaction() as session:
        recover(session, clock(), "probes", Worker(WORKER.executor_id, "second", WORKER.lease))
    with store.reading() as session:
        asked = [found.id for found in letters_to_settle(session, clock() + timedelta(minutes=31))]
    assert (states(store), asked) == (["uncertain", "sent", "sent"], [1])


def test_of_two_workers_that_claim_the_same_letter_one_is_refused(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        claim_letter(session, clock(), 1, WORKER)
    with pytest.raises(Conflict, match="letter 1 is claimed already"), store.transaction() as session:
        claim_letter(session, clock(), 1, Worker("two", "first", WORKER.lease))


def test_rounds_that_overlap_send_each_letter_once(store: Store, clock: SteppedClock, town: Town) -> None:
    workers = [Worker(f"w{number}", "first", WORKER.lease) for number in range(4)]
    with ThreadPoolExecutor(len(workers)) as pool:
        rounds = [pool.submit(send_due, store, clock, "probes", town.outgoing, worker) for worker in workers]
        sent = sum(each.result() for each in rounds)
    assert (sent, len(town.received), len(set(town.received))) == (LETTERS, LETTERS, LETTERS)


def test_accepted_by_a_relay_is_not_delivered_when_a_bounce_comes_later(
    store: Store, clock: SteppedClock, town: Town
) -> None:
    send_due(store, clock, "probes", town.outgoing, WORKER)
    clock.move_to(clock() + timedelta(hours=2))
    town.outgoing.deliver(bounce(letters(store)[0]), "", "anna.ek1@probes.test", None, lambda: None)
    take_in(store, clock, "probes", town.open_mailbox)
    assert states(store) == ["undelivered", "sent", "sent"]


def bounce(probe: MailProbe) -> bytes:
    """The relay's report that the letter could not be handed on (RFC 3464)."""
    return (
        "From: MAILER-DAEMON@relay.test (Mail Delivery System)\r\nTo: anna.ek1@probes.test\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.test\r\n\r\n"
        f"Final-Recipient: rfc822; {probe.recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{probe.message_id}>\r\n--b--\r\n"
    ).encode()


def test_a_letter_whose_self_copy_was_refused_is_sent_by_our_own_clock_and_the_trail_says_so(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    lines.answer = lambda command, _: "550 5.1.1 no such user" if "kopia@" in command else None
    assert send_due(store, clock, "probes", way_out(lines), WORKER) == LETTERS
    with store.reading() as session:
        accepted = set(session.exec(select(SendAttempt.self_copy_accepted)).all())
        told = session.exec(select(AuditEvent.thing_id).where(AuditEvent.action == "no_self_copy")).all()
    assert (accepted, sorted(told)) == ({False}, ["1", "2", "3"])
    assert {(probe.sent_at, probe.self_copy_at) for probe in letters(store)} == {(clock(), None)}


def test_the_sending_host_does_not_call_itself_by_the_machines_name(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    send_due(store, clock, "probes", way_out(lines), WORKER)
    assert {connection[0] for connection in lines.heard} == {"EHLO mail.probes.test"}


def test_a_letter_has_the_fields_of_a_citizens_mail_and_no_others(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    send_due(store, clock, "probes", way_out(lines), WORKER)
    parsed = [BytesParser(policy=SMTP).parsebytes(raw) for raw in lines.letters]
    fields = {tuple(sorted(name.lower() for name, _ in letter.items())) for letter in parsed}
    usual = ("content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to")
    assert fields == {usual}


def test_date_and_message_id_tell_neither_zone_less_time_nor_process_nor_host(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    send_due(store, clock, "probes", way_out(lines), WORKER)
    found = [BytesParser(policy=SMTP).parsebytes(raw) for raw in lines.letters]
    assert {str(letter["Date"]) for letter in found} == {"Mon, 16 Oct 2017 08:00:00 +0200"}
    ids = [str(letter["Message-ID"]) for letter in found]
    strange = [one for one in ids if not re.fullmatch(r"<[0-9a-f]{32}@probes\.test>", one)]
    assert strange == []


def test_sender_on_the_envelope_in_the_letter_and_in_its_id_are_of_one_domain_for_spf_dkim_and_dmarc(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    send_due(store, clock, "probes", way_out(lines), WORKER)
    envelopes = [command for connection in lines.heard for command in connection if command.startswith("MAIL")]
    senders = [re.findall(r"<(.+?)>", command)[0] for command in envelopes]
    written = [BytesParser(policy=SMTP).parsebytes(raw)["From"].addresses[0].addr_spec for raw in lines.letters]
    assert senders == written
    assert {address.partition("@")[2] for address in senders} == {"probes.test"}


def test_senders_have_names_that_fit_their_addresses_and_differ(
    store: Store, clock: SteppedClock, lines: SmtpLines
) -> None:
    send_due(store, clock, "probes", way_out(lines), WORKER)
    found = [BytesParser(policy=SMTP).parsebytes(raw) for raw in lines.letters]
    names = [letter["From"].addresses[0].display_name for letter in found]
    assert sorted(names) == ["Anna Ek1", "Anna Ek2", "Anna Ek3"]
    signed = [letter.get_content().rstrip().splitlines()[-1] for letter in found]
    assert signed == names
