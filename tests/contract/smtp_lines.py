"""An SMTP server that writes down every command it hears, line by line, and answers as told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mail_probe.doorways import Security, Server, TokenSource

Answer = Callable[[str, int], str | None]
"""What is said to a command on the connection with this number (from 0): None for the usual, "" to hang up."""

USUAL = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on", "RSET": "250 OK", "QUIT": "221 bye", "AUTH": "235 in"}


@dataclass
class SmtpLines:
    """What the server offers and answers, and what it heard: one list of commands a connection."""

    offers: tuple[str, ...] = ()
    answer: Answer = lambda _command, _connection: None
    heard: list[list[str]] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    port: int = 0

    def server(self, user: str | None = None, password: str | None = None, token: TokenSource | None = None) -> Server:
        """Where it listens, as the doorway takes it."""
        security: Security = "none"
        return Server("127.0.0.1", self.port, security, user, password, token)

    @contextmanager
    def listening(self) -> Iterator["SmtpLines"]:
        """Answer on a free port until the context is left."""
        lines = self

        class Connection(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                lines._talk(self)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True

        with Listener(("127.0.0.1", 0), Connection) as listener:
            self.port = listener.server_address[1]
            threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            yield self
            listener.shutdown()

    def _talk(self, line: socketserver.StreamRequestHandler) -> None:
        number = len(self.heard)
        self.heard.append([])
        line.wfile.write(b"220 mx ready\r\n")
        for heard in line.rfile:
            command = heard.decode().rstrip("\r\n")
            self.heard[number].append(command)
            said = self._said(command, number)
            if not said:
                return
            line.wfile.write(f"{said}\r\n".encode())
            if said.startswith("354"):
                self.letters.append(_letter(line))
                line.wfile.write(f"{self.answer('.', number) or '250 2.0.0 Ok: queued as 4F3D2A1B'}\r\n".encode())
            if command == "QUIT":
                return

    def _said(self, command: str, number: int) -> str:
        told = self.answer(command, number)
        if told is not None:
            return told
        if command.startswith("EHLO"):
            return "\r\n".join([f"250-{line}" for line in ("mx", *self.offers)] + ["250 HELP"])
        return USUAL.get(command[:4], "500 what?")


def _letter(line: socketserver.StreamRequestHandler) -> bytes:
    taken = []
    for part in line.rfile:
        if part == b".\r\n":
            break
        taken.append(part[1:] if part.startswith(b"..") else part)
    return b"".join(taken)
