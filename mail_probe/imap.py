"""The way in: a mailbox read over IMAP without leaving a mark. The only module that knows IMAPClient.

Reading uses EXAMINE and BODY.PEEK[] so that no mail is marked as seen, and UIDs instead of flags to know what is new:
people open the mailbox too.
"""

import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from imaplib import IMAP4
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, ProtocolError

from mail_probe.doorways import Fetched, MailboxUnreached, Server
from mail_probe.message import parse

BATCH_MAILS = 50
BATCH_BYTES = 16 * 1024 * 1024

# ValueError: what the library cannot write (a password outside ASCII) or read (a broken line of the server).
_FAILURES = (IMAPClientError, ProtocolError, IMAP4.error, OSError, EOFError, ValueError)
_JUNK_FLAGS = frozenset({b"\\junk", b"\\spam"})
_JUNK_NAME = re.compile(
    r".*(?:junk|spam|clutter|skräp|oönska|uønske|søppel|unerwünscht).*|bulk|övrigt|andet|annet|other|sonstige",
    re.IGNORECASE,
)

# IMAPClient writes every command to its logger on the DEBUG level, passwords and letters included.
logging.getLogger("imapclient").setLevel(logging.INFO)


class ImapMailbox:
    """One mailbox on one server; connects when its context is entered. A new connection for each poll.

    Every failure of server or network is a MailboxUnreached. Source: RFC 3501, and mail servers as they are.
    """

    def __init__(self, server: Server, timeout: float = 30) -> None:
        """`timeout` in seconds holds for connecting and for every answer."""
        self._server = server
        self._timeout = timeout
        self._client: IMAPClient | None = None
        self._selected: str | None = None
        self._validity = 0

    def __enter__(self) -> Self:
        """Connect, secure the line as the server's settings say, and sign in."""
        with self._told():
            self._client = self._connected()
            try:
                self._sign_in(self._client)
            except BaseException:
                self._close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _connected(self) -> IMAPClient:
        tls = ssl.create_default_context() if self._server.security == "tls" else None
        client = IMAPClient(
            self._server.host, self._server.port, ssl=tls is not None, ssl_context=tls, timeout=self._timeout
        )
        client.normalise_times = False  # else INTERNALDATE comes as a naive local time
        return client

    def _sign_in(self, client: IMAPClient) -> None:
        if self._server.security == "starttls":
            client.starttls(ssl.create_default_context())
        if self._server.user is not None:
            client.login(self._server.user, self._server.password or "")

    def _close(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client is None:
            return
        try:
            client.logout()
        except _FAILURES:
            try:
                client.shutdown()
            except _FAILURES:
                return  # the line is gone already

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            words = str(error) or type(error).__name__
            raise MailboxUnreached(f"the mailbox at {self._server.host}:{self._server.port} failed: {words}") from error

    @property
    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnreached("the mailbox is not open; enter its context first")
        return self._client

    def _select(self, folder: str) -> None:
        if self._selected != folder:
            self._selected = None
            answer = self._open.select_folder(folder, readonly=True)
            self._validity = int(answer.get(b"UIDVALIDITY", 0))
            self._selected = folder

    def _all_folders(self) -> list[tuple[str, bool]]:
        """Every folder that can hold mail, and whether it is one where strangers' mail is put; the inbox first."""
        found = []
        for flags, delimiter, name in self._open.list_folders():
            marks = {flag.lower() for flag in flags}
            if b"\\noselect" in marks or b"\\nonexistent" in marks:
                continue
            last = name.rsplit(delimiter.decode(), 1)[-1] if delimiter else name
            found.append((name, bool(marks & _JUNK_FLAGS) or _JUNK_NAME.fullmatch(last) is not None))
        return sorted(found, key=lambda entry: (entry[0].upper() != "INBOX", entry[0]))

    def folders(self) -> list[str]:
        """The inbox first, then junk and clutter folders, by their special use (RFC 6154) or their name."""
        with self._told():
            return [name for name, is_junk in self._all_folders() if is_junk or name.upper() == "INBOX"]

    def uid_validity(self, folder: str) -> int:
        """The folder's UIDVALIDITY, asked anew."""
        with self._told():
            self._selected = None
            self._select(folder)
            return self._validity

    def new_uids(self, folder: str, above: int) -> list[int]:
        """UIDs greater than `above`, ascending.

        `n:*` gives the last mail even when its UID is below n (RFC 3501 6.4.8), so the answer is filtered.
        """
        with self._told():
            self._selected = None  # selected anew, because a server may announce new mail only then
            self._select(folder)
            return sorted(uid for uid in self._open.search(["UID", f"{above + 1}:*"]) if uid > above)

    def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        """The mails of these UIDs, ascending, at most 50 and about 16 MB in memory at a time.

        A UID that is gone is left out; MailboxUnreached names one that is there but comes without bytes or time.
        """
        ordered = sorted(set(uids))
        for start in range(0, len(ordered), BATCH_MAILS):
            for batch in self._batches(folder, ordered[start : start + BATCH_MAILS]):
                yield from self._fetch(folder, batch)

    def _batches(self, folder: str, uids: list[int]) -> list[list[int]]:
        with self._told():
            self._select(folder)
            rows = self._open.fetch(uids, ["RFC822.SIZE"])
        batches: list[list[int]] = []
        room = 0
        for uid in sorted(rows):
            size = int(rows[uid].get(b"RFC822.SIZE", BATCH_BYTES))
            if not batches or size > room:
                batches.append([])
                room = BATCH_BYTES
            batches[-1].append(uid)
            room -= size
        return batches

    def _fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        with self._told():
            self._select(folder)
            rows = self._open.fetch(uids, ["INTERNALDATE", "BODY.PEEK[]"])
        for uid in uids:
            if uid in rows:  # else it was removed since it was listed
                yield self._whole(folder, uid, rows[uid])

    def _whole(self, folder: str, uid: int, row: dict[bytes, Any]) -> Fetched:
        """The mail of one row. Half a row is a failure: a UID that is passed over is never asked for again."""
        arrived_at, raw = row.get(b"INTERNALDATE"), row.get(b"BODY[]")
        if not isinstance(arrived_at, datetime) or arrived_at.tzinfo is None or not isinstance(raw, bytes):
            where = f"{self._server.host}:{self._server.port}"
            raise MailboxUnreached(f"the mailbox at {where} lists mail {uid} in {folder} but does not hand it over")
        return Fetched(uid, arrived_at, raw)

    def find_message_id(self, message_id: str) -> Fetched | None:
        """The mail with this Message-ID in any folder; rules and people move mail."""
        with self._told():
            names = [name for name, _ in self._all_folders()]
        for name in names:
            with self._told():
                self._select(name)
                uids = self._open.search(["HEADER", "Message-ID", message_id])
            for mail in self.fetch(name, list(uids)):
                if parse(mail.raw).message_id == message_id:
                    return mail
        return None
