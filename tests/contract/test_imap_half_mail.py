"""A mail that the server lists but does not hand over is a failure, never a mail that is silently lost."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from mail_probe.doorways import Fetched, MailboxUnreached, Server
from mail_probe.imap import ImapMailbox

DATE = 'INTERNALDATE "04-Oct-2017 09:12:31 +0200"'
SIZES = ["* 1 FETCH (UID 1 RFC822.SIZE 3)", "* 2 FETCH (UID 2 RFC822.SIZE 3)", "* 3 FETCH (UID 3 RFC822.SIZE 3)"]
WHOLE = f"* 1 FETCH (UID 1 {DATE} BODY[] {{3}}\r\none)"


class Answers(socketserver.StreamRequestHandler):
    """Answers each command with OK and the lines for it."""

    second = ""

    def handle(self) -> None:
        """Speak until the client leaves."""
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            for answer in self.lines(command):
                self.wfile.write(f"{answer}\r\n".encode())
            self.wfile.write(f"{tag} OK done\r\n".encode())

    def lines(self, command: str) -> list[str]:
        """What stands before the OK."""
        if command == "CAPABILITY":
            return ["* CAPABILITY IMAP4rev1"]
        if command.startswith("EXAMINE"):
            return ["* 3 EXISTS", "* OK [UIDVALIDITY 7] valid"]
        if "RFC822.SIZE" in command:
            return SIZES
        return [WHOLE, self.second] if "BODY.PEEK[]" in command else []


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with three mails, of which it hands over the first whole and the second as the test says."""
    answers = type("These", (Answers,), {"second": request.param})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), answers) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield Server("127.0.0.1", listening.server_address[1], "none", "a", "b")
        listening.shutdown()


@pytest.mark.parametrize(
    "server",
    [f"* 2 FETCH (UID 2 {DATE} BODY[] NIL)", "* 2 FETCH (UID 2 BODY[] {3}\r\ntwo)", f"* 2 FETCH (UID 2 {DATE})"],
    ids=["no bytes", "no time", "no body at all"],
    indirect=True,
)
def test_half_a_mail_is_named_after_those_before_it(server: Server) -> None:
    found: list[Fetched] = []
    told = r"lists mail 2 in INBOX but does not hand it over"
    with ImapMailbox(server, timeout=2) as mailbox, pytest.raises(MailboxUnreached, match=told):
        found.extend(mailbox.fetch("INBOX", [1, 2, 3]))
    assert [mail.raw for mail in found] == [b"one"]


@pytest.mark.parametrize("server", [f"* 3 FETCH (UID 3 {DATE} BODY[] {{5}}\r\nthree)"], indirect=True)
def test_a_mail_that_was_removed_meanwhile_is_left_out(server: Server) -> None:
    with ImapMailbox(server, timeout=2) as mailbox:
        assert [mail.raw for mail in mailbox.fetch("INBOX", [1, 2, 3])] == [b"one", b"three"]
