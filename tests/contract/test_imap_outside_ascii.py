"""Signing in to fetch with a password outside ASCII, which LOGIN cannot say and PLAIN can."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mail_probe.doorways import MailboxUnreached, Server
from mail_probe.imap import ImapMailbox

USER, PASSWORD = "probes", "hemligt-lösen"


class _Talk(socketserver.StreamRequestHandler):
    """As much of an IMAP server as signing in needs."""

    offers = b""

    def handle(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1" + self.offers + b"] ready\r\n")
        for line in self.rfile:
            tag, command, *_ = line.upper().split()
            if command == b"AUTHENTICATE":
                self.wfile.write(b"+ \r\n")
                said = base64.b64decode(self.rfile.readline())
                is_good = said == f"\0{USER}\0{PASSWORD}".encode()
                self.wfile.write(tag + (b" OK in\r\n" if is_good else b" NO [AUTHENTICATIONFAILED] no\r\n"))
                continue
            if command == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1" + self.offers + b"\r\n")
            self.wfile.write(tag + b" OK done\r\n")


@contextmanager
def server_offering(offers: bytes) -> Iterator[Server]:
    talk = type("Talk", (_Talk,), {"offers": offers})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield Server("127.0.0.1", listening.server_address[1], "none", USER, PASSWORD)
        listening.shutdown()
        thread.join()


def test_a_password_outside_ascii_is_said_by_plain() -> None:
    with server_offering(b" AUTH=PLAIN") as server, ImapMailbox(server) as mailbox:
        assert mailbox is not None


def test_a_server_without_plain_is_named_as_the_reason_and_no_letter_of_the_password_is_told() -> None:
    with (
        server_offering(b"") as server,
        pytest.raises(MailboxUnreached, match="takes only passwords in ASCII") as told,
        ImapMailbox(server),
    ):
        pass
    assert told.value.fault == "bad_password"
    assert all("ö" not in words and "xf6" not in words for words in (str(told.value), repr(told.value.__cause__)))
