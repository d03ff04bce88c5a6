"""winmail.dat: what Outlook wraps a mail in when it takes the reader for another Outlook (MS-OXTNEF).

tnefparse reads it. It believes every count and copies the rest of the file at every object, so hostile bytes would
keep it busy for hours: it only ever gets the few objects we need, and only those whose counts were checked here.
"""

import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tnefparse import TNEF

from mail_probe.reading.headers import storable, text_of

SIZE_LIMIT_BYTES = 20 * 1024 * 1024
OBJECT_LIMIT = 200
PROPERTY_LIMIT = 500

_SIGNATURE = 0x223E9F78
_HEAD_BYTES = 6
_OBJECT_HEAD_BYTES = 9
_CHECKSUM_BYTES = 2
_WANTED = frozenset(
    {
        TNEF.ATTOEMCODEPAGE,
        TNEF.ATTBODY,
        TNEF.ATTMAPIPROPS,
        TNEF.ATTATTACHRENDDATA,
        TNEF.ATTATTACHTITLE,
        TNEF.ATTATTACHDATA,
        TNEF.ATTATTACHMENT,
    }
)
_MAPI_BLOCKS = (TNEF.ATTMAPIPROPS, TNEF.ATTATTACHMENT)
_EMBEDDED_MAIL = bytes.fromhex("0703020000000000c000000000000046")
_FIXED_SIZES = {0x2: 4, 0xB: 4, 0x3: 4, 0x4: 4, 0xA: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_SIZED = (0x0, 0xD, 0x1E, 0x1F, 0x102)
_MULTIPLE, _NAMED = 0x1000, 0x8000

# It logs every oddity of a stranger's file as an error of ours; what matters is told in the mail's problems.
logging.getLogger("tnefparse").disabled = True


@dataclass(frozen=True)
class Unwrapped:
    """What a winmail.dat holds: its text, as plain text and as HTML, and its files by name.

    `is_rtf_only` when it holds a text that is neither: compressed RTF, which we do not read.
    """

    text: str
    html: str
    files: tuple[tuple[str, bytes], ...]
    is_rtf_only: bool = False


def unwrap(data: bytes) -> Unwrapped | None:
    """The contents of a winmail.dat; None when it is none, is beyond the limits, or cannot be read."""
    if len(data) > SIZE_LIMIT_BYTES:
        return None
    try:
        kept = _bounded(data)
        if kept is None:
            return None
        found = TNEF(kept, do_checksum=False)
        files = tuple((storable(str(one.long_filename())), bytes(one.data)) for one in found.attachments if one.data)
        text, html = _text(found.body, found.codepage), _text(found.htmlbody, found.codepage)
        return Unwrapped(text, html, files, is_rtf_only=found.has_body() and not (text or html))
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever the library stumbles over, the mail says so
        return None


def _text(value: object, charset: str | None) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    text = text_of(value, charset)[0] if isinstance(value, bytes) else storable(value if isinstance(value, str) else "")
    return text.rstrip()


def _bounded(data: bytes) -> bytes | None:
    """The file with nothing but the objects we read; None when a count or a length in it cannot be true."""
    if len(data) < _HEAD_BYTES or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    kept = [data[:_HEAD_BYTES]]
    for name, whole, body in _objects(data):
        if name in _MAPI_BLOCKS and (_EMBEDDED_MAIL in body or not _is_true(body)):
            continue
        kept.append(whole)
        if len(kept) > OBJECT_LIMIT:
            return None
    return b"".join(kept)


def _objects(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Name, whole bytes and body of each wanted object (MS-OXTNEF 2.1.3.1)."""
    offset = _HEAD_BYTES
    while offset + _OBJECT_HEAD_BYTES + _CHECKSUM_BYTES < len(data):
        _level, name, _type, length = struct.unpack_from("<BHHI", data, offset)
        end = offset + _OBJECT_HEAD_BYTES + length + _CHECKSUM_BYTES
        if end > len(data):
            return
        if name in _WANTED:
            yield name, data[offset:end], data[offset + _OBJECT_HEAD_BYTES : end - _CHECKSUM_BYTES]
        offset = end


def _is_true(block: bytes) -> bool:
    """Whether a block of MAPI properties (MS-OXTNEF 2.1.3.4) holds as many properties and values as it says."""
    try:
        (count,) = struct.unpack_from("<I", block)
        offset = 4
        if count > PROPERTY_LIMIT:
            return False
        for _ in range(count):
            offset = _after_property(block, offset)
            if offset > len(block) + 3:  # the last value may lack its padding
                return False
    except (struct.error, ValueError):
        return False
    return True


def _after_property(block: bytes, offset: int) -> int:
    kind, name = struct.unpack_from("<HH", block, offset)
    offset += 4
    if name >= _NAMED:
        (named_by_text,) = struct.unpack_from("<I", block, offset + 16)
        (length,) = struct.unpack_from("<I", block, offset + 20)
        offset += 24 + (_padded(length) if named_by_text else 0)
    plain_kind = kind & ~_MULTIPLE
    values = 1
    if kind & _MULTIPLE or plain_kind in _SIZED:
        (values,) = struct.unpack_from("<I", block, offset)
        offset += 4
    if values > PROPERTY_LIMIT:
        raise ValueError("more values than a mail has")
    if plain_kind in _FIXED_SIZES:
        return offset + _FIXED_SIZES[plain_kind] * values
    if plain_kind not in _SIZED:
        raise ValueError("unknown type")
    for _ in range(values):
        (length,) = struct.unpack_from("<I", block, offset)
        offset += 4 + _padded(length)
    return offset


def _padded(length: int) -> int:
    return length + -length % 4
