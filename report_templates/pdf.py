"""A report's HTML to PDF: tagged PDF/UA-1 or PDF/A-3a, without a network. The only module that knows WeasyPrint.

Two runs on the same report give the same bytes: the file carries no clock but the day the report says it was made,
and its identifier is made from the HTML and what is attached.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, get_args

from weasyprint import CSS, HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from report_templates.archive import has_clear_ends, make_archive
from report_templates.look_files import draft_stylesheet, mark_at, stylesheet_at
from report_templates.page import FILES, PNG_ADDRESS
from report_templates.sheets import AttachedFile, Variant
from shopper.faults import BadInput

LARGEST_LOGO = 1_000_000
"""Bytes."""
WIDEST_LOGO = 2_000
"""Pixels of a side."""

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


class PackagedFiles(URLFetcher):  # type: ignore[misc] # the library carries no types
    """Fetches files of this package and nothing else: no address in a report reaches a network or another folder.

    Answered without a file: the style sheet of a colour, a draft's mark, and a small PNG written out in the report.
    """

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The file's response; FatalURLFetchingError for everything that is not a file of the package."""
        if url.startswith(PNG_ADDRESS):
            return URLFetcherResponse(url, _logo(url.removeprefix(PNG_ADDRESS)), {"Content-Type": "image/png"})
        if not url.startswith(f"{FILES.as_uri()}/") or ".." in url:
            raise FatalURLFetchingError(f"a report may only use files of the package; take {url[:200]} out of it")
        for made, media_type in ((stylesheet_at(url), "text/css"), (mark_at(url), "image/svg+xml")):
            if made is not None:
                return URLFetcherResponse(url, made, {"Content-Type": media_type})
        return super().fetch(url, headers)


def print_pdf(
    html: str,
    base: Path = FILES,
    *,
    variant: Variant = "pdf/ua-1",
    attachments: Sequence[AttachedFile] = (),
    draft: bool = False,
) -> bytes:
    """The document as PDF. `base` is the folder that its relative addresses start from.

    `attachments` go into a PDF/A-3a file as its data; `draft` puts a watermark on every page, in the document's
    language.

    Raises:
        ValueError: another variant, or attachments to one that may have none.
        BadInput: the document asks for anything outside the package, or its logo cannot be printed.
    """
    try:
        return _printed(html, base, variant, attachments, draft=draft)
    except FatalURLFetchingError as refused:
        # No Exception: left as it is, it would end the process that prints, and nobody would be told why.
        reason = str(refused)
    raise BadInput(reason)


def _printed(html: str, base: Path, variant: Variant, attachments: Sequence[AttachedFile], *, draft: bool) -> bytes:
    if variant not in get_args(Variant):
        raise ValueError(f"a report is printed as {' or '.join(get_args(Variant))}, not as {variant!r}")
    if attachments and variant != "pdf/a-3a":
        raise ValueError("only pdf/a-3a carries attached files; print that variant, or leave them out")
    fetcher = PackagedFiles()
    address = f"{base.as_uri()}/"
    page = HTML(string=html, base_url=address, url_fetcher=fetcher)
    styles = [CSS(string=_draft(page), base_url=address, url_fetcher=fetcher)] if draft else []
    document = page.render(stylesheets=styles)
    identifier = _identifier(html, variant, attachments, draft)
    if variant == "pdf/ua-1":
        printed: bytes = document.write_pdf(pdf_variant=variant, pdf_identifier=identifier)
        return printed
    return _archived(document, identifier, attachments)


def _archived(document: Any, identifier: bytes, attachments: Sequence[AttachedFile]) -> bytes:
    """The pages as PDF/A-3a, written once more in the rare case that a stream's end could be misread."""
    for spare in count():
        printed: bytes = document.write_pdf(
            finisher=lambda _document, pdf, spare=spare: make_archive(pdf, spare),
            pdf_variant="pdf/a-3a",
            pdf_identifier=identifier,
            attachments=[_attached(one, _made_at(document.metadata.created)) for one in attachments],
        )
        if has_clear_ends(printed):
            break
    return printed


def _draft(page: Any) -> str:
    """The style of a draft, with the word for it that the document carries."""
    body = page.etree_element.find("body")
    return draft_stylesheet(body.get("data-draft", "UTKAST"))


def _identifier(html: str, variant: str, attachments: Sequence[AttachedFile], draft: object) -> bytes:
    """The same for the same print, another for every other."""
    digest = sha256(f"{variant} {draft} {len(html)}\n{html}".encode())
    for one in attachments:
        digest.update(f"{one.name}\n".encode() + sha256(one.content).digest())
    return digest.digest()[:16]


def _attached(one: AttachedFile, made_at: datetime) -> Any:
    """The file as WeasyPrint takes it, dated as the report is."""

    class Content(URLFetcher):  # type: ignore[misc] # the library carries no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            return URLFetcherResponse(url, one.content, {"Content-Type": one.media_type, **(headers or {})})

    return Attachment(
        url="attached:content",
        url_fetcher=Content(),
        name=one.name,
        description=one.description,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )


def _made_at(day: str | None) -> datetime:
    return _UNDATED if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)


def _logo(encoded: str) -> bytes:
    """The picture, when it is a PNG and no larger than a logo is."""
    try:
        picture = b64decode(encoded[: 2 * LARGEST_LOGO], validate=True)
    except Base64Error as fault:
        raise FatalURLFetchingError("the logo is not base64; choose a PNG file again") from fault
    sides = [int.from_bytes(picture[start : start + 4]) for start in (16, 20)]
    if not picture.startswith(_PNG) or len(picture) > LARGEST_LOGO or not 0 < max(sides) <= WIDEST_LOGO:
        raise FatalURLFetchingError(
            f"a logo is a PNG of at most {LARGEST_LOGO} bytes and {WIDEST_LOGO} pixels a side; choose a smaller one"
        )
    return picture
