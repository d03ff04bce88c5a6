"""The SMTP doorway held to a server that answers as told.

Only an embedded server can hang up after DATA, stay silent, or say strange words: a healthy Postfix does none of these.
What both can show is in `test_smtp_doorway.py`.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mail_probe.doorways import Outcome, Outgoing, Security, Server
from mail_probe.smtp import SmtpOutgoing

if TYPE_CHECKING:
    from tests.contract.conftest import Script, Smtp

SENDER, RECIPIENT, COPY = "anna.ek@brevlada.example", "info@kommun.example", "kopia@brevlada.example"
LETTER = b"Subject: Bygglov\r\nMessage-ID: <a@brevlada.example>\r\n\r\nHej!\r\n.\r\nAnna\r\n"
EHLO = "post.brevlada.example"


def _deliver(server: Server, before_data: Callable[[], None] = lambda: None, copy: str | None = COPY) -> Outcome:
    outgoing: Outgoing = SmtpOutgoing(server, EHLO, timeout_seconds=2, after_data_seconds=0.5)
    return outgoing.deliver(LETTER, SENDER, RECIPIENT, copy, before_data)


def test_the_municipality_comes_before_the_copy(smtp_server: "Smtp", script: "Script") -> None:
    _deliver(smtp_server.server_value())
    assert script.recipients == [[RECIPIENT, COPY]]


def test_the_sending_host_calls_itself_as_it_was_told(smtp_server: "Smtp", script: "Script") -> None:
    _deliver(smtp_server.server_value())
    assert script.ehlo_names == [EHLO]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 4.3.0 later", ("deferred", 451)),
        ("553 5.7.1 not you", ("refused", 553)),
        ("530 5.7.0 sign in first", ("unreached", 530)),
    ],
)
def test_a_sender_not_taken(smtp_server: "Smtp", script: "Script", answer: str, expected: tuple[str, int]) -> None:
    script.mail = answer
    outcome = _deliver(smtp_server.server_value())
    assert (outcome.result, outcome.code) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 4.3.0 later", Outcome("deferred", 451, "4.3.0 later", self_copy_accepted=True)),
        ("554 5.7.1 spam", Outcome("refused", 554, "5.7.1 spam", self_copy_accepted=True)),
    ],
)
def test_a_clear_no_after_the_letter(smtp_server: "Smtp", script: "Script", answer: str, expected: Outcome) -> None:
    script.data = answer
    assert _deliver(smtp_server.server_value()) == expected


def test_a_line_lost_after_the_letter_is_uncertain(smtp_server: "Smtp", script: "Script") -> None:
    script.data = None
    outcome = _deliver(smtp_server.server_value())
    assert (outcome.result, outcome.code, len(script.received)) == ("uncertain", None, 1)


def test_silence_after_the_letter_is_uncertain(smtp_server: "Smtp", script: "Script") -> None:
    script.wait_seconds = 1.5
    outcome = _deliver(smtp_server.server_value())
    assert (outcome.result, len(script.received)) == ("uncertain", 1)


def test_a_strange_word_after_the_letter_is_uncertain(smtp_server: "Smtp", script: "Script") -> None:
    script.data = "299 5.0.0 maybe"
    assert _deliver(smtp_server.server_value()).result == "uncertain"


def test_nobody_listening_is_unreached() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert _deliver(Server("127.0.0.1", port, "none")).result == "unreached"


def test_a_domain_with_letters_of_its_own_goes_in_wire_form(smtp_server: "Smtp", script: "Script") -> None:
    outgoing = SmtpOutgoing(smtp_server.server_value(), EHLO, timeout_seconds=2)
    outgoing.deliver(LETTER, SENDER, "info@växjö.example", None, lambda: None)
    assert script.recipients == [["info@xn--vxj-qla6g.example"]]


def test_an_address_that_smtp_cannot_write_is_refused_and_nothing_is_sent(
    smtp_server: "Smtp", script: "Script"
) -> None:
    outgoing = SmtpOutgoing(smtp_server.server_value(), EHLO, timeout_seconds=2)
    outcome = outgoing.deliver(LETTER, SENDER, "åsa@kommun.example", None, lambda: None)
    assert (outcome.result, outcome.code, script.received) == ("refused", None, [])


def test_an_unknown_host_is_unreached() -> None:
    assert _deliver(Server("nowhere.invalid", 25, "none")).result == "unreached"


def test_a_silent_server_is_unreached_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert _deliver(Server("127.0.0.1", silent.getsockname()[1], "none")).result == "unreached"


def test_a_letter_whose_server_hangs_up_at_the_recipient_is_deferred() -> None:
    answers = [b"220 mx\r\n", b"250 mx\r\n", b"250 OK\r\n"]
    assert _with_script(answers).result == "deferred"


def test_a_letter_whose_server_hangs_up_at_the_copy_is_deferred() -> None:
    answers = [b"220 mx\r\n", b"250 mx\r\n", b"250 OK\r\n", b"250 OK\r\n"]
    began: list[str] = []
    outcome = _with_script(answers, lambda: began.append("data"))
    assert (outcome.result, began) == ("deferred", [])


def test_a_server_that_hangs_up_at_data_is_uncertain() -> None:
    answers = [b"220 mx\r\n", b"250 mx\r\n", b"250 OK\r\n", b"250 OK\r\n", b"250 OK\r\n"]
    assert _with_script(answers).result == "uncertain"


def test_a_server_that_is_busy_from_the_start_is_unreached() -> None:
    outcome = _with_script([b"421 too busy\r\n"])
    assert (outcome.result, outcome.code) == ("unreached", 421)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_line_that_cannot_be_secured_is_unreached(smtp_server: "Smtp", script: "Script", security: Security) -> None:
    plain = smtp_server.server_value("brevlada", "hemligt-ord")
    server = replace(plain, security=security)
    assert (_deliver(server).result, script.received) == ("unreached", [])


def _with_script(answers: list[bytes], before_data: Callable[[], None] = lambda: None) -> Outcome:
    """Deliver to a server that says these lines, one for each command, and then hangs up."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        speaker = threading.Thread(target=_speak, args=(listener, answers))
        speaker.start()
        outcome = _deliver(Server("127.0.0.1", listener.getsockname()[1], "none"), before_data)
        speaker.join(timeout=10)
    return outcome


def _speak(listener: socket.socket, answers: list[bytes]) -> None:
    line, _ = listener.accept()
    with line:
        for answer in answers:
            line.sendall(answer)
            line.recv(4096)
