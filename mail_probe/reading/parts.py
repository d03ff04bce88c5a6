"""The MIME tree of a mail, walked within limits: which part is the body, which are files, what a report says.

Own walker, because the standard parser recurses without a bound (mail of 1,000 nested parts) and takes seconds for tens
of thousands of parts; here depth, number and sizes are capped and every level is one regular expression over the bytes.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from mail_probe.reading.headers import Headers, addresses_in, ids_in, split_block, storable, unbase64
from mail_probe.reading.tnef import unwrap

PART_LIMIT = 200
DEPTH_LIMIT = 30
TEXT_LIMIT_BYTES = 400_000
WINMAIL_LIMIT = 3
STRUCTURED_LIMIT_CHARACTERS = 2_000
"""So much of a Content-Type or Content-Disposition: the library's time grows faster than their length."""

_WINMAIL_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_FILE_TYPE = "application/octet-stream"
_DELIMITER_REST = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
DELIVERY_TYPES = ("message/delivery-status", "message/global-delivery-status")
RECEIPT_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")


@dataclass(frozen=True)
class DeliveryReport:
    """What a machine says became of a letter: RFC 3464 (delivery-status) or RFC 8098 (disposition-notification).

    `action` is the Action of the recipient it went worst for, or the disposition type; `status` is x.y.z of RFC 3463.
    """

    type: str
    action: str
    status: str | None
    diagnostic: str | None


