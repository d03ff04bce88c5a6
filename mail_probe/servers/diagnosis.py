"""What is wrong with a mail account: from an error or a server's reply to one word, and what to do about it.

Talks to nobody: it only knows the names of errors. The words are stored on accounts and self-tests; the desk shows them
in its own language.
"""

import errno
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from mail_probe.doorways import FaultWord, MailboxUnreached, NoToken, ServerUnreached
from shopper.sealed import SecretChanged

SENTENCES: Final[Mapping[FaultWord, str]] = {
    "bad_password": (
        "The server refuses the user name or the password: store the account again with the right ones. "
        "Microsoft 365 and Gmail take no ordinary passwords: use OAuth2 there."
    ),
    "token_refused": (
        "Signing in by OAuth2 is refused: check client, secret and scope, that the mailbox is open to the client, "
        "and give a new refresh token if the old one was withdrawn."
    ),
    "no_such_host": "No server has this name: check the host in the account's file and this machine's name service.",
    "nobody_listens": "Nobody listens at this host and port: check the port, and firewalls on the way.",
    "silent": "The server did not answer in time: try again later; if it stays so, check port, security and firewalls.",
    "bad_certificate": (
        "The server's certificate is not trusted or is for another name: use the host name in the certificate, "
        "or have the server's certificate renewed."
    ),
    "no_tls": "No secure line could be agreed: use tls (mostly ports 465 and 993) or starttls (mostly 587 and 143).",
    "relay_denied": "The server does not send mail to others for us: sign in with a user who may send.",
    "sender_refused": (
        "The server does not let this user send from this address: allow every address of the domain (send as)."
    ),
    "secret_changed": "The stored password was sealed with another SHOPPER_SECRET: set that one, or store it again.",
    "not_arrived": (
        "The mail left but did not come back: check that the domain's mail (MX, catch-all) leads to this mailbox."
    ),
    "other": "The server's own words say what is wrong.",
}
"""What each word means and what to do next, in English."""

# The first that fits is meant. UnicodeError: a host name that IDNA cannot write.
_KINDS: Final[tuple[tuple[type[BaseException], FaultWord], ...]] = (
    (SecretChanged, "secret_changed"),
    (ssl.SSLCertVerificationError, "bad_certificate"),
    (ssl.SSLError, "no_tls"),
    (socket.gaierror, "no_such_host"),
    (UnicodeError, "no_such_host"),
    (TimeoutError, "silent"),
)
_NOT_SIGNED_IN: Final = frozenset({530, 534, 535, 538})
_NOBODY: Final = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})
_ERRNO: Final = re.compile(r"\[Errno (\d+)\]")
_NO_TLS: Final = re.compile(
    r"starttls|tls not supported|privacyrequired|must issue a|encryption (?:needed|required)", re.IGNORECASE
)
_NOT_NOW: Final = re.compile(r"unavailable|temporar|try again|too many|limit|\bbusy\b|\binuse\b", re.IGNORECASE)
_RELAY: Final = re.compile(
    r"\brelay(?:ing)? (?:access )?(?:is )?(?:denied|prohibited|not)\b"
    r"|(?:unable to|cannot|do(?:es)? not|not (?:allowed|permitted) to) relay",
    re.IGNORECASE,
)


def fault_of_error(error: BaseException) -> FaultWord:
    """What kind of trouble an error tells of, by it or by what it came from; `other` when nothing is known."""
    return next(filter(None, map(_word, _chain(error))), "other")


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__  # also a hidden one: libraries wrap what the network said


def _word(error: BaseException) -> FaultWord:
    if isinstance(error, MailboxUnreached | NoToken | ServerUnreached):
        return error.fault
    for kind, word in _KINDS:
        if isinstance(error, kind):
            return word
    if isinstance(error, OSError) and not _errnos(error).isdisjoint(_NOBODY):
        return "nobody_listens"
    return "no_tls" if _NO_TLS.search(str(error)) else ""


def _errnos(error: OSError) -> set[int | None]:
    """Its number, or all of them where a host has several addresses and each said no."""
    return {error.errno, *map(int, _ERRNO.findall(str(error)))}


def fault_of_sign_in(words: str, code: int | None = None, *, by_token: bool) -> FaultWord:
    """Why a server let nobody in, by its SMTP code (RFC 4954 6) or its words; empty when that was not the reason."""
    if _NO_TLS.search(words):
        return "no_tls"
    if code in _NOT_SIGNED_IN or (code is None and not _NOT_NOW.search(words)):
        return "token_refused" if by_token else "bad_password"
    return ""


def is_relay_denial(words: str) -> bool:
    """Whether our own server says that it sends nothing to others for us; not what it heard another server say."""
    return _RELAY.search(words) is not None and " said: " not in words
