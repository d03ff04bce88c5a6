"""The way out: one letter to an SMTP server, command by command, so that every outcome is known for what it is.

The only module that knows aiosmtplib. Sending is at most once: after DATA has begun, only a clear 2xx, 4xx or 5xx is
believed; everything else is `uncertain`.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPDataError, SMTPException, SMTPResponseException

from mail_probe.doorways import IN_CLEAR, NoToken, Outcome, Outgoing, Server, ServerUnreached
from mail_probe.reading.headers import ascii_domain
from mail_probe.servers.delivery_notices import LetterOptions, options_for
from mail_probe.servers.diagnosis import fault_of_error, fault_of_sign_in
from mail_probe.servers.smtp_replies import OPTION_UNKNOWN, REPLY_LIMIT, envelope_not_taken, not_taken, taken

# What goes wrong on a way to a server: its own words, the network (TLS errors are OSErrors), and time.
_FAILURES = (SMTPException, OSError, TimeoutError, asyncio.IncompleteReadError, EOFError)
# A server may scan a letter for minutes before it answers (RFC 5321 4.5.3.2.6 asks for ten).
_AFTER_DATA_SECONDS = 300.0


@dataclass(frozen=True)
class _Letter:
    """One letter and its envelope."""

    raw: bytes
    sender: str
    recipient: str
    self_copy: str | None


@dataclass(frozen=True)
class _Accepted:
    """A line on which the server has taken the letter's envelope and waits for DATA."""

    client: SMTP
    has_copy: bool


@dataclass(frozen=True)
class SmtpOutgoing:
    """Delivers through one server. See `doorways.WayOut`.

    `ehlo_name` is what the sending host calls itself: never left to the machine's own name, which could tell who asks.
    """

    server: Server
    ehlo_name: str
    timeout_seconds: float = 30
    after_data_seconds: float = _AFTER_DATA_SECONDS

    @contextmanager
    def round(self) -> Iterator[Outgoing]:
        """One connection for the letters delivered within; see `doorways.WayOut.round`."""
        with closing(_SmtpRound(self)) as way_out:
            yield way_out

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        """Try once; see `doorways.Outgoing.deliver`. Must not be called from a running event loop."""
        with self.round() as way_out:
            return way_out.deliver(raw, sender, recipient, self_copy, before_data)

    def check(self) -> None:
        """Connect, greet and sign in, then leave; ServerUnreached with the server's words when that fails."""
        with closing(_SmtpRound(self)) as way_out:
            way_out.reach()


class _SmtpRound:
    """A line to the server that is kept from letter to letter, in an event loop of its own.

    Everything that leaves doubt about what the server will do with the next command ends the line; a fresh one is made
    for the next letter. A letter is tried on a second line only when the first one had served others and was found
    lost before DATA: then the server has seen nothing of it that counts.
    """

    def __init__(self, outgoing: SmtpOutgoing) -> None:
        self._outgoing = outgoing
        self._runner = asyncio.Runner()
        self._client: SMTP | None = None
        self._is_midway = False

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        """Try once; see `doorways.Outgoing.deliver`."""
        return self._runner.run(self._deliver(_Letter(raw, sender, recipient, self_copy), before_data))

    def reach(self) -> None:
        """Have a line on which somebody is signed in, or raise ServerUnreached."""
        line = self._runner.run(self._line())
        if isinstance(line, Outcome):
            server = self._outgoing.server
            raise ServerUnreached(f"{server.host}:{server.port} says: {line.reply}", line.fault or "other")

    def close(self) -> None:
        """End the line and the loop."""
        with self._runner:
            if self._client is not None:
                self._runner.run(self._end_line())

    async def _deliver(self, letter: _Letter, before_data: Callable[[], None]) -> Outcome:
        try:
            accepted = await self._accepted(letter)
            if isinstance(accepted, Outcome):
                return accepted
            before_data()
            outcome = await self._data(accepted.client, letter.raw)
        except BaseException:  # whatever ended the letter, its line is of no more use
            await self._end_line()
            raise
        self._is_midway = outcome.result != "sent"
        if outcome.result == "uncertain":
            await self._end_line()
        return replace(outcome, self_copy_accepted=accepted.has_copy)

    async def _accepted(self, letter: _Letter) -> _Accepted | Outcome:
        if self._client is not None and self._is_midway and not await _is_reset(self._client):
            await self._end_line()
        has_served = self._client is not None
        answer = await self._offer(letter)
        if has_served and self._client is None:
            return await self._offer(letter)
        return answer

    async def _offer(self, letter: _Letter) -> _Accepted | Outcome:
        """Have a line and the letter's envelope taken; the line is kept only when the server is sure to be with us."""
        client = await self._line()
        if isinstance(client, Outcome):
            return client
        self._is_midway = True
        answer = await _envelope(client, letter)
        if isinstance(answer, Outcome):
            is_clear = answer.code is not None or answer.result == "refused"  # the latter: never put to the server
            if not is_clear or answer.result == "unreached" or not client.is_connected:
                await self._end_line()
        elif not client.is_connected:
            await self._end_line()
            return Outcome("deferred", None, "the server closed the connection before the letter")
        return answer

    async def _line(self) -> SMTP | Outcome:
        """The line kept, or a fresh one on which somebody is signed in."""
        if self._client is not None:
            return self._client
        server = self._outgoing.server
        if server.would_tell_secrets:
            return Outcome("unreached", None, IN_CLEAR, fault="no_tls")
        line = await self._connected(server, anew=False)
        if isinstance(line, Outcome) and line.fault == "token_refused" and line.code is not None:
            line = await self._connected(server, anew=True)
        return line

    async def _connected(self, server: Server, *, anew: bool) -> SMTP | Outcome:
        """A fresh line. `anew`: with an access token that is not the one kept."""
        client: SMTP | None = None
        try:
            token = None if server.access_token is None or server.user is None else server.access_token(anew=anew)
            client = self._new_client()
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            await _sign_in(client, server, token)
        except (*_FAILURES, NoToken, UnicodeError) as error:
            if client is not None:
                await _leave(client)
            return _unreached(error, by_token=server.access_token is not None)
        self._client, self._is_midway = client, False
        return client

    def _new_client(self) -> SMTP:
        server, outgoing = self._outgoing.server, self._outgoing
        return SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=outgoing.ehlo_name,
            timeout=outgoing.timeout_seconds,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
        )

    async def _data(self, client: SMTP, raw: bytes) -> Outcome:
        try:
            response = await client.data(raw, timeout=self._outgoing.after_data_seconds)
        except SMTPDataError as error:
            return not_taken(error.code, error.message, otherwise="uncertain")
        except _FAILURES as error:
            return replace(_unreached(error), result="uncertain", fault="")
        return taken(response.code, response.message)

    async def _end_line(self) -> None:
        client, self._client, self._is_midway = self._client, None, False
        if client is not None:
            await _leave(client)


