"""What is asked of a mailbox to find the mails about one letter, wherever rules and people put them. Pure."""

import re
from typing import Any, Final

_ID_HEADERS: Final = ("In-Reply-To", "References", "X-MS-Exchange-Parent-Message-Id")
_ADDRESS_HEADERS: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_HEADERS: Final = 64 * 1024
_OWN_ID: Final = re.compile(rb"^message-id:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)


def searches_for(message_id: str, address: str) -> list[Any]:
    """The criteria of one IMAP SEARCH (RFC 3501 6.4.4): any of the headers names the letter or its sender's address.

    SEARCH compares parts of words, so what is found is to be held against `is_about`.
    """
    each = [["HEADER", name, message_id] for name in _ID_HEADERS]
    each += [["HEADER", name, address] for name in _ADDRESS_HEADERS]
    criteria: list[Any] = each[0]
    for one in each[1:]:
        criteria = ["OR", one, criteria]
    return criteria


def is_about(raw: bytes, message_id: str, address: str) -> bool:
    """Whether a mail's headers name the letter's id, or its sender's address in full; not so of the letter itself."""
    head = re.split(rb"\r?\n\r?\n", raw[:_HEADERS], maxsplit=1)[0]
    own = _OWN_ID.search(head)
    if own is not None and own[1] == message_id.encode():
        return False
    whole = rb"(?<![\w.+-])" + re.escape(address.encode()) + rb"(?![\w-]|\.\w)"
    return message_id.encode() in head or re.search(whole, head, re.IGNORECASE) is not None
