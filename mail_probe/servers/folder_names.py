"""Which folders of a mailbox hold strangers' mail, by their special use (RFC 6154) or their name. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_HOLDS_NOTHING: Final = frozenset({b"\\noselect", b"\\nonexistent"})
_JUNK_FLAGS: Final = frozenset({b"\\junk", b"\\spam"})
# Swedish, Danish, Norwegian, English and German, as mail programs and servers call them: within a name, or whole.
_WITHIN: Final = (
    "junk|spam|clutter|quarantine|skräp|oönska|karantän|uønske|karantæne|søppel|karantene"
    "|unerwünscht|quarantäne|werbung"
)
_WHOLE: Final = (
    "bulk|bulk mail|other|reklam|reklame|övrigt|andet|annet|sonstige|låg prioritet|lav prioritet|oviktigt|uvigtigt"
    "|uviktig|unwichtig|unwichtige elemente"
)
_JUNK_NAME: Final = re.compile(f".*(?:{_WITHIN}).*|{_WHOLE}")


def holds_mail(flags: Iterable[bytes]) -> bool:
    """Whether a folder with these flags can be opened."""
    return _HOLDS_NOTHING.isdisjoint(_folded(flags))


def is_for_strangers(flags: Iterable[bytes], name: str, delimiter: str) -> bool:
    """Whether servers and rules put mail from unknown senders there; `name` is the folder's whole path."""
    last = name.rsplit(delimiter, 1)[-1] if delimiter else name
    plain = unicodedata.normalize("NFKC", last).casefold().strip()
    return not _JUNK_FLAGS.isdisjoint(_folded(flags)) or _JUNK_NAME.fullmatch(plain) is not None


def _folded(flags: Iterable[bytes]) -> set[bytes]:
    return {flag.lower() for flag in flags}