async def _sign_in(client: SMTP, server: Server, token: str | None) -> None:
    """Sign in if somebody is to; what the server does not offer is not shown to it."""
    if server.user is None:
        return
    if token is not None:
        if "xoauth2" not in client.server_auth_methods:
            raise ServerUnreached("the server does not offer XOAUTH2", "token_refused")
        await client.auth_xoauth2(server.user, token)
    elif not client.supported_auth_methods:
        raise ServerUnreached("the server takes no password on this line", "bad_password")
    else:
        await client.login(server.user, server.password or "")


async def _envelope(client: SMTP, letter: _Letter) -> _Accepted | Outcome:
    """MAIL, RCPT for the municipality, and only then RCPT for the copy: a refused municipality gets nobody a letter."""
    options = options_for(letter.raw, letter.recipient) if client.supports_extension("dsn") else LetterOptions()
    try:
        if not await _mail(client, letter.sender, options):
            options = LetterOptions()
            await client.mail(_on_the_wire(letter.sender))
    except (*_FAILURES, ValueError) as error:
        return _not_taken(error, of_sender=True)
    try:
        await client.rcpt(_on_the_wire(letter.recipient), options=options.rcpt)
    except (*_FAILURES, ValueError) as error:
        return _not_taken(error, of_sender=False)
    has_copy = letter.self_copy is not None and await _takes_copy(client, letter.self_copy, options)
    return _Accepted(client, has_copy)


async def _mail(client: SMTP, sender: str, options: LetterOptions) -> bool:
    """Begin the envelope; False when the server does not understand the options that it offers."""
    try:
        await client.mail(_on_the_wire(sender), options=options.mail)
    except SMTPResponseException as error:
        if options.mail and error.code in OPTION_UNKNOWN:
            return False
        raise
    return True


def _not_taken(error: BaseException, *, of_sender: bool) -> Outcome:
    """What it means that MAIL (`of_sender`) or RCPT failed."""
    if isinstance(error, SMTPResponseException):
        return envelope_not_taken(error.code, error.message, of_sender=of_sender)
    if isinstance(error, ValueError):  # a local part outside ASCII, or a control character
        return Outcome("refused", None, f"the address cannot be written in SMTP: {error}"[:REPLY_LIMIT])
    # The server was there and signed us in: what it does now, it does to this letter, so the others may go.
    return replace(_unreached(error), result="deferred", fault="")


async def _takes_copy(client: SMTP, self_copy: str, options: LetterOptions) -> bool:
    try:
        await client.rcpt(_on_the_wire(self_copy), options=options.copy_rcpt)
    except (*_FAILURES, ValueError):
        return False  # the letter goes without its copy; the outcome says so
    return True


async def _is_reset(client: SMTP) -> bool:
    """Whether the server has forgotten the last envelope (RFC 5321 4.1.1.5)."""
    try:
        await client.rset()
    except _FAILURES:
        return False
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


def _unreached(error: BaseException, *, by_token: bool = False) -> Outcome:
    """No letter can leave, and why."""
    code = error.code if isinstance(error, SMTPResponseException) else None
    words = error.message if isinstance(error, SMTPResponseException) else str(error)
    reply = (words or type(error).__name__)[:REPLY_LIMIT]
    signing_in = isinstance(error, SMTPAuthenticationError)
    fault = fault_of_sign_in(reply, code, by_token=by_token) if signing_in else ""
    return Outcome("unreached", code, reply, fault=fault or fault_of_error(error))
