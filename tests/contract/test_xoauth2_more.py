"""Signing in by access token (XOAUTH2) at servers that refuse as Google's and Microsoft's do: by a challenge first."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from mail_probe.doorways import MailboxUnreached, NoToken, Server, ServerUnreached
from mail_probe.imap import ImapMailbox
from mail_probe.smtp import SmtpOutgoing

if TYPE_CHECKING:
    from tests.contract.conftest import Script, Smtp

USER = "probes@medborgare.test"
REFUSED = b'{"status":"400","schemes":"Bearer","scope":"mail"}'


@dataclass
class Source:
    """Gives an old token, and a new one when the old one was refused; `good` is what the servers accept."""

    good: str = "new"
    asked: list[bool] = field(default_factory=list)

    def __call__(self, *, anew: bool = False) -> str:
        self.asked.append(anew)
        return "new" if anew else "old"


def fails(*, anew: bool = False) -> str:
    """A token server that gives nothing."""
    del anew
    raise NoToken("the token server refuses: invalid_grant", "token_refused")


def is_good(initial: bytes, source: Source) -> bool:
    return base64.b64decode(initial) == f"user={USER}\1auth=Bearer {source.good}\1\1".encode()


@pytest.fixture
def source() -> Source:
    return Source()


class Smtpd:
    """An SMTP server that lets in by token alone."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.received: list[bytes] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd calls it so
        if is_good(args[1].encode(), self._source):
            return AuthResult(success=True)
        await server.challenge_auth(REFUSED)
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope.original_content or b"")
        return "250 2.0.0 Ok: queued as 4F3D2A1B"


@pytest.fixture
def smtpd(source: Source) -> Iterator[tuple[Smtpd, int]]:
    handler = Smtpd(source)
    server = ListeningController(
        handler,
        hostname="127.0.0.1",
        port=0,
        server_hostname="mx",
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
    )
    server.start()
    yield handler, server.port
    server.stop()


