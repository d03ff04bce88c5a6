"""A mail too big to be taken whole: its headers and texts, with every attachment left empty on the server.

What comes out parses to the same parts with the same names as the mail itself. Source: RFC 3501 6.4.5 (sections,
partial fetch) and 7.4.2 (BODYSTRUCTURE). Knows no IMAP library: it is given a way to ask for items of one mail.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from itertools import count
from typing import Any, Final, Literal

from mail_probe.reading.headers import BLOCK_LIMIT_BYTES

Ask = Callable[[list[str]], Mapping[bytes, Any]]
"""Fetches these items of the mail; the answer's keys are as the server writes them."""

SECTION_BYTES: Final = 1024 * 1024
"""So much of the mail's header and of each text is taken."""

TEXT_BYTES: Final = 8 * 1024 * 1024
"""So much of all texts together."""

MOST_PARTS: Final = 200
MOST_DEPTH: Final = 30
_ITEMS_AT_ONCE: Final = 50
_TAKEN: Final = frozenset({b"text", b"message"})


@dataclass(frozen=True)
class Piece:
    """One part of a mail; `section` is its IMAP name, the empty one for the mail itself.

    A `text` is taken, and so is a mail within the mail; what is neither is `left`.
    """

    section: str
    kind: Literal["multipart", "text", "left"]
    inner: tuple["Piece", ...] = ()


def read_big(ask: Ask) -> bytes:
    """The mail without its attachments; its beginning alone when the server's account of its parts makes no sense."""
    try:
        piece = pieces(ask(["BODYSTRUCTURE"])[b"BODYSTRUCTURE"])
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError):
        item = f"BODY.PEEK[]<0.{SECTION_BYTES}>"
        return _bytes(ask([item]).get(b"BODY[]<0>"))
    got = _sections(ask, ["HEADER"]) | _sections(ask, list(_heads(piece)), BLOCK_LIMIT_BYTES)
    room = TEXT_BYTES
    for name in _texts(piece):
        if room <= 0:
            break
        got |= _sections(ask, [name])
        room -= len(got[name])
    return rebuilt(piece, got)


def pieces(structure: Any) -> Piece:
    """The parts of a BODYSTRUCTURE, within limits of number and depth."""
    return _piece(structure, "", count(1), 0)


def _piece(structure: Any, section: str, numbers: Iterator[int], depth: int) -> Piece:
    if next(numbers) > MOST_PARTS or depth > MOST_DEPTH:
        return Piece(section, "left")
    if isinstance(structure[0], list):
        prefix = f"{section}." if section else ""
        parts = enumerate(structure[0][:MOST_PARTS], start=1)
        inner = tuple(_piece(part, f"{prefix}{number}", numbers, depth + 1) for number, part in parts)
        return Piece(section, "multipart", inner)
    return Piece(section or "1", "text" if structure[0].lower() in _TAKEN else "left")


def _heads(piece: Piece) -> Iterator[str]:
    """The sections that hold the headers of each part."""
    for each in piece.inner:
        yield f"{each.section}.MIME"
        yield from _heads(each)


def _texts(piece: Piece) -> Iterator[str]:
    if piece.kind == "text":
        yield piece.section
    for each in piece.inner:
        yield from _texts(each)


def _sections(ask: Ask, names: list[str], limit: int = SECTION_BYTES) -> dict[str, bytes]:
    got: dict[str, bytes] = {}
    for start in range(0, len(names), _ITEMS_AT_ONCE):
        some = names[start : start + _ITEMS_AT_ONCE]
        row = ask([f"BODY.PEEK[{name}]<0.{limit}>" for name in some])
        got |= {name: _bytes(row.get(f"BODY[{name}]<0>".encode())) for name in some}
    return got


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b""


def rebuilt(piece: Piece, got: Mapping[str, bytes]) -> bytes:
    """The mail from its sections; what is not among them is empty."""
    return _with_body(piece, got.get("HEADER", b""), got)


def _with_body(piece: Piece, head: bytes, got: Mapping[str, bytes]) -> bytes:
    ended = head.rstrip(b"\r\n") + b"\r\n\r\n" if head.strip() else b"\r\n"
    if piece.kind == "text":
        return ended + got.get(piece.section, b"")
    if piece.kind == "multipart":
        return ended + _between_boundaries(piece, head, got)
    return ended


def _between_boundaries(piece: Piece, head: bytes, got: Mapping[str, bytes]) -> bytes:
    try:
        boundary = BytesHeaderParser().parsebytes(head).get_boundary()
    except (ValueError, LookupError, TypeError):  # a header written to confuse: then its parts stay unread
        boundary = None
    if boundary is None:
        return b""
    line = b"--" + boundary.encode("utf-8", "surrogateescape")
    parts = [line + b"\r\n" + _with_body(each, got.get(f"{each.section}.MIME", b""), got) for each in piece.inner]
    return b"\r\n".join([*parts, line + b"--\r\n"])
