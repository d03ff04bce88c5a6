"""The way in: a mailbox read over IMAP without leaving a mark. The only module that knows IMAPClient.

Reading uses EXAMINE and BODY.PEEK[] so that no mail is marked as seen, and UIDs instead of flags to know what is new:
people open the mailbox too.
"""

import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from imaplib import IMAP4
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError
from imapclient.response_parser import parse_fetch_response

from mail_probe.doorways import IN_CLEAR, FaultWord, Fetched, MailboxUnreached, NoToken, Server
from mail_probe.message import parse
from mail_probe.servers.big_mail import read_big
from mail_probe.servers.diagnosis import fault_of_error, fault_of_sign_in
from mail_probe.servers.folder_names import holds_mail, is_for_strangers
from mail_probe.servers.wanted_mail import is_about, searches_for
from mail_probe.servers.whole_mails import BATCH_MAILS, BIG_BYTES, SMALL_BYTES, WHOLE, Rows, in_fetches, plain_rows

# ValueError: what the library cannot write (a folder's odd name) or read (a broken line of the server).
_FAILURES = (IMAPClientError, ProtocolError, IMAP4.error, OSError, EOFError, ValueError, NoToken)
# RFC 5530 3; a folder that was removed since it was listed holds nothing either.
_CLOSED_TO_US = re.compile(r"\[(?:NOPERM|NONEXISTENT)\]", re.IGNORECASE)
_LIBRARY_QUOTES = re.compile(r"^b(['\"])(.*)\1$", re.DOTALL)


def _is_no_secret(record: logging.LogRecord) -> bool:
    """IMAPClient tells its loggers every command on the DEBUG level, passwords and letters included."""
    return record.levelno > logging.DEBUG


for _name in ("imapclient.imapclient", "imapclient.imaplib"):
    logging.getLogger(_name).addFilter(_is_no_secret)


