"""What the use cases know of mail servers: values and Protocols, no library and no network."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Security = Literal["none", "starttls", "tls"]
Result = Literal["sent", "deferred", "refused", "uncertain", "unreached"]


@dataclass(frozen=True)
class Server:
    """Where a mail server listens and who signs in; the password is never shown. No `user`: no sign-in."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery.

    `sent`: taken with a clear 2xx. `deferred`: a clear 4xx, or the server left before DATA; may be tried again with the
    same Message-ID. `refused`: a clear 5xx. `unreached`: no connection or no sign-in, so no letter can leave.
    `uncertain`: DATA had begun and no clear reply came; it may have been delivered and must never be sent again by a
    machine.
    `code` and `reply` are the server's last words, `queue_id` its name for the letter where it told one.
    """

    result: Result
    code: int | None
    reply: str
    queue_id: str | None = None
    self_copy_accepted: bool = False


class Outgoing(Protocol):
    """Hands one letter to a mail server."""

    def deliver(
        self, raw: bytes, sender: str, recipient: str, self_copy: str | None, before_data: Callable[[], None]
    ) -> Outcome:
        """Try once. `before_data` is called when the recipient is accepted and before the letter's first byte leaves.

        If `before_data` raises, nothing is sent and the exception reaches the caller; nothing else is raised for what
        a server or a network does.
        """
        ...


class MailboxUnreached(Exception):  # noqa: N818 - reads as what happened
    """The mailbox could not be opened or was lost on the way; its text is one sentence. Try again later."""


@dataclass(frozen=True)
class Fetched:
    """A mail as the mailbox holds it: its UID in its folder, when the server took it (aware), and all its bytes."""

    uid: int
    arrived_at: datetime
    raw: bytes


class Mailbox(Protocol):
    """An open mailbox that is only read: nothing is marked, moved or deleted. Any method may raise MailboxUnreached."""

    def folders(self) -> list[str]:
        """The inbox first, then the folders where servers and rules put strangers' mail (junk, clutter)."""
        ...

    def uid_validity(self, folder: str) -> int:
        """The folder's UIDVALIDITY (RFC 3501 2.3.1.1): when it changes, all UIDs known before mean nothing."""
        ...

    def new_uids(self, folder: str, above: int) -> list[int]:
        """The UIDs greater than `above`, ascending."""
        ...

    def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        """The mails of these UIDs, ascending, few at a time; a UID that is gone is left out."""
        ...

    def find_message_id(self, message_id: str) -> Fetched | None:
        """The mail with this Message-ID (without `<>`) in any folder, None when there is none."""
        ...


MailboxOpener = Callable[[], AbstractContextManager[Mailbox]]
"""Makes a mailbox that connects when its context is entered."""
