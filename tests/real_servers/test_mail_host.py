"""The mail host itself: nothing leaves it, nothing stays of it, and it says why it cannot be started."""

import os
from pathlib import Path

import pytest

from mail_probe.smtp import SmtpOutgoing
from tests.real_servers import mail_host as module
from tests.real_servers.mail_host import OUR_USER, PASSWORD, MailHost, running, wait_until, what_is_missing

LETTER = (
    b"From: anna.ek@brevlada.test\r\nTo: x@utanfor.example\r\nSubject: x\r\nMessage-ID: <x@brevlada.test>\r\n\r\nx\r\n"
)
SENDER = "anna.ek@brevlada.test"


def _processes_with(word: str) -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        try:
            line = (folder / "cmdline").read_bytes() if folder.name.isdigit() else b""
        except OSError:  # it has just ended
            continue
        if word.encode() in line:
            found.append(line.decode(errors="replace"))
    return found


def test_a_letter_to_the_world_outside_is_refused(mail_host: MailHost) -> None:
    outcome = SmtpOutgoing(mail_host.smtp(), "post.brevlada.test").deliver(
        LETTER, SENDER, "x@utanfor.example", None, lambda: None
    )
    assert outcome.result in {"refused", "unreached"}
    assert outcome.code == 554


def test_a_reply_to_an_address_outside_goes_nowhere(mail_host: MailHost) -> None:
    # The vacation reply to this sender is accepted from the host itself; its way out is the error transport.
    outgoing = SmtpOutgoing(mail_host.smtp(), "post.brevlada.test")
    outgoing.deliver(LETTER, "anna@utanfor.example", "borta@kommun.test", None, lambda: None)
    log = mail_host.folder / "postfix/log"
    words = "to=<anna@utanfor.example>, relay=none"
    wait_until(lambda: words in log.read_text(encoding="utf-8"), "the end of the bounce")
    ends = [line for line in log.read_text(encoding="utf-8").splitlines() if words in line]
    assert [("status=bounced" in end, "knows nobody outside" in end) for end in ends] == [(True, True)]


def test_a_certificate_nobody_vouches_for_is_unreached_before_the_password_is_sent(mail_host: MailHost) -> None:
    server = mail_host.smtp(OUR_USER, PASSWORD, "starttls")
    outcome = SmtpOutgoing(server, "post.brevlada.test").deliver(LETTER, SENDER, "x@prov.test", None, lambda: None)
    assert (outcome.result, outcome.fault) == ("unreached", "bad_certificate")


def test_two_hosts_run_side_by_side_and_leave_nothing(real_mail_servers: None) -> None:
    del real_mail_servers
    with running(MailHost()) as one, running(MailHost()) as other:
        folders = [one.folder, other.folder]
        assert not set(one.ports.values()) & set(other.ports.values())
        assert all(_processes_with(str(folder)) for folder in folders)
    assert [(_processes_with(str(folder)), folder.exists()) for folder in folders] == [([], False)] * 2


def test_a_missing_program_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NEEDED_FILES", ("/no/such/postfix",))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert what_is_missing().endswith("apt-get install postfix postfix-pcre dovecot-imapd dovecot-lmtpd dovecot-sieve")


def test_who_is_not_root_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "can only be started by root" in what_is_missing()
