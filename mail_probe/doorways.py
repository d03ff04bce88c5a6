"""What the use cases know of mail servers: values and Protocols, no library and no network."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, Protocol

from shopper.loopback import is_loopback

Security = Literal["none", "starttls", "tls"]
Result = Literal["sent", "deferred", "refused", "uncertain", "unreached"]
FaultWord = Literal[
    "",
    "bad_password",
    "token_refused",
    "no_such_host",
    "nobody_listens",
    "silent",
    "bad_certificate",
    "no_tls",
    "relay_denied",
    "sender_refused",
    "secret_changed",
    "not_arrived",
    "other",
]
"""What is wrong with an account, in one word; empty when nothing is. `diagnosis.py` says how each is mended."""


IN_CLEAR: Final = "the account would sign in without TLS over a network; set security to tls or starttls"
"""What is said instead of signing in where `Server.would_tell_secrets`."""


class TokenSource(Protocol):
    """Gives the access token of an account that signs in by OAuth2."""

    def __call__(self, *, anew: bool = False) -> str:
        """A token that is good for minutes at least; `anew`: not the one kept, because a server refused it.

        NoToken when the token server gives none.
        """
        ...


@dataclass(frozen=True)
class Server:
    """Where a mail server listens and who signs in; no secret is ever shown. No `user`: no sign-in.

    `access_token` is asked just before the connection is made; with it, `password` is not used.
    """

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    access_token: TokenSource | None = field(default=None, repr=False)

    @property
    def would_tell_secrets(self) -> bool:
        """Whether signing in would send a password or token in clear text over a network."""
        return self.user is not None and self.security == "none" and not is_loopback(self.host)


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery.

    `sent`: taken with a clear 2xx. `deferred`: a clear 4xx, or the server left before DATA; may be tried again with the
    same Message-ID. `refused`: a clear 5xx. `unreached`: no connection, no sign-in or no right to relay, so no letter
    can leave. `uncertain`: DATA had begun and no clear reply came; it may have been delivered and must never be sent
    again by a machine.
    `code` and `reply` are the server's last words, `queue_id` its name for the letter where it told one, `fault`
    what is wrong with the account if that is the reason.
    """

    result: Result
    code: int | None
    reply: str
    queue_id: str | None = None
    self_copy_accepted: bool = False
    fault: FaultWord = ""


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


class WayOut(Outgoing, Protocol):
    """The way out of a mail account; each letter by itself, or a round of letters over one connection."""

    def round(self) -> AbstractContextManager[Outgoing]:
        """Deliver within the context over one connection, which is made by the first letter and renewed when lost.

        Outcomes are those of `deliver` on its own. To be used by one thread.
        """
        ...

    def check(self) -> None:
        """Connect, secure the line, sign in and leave; ServerUnreached when that fails."""
        ...


class NoToken(Exception):  # noqa: N818 - reads as what happened
    """No access token could be had; its text is one sentence without secrets."""

    def __init__(self, sentence: str, fault: FaultWord = "token_refused") -> None:
        super().__init__(sentence)
        self.fault: FaultWord = fault


class ServerUnreached(ConnectionError):  # noqa: N818
    """Signing in to send failed; its text is in the server's words."""

    def __init__(self, sentence: str, fault: FaultWord = "other") -> None:
        super().__init__(sentence)
        self.fault: FaultWord = fault


class MailboxUnreached(Exception):  # noqa: N818
    """The mailbox could not be opened or was lost on the way; its text is one sentence. Try again later."""

    def __init__(self, sentence: str, fault: FaultWord = "other") -> None:
        super().__init__(sentence)
        self.fault: FaultWord = fault


@dataclass(frozen=True)
class Fetched:
    """A mail as the mailbox holds it: its UID in its folder, when the server took it (aware), and its bytes.

    `size` is its length on the server: more than `raw` holds when attachments were left there.
    """

    uid: int
    arrived_at: datetime
    raw: bytes
    size: int = -1

    def __post_init__(self) -> None:
        """A mail whose size nobody told is as long as its bytes."""
        if self.size < 0:
            object.__setattr__(self, "size", len(self.raw))


class Mailbox(Protocol):
    """An open mailbox that is only read: nothing is marked, moved or deleted. Any method may raise MailboxUnreached."""

    def folders(self) -> list[str]:
        """The inbox first, then the folders where servers and rules put strangers' mail (junk, clutter)."""
        ...

    def uid_validity(self, folder: str) -> int:
        """The folder's UIDVALIDITY (RFC 3501 2.3.1.1): when it changes, all UIDs known before mean nothing."""
        ...

    def new_uids(self, folder: str, above: int, since: date | None = None) -> list[int]:
        """The UIDs greater than `above`, ascending; with `since` only mails that arrived on that day or later.

        Days are the server's. For a first reading, and after a new UIDVALIDITY, so that older years stay out.
        """
        ...

    def fetch(self, folder: str, uids: list[int]) -> Iterator[Fetched]:
        """The mails of these UIDs, ascending, few at a time; a UID that is gone is left out."""
        ...

    def find_message_id(self, message_id: str) -> Fetched | None:
        """The mail with this Message-ID (without `<>`) in any folder, None when there is none."""
        ...

    def find_replies(self, message_id: str, address: str) -> Iterator[tuple[str, int, Fetched]]:
        """Mails in any folder that name this Message-ID or are addressed to this address.

        Each with its folder and that folder's UIDVALIDITY. The letter itself is not among them.
        """
        ...


MailboxOpener = Callable[[], AbstractContextManager[Mailbox]]
"""Makes a mailbox that connects when its context is entered."""
