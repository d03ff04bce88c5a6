"""Mail accounts through the command line, tried against real servers on loopback."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shopper.clock import system_clock
from shopper.store import Store
from shopper.tables.mail import MailAccount
from web.demo.servers import LOOPBACK, Domains, MailServers

Shopper = Callable[..., Any]

FILE = """
name = "probes"
domain = "medborgare.test"
[smtp]
host = "{host}"
port = {smtp}
security = "none"
[imap]
host = "{host}"
port = {imap}
security = "none"
user = "brevlada"
password_from = "IMAP_PASSWORD"
"""

OAUTH = """
[oauth]
token_url = "https://login.example/token"
client_id = "mailprobe"
scope = "mail"
client_secret_from = "CLIENT_SECRET"
"""


@pytest.fixture
def servers() -> Iterator[MailServers]:
    domains = Domains(probes="medborgare.test", municipalities=frozenset({"kommun.test"}))
    running = MailServers(system_clock, domains, ("brevlada", "hemligt ord"), lambda _raw, _sender, _to: None)
    running.start()
    yield running
    running.stop()


def _account(folder: Path, smtp: int, imap: int) -> Path:
    file = folder / "probes.toml"
    file.write_text(FILE.format(host=LOOPBACK, smtp=smtp, imap=imap), encoding="utf-8")
    return file


def test_a_working_account_signs_in_sends_and_receives(
    shopper: Shopper, servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hemligt ord")
    added = shopper("mail", "account", _account(tmp_path, servers.smtp_port, servers.imap_port))
    checked = shopper("mail", "check", "probes")
    assert (added.code, added.out) == (0, "probes is added; try it with `shopper mail check probes`.\n")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith("probes: signed in to both servers, sent a mail, and received it after")


def test_a_wrong_password_is_told_in_one_sentence(
    shopper: Shopper, servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "fel")
    shopper("mail", "account", _account(tmp_path, servers.smtp_port, servers.imap_port))
    ran = shopper("mail", "check", "probes")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"signing in to fetch failed: the mailbox at {LOOPBACK}:{servers.imap_port} failed: ")
    assert "store the account again with the right ones" in ran.err


def test_a_server_that_is_not_there_is_told_in_one_sentence(
    shopper: Shopper, servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hemligt ord")
    shopper("mail", "account", _account(tmp_path, 1, servers.imap_port))
    ran = shopper("mail", "check", "probes")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(f"signing in to send failed: {LOOPBACK}:1 says: ")
    assert "Nobody listens at this host and port" in ran.err


def test_an_account_without_its_password_is_refused(shopper: Shopper, tmp_path: Path) -> None:
    ran = shopper("mail", "account", _account(tmp_path, 25, 143))
    assert (ran.code, ran.err) == (
        2,
        "the variable IMAP_PASSWORD is empty; put the IMAP password of brevlada in it\n",
    )


def test_an_account_is_refused_while_the_secret_is_the_default(
    shopper: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPER_SECRET", "change-me")
    ran = shopper("mail", "account", _account(tmp_path, 25, 143))
    assert (ran.code, ran.err.startswith("set SHOPPER_SECRET to a long random text first")) == (2, True)


def test_the_accounts_are_listed_with_what_works(
    shopper: Shopper, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hemligt ord")
    shopper("mail", "account", _account(tmp_path, 25, 143))
    assert "not tried yet" in shopper("mail", "accounts").out
    with store.transaction() as session:
        account = session.get_one(MailAccount, "probes")
        account.polled_at = datetime(2026, 10, 12, 7, tzinfo=UTC)
        account.imap_failing_since, account.imap_fault = datetime(2026, 10, 12, 8, tzinfo=UTC), "bad_password"
        account.held_since, account.hold_reason = account.imap_failing_since, "restored"
    ran = shopper("mail", "accounts")
    told = " ".join(ran.out.replace("│", " ").split())
    assert ran.code == 0
    for words in ("probes", "medborgare.test", "works", "fails since", "2026-10-12", "restored"):
        assert words in told


def test_an_account_that_signs_in_by_token_takes_its_secrets_from_variables(
    shopper: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    file = tmp_path / "probes.toml"
    text = FILE.format(host=LOOPBACK, smtp=25, imap=143).replace('password_from = "IMAP_PASSWORD"\n', "")
    file.write_text(text + OAUTH, encoding="utf-8")
    missing = shopper("mail", "account", file)
    assert (missing.code, missing.err) == (2, "the variable CLIENT_SECRET is empty; put the client's secret in it\n")
    monkeypatch.setenv("CLIENT_SECRET", "client-word")
    assert shopper("mail", "account", file).code == 0
    with store.reading() as session:
        account = session.get_one(MailAccount, "probes")
    assert (account.sign_in, account.imap_password_sealed) == ("oauth2", None)


def test_an_unknown_account_cannot_be_checked(shopper: Shopper) -> None:
    ran = shopper("mail", "check", "none")
    assert (ran.code, ran.err) == (
        2,
        "there is no mail account 'none'; add it with `shopper mail account FILE.toml`\n",
    )
