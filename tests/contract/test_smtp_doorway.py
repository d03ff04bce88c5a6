"""The SMTP doorway: the same promises held to the embedded aiosmtpd and to Debian's Postfix.

What only a server that answers as told can show is in `test_smtp_scripted.py`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from mail_probe.doorways import Outcome, Outgoing, Security, Server
from mail_probe.smtp import SmtpOutgoing

if TYPE_CHECKING:
    from tests.contract.conftest import SmtpUnderTest

SENDER, COPY = "anna.ek@brevlada.test", "kopia@brevlada.test"
LETTER = (
    b"From: Anna Ek <anna.ek@brevlada.test>\r\nTo: info@kommun.test\r\nSubject: Bygglov\r\n"
    b"Date: Mon, 16 Oct 2017 08:00:00 +0200\r\nMessage-ID: <a@brevlada.test>\r\n\r\nHej!\r\n.\r\nAnna\r\n"
)
EHLO = "post.brevlada.test"


def _deliver(
    smtp: "SmtpUnderTest", server: Server, before_data: Callable[[], None] = lambda: None, copy: str | None = COPY
) -> Outcome:
    outgoing: Outgoing = SmtpOutgoing(server, EHLO, timeout_seconds=10)
    return outgoing.deliver(LETTER, SENDER, smtp.recipient, copy, before_data)


def test_a_clear_yes_is_sent_with_the_servers_name_for_it(smtp: "SmtpUnderTest") -> None:
    outcome = _deliver(smtp, smtp.server())
    assert (outcome.result, outcome.code, outcome.self_copy_accepted) == ("sent", 250, True)
    assert outcome.queue_id is not None
    assert outcome.reply.endswith(f"queued as {outcome.queue_id}")


def test_the_server_gets_exactly_our_bytes(smtp: "SmtpUnderTest") -> None:
    _deliver(smtp, smtp.server())
    assert smtp.received(1) == [LETTER]


def test_a_letter_without_copy_goes_to_one(smtp: "SmtpUnderTest") -> None:
    outcome = _deliver(smtp, smtp.server(), copy=None)
    assert (outcome.result, outcome.self_copy_accepted, smtp.received(1)) == ("sent", False, [LETTER])


def test_a_refused_copy_does_not_hold_the_letter(smtp: "SmtpUnderTest") -> None:
    smtp.answer("nej@brevlada.test", "550 5.1.1 no such user")
    outcome = _deliver(smtp, smtp.server(), copy="nej@brevlada.test")
    assert (outcome.result, outcome.self_copy_accepted, smtp.received(1)) == ("sent", False, [LETTER])


@pytest.mark.parametrize(
    ("answer", "result"),
    [("450 4.2.0 greylisted", "deferred"), ("452 4.2.2 full", "deferred"), ("550 5.1.1 unknown", "refused")],
)
def test_a_recipient_not_taken_means_nothing_is_sent(smtp: "SmtpUnderTest", answer: str, result: str) -> None:
    smtp.answer(smtp.recipient, answer)
    began: list[str] = []
    outcome = _deliver(smtp, smtp.server(), lambda: began.append("data"))
    code, status, words = answer.split(" ", 2)
    assert (outcome.result, outcome.code, began, smtp.received(0)) == (result, int(code), [], [])
    assert outcome.reply.startswith(status)
    assert outcome.reply.endswith(words)


def test_greylisting_ends_and_the_letter_arrives_once(smtp: "SmtpUnderTest") -> None:
    smtp.answer(smtp.recipient, "450 4.2.0 greylisted")
    first = _deliver(smtp, smtp.server())
    smtp.answer(smtp.recipient, "")
    second = _deliver(smtp, smtp.server())
    assert (first.result, second.result, smtp.received(1)) == ("deferred", "sent", [LETTER])


def test_the_state_is_committed_before_the_first_byte_leaves(smtp: "SmtpUnderTest") -> None:
    seen: list[int] = []
    _deliver(smtp, smtp.server(), lambda: seen.append(len(smtp.received(0))))
    assert (seen, len(smtp.received(1))) == ([0], 1)


def test_a_failed_commit_sends_nothing_and_is_told(smtp: "SmtpUnderTest") -> None:
    def fail() -> None:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        _deliver(smtp, smtp.server(), fail)
    assert smtp.received(0) == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_over_a_secured_line_after_sign_in(smtp: "SmtpUnderTest", security: Security) -> None:
    outcome = _deliver(smtp, smtp.server(smtp.user, smtp.password, security))
    assert (outcome.result, smtp.received(1)) == ("sent", [LETTER])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_wrong_password_is_unreached(smtp: "SmtpUnderTest", security: Security) -> None:
    outcome = _deliver(smtp, smtp.server(smtp.user, "fel", security))
    assert (outcome.result, outcome.code, smtp.received(0)) == ("unreached", 535, [])


def test_a_certificate_nobody_vouches_for_is_unreached(smtp: "SmtpUnderTest", monkeypatch: pytest.MonkeyPatch) -> None:
    server = smtp.server(smtp.user, smtp.password, "tls")
    monkeypatch.delenv("SSL_CERT_FILE")
    assert (_deliver(smtp, server).result, smtp.received(0)) == ("unreached", [])


def test_the_self_test_signs_in_and_leaves(smtp: "SmtpUnderTest") -> None:
    SmtpOutgoing(smtp.server(smtp.user, smtp.password, "tls"), EHLO).check()
    assert smtp.received(0) == []


def test_the_self_test_tells_the_servers_words(smtp: "SmtpUnderTest") -> None:
    with pytest.raises(ConnectionError, match="uthentication"):
        SmtpOutgoing(smtp.server(smtp.user, "fel", "tls"), EHLO).check()
