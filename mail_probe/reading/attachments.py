"""The files of a mail: listed for a page, handed out one by one, never opened."""

import re
from dataclasses import dataclass

from mail_probe.reading.headers import with_line_ends
from mail_probe.reading.parts import DELIVERY_TYPES, RECEIPT_TYPES, RETURNED_TYPES, Part, Tree, walk
from shopper.faults import NotThere

UNKNOWN_TYPE = "application/octet-stream"

_SNIFFED_BYTES = 512
_FIRST_BYTES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_OFFICE_FOLDERS = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis.opendocument")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Attachment:
    """A file in a mail: its name as written (never used as a path), its declared type and its decoded size in bytes.

    `sniffed_type` is what its first bytes look like, for display only. An `inline` one is shown inside the text, as
    the pictures of a signature are.
    """

    name: str
    content_type: str
    size: int
    sniffed_type: str = UNKNOWN_TYPE
    inline: bool = False


def attachments_of(tree: Tree) -> tuple[Attachment, ...]:
    """The files of a mail in order; the parts of a report are not files."""
    return tuple(_attachment(part, part.decoded()) for part in _files(tree))


def attachment_bytes(raw: bytes, number: int) -> tuple[Attachment, bytes]:
    """One file of a mail with its bytes; `number` counts from 0 as in `ParsedMail.attachments`.

    NotThere when the mail has no such file. The bytes are a stranger's: download only, never rendered or unpacked.
    """
    files = _files(walk(with_line_ends(raw)))
    if not 0 <= number < len(files):
        raise NotThere(f"the mail has no attachment {number}; it has {len(files)}")
    data = files[number].decoded()
    return _attachment(files[number], data), data


def _files(tree: Tree) -> list[Part]:
    report_parts = (*DELIVERY_TYPES, *RECEIPT_TYPES)
    is_report = any(part.content_type in report_parts for part in tree.leaves)
    skipped = (*report_parts, *RETURNED_TYPES) if is_report else report_parts
    return [part for part in tree.leaves if part.is_file and part.content_type not in skipped]


def _attachment(part: Part, data: bytes) -> Attachment:
    return Attachment(part.file_name, part.content_type, len(data), sniffed_type(data), _is_inline(part))


def _is_inline(part: Part) -> bool:
    disposition = part.headers.first("Content-Disposition").strip().lower()
    if disposition.startswith("attachment"):
        return False
    return disposition.startswith("inline") or bool(part.headers.first("Content-ID"))


def sniffed_type(data: bytes) -> str:
    """What the first bytes of a file look like, as a media type; `application/octet-stream` when nothing is known."""
    head = data[:_SNIFFED_BYTES]
    for mark, media_type in _FIRST_BYTES:
        if head.startswith(mark):
            is_office = media_type == "application/zip" and any(folder in head for folder in _OFFICE_FOLDERS)
            return "application/vnd.openxmlformats-officedocument" if is_office else media_type
    return UNKNOWN_TYPE if not head or _NOT_TEXT.search(head) else "text/plain"
