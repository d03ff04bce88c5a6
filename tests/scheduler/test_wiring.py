"""The real adapters, made from a stored mail account, carry letters and replies through real servers."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from scheduler.jobs import account_names, bound_jobs, rounds
from scheduler.stored.plan import plan_wave
from scheduler.wiring import build_workplace
from scheduler.workplace import Workplace
from shopper.clock import SteppedClock
from shopper.faults import BadInput, NotThere
from shopper.moves import Cause
from shopper.sealed import seal
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import AccountCheck, MailAccount, MailProbe
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch
from tests.contract.smtp_lines import SmtpLines
from tests.contract.token_server import CLIENT, Tokens
from tests.contract.token_server import SECRET as CLIENT_SECRET
from web.demo.servers import Domains, MailServers

SECRET = "the secret of these tests"
WAVE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
mail_account = "probes"
[[municipality]]
code = "0685"
"""


@pytest.fixture
def later() -> SteppedClock:
    """The evening of the wave's third day."""
    return SteppedClock(datetime(2026, 10, 14, 20, 30, tzinfo=UTC))


@pytest.fixture
def received(study: Store, later: SteppedClock) -> Iterator[list[bytes]]:
    """What reaches the municipality through servers whose account is stored with its password sealed."""
    letters: list[bytes] = []
    domains = Domains(probes="post.test", municipalities=frozenset({"vetlanda.test"}))
    servers = MailServers(later, domains, ("probes", "word"), lambda raw, _sender, _recipient: letters.append(raw))
    servers.start()
    with study.transaction() as session:
        account = session.get_one(MailAccount, "probes")
        account.smtp_port, account.imap_port = servers.smtp_port, servers.imap_port
        account.imap_password_sealed = seal("word", SECRET)
        session.add(account)
    yield letters
    servers.stop()


@pytest.fixture
def workplace(study: Store, later: SteppedClock) -> Workplace:
    return build_workplace(Settings(database_url=study.url, secret=SECRET), study, later)


def launched_letters(store: Store, cause: Cause, now: datetime) -> int:
    """Launch a planned wave; how many of its letters are due by now."""
    with store.transaction() as session:
        wave = create_wave(session, parse_wave_file(WAVE, "w.toml"), cause)
        plan_wave(session, wave, cause)
        launch(session, wave, cause)
        return len(session.exec(select(MailProbe).where(MailProbe.planned_at <= now)).all())


def test_due_letters_leave_and_their_copies_come_in(
    workplace: Workplace, received: list[bytes], cause: Cause, later: SteppedClock
) -> None:
    due = launched_letters(workplace.store, cause, later())
    jobs = bound_jobs(workplace)
    found = [jobs[name](argument) for name, argument in (("send_due", "probes"), ("take_in", "probes"))]
    assert (found, len(received), due > 0) == ([due, due], due, True)
    assert (jobs["send_due"]("probes"), jobs["take_in"]("probes"), jobs["close_windows"](None)) == (0, 0, 0)


def test_each_round_sends_and_fetches_for_every_account(workplace: Workplace) -> None:
    assert account_names(workplace) == ["probes"]
    assert [(each.job, list(each.arguments())) for each in rounds(workplace)] == [
        ("send_due", ["probes"]),
        ("take_in", ["probes"]),
        ("loop_letter", []),
        ("account_check", []),
        ("close_windows", [None]),
        ("render_report", []),
        ("approve_asked", []),
        ("deliver_asked", []),
        ("digest", []),
        ("plan_wave", []),
        ("replan_missed", []),
        ("order_doubles", []),
    ]


@pytest.mark.usefixtures("received")
def test_a_password_sealed_with_another_secret_is_told(study: Store) -> None:
    workplace = build_workplace(Settings(database_url=study.url, secret="another secret"), study)
    with pytest.raises(BadInput, match="sealed with another SHOPPER_SECRET"):
        workplace.mailbox("probes")


def test_an_account_that_is_gone_is_told(workplace: Workplace) -> None:
    with pytest.raises(NotThere, match="there is no mail account 'letters'"):
        workplace.outgoing("letters")


def test_an_account_that_signs_in_by_token_shows_it_to_the_server(study: Store, later: SteppedClock) -> None:
    settings = Settings(database_url=study.url, secret=SECRET)
    with Tokens().listening() as tokens, SmtpLines(offers=("AUTH XOAUTH2",)).listening() as lines:
        with study.transaction() as session:
            account = session.get_one(MailAccount, "probes")
            account.sign_in, account.smtp_user, account.smtp_port = "oauth2", "probes@post.test", lines.port
            account.oauth_token_url, account.oauth_client_id, account.oauth_scope = tokens.url, CLIENT, "mail"
            account.oauth_client_secret_sealed, account.imap_password_sealed = seal(CLIENT_SECRET, SECRET), None
        way_out = build_workplace(settings, study, later).outgoing("probes")
        for _ in range(2):
            way_out.check()
    shown = b64encode(b"user=probes@post.test\1auth=Bearer access-1\1\1").decode()
    assert [heard[1] for heard in lines.heard] == [f"AUTH XOAUTH2 {shown}"] * 2
    assert len(tokens.asked) == 1


@pytest.mark.usefixtures("received")
def test_an_ordered_self_test_is_made_in_the_background(workplace: Workplace, later: SteppedClock) -> None:
    with workplace.store.transaction() as session:
        session.add(AccountCheck(account="probes", ordered_at=later(), ordered_by="kim"))
    ordered = next(each for each in rounds(workplace) if each.job == "account_check")
    jobs = bound_jobs(workplace)
    assert [jobs[ordered.job](check_id) for check_id in ordered.arguments()] == ["passed"]
    assert list(ordered.arguments()) == []