@dataclass(frozen=True)
class Part:
    """One part of the tree, still encoded."""

    headers: Headers
    content_type: str
    charset: str | None
    file_name: str
    body: bytes

    def decoded(self, limit: int | None = None) -> bytes:
        """The bytes without their transfer encoding, `limit` of them at most."""
        encoding = self.headers.first("Content-Transfer-Encoding").strip().lower()
        if encoding == "base64":
            data = unbase64(self.body if limit is None else self.body[: limit * 3 // 2])
        elif encoding == "quoted-printable":
            data = binascii.a2b_qp(self.body if limit is None else self.body[: limit * 3])
        else:
            data = self.body
        return data if limit is None else data[:limit]

    @property
    def is_file(self) -> bool:
        """Whether a reader sees it as an attachment and not as text."""
        disposition = self.headers.first("Content-Disposition").strip().lower()
        return disposition.startswith("attachment") or bool(self.file_name) or not self.content_type.startswith("text/")


@dataclass(frozen=True)
class Tree:
    """All leaves in order and all types seen; `problems` names the limits that took something away."""

    leaves: tuple[Part, ...]
    content_types: tuple[str, ...]
    problems: tuple[str, ...]


def walk(raw: bytes) -> Tree:
    """The tree of a message's bytes, at most 200 parts and 30 levels deep; what lies beyond is named, not read."""
    leaves: list[Part] = []
    types: list[str] = []
    problems: dict[str, None] = {}
    waiting: list[tuple[bytes, int]] = [(raw, 0)]
    while waiting:
        piece, depth = waiting.pop()
        if len(types) >= PART_LIMIT:
            problems[f"cut: more than {PART_LIMIT} parts"] = None
            break
        part, boundary, cut = _part(piece)
        if cut:
            problems["cut: header fields beyond the limit"] = None
        types.append(part.content_type)
        children = _children(part.body, boundary) if boundary else []
        if children and depth >= DEPTH_LIMIT:
            problems[f"cut: more than {DEPTH_LIMIT} levels"] = None
        elif children:
            waiting.extend((child, depth + 1) for child in reversed(children))
        elif not part.content_type.startswith("multipart/"):
            leaves.append(part)
    opened = _with_winmail_opened(leaves, problems)
    return Tree(opened, tuple(types), tuple(problems))


def _with_winmail_opened(leaves: list[Part], problems: dict[str, None]) -> tuple[Part, ...]:
    """The leaves with what a winmail.dat holds in its place; its text only when the mail has no other."""
    has_text = any(not part.is_file and part.body.strip() for part in leaves)
    opened: list[Part] = []
    left = WINMAIL_LIMIT
    for part in leaves:
        if part.content_type not in _WINMAIL_TYPES and part.file_name.lower() != "winmail.dat":
            opened.append(part)
            continue
        left -= 1
        inside = unwrap(part.decoded()) if left >= 0 else None
        if inside is None:
            problems["winmail.dat: cannot be read"] = None
            opened.append(part)
            continue
        if inside.is_rtf_only and not has_text:
            problems["winmail.dat: its text is RTF only"] = None
        texts = () if has_text else (("text/plain", inside.text), ("text/html", inside.html))
        opened.extend(Part(Headers(), kind, "utf-8", "", text.encode()) for kind, text in texts if text)
        opened.extend(Part(Headers(), _FILE_TYPE, None, name or "winmail", data) for name, data in inside.files)
    return tuple(opened)


def _part(piece: bytes) -> tuple[Part, bytes | None, bool]:
    block = split_block(piece)
    headers = block.headers()
    fields: Message[str, str] = Message()
    for name in ("Content-Type", "Content-Disposition"):
        if headers.first(name):
            fields[name] = headers.first(name)[:STRUCTURED_LIMIT_CHARACTERS]
    try:
        content_type, charset = fields.get_content_type(), fields.get_content_charset()
        file_name, boundary = storable(fields.get_filename() or ""), fields.get_boundary()
    except (MessageError, LookupError, ValueError, TypeError):  # broken RFC 2231 parameters
        content_type, charset, file_name, boundary = "text/plain", None, "", None
    is_multipart = content_type.startswith("multipart/")
    delimiter = boundary.encode("utf-8", "replace") if boundary and is_multipart else None
    if is_multipart and (delimiter is None or b"--" + delimiter not in block.body):
        content_type, delimiter = "text/plain", None
    return Part(headers, content_type, charset, file_name, block.body), delimiter, block.cut


def _children(body: bytes, boundary: bytes) -> list[bytes]:
    children: list[bytes] = []
    start: int | None = None
    for begins, ends, is_last in _delimiters(body, boundary):
        if start is not None:
            children.append(_without_last_line_end(body[start:begins]))
        start = ends
        if is_last or len(children) > PART_LIMIT:
            return children
    if start is not None and body[start:].strip():
        children.append(body[start:])
    return children


def _delimiters(body: bytes, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each line that delimits parts begins and ends, and whether it says that it is the last (RFC 2046 5.1.1)."""
    wanted = b"--" + boundary
    at = 0 if body.startswith(wanted) else _line_with(wanted, body, 0)
    while at is not None:
        rest = _DELIMITER_REST.match(body, at + len(wanted))
        if rest:
            yield at, rest.end(), bool(rest[1])
        at = _line_with(wanted, body, at)


def _line_with(start: bytes, body: bytes, after: int) -> int | None:
    at = body.find(b"\n" + start, after)  # far faster than a pattern, and a hostile mail is searched at each level
    return None if at < 0 else at + 1


def _without_last_line_end(data: bytes) -> bytes:
    return data[:-2] if data.endswith(b"\r\n") else data[:-1] if data.endswith(b"\n") else data


def report_of(tree: Tree) -> DeliveryReport | None:
    """The report a mail carries anywhere in its tree, whatever wraps it; None without one."""
    part = _report_part(tree)
    if part is None:
        return None
    return _delivery(part) if part.content_type in DELIVERY_TYPES else _receipt(part)


def _report_part(tree: Tree) -> Part | None:
    return next((part for part in tree.leaves if part.content_type in (*DELIVERY_TYPES, *RECEIPT_TYPES)), None)


def reported_ids(tree: Tree) -> tuple[str, ...]:
    """The message ids a report speaks about: of the letter it returns, and Original-Message-ID (RFC 8098 3.2.5)."""
    report = _report_part(tree)
    if report is None:
        return ()
    found = [value for block in _blocks(report) for value in block.every("Original-Message-ID")]
    for part in tree.leaves:
        if part.content_type in RETURNED_TYPES:
            found.extend(split_block(part.decoded(TEXT_LIMIT_BYTES)).headers().every("Message-ID"))
    return tuple(one for value in found for one in ids_in(value))


def reported_envelope_ids(tree: Tree) -> tuple[str, ...]:
    """The envelope ids (ENVID, RFC 3461) that a delivery report speaks about: Original-Envelope-Id, RFC 3464 2.2.1."""
    report = _report_part(tree)
    if report is None or report.content_type not in DELIVERY_TYPES:
        return ()
    values = (value.strip() for block in _blocks(report) for value in block.every("Original-Envelope-Id"))
    return tuple(dict.fromkeys(value for value in values if value))


def reported_recipients(tree: Tree) -> tuple[str, ...]:
    """The addresses a report speaks about, from Original- and Final-Recipient of every block."""
    report = _report_part(tree)
    values = [
        value
        for block in (_blocks(report) if report else ())
        for name in ("Original-Recipient", "Final-Recipient")
        for value in block.every(name)
    ]
    return addresses_in(" ".join(value.partition(";")[2] for value in values))


def _blocks(part: Part) -> Iterator[Headers]:
    data = part.decoded(TEXT_LIMIT_BYTES).replace(b"\r\n", b"\n")
    for piece in re.split(rb"\n\s*\n", data, maxsplit=PART_LIMIT):
        headers = split_block(piece.strip(b"\n")).headers()
        if headers:
            yield headers


def _delivery(part: Part) -> DeliveryReport:
    recipients = [block for block in _blocks(part) if block.first("Action") or block.first("Final-Recipient")]
    order = ("failed", "delayed")
    worst = min(
        recipients,
        key=lambda block: order.index(_word(block, "Action")) if _word(block, "Action") in order else len(order),
        default=Headers(),
    )
    return DeliveryReport(
        "delivery-status",
        _word(worst, "Action"),
        _status(worst),
        worst.first("Diagnostic-Code") or None,
    )


def _receipt(part: Part) -> DeliveryReport:
    block = next(_blocks(part), Headers())
    mode, _, kind = block.first("Disposition").lower().partition(";")
    diagnostic = block.first("Failure") or block.first("Error") or mode.strip() or None
    return DeliveryReport("disposition-notification", kind.strip(), None, diagnostic)


def _word(block: Headers, name: str) -> str:
    return block.first(name).split("(")[0].strip().lower()


def _status(block: Headers) -> str | None:
    found = re.search(r"\b[245]\.\d{1,3}\.\d{1,3}\b", block.first("Status"))
    return found[0] if found else None
