"""The traps of sending: what a server says and what a library makes of it are not the same."""

from collections.abc import Iterator

import pytest

from mail_probe.doorways import Outcome
from mail_probe.smtp import SmtpOutgoing
from tests.contract.smtp_lines import SmtpLines

RECIPIENT, COPY = "info@kommun.example", "kopia@brevlada.example"
LETTER = b"Message-ID: <m1@brevlada.example>\r\nSubject: Hej\r\n\r\nHej!\r\n"


@pytest.fixture
def lines() -> Iterator[SmtpLines]:
    with SmtpLines().listening() as listening:
        yield listening


def deliver(lines: SmtpLines) -> Outcome:
    outgoing = SmtpOutgoing(lines.server(), "post.brevlada.example", timeout_seconds=1, after_data_seconds=1)
    return outgoing.deliver(LETTER, "anna.ek@brevlada.example", RECIPIENT, COPY, lambda: None)


def test_a_refused_municipality_is_no_success_because_our_copy_is_accepted(lines: SmtpLines) -> None:
    lines.answer = lambda heard, _connection: "550 5.1.1 no" if RECIPIENT in heard else None
    assert (deliver(lines).result, lines.letters) == ("refused", [])
    assert [heard for heard in lines.heard[0] if COPY in heard] == []


@pytest.mark.parametrize(
    ("command", "result"), [("EHLO", "unreached"), ("MAIL", "deferred"), ("RCPT", "deferred"), ("DATA", "deferred")]
)
def test_a_4xx_at_any_step_is_for_later(lines: SmtpLines, command: str, result: str) -> None:
    lines.answer = lambda heard, _connection: "451 4.3.0 later" if heard.startswith(command) else None
    assert (deliver(lines).result, lines.letters) == (result, [])


@pytest.mark.parametrize(("command", "result"), [("EHLO", "unreached"), ("MAIL", "deferred"), ("RCPT", "deferred")])
def test_a_line_lost_before_data_is_no_doubt(lines: SmtpLines, command: str, result: str) -> None:
    lines.answer = lambda heard, _connection: "" if heard.startswith(command) else None
    assert (deliver(lines).result, lines.letters) == (result, [])


@pytest.mark.parametrize("command", ["DATA", "."])
@pytest.mark.parametrize("said", ["299 who knows", "600 what", "what is this", "2"])
def test_an_unclear_word_after_data_began_is_uncertain(lines: SmtpLines, command: str, said: str) -> None:
    lines.answer = lambda heard, _connection: said if heard == command else None
    assert deliver(lines).result == "uncertain"


def test_a_4xx_after_the_letter_is_for_later_because_the_server_has_not_taken_it(lines: SmtpLines) -> None:
    lines.answer = lambda heard, _connection: "451 4.3.0 later" if heard == "." else None
    assert deliver(lines).result == "deferred"


def test_the_sending_host_does_not_tell_its_own_name(lines: SmtpLines) -> None:
    deliver(lines)
    assert lines.heard[0][0] == "EHLO post.brevlada.example"


def test_a_letter_is_not_changed_on_its_way(lines: SmtpLines) -> None:
    deliver(lines)
    assert lines.letters == [LETTER]
