"""A report's HTML to PDF: tagged PDF/UA-1, without a network. The only module that knows WeasyPrint.

Two runs on the same report give the same bytes: the file carries no clock, and its identifier is made from the HTML.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from report_templates.page import FILES

VARIANT = "pdf/ua-1"


class PackagedFiles(URLFetcher):  # type: ignore[misc] # the library carries no types
    """Fetches files of this package and nothing else: no address in a report reaches a network or another folder."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The file's response; FatalURLFetchingError for everything that is not a file of the package."""
        if not url.startswith(f"{FILES.as_uri()}/") or ".." in url:
            raise FatalURLFetchingError(f"a report may only use files of the package, not {url}")
        return super().fetch(url, headers)


def print_pdf(html: str, base: Path = FILES) -> bytes:
    """The document as PDF. `base` is the folder that its relative addresses start from.

    FatalURLFetchingError when the document asks for anything outside the package.
    """
    document = HTML(string=html, base_url=f"{base.as_uri()}/", url_fetcher=PackagedFiles())
    identifier = sha256(html.encode()).digest()[:16]
    printed: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)
    return printed
