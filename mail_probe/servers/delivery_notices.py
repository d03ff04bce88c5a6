"""What we ask of servers that offer delivery status notifications (RFC 3461). Pure."""

import re
from dataclasses import dataclass
from typing import Final

_HEADERS: Final = 64 * 1024
_MESSAGE_ID: Final = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>@\s]{1,100})@", re.IGNORECASE | re.MULTILINE)
_NOT_IN_XTEXT: Final = re.compile(r"[^!-*,-<>-~]")


@dataclass(frozen=True)
class LetterOptions:
    """Parameters of MAIL, of RCPT for the municipality, and of RCPT for our own copy; empty: nothing is asked."""

    mail: tuple[str, ...] = ()
    rcpt: tuple[str, ...] = ()
    copy_rcpt: tuple[str, ...] = ()


def options_for(raw: bytes, recipient: str) -> LetterOptions:
    """Ask to be told of failure and delay with the letter's headers alone, under the local part of its Message-ID.

    Never for our own copy: its fate says nothing about the municipality. A recipient outside ASCII goes without ORCPT.
    """
    found = _MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0][:_HEADERS])
    envelope_id = (f"ENVID={xtext(found[1].decode('ascii', 'replace'))}",) if found else ()
    original = (f"ORCPT=rfc822;{xtext(recipient)}",) if recipient.isascii() else ()
    return LetterOptions(("RET=HDRS", *envelope_id), ("NOTIFY=FAILURE,DELAY", *original), ("NOTIFY=NEVER",))


def xtext(text: str) -> str:
    """The text as xtext (RFC 3461 4): printable ASCII but `+` and `=`, every other byte as `+` and two hex digits."""
    return _NOT_IN_XTEXT.sub(lambda found: "".join(f"+{byte:02X}" for byte in found[0].encode()), text)
