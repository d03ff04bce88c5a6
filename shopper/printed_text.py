"""What a person typed to be printed: cleaned of what nobody sees, and of bounded length. Pure."""

import unicodedata
from typing import Final, Literal

LONGEST_COMMENT: Final = 1_000
LONGEST_REPLY: Final = 6_000
LONGEST_LINE: Final = 200

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))

TextFault = Literal["empty", "too_long"]
"""Why a text cannot be printed; the page says it in the reader's language."""


def one_line(typed: str) -> str:
    """The text on one line, single-spaced, without control and other unseen characters."""
    return " ".join(_seen(typed).split())


def lines(typed: str) -> str:
    """The text with its lines, at most one empty one between two, without control and other unseen characters."""
    kept: list[str] = []
    for line in _seen(typed).split("\n"):
        plain = line.rstrip()
        if plain or (kept and kept[-1]):
            kept.append(plain)
    return "\n".join(kept).strip()


def fault_of(text: str, longest: int) -> TextFault | None:
    """What keeps a text from being printed; None when nothing does. `longest` in characters."""
    if not text:
        return "empty"
    return "too_long" if len(text) > longest else None


def _seen(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
    return "".join(character for character in text if character == "\n" or _is_seen(character))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN
