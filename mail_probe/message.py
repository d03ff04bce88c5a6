"""Bytes to a parsed mail and a letter to bytes; pure, bounded in time, and no exception for any bytes."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Any

from mail_probe.reading.attachments import Attachment, attachments_of
from mail_probe.reading.body import Link, body_of
from mail_probe.reading.headers import (
    Block,
    Headers,
    addresses_in,
    ascii_domain,
    ids_in,
    moment_in,
    sender_in,
    split_block,
    unbase64,
    with_line_ends,
)
from mail_probe.reading.parts import (
    DeliveryReport,
    report_of,
    reported_envelope_ids,
    reported_ids,
    reported_recipients,
    walk,
)

LINE_LIMIT = 78
_RECIPIENT_FIELDS = ("Delivered-To", "X-Original-To", "To", "Cc")
_FAILED_FIELDS = ("X-Failed-Recipients", "X-Failed-Recipient", "X-Original-Recipient", "Original-Recipient")
_PARENT_FIELDS = ("In-Reply-To", "References", "X-MS-Exchange-Parent-Message-Id")
_TRACES = (b"received", b"delivered-to", b"return-path")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_RETURNED_ID = re.compile(r"^[ \t>]*Message-ID:\s*<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)
_MACHINE_SENDER = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)(?:@|$)")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_THREAD_ROOT_BYTES = 22
_HOST = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedMail:
    """A received mail as values. Ids stand without `<>`, addresses lower-cased with ASCII domains.

    `parent_ids` are all ids the mail says it belongs to: In-Reply-To, References, Exchange's parent id, and those of
    the letter a report returns. `recipients` are the addresses it was delivered or written to; `failed_recipients`
    those a machine says it did not reach, `envelope_ids` the ENVIDs it names. `thread_root` is the part of Thread-Index
    that a whole thread shares, in hex. `text` is what a reader sees, `links` those of the HTML it was made from.
    Without `readable` only the headers count.
    """

    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    parent_ids: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    failed_recipients: tuple[str, ...] = ()
    envelope_ids: tuple[str, ...] = ()
    thread_root: str | None = None
    from_address: str = ""
    from_name: str = ""
    reply_to: str | None = None
    subject: str = ""
    date: datetime | None = None
    headers: Headers = field(default_factory=Headers)
    content_types: tuple[str, ...] = ()
    text: str = ""
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    report: DeliveryReport | None = None
    problems: tuple[str, ...] = ()
    readable: bool = True


@dataclass(frozen=True)
class Letter:
    """A letter to be sent; `at` is aware and its zone is the one the Date field shows."""

    message_id: str
    from_name: str
    from_address: str
    to_address: str
    subject: str
    body: str
    at: datetime


def parse(raw: bytes, *, size: int | None = None) -> ParsedMail:
    """A mail's bytes as values (RFC 5322, 2045-2047, 3464, 8098), whatever the bytes are.

    Limits: 64 KB of header fields, 8 KB each, 200 parts, 30 levels; what a limit took away stands in `problems`, and
    so does what was never fetched: `size` is the mail's size in bytes at the server, when it is known.
    """
    mail = _parsed(raw)
    if size is None or size <= len(raw):
        return mail
    return replace(mail, problems=(*mail.problems, f"left on the server: {size - len(raw)} bytes"))


def _parsed(raw: bytes) -> ParsedMail:
    try:
        mail = _with_fields(split_block(with_line_ends(raw)))
    except (Exception, RecursionError) as error:  # noqa: BLE001 - a stranger's bytes must always give a result
        return ParsedMail(problems=(f"unreadable: {type(error).__name__}",), readable=False)
    if not mail.headers:
        return replace(mail, problems=("unreadable: no header field",), readable=False)
    try:
        return _with_body(mail, with_line_ends(raw))
    except (Exception, RecursionError) as error:  # noqa: BLE001 - the header fields are kept, the rest is named
        return replace(mail, problems=(*mail.problems, f"unreadable: {type(error).__name__}"), readable=False)


def _with_fields(block: Block) -> ParsedMail:
    headers = block.headers()
    own_id = ids_in(headers.first("Message-ID"))
    from_name, from_address = sender_in(headers.first("From"))
    reply_to = addresses_in(headers.first("Reply-To"))
    return ParsedMail(
        message_id=own_id[0] if own_id else None,
        in_reply_to=_ids(headers, "In-Reply-To"),
        parent_ids=_ids(headers, *_PARENT_FIELDS),
        recipients=_addresses(headers, _RECIPIENT_FIELDS),
        failed_recipients=_addresses(headers, _FAILED_FIELDS),
        thread_root=_thread_root(headers.first("Thread-Index")),
        from_address=from_address,
        from_name=from_name,
        reply_to=reply_to[0] if reply_to else None,
        subject=headers.first("Subject"),
        date=moment_in(headers.first("Date")),
        headers=headers,
    )


def _with_body(mail: ParsedMail, raw: bytes) -> ParsedMail:
    tree = walk(raw)
    body = body_of(tree)
    found = reported_ids(tree)
    if not found and (_MACHINE_SENDER.match(mail.from_address) or mail.failed_recipients):
        found = tuple(_RETURNED_ID.findall(body.text))  # bounces without a report quote our fields in their text
    secret = not body.text.strip() and any(kind in _ENCRYPTED for kind in tree.content_types)
    return replace(
        mail,
        parent_ids=_once((*mail.parent_ids, *found)),
        failed_recipients=_once((*mail.failed_recipients, *reported_recipients(tree))),
        content_types=tree.content_types,
        envelope_ids=reported_envelope_ids(tree),
        text=body.text,
        links=body.links,
        attachments=attachments_of(tree),
        report=report_of(tree),
        problems=(*tree.problems, *body.problems, *(("unreadable: encrypted",) if secret else ())),
        readable=not secret,
    )


def _ids(headers: Headers, *names: str) -> tuple[str, ...]:
    return _once(one for name in names for value in headers.every(name) for one in ids_in(value))


def _addresses(headers: Headers, names: tuple[str, ...]) -> tuple[str, ...]:
    return _once(one for name in names for value in headers.every(name) for one in addresses_in(value))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _thread_root(thread_index: str) -> str | None:
    """The first 22 bytes of a Thread-Index in hex: every reply of a thread keeps them (MS-OXOMSG 2.2.1.3)."""
    data = unbase64(thread_index.encode("ascii", "replace"))
    return data[:_THREAD_ROOT_BYTES].hex() if len(data) >= _THREAD_ROOT_BYTES and data[0] == 1 else None


@dataclass(frozen=True)
class Arrival:
    """When our own server took a mail over, aware in UTC, and the Received line that says so."""

    at: datetime
    line: str


def arrival(raw: bytes, own_hosts: tuple[str, ...]) -> Arrival | None:
    """When one of our own hosts took the mail over: the topmost Received line written by one of them.

    None when none of `own_hosts` wrote any; then the mailbox's own time counts. Lines of strangers are never trusted.
    """
    own = {host.lower().rstrip(".") for host in own_hosts}
    for line in split_block(with_line_ends(raw)).headers().every("Received"):
        trace, _, when = line.rpartition(";")
        host = _HOST.search(trace)
        if host and host[1].lower().rstrip(".") in own:
            at = moment_in(when.strip())
            return Arrival(at, " ".join(line.split())) if at else None
    return None


def fingerprint(raw: bytes) -> str:
    """SHA-256 in hex of what the sender wrote: line ends made equal, and the fields that differ by the way removed."""
    plain = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, blank, body = plain.partition(b"\n\n")
    kept: list[bytes] = []
    is_trace = False
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            is_trace = line.partition(b":")[0].strip().lower() in _TRACES
        if not is_trace:
            kept.append(line)
    return hashlib.sha256(b"\n".join(kept) + blank + body.rstrip(b"\n")).hexdigest()


_WIRE = compat32.clone(linesep="\r\n", mangle_from_=False)
_PLAIN, _QUOTED = Charset("utf-8"), Charset("utf-8")
_PLAIN.body_encoding = None  # type: ignore[assignment] # as the library's own table of charsets has it
_QUOTED.body_encoding = QP


def compose(letter: Letter) -> bytes:
    """The letter as RFC 5322 bytes with CRLF: plain UTF-8 text, the Date in the zone of `at`, and no trace of a tool.

    ValueError in one sentence for a line break in a field, more or less than one address, or a naive time.
    """
    for name in ("message_id", "from_name", "from_address", "to_address", "subject"):
        if any(character < " " or character == "\x7f" for character in getattr(letter, name)):
            raise ValueError(f"the letter's {name} holds a line break or control character; write it on one line")
    if letter.at.tzinfo is None:
        raise ValueError("the letter's time has no zone; give an aware time")
    if not letter.subject.strip():
        raise ValueError("the letter has no subject; give one")
    # The library's older class: four times as fast as EmailMessage, and it writes encoded words as mail programs do.
    message: Message[Any, Any] = Message(policy=_WIRE)
    message["From"] = _mailbox(letter.from_name, _wire_address(letter.from_address))
    message["To"] = _wire_address(letter.to_address)
    plain_subject = _is_ascii_text(letter.subject)
    message["Subject"] = Header(letter.subject, "us-ascii" if plain_subject else "utf-8", header_name="Subject")
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{_wire_id(letter.message_id)}>"
    message["MIME-Version"] = "1.0"  # before the type, as mail programs write it
    text = letter.body.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    is_plain = text.isascii() and max(map(len, text.split("\n"))) <= LINE_LIMIT
    message.set_payload(text, _PLAIN if is_plain else _QUOTED)
    return message.as_bytes()


def _mailbox(name: str, address: str) -> str | Header:
    """The address with its display name; a name that ASCII cannot write stands as encoded words (RFC 2047)."""
    if _is_ascii_text(name):
        return formataddr((name, address))
    field = Header(name, "utf-8", header_name="From")
    field.append(f"<{address}>", "us-ascii")
    return field


def _is_ascii_text(text: str) -> bool:
    return text.isascii() and "=?" not in text  # which would be read as the start of an encoded word


def is_address(text: str) -> bool:
    """Whether the text is exactly one e-mail address that a letter can be sent to."""
    try:
        _wire_address(text)
    except ValueError:
        return False
    return True


def _wire_address(address: str) -> str:
    local, _, domain = address.strip().rpartition("@")
    wire = ascii_domain(domain) if re.fullmatch(r"[\w.-]+", domain) else None
    if not _LOCAL_PART.fullmatch(local) or local.strip(".") != local or wire is None or "." not in wire:
        raise ValueError(f"{address!r} is not exactly one e-mail address; give one like anna@kommun.example")
    return f"{local}@{wire}"


def _wire_id(message_id: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", message_id):
        raise ValueError(f"{message_id!r} is not a message id; make one with new_message_id")
    return message_id


def new_message_id(random_hex: str, domain: str) -> str:
    """A Message-ID without `<>` that tells nothing: chance, given as hex, at the sender's own domain.

    ValueError when the chance is under 128 bits or the id would not fit on one line of 78 characters.
    """
    wire = ascii_domain(domain)
    if not re.fullmatch(r"[0-9a-f]{32,}", random_hex) or wire is None:
        raise ValueError("a message id needs at least 32 hex digits and a domain")
    message_id = f"{random_hex}@{wire}"
    if len(f"<{message_id}>") >= LINE_LIMIT:
        raise ValueError(f"the message id of {domain!r} would be longer than a line; use a shorter domain")
    return message_id
