"""What a reply gives beyond the bare answer: links and files outside the signature, as a proposal.

Tips and ideas in prose are for a person to see. Left out is what every mail of the municipality carries: its start
page, social media, privacy notices, the pictures of the signature.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from mail_probe.match import belongs
from mail_probe.message import ParsedMail
from mail_probe.quote import split
from mail_probe.reading.attachments import Attachment
from mail_probe.reading.signature import SignatureLine, find_signature, is_disclaimer

TEXT_LIMIT_CHARACTERS = 40_000
EXTRA_LIMIT = 50
_LINE_CHARACTERS = 4_000

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{3,1500}", re.IGNORECASE)
_SOCIAL_MEDIA = (
    *("facebook.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "youtube.com", "youtu.be", "tiktok.com"),
    *("snapchat.com", "vimeo.com", "flickr.com", "threads.net", "bsky.app", "fb.me", "fb.com"),
)
_PRIVACY = re.compile(
    r"personuppgift|gdpr|dataskydd|integritet|privacy|personopl?ysning|persondata|privatliv|datenschutz|cookie|"
    r"kakor|tillganglighetsredog|unsubscribe|avprenumerera",
    re.IGNORECASE,
)
_START_PATH = re.compile(r"/?(?:(?:index|start|default|startsida|hem|home)(?:\.[a-z]{2,5})?/?)?(?:sv|no|da|de|en)?/?$")
_WRAPPED = (("safelinks.protection.outlook.com", "url"), ("google.com", "q"), ("l.facebook.com", "u"))
_NOT_EXTRA_TYPES = ("text/calendar", "text/vcard", "text/x-vcard", "application/pgp", "message/disposition")
_NOT_EXTRA_SUFFIXES = (".vcf", ".ics", ".p7s", ".p7m", ".asc", ".dat")
_SIGNATURE_PICTURE = re.compile(r"(?:image\d{1,4}|logo.{0,30}|outlook-.{0,60}|att\d{1,6})\.(?:png|jpe?g|gif|bmp)$")


What = Literal["link", "attachment"]


@dataclass(frozen=True)
class Extra:
    """Something beyond the bare answer: the address of a link or the name of a file, and why it is proposed."""

    what: What
    value: str
    why: str


def extra_of(mail: ParsedMail, domains: tuple[str, ...] = ()) -> tuple[Extra, ...]:
    """Links and files of a mail that may be extra information (method study 5.2), in order, each once, at most 50.

    `domains` are the municipality's own; the sender's counts as one too. Any mail gives a result, in linear time.
    """
    own = (*domains, mail.from_address.rpartition("@")[2])
    visible = split(mail.text).visible[:TEXT_LIMIT_CHARACTERS]
    signature = find_signature(visible, (mail.from_name,))
    lines = list(signature.outside) if signature.is_marked else _every_line(visible)
    found = [*_links_in(lines, own), *_links_behind_words(mail, lines, own), *_files(mail.attachments)]
    return tuple({(extra.what, extra.value): extra for extra in found}.values())[:EXTRA_LIMIT]


def _every_line(visible: str) -> list[SignatureLine]:
    lines = enumerate(visible.splitlines(), start=1)
    return [SignatureLine(number, line) for number, line in lines if not is_disclaimer(line)]


def _links_in(lines: list[SignatureLine], own: tuple[str, ...]) -> Iterator[Extra]:
    for line in lines:
        if _PRIVACY.search(line.text[:_LINE_CHARACTERS]):
            continue
        for address in _ADDRESS.findall(line.text[:_LINE_CHARACTERS]):
            target = _unwrapped(address.rstrip(".,;:!?*_"))
            if _leads_further(target, own):
                yield Extra("link", target, f"link outside the signature: line {line.number}")


def _links_behind_words(mail: ParsedMail, lines: list[SignatureLine], own: tuple[str, ...]) -> Iterator[Extra]:
    """Links of HTML whose words stand outside the signature; the address itself is not in the text."""
    text = " ".join(" ".join(line.text.split()) for line in lines)
    for link in mail.links:
        target = _unwrapped(link.target)
        is_outside = bool(link.words) and link.words in text
        if is_outside and not _PRIVACY.search(link.words) and _leads_further(target, own):
            yield Extra("link", target, f"link outside the signature: {link.words[:80]}")


def _unwrapped(address: str) -> str:
    """The address a protecting or counting service leads to; others as they are."""
    try:
        parts = urlsplit(address)
        for host, field in _WRAPPED:
            if belongs(parts.hostname or "", (host,)):
                inside = parse_qs(parts.query, max_num_fields=50).get(field, [""])[0]
                return inside if inside.startswith(("http://", "https://")) else address
    except ValueError:
        return address
    return address


def _leads_further(address: str, own: tuple[str, ...]) -> bool:
    """Whether a link says more than "this is us": no start page of our own, no social medium, no privacy notice."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "." not in host or _PRIVACY.search(address):
        return False
    if belongs(host, _SOCIAL_MEDIA):
        return False
    is_start = bool(_START_PATH.match(parts.path.lower())) and not parts.query
    return not (is_start and belongs(host, own))


def _files(attachments: tuple[Attachment, ...]) -> Iterator[Extra]:
    for file in attachments:
        name = file.name.lower()
        is_picture = file.content_type.startswith("image/")
        if is_picture and (file.inline or _SIGNATURE_PICTURE.match(name)):
            continue
        if file.content_type.startswith(_NOT_EXTRA_TYPES) or name.endswith(_NOT_EXTRA_SUFFIXES):
            continue
        if not file.content_type.endswith("ms-tnef"):
            yield Extra("attachment", file.name or file.content_type, "attached file")
