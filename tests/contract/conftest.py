"""The servers that the doorways are held to: embedded ones that answer as told, and Debian's Postfix and Dovecot.

`smtp` and `imap` give the same tests one kind after the other; what only the embedded ones can do has fixtures of its
own.
"""

import asyncio
import re
import secrets
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage

from mail_probe.doorways import Security, Server
from tests.real_servers.certificate import write_certificate
from tests.real_servers.mail_host import MAILBOX_DOMAIN, OUR_USER, MailHost, wait_until
from tests.real_servers.mail_host import PASSWORD as HOST_PASSWORD

USER, PASSWORD = "brevlada", "hemligt-ord"


@dataclass
class Script:
    """What the SMTP server answers, by recipient and after DATA, and what it saw."""

    rcpt: dict[str, str] = field(default_factory=dict)
    mail: str = "250 2.1.0 OK"
    data: str | None = "250 2.0.0 Ok: queued as 4F3D2A1B"
    wait_seconds: float = 0
    ehlo_names: list[str] = field(default_factory=list)
    lines: list[asyncio.Transport] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        del envelope
        assert isinstance(server.transport, asyncio.Transport)
        self.lines.append(server.transport)
        session.host_name = hostname
        self.ehlo_names.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        del server, session, mail_options
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session, rcpt_options
        answer = self.rcpt.get(address, "250 2.1.5 OK")
        if answer.startswith("25"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del session
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(content)
        self.recipients.append(list(envelope.rcpt_tos))
        await asyncio.sleep(self.wait_seconds)
        if self.data is None:
            transport = server.transport
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return "250 never heard"
        return self.data


class Smtp(Controller):
    """An aiosmtpd server in a thread."""

    def server_value(self, user: str | None = None, password: str | None = None, security: Security = "none") -> Server:
        """The address of this server as the doorway takes it."""
        return Server("127.0.0.1", self.port, security, user, password)

    def _trigger_server(self) -> None:
        """Learn which free port was chosen, then let the server prove that it answers."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    del server, session, envelope, mechanism
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


@pytest.fixture
def script() -> Script:
    return Script()


def _smtp(script: Script, **more: Any) -> Iterator[Smtp]:
    controller = Smtp(
        script, hostname="127.0.0.1", port=0, authenticator=_authenticate, auth_require_tls=False, server_hostname="mx",
        **more,
    )  # fmt: skip
    controller.start()
    yield controller
    _close_lines(controller, script.lines)
    controller.stop()


def _close_lines(controller: Smtp, lines: list[asyncio.Transport]) -> None:
    """Aiosmtpd forgets the line under a TLS line, which would stay open until some later test is blamed for it."""
    for line in lines:
        controller.loop.call_soon_threadsafe(line.abort)
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0.02), controller.loop).result(timeout=10)


@pytest.fixture
def smtp_server(script: Script) -> Iterator[Smtp]:
    yield from _smtp(script)


@pytest.fixture
def tls_smtp_server(script: Script, certificate: ssl.SSLContext) -> Iterator[Smtp]:
    """Speaks TLS from the first byte."""
    yield from _smtp(script, ssl_context=certificate)


@pytest.fixture
def starttls_smtp_server(script: Script, certificate: ssl.SSLContext) -> Iterator[Smtp]:
    """Speaks to nobody before the line is secured."""
    yield from _smtp(script, tls_context=certificate, require_starttls=True)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS context for 127.0.0.1, whose certificate every client in this test trusts."""
    file = tmp_path / "server.pem"
    write_certificate(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


class Pymap:
    """A pymap server with one account, in a thread with a loop of its own."""

    def __init__(self) -> None:
        self._ready: Future[int] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self.port = self._ready.result(timeout=20)

    @property
    def server_value(self) -> Server:
        """The address and account of this server as the doorway takes it."""
        return Server("127.0.0.1", self.port, "none", USER, PASSWORD)

    async def _serve(self) -> None:
        args = Namespace(
            host="127.0.0.1", port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
            proxy_protocol=None, inherited_sockets=None, demo_data=False, demo_user=USER, demo_password=PASSWORD,
        )  # fmt: skip
        self._backend, config = await DictBackend.init(args)
        config.apply_context()
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        async with AsyncExitStack() as stack:
            await self._backend.start(stack)
            answer = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(self._backend.login, config))
            # Started by hand instead of through its service, because the service does not tell the port it was given.
            server = await stack.enter_async_context(await asyncio.start_server(answer, host="127.0.0.1", port=0))
            self._ready.set_result(server.sockets[0].getsockname()[1])
            await self._stopped.wait()

    def deliver(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Put a mail into a folder as if it had arrived at `at`; the folder is made if it is new."""
        asyncio.run_coroutine_threadsafe(self._append(raw, at, folder), self._loop).result(timeout=20)

    async def _append(self, raw: bytes, at: datetime, folder: str) -> None:
        async with self._backend.login.demo_user_identity.new_session() as session:
            names, _ = await session.list_mailboxes("", "*")
            if folder not in [entry[0] for entry in names]:
                await session.create_mailbox(folder)
            await session.append_messages(folder, [AppendMessage(raw, at, frozenset())])

    def stop(self) -> None:
        """End the server and wait for its thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(timeout=20)


@pytest.fixture
def pymap_server() -> Iterator[Pymap]:
    server = Pymap()
    yield server
    server.stop()


class SmtpUnderTest(Protocol):
    """What the common tests ask of an SMTP server."""

    user: str
    password: str
    recipient: str

    def server(self, user: str | None = None, password: str | None = None, security: Security = "none") -> Server:
        """The server as the doorway takes it."""
        ...

    def answer(self, recipient: str, words: str) -> None:
        """From the next connection on, say these words to RCPT for this recipient; empty words: take the letter."""
        ...

    def received(self, count: int) -> list[bytes]:
        """The letters that reached the recipient, as they were sent; waits until there are so many."""
        ...


class Embedded:
    """aiosmtpd."""

    user, password, recipient = USER, PASSWORD, "info@kommun.test"

    def __init__(self, request: pytest.FixtureRequest, script: Script) -> None:
        self._request = request
        self._script = script

    def server(self, user: str | None = None, password: str | None = None, security: Security = "none") -> Server:
        """The aiosmtpd for this kind of line."""
        name = {"none": "smtp_server", "starttls": "starttls_smtp_server", "tls": "tls_smtp_server"}[security]
        smtp: Smtp = self._request.getfixturevalue(name)
        return smtp.server_value(user, password, security)

    def answer(self, recipient: str, words: str) -> None:
        """Note the words for this recipient."""
        self._script.rcpt[recipient] = words or "250 2.1.5 OK"

    def received(self, count: int) -> list[bytes]:
        """What came after DATA."""
        del count
        return self._script.received


class Postfix:
    """Debian's Postfix, whose letters Dovecot puts into a mailbox for this test alone."""

    user, password = OUR_USER, HOST_PASSWORD

    def __init__(self, host: MailHost) -> None:
        self._host = host
        self.recipient = f"info-{secrets.token_hex(4)}@{MAILBOX_DOMAIN}"

    def server(self, user: str | None = None, password: str | None = None, security: Security = "none") -> Server:
        """The port for this kind of line."""
        return self._host.smtp(user, password, security)

    def answer(self, recipient: str, words: str) -> None:
        """Write the words into Postfix' access map."""
        self._host.answer(recipient, words)

    def received(self, count: int) -> list[bytes]:
        """The mailbox, without the lines that each server on the way has put on top."""
        wait_until(lambda: len(self._host.letters_of(self.recipient)) >= count, f"the delivery of {count} letters")
        return [_ON_TOP.sub(b"", letter) for letter in self._host.letters_of(self.recipient)]


_ON_TOP = re.compile(
    rb"\A(?:(?:Return-Path|Delivered-To|X-Original-To|Received):[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.IGNORECASE
)


@pytest.fixture(params=["aiosmtpd", "postfix"])
def smtp(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SmtpUnderTest:
    """Each SMTP server in turn."""
    if request.param == "aiosmtpd":
        return Embedded(request, request.getfixturevalue("script"))
    host: MailHost = request.getfixturevalue("mail_host")
    monkeypatch.setenv("SSL_CERT_FILE", str(host.certificate))
    return Postfix(host)


class ImapUnderTest(Protocol):
    """What the common tests ask of an IMAP server."""

    @property
    def server_value(self) -> Server:
        """The server with the account of this test, as the doorway takes it."""
        ...

    def deliver(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Put a mail into a folder as if it had arrived at `at`; the folder is made if it is new."""
        ...

    def stop(self) -> None:
        """Go away."""
        ...


class Dovecot:
    """A mailbox for this test alone on Debian's Dovecot."""

    def __init__(self, host: MailHost) -> None:
        self._host = host
        self._user = f"{secrets.token_hex(8)}@{MAILBOX_DOMAIN}"

    @property
    def server_value(self) -> Server:
        """The mailbox as the doorway takes it."""
        return self._host.imap(self._user)

    def deliver(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Put a mail into a folder by APPEND, which keeps the time."""
        self._host.put(raw, at, folder, self._user)

    def stop(self) -> None:
        """End the server that all tests share; the fixture starts it again."""
        self._host.stop_imap()


@pytest.fixture(params=["pymap", "dovecot"])
def imap(request: pytest.FixtureRequest) -> Iterator[ImapUnderTest]:
    """Each IMAP server in turn, with an empty mailbox."""
    if request.param == "pymap":
        yield request.getfixturevalue("pymap_server")
        return
    host: MailHost = request.getfixturevalue("mail_host")
    yield Dovecot(host)
    if not host.serves_imap:
        host.start_imap()
