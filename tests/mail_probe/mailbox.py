"""A mail server and a mailbox in memory, which do as they are told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from mail_probe.doorways import Fetched, Mailbox, MailboxUnreached, Outcome
from mail_probe.servers.wanted_mail import is_about

ANSWER = "Ja, det kostar 400 kronor om året och du ansöker hos kommunen på vår e-tjänst."


@dataclass
class Post:
    """A server that does with each letter what `says` tells, and remembers what it took."""

    says: Callable[[str], Outcome] = lambda _recipient: Outcome("sent", 250, "ok")
    taken: list[bytes] = field(default_factory=list)

    def deliver(
        self, raw: bytes, _sender: str, recipient: str, _self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        """Take it, or not."""
        outcome = self.says(recipient)
        if outcome.result in ("sent", "uncertain"):
            before_data()
            self.taken.append(raw)
        return outcome


@dataclass
class Box:
    """A mailbox; folders in `locked` cannot be read, and mails in `elsewhere` lie in folders that are not polled."""

    mails: list[tuple[datetime, bytes]]
    locked: tuple[str, ...] = ()
    elsewhere: list[tuple[str, datetime, bytes]] = field(default_factory=list)
    validity: int = 1
    is_down: bool = False
    asked_since: list[date | None] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Mailbox]:
        """Sign in."""
        if self.is_down:
            raise MailboxUnreached("nobody listens", "nobody_listens")
        yield self

    def folders(self) -> list[str]:
        """See `doorways.Mailbox`, here and below."""
        return [*self.locked, "INBOX"]

    def uid_validity(self, folder: str) -> int:
        """Always the same, until a test changes it."""
        if folder in self.locked:
            raise MailboxUnreached("no right to read it")
        return self.validity

    def new_uids(self, _folder: str, above: int, since: date | None = None) -> list[int]:
        """As IMAP SEARCH with UID and SINCE."""
        self.asked_since.append(since)
        first = date.min if since is None else since
        return [uid for uid, (at, _) in enumerate(self.mails, 1) if uid > above and at.date() >= first]

    def fetch(self, _folder: str, uids: list[int]) -> Iterator[Fetched]:
        """Mails of the inbox."""
        for uid in uids:
            yield Fetched(uid, *self.mails[uid - 1])

    def find_message_id(self, _message_id: str) -> Fetched | None:
        """Never asked here."""
        return None

    def find_replies(self, message_id: str, address: str) -> Iterator[tuple[str, int, Fetched]]:
        """In the inbox and elsewhere."""
        inbox = [("INBOX", at, raw) for at, raw in self.mails]
        for start, found in ((1, inbox), (1, self.elsewhere)):
            for uid, (folder, at, raw) in enumerate(found, start):
                if is_about(raw, message_id, address):
                    yield folder, self.validity, Fetched(uid, at, raw)


def reply(number: int, text: str = ANSWER, extra: str = "") -> bytes:
    """The municipality's mail to letter `number`."""
    head = f"From: anna@vetlanda.test\r\nTo: anna.ek{number}@probes.test\r\nSubject: Sv: Undrar {number}\r\n{extra}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
