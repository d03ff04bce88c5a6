"""Searching all folders of a mailbox to which others' shared folders are listed, some of them closed to us."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mail_probe.doorways import MailboxUnreached, Server
from mail_probe.imap import ImapMailbox

REPLY = b"To: anna.ek@medborgare.example\r\nSubject: Svar\r\n\r\nHej\r\n"
FETCHED = b'* 1 FETCH (UID 1 RFC822.SIZE %d INTERNALDATE "04-Oct-2017 09:12:31 +0200" BODY[] {%d}\r\n%s)\r\n' % (
    len(REPLY),
    len(REPLY),
    REPLY,
)
LISTED = b'* LIST () "/" INBOX\r\n* LIST () "/" "Delat/Chefen"\r\n* LIST () "/" "Svarat"\r\n'


class _Talk(socketserver.StreamRequestHandler):
    """An IMAP server with three folders, each holding one reply; it refuses to open one of them."""

    closed = b""
    refusal = b""

    def handle(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        for line in self.rfile:
            tag, command, rest = (*line.strip().split(b" ", 2), b"")[:3]
            word = (rest.split()[0] if command == b"UID" else command).upper()
            if word == b"EXAMINE" and self.closed in rest:
                self.wfile.write(tag + b" NO " + self.refusal + b"\r\n")
                continue
            told = {b"LIST": LISTED, b"EXAMINE": b"* OK [UIDVALIDITY 7] ok\r\n", b"SEARCH": b"* SEARCH 1\r\n"}
            told[b"CAPABILITY"] = b"* CAPABILITY IMAP4rev1\r\n"
            self.wfile.write((FETCHED if word == b"FETCH" else told.get(word, b"")) + tag + b" OK done\r\n")


@contextmanager
def server_that_closes(folder: bytes, refusal: bytes) -> Iterator[Server]:
    talk = type("Talk", (_Talk,), {"closed": folder, "refusal": refusal})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield Server("127.0.0.1", listening.server_address[1], "none", "probes", "hemligt")
        listening.shutdown()
        thread.join()


def replies(server: Server) -> list[str]:
    with ImapMailbox(server) as mailbox:
        return [
            folder for folder, _, _ in mailbox.find_replies("4f3d@medborgare.example", "anna.ek@medborgare.example")
        ]


def test_a_folder_that_is_closed_to_us_does_not_end_the_search_of_the_others() -> None:
    with server_that_closes(b"Chefen", b"[NOPERM] Permission denied") as server:
        assert replies(server) == ["INBOX", "Svarat"]


@pytest.mark.parametrize(
    ("folder", "refusal"), [(b"Chefen", b"[UNAVAILABLE] try again later"), (b"INBOX", b"[NOPERM] Permission denied")]
)
def test_a_folder_that_should_have_been_searched_and_was_not_is_a_failure(folder: bytes, refusal: bytes) -> None:
    with server_that_closes(folder, refusal) as server, pytest.raises(MailboxUnreached):
        replies(server)
