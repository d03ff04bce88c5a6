"""A gate before a mail server: passes on what both sides say, and stops a letter's way at a named point.

The server behind it is a real one. What it has taken is counted here, by Message-ID, from its own 250 after the text.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from threading import Event, Thread
from typing import IO, Any, Final, cast

LOOPBACK: Final = "127.0.0.1"
END_OF_TEXT: Final = b".\r\n"
PATIENCE_SECONDS: Final = 60


@dataclass
class Gate:
    """Stops the first letter that comes to `point`; before that it calls `on_the_way`, if the point is passed on.

    `after claim`: the connection is made and nobody greets. `after RCPT`: the server has said yes to both recipients.
    `before DATA`: the word DATA is kept back. `during DATA`: half of the text has reached the server. `after 250`: the
    server's last yes has been handed on.
    """

    server_port: int
    point: str = ""
    on_the_way: Callable[[], object] = lambda: None
    taken: list[str] = field(default_factory=list)
    reached: Event = field(default_factory=Event)
    opened: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        """Listen."""
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = int(self._listener.getsockname()[1])
        Thread(target=self._listen, daemon=True).start()

    def open(self) -> None:
        """Let everything through from now on; what stands at the point is given up."""
        self.point = ""
        self.opened.set()

    def close(self) -> None:
        """Listen no longer."""
        self.open()
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        server = socket.create_connection((LOOPBACK, self.server_port))
        with client, server, client.makefile("rwb") as ours, server.makefile("rwb") as theirs:
            try:
                _Talk(self, cast("IO[Any]", ours), cast("IO[Any]", theirs)).pass_on()
            except (OSError, _GivenUp):
                return  # somebody is gone: both connections end here

    def stops_at(self, point: str) -> bool:
        """Whether this is the point; the first letter that comes to it is the only one."""
        return self.point == point and not self.reached.is_set()

    def hold(self) -> None:
        """Stand still here until the gate is opened, then give up."""
        self.reached.set()
        self.opened.wait(PATIENCE_SECONDS)
        raise _GivenUp


class _GivenUp(Exception):  # noqa: N818 - reads as what happened
    """The sender was killed at the point."""


class _Talk:
    """One connection, reply by reply."""

    def __init__(self, gate: Gate, client: IO[Any], server: IO[Any]) -> None:
        self.gate, self.client, self.server = gate, client, server
        self.recipients = 0

    def pass_on(self) -> None:
        if self.gate.stops_at("after claim"):
            self.gate.hold()
        self._answer()
        while line := self.client.readline():
            verb = line[:4].upper()
            if verb == b"DATA" and self.gate.stops_at("before DATA"):
                self.gate.hold()
            self.recipients = self.recipients + 1 if verb == b"RCPT" else 0
            last_yes = self.recipients == 2 and self.gate.stops_at("after RCPT")
            if last_yes:
                self.gate.on_the_way()
            reply = self._asked(line)
            if last_yes:
                self.gate.reached.set()
            if verb == b"DATA" and reply.startswith(b"354"):
                self._text()

    def _text(self) -> None:
        lines = []
        while (line := self.client.readline()) != END_OF_TEXT:
            if not line:
                raise _GivenUp
            lines.append(line)
        if self.gate.stops_at("during DATA"):
            self.server.writelines(lines[: len(lines) // 2])
            self.server.flush()
            self.gate.hold()
        is_the_point = self.gate.stops_at("after 250")
        if is_the_point:
            self.gate.on_the_way()
        reply = self._asked(b"".join(lines) + END_OF_TEXT)
        if reply.startswith(b"250"):
            self.gate.taken.append(str(BytesHeaderParser().parsebytes(b"".join(lines))["Message-ID"]))
        if is_the_point:
            self.gate.reached.set()

    def _asked(self, words: bytes) -> bytes:
        self.server.write(words)
        self.server.flush()
        return self._answer()

    def _answer(self) -> bytes:
        """Hand the server's reply on; its last line (RFC 5321 4.2.1)."""
        while line := bytes(self.server.readline()):
            self.client.write(line)
            if line[3:4] != b"-":
                self.client.flush()
                return line
        raise _GivenUp
