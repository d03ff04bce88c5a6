"""The self-test of a mail account, against real servers on loopback."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from mail_probe.account_check import (
    GIVE_UP,
    STEPS,
    CheckResult,
    Step,
    Ways,
    ordered_checks,
    run_check,
    try_account,
)
from mail_probe.doorways import Server
from mail_probe.imap import ImapMailbox
from mail_probe.message import parse
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.queries import stored_id
from shopper.sealed import seal, unseal
from shopper.store import Store
from shopper.tables.mail import AccountCheck, InboundMail, MailAccount
from tests.contract.smtp_lines import SmtpLines
from tests.mail_probe.town import Town

pytestmark = pytest.mark.usefixtures("wave_id")


@pytest.fixture
def pause(clock: SteppedClock) -> Callable[[float], None]:
    """Lets the clock go on instead of waiting."""
    return lambda seconds: clock.move_to(clock() + timedelta(seconds=seconds))


@pytest.fixture
def ways(town: Town, clock: SteppedClock, pause: Callable[[float], None]) -> Ways:
    return Ways(lambda: town.outgoing, town.open_mailbox, clock, pause)


@pytest.fixture
def account(store: Store) -> MailAccount:
    with store.reading() as session:
        return session.get_one(MailAccount, "probes")


@pytest.fixture
def check_id(store: Store, clock: SteppedClock) -> int:
    """An ordered self-test."""
    with store.transaction() as session:
        check = AccountCheck(account="probes", ordered_at=clock(), ordered_by="kim")
        session.add(check)
        session.flush()
        return stored_id(check.id)


def tried(account: MailAccount, ways: Ways) -> tuple[list[Step], CheckResult]:
    steps: list[Step] = []
    return steps, try_account(account, ways, steps.append)


def stored(store: Store, check_id: int) -> AccountCheck:
    with store.reading() as session:
        return session.get_one(AccountCheck, check_id)


def test_a_working_account_passes_every_step(account: MailAccount, ways: Ways) -> None:
    assert tried(account, ways) == (list(STEPS), CheckResult("receive", seconds=0))


def test_the_letter_is_an_ordinary_one_to_an_address_nobody_has_used(
    account: MailAccount, ways: Ways, town: Town, store: Store, clock: SteppedClock
) -> None:
    tried(account, ways)
    with town.open_mailbox() as mailbox:
        raw = next(mailbox.fetch("INBOX", mailbox.new_uids("INBOX", above=0))).raw
    mail = parse(raw)
    assert raw.startswith(b"Delivered-To: prov.")
    assert (mail.from_address, "test" in (mail.subject + mail.text).lower(), "X-Mailer" in str(raw)) == (
        "kopia@probes.test",
        False,
        False,
    )
    take_in(store, clock, "probes", town.open_mailbox)
    with store.reading() as session:
        assert [one.desk for one in session.exec(select(InboundMail)).all()] == ["clear"]


def test_a_server_that_is_not_there_stops_the_first_step(account: MailAccount, ways: Ways) -> None:
    nobody = replace(ways, way_out=lambda: SmtpOutgoing(Server("127.0.0.1", 1, "none"), "mail.probes.test", 5))
    steps, result = tried(account, nobody)
    assert (steps, result.step, result.fault) == (["sign_in_to_send"], "sign_in_to_send", "nobody_listens")


def test_a_wrong_password_stops_the_second_step(account: MailAccount, ways: Ways, town: Town) -> None:
    wrong = Server("127.0.0.1", town.servers.imap_port, "none", "probes", "fel")
    _, result = tried(account, replace(ways, mailbox=lambda: ImapMailbox(wrong, 5)))
    assert (result.step, result.fault) == ("sign_in_to_fetch", "bad_password")


@pytest.mark.parametrize(
    ("command", "said", "fault"),
    [
        ("RCPT", "554 5.7.1 <prov@probes.test>: Relay access denied", "relay_denied"),
        ("MAIL", "550 5.7.60 client does not have permission to send as this sender", "sender_refused"),
        ("RCPT", "550 5.1.1 no such user", "other"),
    ],
)
def test_a_letter_that_is_not_taken_stops_the_third_step(
    account: MailAccount, ways: Ways, command: str, said: str, fault: str
) -> None:
    with SmtpLines(answer=lambda heard, _connection: said if heard.startswith(command) else None).listening() as lines:
        way_out = SmtpOutgoing(lines.server(), "mail.probes.test", 5)
        steps, result = tried(account, replace(ways, way_out=lambda: way_out))
    assert (steps[-1], result.step, result.fault, said[4:] in result.failure) == ("send", "send", fault, True)


def test_a_letter_that_never_comes_back_stops_the_fourth_step(account: MailAccount, ways: Ways) -> None:
    with SmtpLines().listening() as lines:
        way_out = SmtpOutgoing(lines.server(), "mail.probes.test", 5)
        _, result = tried(account, replace(ways, way_out=lambda: way_out))
    assert result == CheckResult("receive", "not_arrived", "the mail did not arrive within 120 s")


def test_an_own_mx_that_wrote_no_received_line_is_remarked(account: MailAccount, ways: Ways) -> None:
    account.own_mx = "mx.probes.test"
    _, result = tried(account, ways)
    assert result.remarks == ("own_mx",)


def test_an_ordered_check_is_run_and_written_down(store: Store, clock: SteppedClock, check_id: int, ways: Ways) -> None:
    run = [
        run_check(store, clock, check_id, lambda _account: ways.way_out(), lambda _account: ways.mailbox(), ways.pause)
        for _ in range(2)
    ]
    check = stored(store, check_id)
    found = (check.state, check.step, check.fault, check.seconds, check.ended_at)
    assert (run, found) == (["passed", "passed"], ("passed", "receive", "", 0, clock()))
    assert ordered_checks(store, clock()) == []


def test_a_check_that_fails_says_where_and_why(store: Store, clock: SteppedClock, check_id: int, ways: Ways) -> None:
    def changed(_account: str) -> SmtpOutgoing:
        unseal(seal("word", "one secret"), "another secret")
        raise AssertionError

    run_check(store, clock, check_id, changed, lambda _account: ways.mailbox(), ways.pause)
    check = stored(store, check_id)
    assert (check.state, check.step, check.fault) == ("failed", "sign_in_to_send", "secret_changed")
    assert "SHOPPER_SECRET" in check.failure


def test_a_check_whose_process_was_lost_fails_in_the_end(
    store: Store, clock: SteppedClock, check_id: int, ways: Ways
) -> None:
    with store.transaction() as session:
        session.get_one(AccountCheck, check_id).state = "running"
    begun = ordered_checks(store, clock())
    clock.move_to(clock() + GIVE_UP + timedelta(seconds=1))
    assert (begun, ordered_checks(store, clock())) == ([], [check_id])
    run_check(store, clock, check_id, lambda _account: ways.way_out(), lambda _account: ways.mailbox(), ways.pause)
    assert (stored(store, check_id).state, stored(store, check_id).failure) == (
        "failed",
        "it was interrupted; order it again",
    )