class _Client(IMAPClient):  # type: ignore[misc] # the library has no types
    """IMAPClient with a quicker way to whole mails."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.normalise_times = False  # else INTERNALDATE comes as a naive local time
        # The library has every answer written out in full, for a log where a letter must never stand.
        self._imap.debug = 0

    def whole_mails(self, uids: Sequence[int]) -> Rows:
        """The rows of these mails, as `fetch` gives them for WHOLE."""
        kind, answer = self._imap.uid("FETCH", ",".join(map(str, uids)), f"({' '.join(WHOLE)})")
        self._checkok("fetch", kind, answer)
        rows: Rows = plain_rows(answer) or parse_fetch_response(answer, self.normalise_times)
        return rows


class ImapMailbox:
    """One mailbox on one server; connects when its context is entered. A new connection for each poll.

    Every failure of server or network is a MailboxUnreached. Source: RFC 3501, and mail servers as they are.
    """

    def __init__(self, server: Server, timeout: float = 30) -> None:
        """`timeout` in seconds holds for connecting and for every answer."""
        self._server = server
        self._timeout = timeout
        self._client: _Client | None = None
        self._selected: str | None = None
        self._validity = 0

    def __enter__(self) -> Self:
        """Connect, secure the line as the server's settings say, and sign in."""
        if self._server.would_tell_secrets:
            raise self._unreached(IN_CLEAR, "no_tls")
        try:
            self._enter(anew=False)
        except MailboxUnreached as problem:
            if self._server.access_token is None or not isinstance(problem.__cause__, LoginError):
                raise
            self._enter(anew=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _enter(self, *, anew: bool) -> None:
        """Connect and sign in; `anew`: with an access token that is not the one kept."""
        ask = self._server.access_token
        with self._told():
            token = None if ask is None else ask(anew=anew)
            self._client = self._connected()
            try:
                self._sign_in(self._client, token)
            except AttributeError as error:  # the library reads an answer that is not there
                self._close()
                raise self._unreached("it answers without saying what was asked", "other") from error
            except BaseException:  # whatever ended the sign-in, the line is closed
                self._close()
                raise

    def _connected(self) -> _Client:
        tls = ssl.create_default_context() if self._server.security == "tls" else None
        return _Client(
            self._server.host, self._server.port, ssl=tls is not None, ssl_context=tls, timeout=self._timeout
        )

    def _sign_in(self, client: IMAPClient, token: str | None) -> None:
        if self._server.security == "starttls":
            client.starttls(ssl.create_default_context())
        if self._server.user is None:
            return
        if token is not None:
            _sign_in_by_token(client, self._server.user, token)
        elif client.has_capability("LOGINDISABLED"):  # then the password must not be sent (RFC 3501 6.2.3)
            raise LoginError("the server takes no password on this line")
        else:
            _sign_in_by_password(client, self._server.user, self._server.password or "")

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
            words = _LIBRARY_QUOTES.sub(r"\2", str(error)) or type(error).__name__
            by_token = self._server.access_token is not None
            fault = fault_of_sign_in(words, by_token=by_token) if isinstance(error, LoginError) else ""
            raise self._unreached(words, fault or fault_of_error(error)) from error

    def _unreached(self, words: str, fault: FaultWord) -> MailboxUnreached:
        return MailboxUnreached(f"the mailbox at {self._server.host}:{self._server.port} failed: {words}", fault)

    @property
    def _open(self) -> _Client:
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
        with self._told():
            listed = self._open.list_folders()
        found = [
            (name, is_for_strangers(flags, name, (delimiter or b"").decode("ascii", "replace")))
            for flags, delimiter, name in listed
            if holds_mail(flags)
        ]
        return sorted(found, key=lambda entry: (entry[0].upper() != "INBOX", entry[0]))

    def folders(self) -> list[str]:
        """The inbox first, then junk and clutter folders, by their special use (RFC 6154) or their name."""
        return [name for name, is_junk in self._all_folders() if is_junk or name.upper() == "INBOX"]

    def uid_validity(self, folder: str) -> int:
        """The folder's UIDVALIDITY, asked anew."""
        with self._told():
            self._selected = None
            self._select(folder)
            return self._validity

    def new_uids(self, folder: str, above: int, since: date | None = None) -> list[int]:
        """UIDs greater than `above`, ascending; with `since` only of mails that arrived on that day or later.

        `n:*` gives the last mail even when its UID is below n (RFC 3501 6.4.8), so the answer is filtered.
        """
        criteria = ["UID", f"{above + 1}:*", *([] if since is None else ["SINCE", since])]
        with self._told():
            self._selected = None  # selected anew, because a server may announce new mail only then
            self._select(folder)
            return sorted(uid for uid in self._open.search(criteria) if uid > above)

    def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        """The mails of these UIDs, ascending, at most 50 and about 16 MB in memory at a time.

        One above 15 MB comes with headers and texts, its attachments empty. A UID that is gone is left out;
        MailboxUnreached names one that is there but comes without bytes or time.
        """
        ordered = sorted(set(uids))
        large = self._large(folder, ordered)
        for start in range(0, len(ordered), BATCH_MAILS):
            sizes = self._sizes(folder, ordered[start : start + BATCH_MAILS], large)
            for batch in in_fetches(sizes):
                if sizes[batch[0]] > BIG_BYTES:
                    yield from self._fetch_big(folder, batch[0], sizes[batch[0]])
                else:
                    yield from self._fetch(folder, batch)

    def _large(self, folder: str, uids: list[int]) -> set[int]:
        """Those of the mails that may not be among 50 fetched at once; told by one search, since few ever are."""
        if not uids:
            return set()
        with self._told():
            self._select(folder)
            return set(self._open.search(["UID", f"{uids[0]}:{uids[-1]}", "LARGER", SMALL_BYTES]))

    def _sizes(self, folder: str, uids: list[int], large: set[int]) -> dict[int, int]:
        """The mails' sizes in bytes: of the small ones, what they have at most."""
        asked = [uid for uid in uids if uid in large]
        rows = self._rows(folder, asked, ["RFC822.SIZE"]) if asked else {}
        sizes = {uid: int(row.get(b"RFC822.SIZE", 0)) for uid, row in rows.items()}
        return {uid: sizes.get(uid, SMALL_BYTES) for uid in uids if uid in sizes or uid not in large}

    def _rows(self, folder: str, uids: list[int], items: list[str]) -> Rows:
        with self._told():
            self._select(folder)
            rows: Rows = self._open.fetch(uids, items)
            return rows

    def _fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        with self._told():
            self._select(folder)
            rows = self._open.whole_mails(uids)
        for uid in uids:
            if uid in rows:  # else it was removed since it was listed
                raw = rows[uid].get(b"BODY[]")
                yield self._whole(folder, uid, rows[uid].get(b"INTERNALDATE"), raw)

    def _fetch_big(self, folder: str, uid: int, size: int) -> Iterator[Fetched]:
        row = self._rows(folder, [uid], ["INTERNALDATE"]).get(uid)
        if row is not None:
            raw = read_big(lambda items: self._rows(folder, [uid], items).get(uid, {}))
            yield self._whole(folder, uid, row.get(b"INTERNALDATE"), raw if raw.strip() else None, size)

    def _whole(self, folder: str, uid: int, arrived_at: Any, raw: Any, size: int = -1) -> Fetched:
        """The mail of one row. Half a row is a failure: a UID that is passed over is never asked for again."""
        if not isinstance(arrived_at, datetime) or arrived_at.tzinfo is None or not isinstance(raw, bytes):
            where = f"{self._server.host}:{self._server.port}"
            raise MailboxUnreached(f"the mailbox at {where} lists mail {uid} in {folder} but does not hand it over")
        return Fetched(uid, arrived_at, raw, size)

    def find_message_id(self, message_id: str) -> Fetched | None:
        """The mail with this Message-ID in any folder; rules and people move mail."""
        for name, _ in self._all_folders():
            for mail in self._found(name, ["HEADER", "Message-ID", message_id]):
                if parse(mail.raw).message_id == message_id:
                    return mail
        return None

    def find_replies(self, message_id: str, address: str) -> Iterator[tuple[str, int, Fetched]]:
        """Mails in any folder that name this Message-ID or are addressed to `address`; see `doorways.Mailbox`."""
        for name, _ in self._all_folders():
            for mail in self._found(name, searches_for(message_id, address)):
                if is_about(mail.raw, message_id, address):
                    yield name, self._validity, mail

    def _found(self, folder: str, criteria: list[Any]) -> Iterator[Fetched]:
        with self._told():
            self._selected = None  # selected anew, because a server may announce new mail only then
            try:
                self._select(folder)
            except IMAPClientError as error:
                # Others' shared folders are listed to us too: one that is closed to us must not end every search.
                if folder.upper() == "INBOX" or _CLOSED_TO_US.search(str(error)) is None:
                    raise
                return
            uids = self._open.search(criteria)
        yield from self.fetch(folder, list(uids))


def _sign_in_by_password(client: IMAPClient, user: str, password: str) -> None:
    """LOGIN, which takes ASCII alone (RFC 3501 6.2.3); anything else by PLAIN (RFC 4616), which is UTF-8."""
    if user.isascii() and password.isascii():
        client.login(user, password)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    else:
        raise LoginError("the server takes only passwords in ASCII")


def _sign_in_by_token(client: IMAPClient, user: str, token: str) -> None:
    """XOAUTH2; a refusal comes as a challenge first, which is answered with nothing, and only then as a no."""
    if not client.has_capability("AUTH=XOAUTH2"):
        raise LoginError("the server does not offer XOAUTH2")
    answers = iter((f"user={user}\1auth=Bearer {token}\1\1",))
    client.sasl_login("XOAUTH2", lambda _challenge: next(answers, ""))
