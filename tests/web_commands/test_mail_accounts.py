"""Mail accounts through the command line, tried against real servers on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shopper.clock import system_clock
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
    assert ran.err.startswith(f"fetching failed: the mailbox at {LOOPBACK}:{servers.imap_port} failed: ")


def test_a_server_that_is_not_there_is_told_in_one_sentence(
    shopper: Shopper, servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hemligt ord")
    shopper("mail", "account", _account(tmp_path, 1, servers.imap_port))
    ran = shopper("mail", "check", "probes")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(f"signing in to send failed: {LOOPBACK}:1 says: ")


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


def test_an_unknown_account_cannot_be_checked(shopper: Shopper) -> None:
    ran = shopper("mail", "check", "none")
    assert (ran.code, ran.err) == (
        2,
        "there is no mail account 'none'; add it with `shopper mail account FILE.toml`\n",
    )
