"""The SMTP doorway: notices asked of servers that offer them, faults of the account told from those of a letter."""

from collections.abc import Callable, Iterator

import pytest

from mail_probe.doorways import Outcome, Server, ServerUnreached
from mail_probe.smtp import SmtpOutgoing
from tests.contract.smtp_lines import SmtpLines

EHLO = "post.brevlada.example"
SENDER, RECIPIENT, COPY = "anna.ek@brevlada.example", "info+bygg@kommun.example", "kopia@brevlada.example"
LETTER = b"Subject: Bygglov\r\nMessage-ID: <4f3d=2a@brevlada.example>\r\n\r\nHej!\r\n"


@pytest.fixture
def lines() -> Iterator[SmtpLines]:
    with SmtpLines(offers=("DSN",)).listening() as listening:
        yield listening


def deliver(lines: SmtpLines, raw: bytes = LETTER, recipient: str = RECIPIENT) -> Outcome:
    return SmtpOutgoing(lines.server(), EHLO, timeout_seconds=2).deliver(raw, SENDER, recipient, COPY, lambda: None)


def saying(command: str, said: str) -> Callable[[str, int], str | None]:
    return lambda heard, _connection: said if heard.startswith(command) else None


def test_a_server_that_offers_notices_is_asked_for_failure_and_delay(
    lines: SmtpLines,
) -> None:
    outcome = deliver(lines)
    assert outcome.result == "sent"
    assert lines.heard[0][1:4] == [
        f"MAIL FROM:<{SENDER}> RET=HDRS ENVID=4f3d+3D2a",
        f"RCPT TO:<{RECIPIENT}> NOTIFY=FAILURE,DELAY ORCPT=rfc822;info+2Bbygg@kommun.example",
        f"RCPT TO:<{COPY}> NOTIFY=NEVER",
    ]


def test_a_server_that_offers_no_notices_is_not_asked(lines: SmtpLines) -> None:
    lines.offers = ("SIZE",)
    deliver(lines)
    assert lines.heard[0][1:3] == [f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>"]


@pytest.mark.parametrize("said", ["555 5.5.4 unknown option", "501 5.5.4 syntax", "504 not implemented"])
def test_a_server_that_does_not_understand_what_it_offers_gets_the_letter_without(lines: SmtpLines, said: str) -> None:
    lines.answer = lambda heard, _connection: said if "RET=" in heard else None
    outcome = deliver(lines)
    assert (outcome.result, lines.letters) == ("sent", [LETTER])


def test_a_letter_without_an_id_goes_without_an_envelope_id(lines: SmtpLines) -> None:
    deliver(lines, raw=b"Subject: Hej\r\n\r\nMessage-ID: <not@header.test>\r\n")
    assert lines.heard[0][1] == f"MAIL FROM:<{SENDER}> RET=HDRS"


def test_a_recipient_of_a_domain_outside_ascii_is_named_in_wire_form_alone(lines: SmtpLines) -> None:
    deliver(lines, recipient="info@växjö.example")
    assert lines.heard[0][2] == "RCPT TO:<info@xn--vxj-qla6g.example> NOTIFY=FAILURE,DELAY"


@pytest.mark.parametrize(
    ("command", "said", "expected"),
    [
        ("MAIL", "550 5.7.60 not allowed to send as this", ("refused", "sender_refused")),
        ("MAIL", "451 4.3.0 later", ("deferred", "")),
        ("MAIL", "530 5.7.0 sign in first", ("unreached", "bad_password")),
        ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", ("unreached", "no_tls")),
        ("RCPT", "554 5.7.1 Relay access denied", ("unreached", "relay_denied")),
        ("RCPT", "454 4.7.1 Relay access denied", ("unreached", "relay_denied")),
        ("RCPT", "550 5.1.1 unknown", ("refused", "")),
        ("RCPT", "550 5.1.1 host mx.k.example said: 554 Relay access denied", ("refused", "")),
        ("RCPT", "450 4.2.0 greylisted", ("deferred", "")),
        ("DATA", "554 5.7.1 spam", ("refused", "")),
    ],
)
def test_a_fault_of_the_account_is_told_from_the_fate_of_a_letter(
    lines: SmtpLines, command: str, said: str, expected: tuple[str, str]
) -> None:
    lines.answer = saying(command, said)
    outcome = deliver(lines)
    assert ((outcome.result, outcome.fault), lines.letters) == (expected, [])


def test_a_line_lost_after_data_blames_nobody(lines: SmtpLines) -> None:
    lines.answer = saying("DATA", "")
    outcome = deliver(lines)
    assert (outcome.result, outcome.fault) == ("uncertain", "")


def test_a_password_is_not_sent_in_clear_over_a_network() -> None:
    outgoing = SmtpOutgoing(Server("smtp.medborgare.test", 25, "none", "probes", "hemligt"), EHLO)
    outcome = outgoing.deliver(LETTER, SENDER, RECIPIENT, None, lambda: None)
    assert (outcome.result, outcome.fault) == ("unreached", "no_tls")
    with pytest.raises(ServerUnreached, match="without TLS"):
        outgoing.check()


def test_no_secret_is_shown() -> None:
    server = Server("127.0.0.1", 25, "none", "probes", "hemligt ord", lambda **_anew: "token")
    assert [word for word in ("hemligt", "token=", "lambda") if word in repr(SmtpOutgoing(server, EHLO))] == []


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "nowhere.invalid"])
def test_a_host_that_cannot_be_is_unreached(host: str) -> None:
    outcome = SmtpOutgoing(Server(host, 25, "none"), EHLO, 2).deliver(LETTER, SENDER, RECIPIENT, None, lambda: None)
    assert (outcome.result, outcome.fault) == ("unreached", "no_such_host")


def test_a_server_that_takes_no_passwords_gets_none(lines: SmtpLines) -> None:
    lines.offers = ("AUTH XOAUTH2",)
    with pytest.raises(ServerUnreached, match="takes no password") as told:
        SmtpOutgoing(lines.server("probes", "hemligt"), EHLO, timeout_seconds=2).check()
    assert (told.value.fault, [heard for heard in lines.heard[0] if heard.startswith("AUTH")]) == ("bad_password", [])
