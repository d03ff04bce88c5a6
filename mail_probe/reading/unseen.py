"""A stranger's text without characters that hide text or turn it around: what is read is what was written. Pure."""

import re
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def without_unseen(text: str) -> str:
    """The text without control characters, spaces of no width, and marks that turn the direction of writing."""
    return _UNSEEN.sub("", text)