class ListeningController(Controller):
    """Learns which free port was chosen."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def deliver(port: int, token: Any) -> tuple[str, int | None, str]:
    outgoing = SmtpOutgoing(Server("127.0.0.1", port, "none", USER, None, token), "mail.medborgare.test", 5)
    outcome = outgoing.deliver(b"Subject: Hej\r\n\r\nHej\r\n", USER, "info@kommun.test", None, lambda: None)
    return outcome.result, outcome.code, outcome.fault


def test_a_letter_leaves_with_a_token(smtpd: tuple[Smtpd, int], source: Source) -> None:
    source.good = "old"
    assert deliver(smtpd[1], source) == ("sent", 250, "")
    assert (source.asked, len(smtpd[0].received)) == ([False], 1)


def test_a_token_that_is_refused_at_sending_is_replaced_once(smtpd: tuple[Smtpd, int], source: Source) -> None:
    assert (deliver(smtpd[1], source), source.asked) == (("sent", 250, ""), [False, True])


def test_a_mailbox_that_is_not_ours_is_told_after_a_new_token(smtpd: tuple[Smtpd, int], source: Source) -> None:
    source.good = "that of somebody else"
    assert (deliver(smtpd[1], source), source.asked) == (("unreached", 535, "token_refused"), [False, True])


def test_no_letter_leaves_without_a_token(smtpd: tuple[Smtpd, int]) -> None:
    assert (deliver(smtpd[1], fails), smtpd[0].received) == (("unreached", None, "token_refused"), [])


def test_the_self_test_tells_what_the_token_server_says(smtpd: tuple[Smtpd, int]) -> None:
    server = Server("127.0.0.1", smtpd[1], "none", USER, None, fails)
    with pytest.raises(ServerUnreached, match="invalid_grant") as told:
        SmtpOutgoing(server, "mail.medborgare.test", 5).check()
    assert told.value.fault == "token_refused"


def test_a_server_that_takes_no_tokens_gets_none(smtp_server: "Smtp", script: "Script", source: Source) -> None:
    assert deliver(smtp_server.port, source) == ("unreached", None, "token_refused")
    assert script.received == []


class Imapd(socketserver.StreamRequestHandler):
    """An IMAP server that lets in by token alone, and has an empty inbox."""

    source: Source
    offers: str
    lines: list[str]

    def handle(self) -> None:
        self.wfile.write(f"* OK [CAPABILITY IMAP4rev1 {self.offers}] ready\r\n".encode())
        for line in self.rfile:
            tag, command, *_ = line.decode().split()
            self.lines.append(command)
            self.wfile.write(f"{tag} {self.answer(command)}\r\n".encode())

    def answer(self, command: str) -> str:
        """The last line of the answer, after those before it were written."""
        if command == "CAPABILITY":
            self.wfile.write(f"* CAPABILITY IMAP4rev1 {self.offers}\r\n".encode())
        if command == "LIST":
            self.wfile.write(b'* LIST (\\HasNoChildren) "/" INBOX\r\n')
        if command == "AUTHENTICATE" and not self.lets_in():
            return "NO AUTHENTICATE failed."
        return "OK done"

    def lets_in(self) -> bool:
        """Whether the token is good; a refusal is a challenge that wants an empty answer."""
        self.wfile.write(b"+ \r\n")
        if is_good(self.rfile.readline().strip(), self.source):
            return True
        self.wfile.write(b"+ " + base64.b64encode(REFUSED) + b"\r\n")
        self.lines.append(self.rfile.readline().decode().strip())
        return False


@pytest.fixture
def imapd(source: Source, request: pytest.FixtureRequest) -> Iterator[tuple[type[Imapd], int]]:
    offers = getattr(request, "param", "AUTH=XOAUTH2 SASL-IR")
    handler = type("This", (Imapd,), {"source": source, "offers": offers, "lines": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as listener:
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield handler, listener.server_address[1]
        listener.shutdown()


def mailbox(port: int, token: Any) -> ImapMailbox:
    return ImapMailbox(Server("127.0.0.1", port, "none", USER, None, token), timeout=5)


def test_a_mailbox_opens_with_a_token(imapd: tuple[type[Imapd], int], source: Source) -> None:
    source.good = "old"
    with mailbox(imapd[1], source) as opened:
        assert (opened.folders(), source.asked) == (["INBOX"], [False])


def test_a_token_that_is_refused_at_fetching_is_replaced_once(imapd: tuple[type[Imapd], int], source: Source) -> None:
    with mailbox(imapd[1], source) as opened:
        assert (opened.folders(), source.asked) == (["INBOX"], [False, True])
    told = [line for line in imapd[0].lines if line != "CAPABILITY"]
    assert told[:4] == ["AUTHENTICATE", "", "LOGOUT", "AUTHENTICATE"]


def test_a_refused_token_is_told(imapd: tuple[type[Imapd], int], source: Source) -> None:
    source.good = "that of somebody else"
    with pytest.raises(MailboxUnreached, match="AUTHENTICATE failed") as told, mailbox(imapd[1], source):
        pass
    assert (told.value.fault, source.asked) == ("token_refused", [False, True])


def test_what_the_token_server_says_is_told_at_fetching(imapd: tuple[type[Imapd], int]) -> None:
    with pytest.raises(MailboxUnreached, match="invalid_grant") as told, mailbox(imapd[1], fails):
        pass
    assert (told.value.fault, imapd[0].lines) == ("token_refused", [])


@pytest.mark.parametrize("imapd", ["AUTH=PLAIN", "LOGINDISABLED"], indirect=True)
def test_a_mailbox_that_takes_no_tokens_gets_none(imapd: tuple[type[Imapd], int], source: Source) -> None:
    with pytest.raises(MailboxUnreached, match="does not offer XOAUTH2"), mailbox(imapd[1], source):
        pass
    assert "AUTHENTICATE" not in imapd[0].lines


@pytest.mark.parametrize("imapd", ["LOGINDISABLED"], indirect=True)
def test_a_mailbox_that_takes_no_passwords_gets_none(imapd: tuple[type[Imapd], int]) -> None:
    server = Server("127.0.0.1", imapd[1], "none", USER, "hemligt ord")
    with pytest.raises(MailboxUnreached, match="takes no password") as told, ImapMailbox(server, timeout=5):
        pass
    assert ("LOGIN" in imapd[0].lines, told.value.fault) == (False, "bad_password")
