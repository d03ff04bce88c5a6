"""The way out: one letter to an SMTP server, command by command, so that every outcome is known for what it is.

The only module that knows aiosmtplib. Sending is at most once: after DATA has begun, only a clear 2xx, 4xx or 5xx is
believed; everything else is `uncertain`.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPResponseException

from mail_probe.doorways import Outcome, Result, Server
from mail_probe.headers import ascii_domain

# What goes wrong on a way to a server: its own words, the network (TLS errors are OSErrors), and time.
_FAILURES = (SMTPException, OSError, TimeoutError, asyncio.IncompleteReadError, EOFError)
_QUEUE_ID = re.compile(
    r"\bqueued as ([A-Za-z0-9.+-]{4,64})|\bid=([A-Za-z0-9-]{6,64})|\bqueued ([A-Za-z0-9-]{6,64})", re.IGNORECASE
)
_NOT_SIGNED_IN = frozenset({530, 534, 535, 538})
_REPLY_LIMIT = 500
# A server may scan a letter for minutes before it answers (RFC 5321 4.5.3.2.6 asks for ten).
_AFTER_DATA_SECONDS = 300.0


@dataclass(frozen=True)
class SmtpOutgoing:
    """Delivers through one server; a connection of its own for each letter.

    `ehlo_name` is what the sending host calls itself: never left to the machine's own name, which could tell who asks.
    """

    server: Server
    ehlo_name: str
    timeout_seconds: float = 30
    after_data_seconds: float = _AFTER_DATA_SECONDS

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        """Try once; see `doorways.Outgoing.deliver`. Must not be called from a running event loop."""
        return asyncio.run(self._deliver(raw, sender, recipient, self_copy, before_data))

    def check(self) -> None:
        """Connect, greet and sign in, then leave; ConnectionError with the server's words when that fails."""
        problem = asyncio.run(self._check())
        if problem is not None:
            raise ConnectionError(problem.reply)

    async def _check(self) -> Outcome | None:
        client = self._client()
        try:
            return await self._reach(client)
        finally:
            await _leave(client)

    def _client(self) -> SMTP:
        security = self.server.security
        return SMTP(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.user,
            password=self.server.password,
            local_hostname=self.ehlo_name,
            timeout=self.timeout_seconds,
            use_tls=security == "tls",
            start_tls=security == "starttls",
        )

    async def _deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        client = self._client()
        try:
            problem = await self._reach(client) or await _envelope(client, sender, recipient)
            if problem is not None:
                return problem
            has_copy = self_copy is not None and await _accepts(client, self_copy)
            if not client.is_connected:
                return Outcome("deferred", None, "the server closed the connection before the letter")
            before_data()
            return replace(await self._data(client, raw), self_copy_accepted=has_copy)
        finally:
            await _leave(client)

    async def _reach(self, client: SMTP) -> Outcome | None:
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except _FAILURES as error:
            return _unreached(error)
        return None

    async def _data(self, client: SMTP, raw: bytes) -> Outcome:
        try:
            response = await client.data(raw, timeout=self.after_data_seconds)
        except SMTPDataError as error:
            return _refusal(error, otherwise="uncertain")
        except _FAILURES as error:
            return replace(_unreached(error), result="uncertain")
        reply = response.message[:_REPLY_LIMIT]
        found = _QUEUE_ID.search(reply)
        return Outcome("sent", response.code, reply, next(filter(None, found.groups()), None) if found else None)


async def _envelope(client: SMTP, sender: str, recipient: str) -> Outcome | None:
    """MAIL and RCPT for the municipality; None when both are accepted."""
    try:
        await client.mail(_on_the_wire(sender))
        await client.rcpt(_on_the_wire(recipient))
    except ValueError as error:  # a local part outside ASCII, or a control character
        return Outcome("refused", None, f"the address cannot be written in SMTP: {error}"[:_REPLY_LIMIT])
    except SMTPResponseException as error:
        if error.code in _NOT_SIGNED_IN:
            return _unreached(error)
        return _refusal(error, otherwise="deferred")
    except _FAILURES as error:
        # The server was there and signed us in: what it does now, it does to this letter, so the others may go.
        return replace(_unreached(error), result="deferred")
    return None


async def _accepts(client: SMTP, self_copy: str) -> bool:
    try:
        await client.rcpt(_on_the_wire(self_copy))
    except (*_FAILURES, ValueError):
        return False  # the letter goes without its copy; the outcome says so
    return True


def _on_the_wire(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"


async def _leave(client: SMTP) -> None:
    """Say goodbye if there is anybody; what happens here changes nothing about the letter."""
    try:
        if client.is_connected:
            await client.quit(timeout=5)
    except _FAILURES:
        pass
    finally:
        client.close()
        await asyncio.sleep(0)  # lets the transport finish closing within this loop


def _refusal(error: SMTPResponseException, otherwise: Result) -> Outcome:
    reply = error.message[:_REPLY_LIMIT]
    if 400 <= error.code < 500:  # noqa: PLR2004 - RFC 5321 4.2.1: the first digit is the meaning
        return Outcome("deferred", error.code, reply)
    if 500 <= error.code < 600:  # noqa: PLR2004
        return Outcome("refused", error.code, reply)
    return Outcome(otherwise, error.code, reply)


def _unreached(error: BaseException) -> Outcome:
    code = error.code if isinstance(error, SMTPResponseException) else None
    words = error.message if isinstance(error, SMTPResponseException) else str(error)
    return Outcome("unreached", code, (words or type(error).__name__)[:_REPLY_LIMIT])
