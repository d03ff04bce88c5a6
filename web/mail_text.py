"""A mail as a page may show it: text that hides nothing, and the names of its files."""

from dataclasses import dataclass
from typing import Final

from mail_probe import message, quote
from mail_probe.reading.unseen import without_unseen

KNOWN_ENDINGS: Final = frozenset(
    {"csv", "docx", "gif", "ics", "jpeg", "jpg", "odp", "ods", "odt", "pdf", "png", "pptx", "txt", "xlsx"}
)
KILOBYTE: Final = 1024


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a mail as the list of its files says it: `looks_like` is the type of its first bytes."""

    name: str
    kilobytes: int
    looks_like: str


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail as text for the page: what the sender wrote, what was quoted, and what else there is."""

    visible: str
    quoted: str
    attachments: tuple[FileLine, ...]
    has_html: bool


def text_of(raw: bytes) -> MailText:
    """The mail as text. HTML is never shown; characters that hide or turn text around are taken out."""
    parsed = message.parse(raw)
    parts = quote.split(parsed.text)
    files = tuple(
        FileLine(without_unseen(one.name), -(-one.size // KILOBYTE), one.sniffed_type) for one in parsed.attachments
    )
    return MailText(
        without_unseen(parts.visible), without_unseen(parts.quoted), files, "text/html" in parsed.content_types
    )


def file_name(mail_id: int, number: int, written: str) -> str:
    """The name a file is downloaded by: ours, with the ending it came with where that is a harmless one we know."""
    ending = written.rpartition(".")[2].lower()
    return f"brev-{mail_id}-bilaga-{number + 1}.{ending if ending in KNOWN_ENDINGS else 'bin'}"
