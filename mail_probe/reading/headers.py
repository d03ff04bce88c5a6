"""Header fields of any bytes: split, decoded, bounded, and never an exception for what a stranger wrote."""

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from charset_normalizer import from_bytes

BLOCK_LIMIT_BYTES = 64 * 1024
FIELD_LIMIT_BYTES = 8 * 1024
ID_LIMIT_BYTES = 900

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?[^?\s]{1,80}\?[bBqQ]\?)")
_BRACKETED = re.compile(r"<([^<>]{1,990})>")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]\\@]{1,128}@[^\s<>,;:\"'()\[\]\\@]{1,255}")
_HALF_LETTER = re.compile("[\ud800-\udfff]")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
# Codecs that Python knows but no mail means; some of them are quadratic or interpret escapes.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
# Senders that declare these nearly always wrote windows-1252.
_REALLY_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "iso_8859-1", "windows-1252", "cp1252"})


class Headers(Mapping[str, tuple[str, ...]]):
    """Header fields by name whatever its case; a field may stand several times, topmost first."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        collected: dict[str, list[str]] = {}
        for name, value in pairs:
            collected.setdefault(name.lower(), []).append(value)
        self._fields = {name: tuple(values) for name, values in collected.items()}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"

    def every(self, name: str) -> tuple[str, ...]:
        """All values of the field, topmost first; empty when it is missing."""
        return self._fields.get(name.lower(), ())

    def first(self, name: str) -> str:
        """The topmost value of the field, `""` when it is missing."""
        values = self.every(name)
        return values[0] if values else ""


@dataclass(frozen=True)
class Block:
    """A message or part cut in two: its fields as written and its body. `cut` when a limit took something away."""

    fields: tuple[tuple[str, bytes], ...]
    body: bytes
    cut: bool

    def headers(self) -> Headers:
        """The fields decoded to text (RFC 2047)."""
        return Headers((name, decoded_words(text_of(value, None)[0])) for name, value in self.fields)


def split_block(raw: bytes) -> Block:
    """Separate the header fields from the body (RFC 5322 2.1), at most 64 KB of fields and 8 KB of each.

    A line that is no field ends the header, as mail programs read it; a leading mbox line is skipped.
    """
    if raw[:2] == b"\r\n" or raw[:1] == b"\n":
        return Block((), raw.lstrip(b"\r\n"), cut=False)
    end = _BLANK_LINE.search(raw)
    head = raw[: end.start()] if end else raw
    fields: list[list[bytes]] = []
    offset = 0
    lines = head[:BLOCK_LIMIT_BYTES].splitlines(keepends=True)
    for line in lines[:-1] if len(head) > BLOCK_LIMIT_BYTES else lines:  # the limit may have cut the last line
        if line[:1] in b" \t" and fields:
            fields[-1].append(line)
        elif _FIELD.match(line):
            fields.append([line])
        elif offset or not line.startswith((b"From ", b">From ")):
            return Block(_named(fields), raw[offset:], cut=False)
        offset += len(line)
    cut = len(head) > BLOCK_LIMIT_BYTES or any(sum(map(len, field)) > FIELD_LIMIT_BYTES for field in fields)
    return Block(_named(fields), raw[end.end() :] if end else b"", cut)


def with_line_ends(raw: bytes) -> bytes:
    """The bytes with line feeds, for a message that has only carriage returns."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _named(fields: list[list[bytes]]) -> tuple[tuple[str, bytes], ...]:
    named = []
    for lines in fields:
        field = b" ".join(line.strip() for line in lines)[:FIELD_LIMIT_BYTES]
        name, _, value = field.partition(b":")
        named.append((name.strip().decode("ascii", "replace"), value.strip()))
    return tuple(named)


def text_of(data: bytes, declared: str | None) -> tuple[str, bool]:
    """Bytes as text and whether the charset had to be guessed.

    The declared charset if Python knows it, then UTF-8, windows-1252, a statistical guess and at last replacement.
    """
    text, guessed = _text_of(data, declared)
    return storable(text), guessed


def storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of letters that UTF-7 and markup can smuggle in."""
    return _HALF_LETTER.sub("\ufffd", text.replace("\0", ""))


def _text_of(data: bytes, declared: str | None) -> tuple[str, bool]:
    charset = (declared or "").strip().strip("\"'").lower()
    if charset in _REALLY_1252:
        charset = "cp1252"
    if charset and charset.replace("-", "_") not in _NOT_CHARSETS:
        known = _decoded(data, charset)
        if known is not None:
            return known, False
    pure = data.isascii()
    for candidate in ("utf-8", "cp1252"):
        known = _decoded(data, candidate)
        if known is not None:
            return known, not pure
    guess = from_bytes(data[:20_000]).best()
    return data.decode(guess.encoding if guess else "latin-1", "replace"), True


def _decoded(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):  # UnicodeDecodeError is a ValueError; unknown names and NULs are these two
        return None


def decoded_words(text: str) -> str:
    """A header value with its RFC 2047 words decoded; neighbours are joined first, for split multibyte letters."""
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub(r"\1\2", text)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for word in _WORD.finditer(joined):
        charset = word[1].partition("*")[0].lower()
        data = _word_bytes(word[2], word[3])
        if pending and (word.start() != position or pending[0] != charset):
            out.append(text_of(pending[1], pending[0])[0])
            pending = None
        out.append(joined[position : word.start()])
        pending = (charset, pending[1] + data if pending else data)
        position = word.end()
    if pending:
        out.append(text_of(pending[1], pending[0])[0])
    return " ".join(("".join(out) + joined[position:]).split())


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    return unbase64(data) if encoding in "bB" else binascii.a2b_qp(data, header=True)


def unbase64(data: bytes) -> bytes:
    """Base64 as far as it can be read; foreign letters and a missing end do not stop it."""
    letters = data.translate(None, _NOT_BASE64)
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def ids_in(value: str) -> tuple[str, ...]:
    """The message ids of a field, without `<>`, by a loose pattern: they are often folded or malformed.

    Only ids in ASCII and under 900 bytes, which is what a database can keep an index of; RFC 5322 2.1.1 allows a line
    998 characters, and no mail program comes near it. Others are left out: cut short, they could name another mail.
    """
    found = tuple("".join(token.split()) for token in _BRACKETED.findall(value))
    if not found:
        found = tuple(token.strip("<>,;") for token in value.split() if "@" in token)
    return tuple(one for one in found if one.isascii() and len(one) < ID_LIMIT_BYTES)


def addresses_in(value: str) -> tuple[str, ...]:
    """Every address in the text, lower-cased, domains in their ASCII form, in order, each once."""
    return tuple(dict.fromkeys(_normal(address) for address in _ADDRESS.findall(value)))


def _normal(address: str) -> str:
    local, _, domain = address.strip(".").lower().rpartition("@")
    return f"{local}@{ascii_domain(domain) or domain}"


def ascii_domain(domain: str) -> str | None:
    """The domain as the wire writes it (IDNA, `växjö.se` becomes `xn--vxj-...`), None when it is no domain."""
    try:
        return domain[:255].strip().strip(".").lower().encode("idna").decode("ascii") or None
    except UnicodeError:
        return None


def sender_in(value: str) -> tuple[str, str]:
    """Display name and lower-cased address of a From field; each `""` when it is missing."""
    name, bracket, rest = value.rpartition("<")
    found = addresses_in(rest) or addresses_in(value)
    if not bracket:
        name = value.partition("(")[2].rpartition(")")[0]
    return name.strip().strip("\"'").strip(), found[0] if found else ""


def moment_in(value: str) -> datetime | None:
    """A date field as an aware moment in UTC; `-0000` and a missing zone are read as UTC; None when unreadable."""
    try:
        moment = parsedate_to_datetime(value[:200])
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
