"""The demo's mail servers on loopback: aiosmtpd for SMTP, pymap for IMAP. No mail can leave them.

Mail to the probes' domain is put into the mailbox with the demo clock's time, as a real server stamps arrivals;
mail to a municipality's domain goes to its robot; every other recipient is refused.
"""

import asyncio
import socket
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from pymap.backend import backends
from pymap.parsing.message import AppendMessage
from pymap.service import services
from pysasl.hashing import Cleartext

from shopper.clock import Clock

LOOPBACK = "127.0.0.1"
START_SECONDS = 20

Deliver = Callable[[bytes, str, str], None]
"""Takes a letter's bytes, its envelope sender and its recipient."""


@dataclass(frozen=True, slots=True)
class Domains:
    """Whose mail the servers take."""

    probes: str
    municipalities: frozenset[str]


class MailServers:
    """One SMTP and one IMAP server in a thread of their own."""

    def __init__(self, clock: Clock, domains: Domains, login: tuple[str, str], to_municipality: Deliver) -> None:
        """Prepare; nothing listens before `start`."""
        self.clock = clock
        self.domains = domains
        self.to_municipality = to_municipality
        self.smtp_port = 0
        self.imap_port = 0
        self.login = login
        self._backend: Any = None
        self._ready = Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="demo-mail-servers", daemon=True)

    def start(self) -> None:
        """Listen on free ports of the loopback address."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise RuntimeError(f"the demo's mail servers did not start within {START_SECONDS} seconds")

    def stop(self) -> None:
        """Stop listening and end the thread."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_SECONDS)

    async def put(self, raw: bytes, when: datetime) -> None:
        """Put a mail into the inbox as having arrived at `when`."""
        identity = await self._backend.login.authorize(self._backend.login.demo_user_identity, self.login[0])
        async with identity.new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(raw, when)])

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            await self._start_imap(stack)
            handler = _Handler(self)
            smtp = await self._loop.create_server(lambda: _smtp(handler), LOOPBACK, 0)
            self.smtp_port = smtp.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()
            smtp.close()

    async def _start_imap(self, stack: AsyncExitStack) -> None:
        user, password = self.login
        self.imap_port = _free_port()
        arguments = _imap_arguments(user, password, self.imap_port)
        # The password lives for the length of the demo and only in memory: a slow hash would cost each poll.
        self._backend, config = await backends["dict"].init(arguments, hash_context=Cleartext())
        config.apply_context()
        await self._backend.start(stack)
        await services["imap"](self._backend, config).start(stack)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _imap_arguments(user: str, password: str, port: int) -> Namespace:
    """What pymap would read from its own command line."""
    parser = ArgumentParser()
    backends["dict"].add_subparser("dict", parser.add_subparsers(dest="backend"))
    services["imap"].add_arguments(parser)
    parser.set_defaults(debug=False, skip_services=[], passlib_cfg=None)
    words = ["--host", LOOPBACK, "--port", str(port), "--no-tls"]
    return parser.parse_args([*words, "dict", "--demo-user", user, "--demo-password", password])


def _smtp(handler: "_Handler") -> SMTP:
    return SMTP(handler, hostname="mail.probes.test", enable_SMTPUTF8=False)


class _Handler:
    """Sorts what comes in by the recipient's domain."""

    def __init__(self, servers: MailServers) -> None:
        self._servers = servers

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        domain = address.rpartition("@")[2].lower()
        if domain != self._servers.domains.probes and domain not in self._servers.domains.municipalities:
            return "550 5.7.1 This server takes mail for the demo only"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        for address in envelope.rcpt_tos:
            if address.rpartition("@")[2].lower() == self._servers.domains.probes:
                await self._servers.put(_delivered_to(address) + raw, self._servers.clock())
            else:
                self._servers.to_municipality(raw, envelope.mail_from or "", address)
        return "250 2.0.0 OK queued"


def _delivered_to(address: str) -> bytes:
    return f"Delivered-To: {address}\r\n".encode()
