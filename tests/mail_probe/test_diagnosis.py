"""From an error or a server's words to what is wrong with an account."""

import errno
import socket
import ssl

import pytest

from mail_probe.doorways import MailboxUnreached, NoToken, ServerUnreached
from mail_probe.servers.diagnosis import SENTENCES, fault_of_error, fault_of_sign_in, is_relay_denial
from shopper.sealed import SecretChanged


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no_such_host"),
        (UnicodeError("label too long"), "no_such_host"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "nobody_listens"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "nobody_listens"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed, [Errno 111] refused"),
            "nobody_listens",
        ),
        (TimeoutError("timed out"), "silent"),
        (ssl.SSLCertVerificationError("self-signed certificate"), "bad_certificate"),
        (ssl.SSLError(1, "wrong version number"), "no_tls"),
        (RuntimeError("SMTP STARTTLS extension not supported by server."), "no_tls"),
        (SecretChanged("sealed with another"), "secret_changed"),
        (NoToken("refused"), "token_refused"),
        (MailboxUnreached("x", "silent"), "silent"),
        (ServerUnreached("x", "relay_denied"), "relay_denied"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "other"),
    ],
)
def test_an_error_is_told_by_its_word(error: BaseException, fault: str) -> None:
    assert fault_of_error(error) == fault


def test_an_error_that_a_library_has_wrapped_is_known_by_what_it_came_from() -> None:
    told, hidden = RuntimeError("cannot connect"), RuntimeError("cannot connect")
    told.__cause__ = hidden.__context__ = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    hidden.__suppress_context__ = True
    assert [fault_of_error(told), fault_of_error(hidden)] == ["nobody_listens"] * 2


@pytest.mark.parametrize(
    ("words", "code", "by_token", "fault"),
    [
        ("5.7.8 Error: authentication failed", 535, False, "bad_password"),
        ("5.7.3 Authentication unsuccessful", 535, True, "token_refused"),
        ("5.7.0 Must issue a STARTTLS command first", 530, False, "no_tls"),
        ("4.7.0 Temporary authentication failure", 454, False, ""),
        ("[AUTHENTICATIONFAILED] Authentication failed.", None, False, "bad_password"),
        ("LOGIN failed.", None, False, "bad_password"),
        ("[UNAVAILABLE] Temporary authentication failure.", None, False, ""),
        ("[PRIVACYREQUIRED] Plaintext authentication disallowed", None, False, "no_tls"),
        ("AUTHENTICATE failed.", None, True, "token_refused"),
    ],
)
def test_a_refused_sign_in_is_told_by_its_word(words: str, code: int | None, *, by_token: bool, fault: str) -> None:
    assert fault_of_sign_in(words, code, by_token=by_token) == fault


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("5.7.1 <info@kommun.test>: Relay access denied", True),
        ("5.7.1 Relaying denied. Proper authentication required.", True),
        ("5.7.54 SMTP; Unable to relay recipient in non-accepted domain", True),
        ("we do not relay", True),
        ("host mx.kommun.test[192.0.2.1] said: 554 5.7.1 Relay access denied (in reply to RCPT TO command)", False),
        ("5.1.1 user not found in relay recipient table", False),
        ("5.7.1 refused by policy", False),
    ],
)
def test_our_own_servers_refusal_to_relay_is_told_from_that_of_others(words: str, *, denied: bool) -> None:
    assert is_relay_denial(words) is denied


def test_every_word_has_a_sentence_that_says_what_to_do() -> None:
    assert [word for word, sentence in SENTENCES.items() if not sentence.endswith(".") or len(sentence) < 30] == []
