"""What an SMTP server's reply means for a letter. Pure. Source: RFC 5321 4.2, RFC 4954 6, and servers as they are."""

import re
from typing import Final

from mail_probe.doorways import Outcome, Result
from mail_probe.servers.diagnosis import fault_of_sign_in, is_relay_denial

REPLY_LIMIT: Final = 500
OPTION_UNKNOWN: Final = frozenset({501, 504, 555})
"""A parameter of MAIL or RCPT that the server does not know, whatever it said before."""

_NOT_SIGNED_IN: Final = frozenset({530, 534, 535, 538})
_QUEUE_ID: Final = re.compile(
    r"\bqueued as ([A-Za-z0-9.+-]{4,64})|\bid=([A-Za-z0-9-]{6,64})|\bqueued ([A-Za-z0-9-]{6,64})", re.IGNORECASE
)


def taken(code: int, words: str) -> Outcome:
    """The outcome of a clear yes after the letter, with the server's name for it where it told one."""
    found = _QUEUE_ID.search(words[:REPLY_LIMIT])
    return Outcome(
        "sent", code, words[:REPLY_LIMIT], next(filter(None, found.groups()), None) if found is not None else None
    )


def not_taken(code: int, words: str, otherwise: Result) -> Outcome:
    """The outcome of a reply that is no yes, by its first digit; `otherwise` when that says nothing."""
    reply = words[:REPLY_LIMIT]
    if 400 <= code < 500:  # noqa: PLR2004 - RFC 5321 4.2.1: the first digit is the meaning
        return Outcome("deferred", code, reply)
    if 500 <= code < 600:  # noqa: PLR2004
        return Outcome("refused", code, reply)
    return Outcome(otherwise, code, reply)


def envelope_not_taken(code: int, words: str, *, of_sender: bool) -> Outcome:
    """The outcome of a no to MAIL (`of_sender`) or RCPT: to this letter, or to everything we could send there."""
    reply = words[:REPLY_LIMIT]
    if code in _NOT_SIGNED_IN:
        return Outcome("unreached", code, reply, fault=fault_of_sign_in(words, code, by_token=False) or "other")
    if is_relay_denial(words):
        return Outcome("unreached", code, reply, fault="relay_denied")
    outcome = not_taken(code, words, otherwise="deferred")
    if of_sender and outcome.result == "refused":
        return Outcome("refused", code, reply, fault="sender_refused")
    return outcome
