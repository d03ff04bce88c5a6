"""A report's content to its pages, as a process for printing does it: it holds what draws and prints, not what counts.

Counting, writing and the files beside the PDF need libraries of their own, which would be held by every such process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from report_templates.content import Report

Variant = Literal["pdf/ua-1", "pdf/a-3a"]
"""Accessible; or for the archive, accessible too, and with the data attached."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside an archive PDF: the data that the report was made of."""

    name: str
    content: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is to be printed: a report, or the HTML of one that was printed before."""

    content: Report | str
    variant: Variant
    attached: tuple[AttachedFile, ...] = ()
    has_watermark: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """What was printed: the HTML and the PDF."""

    html: str
    pdf: bytes


PagePrinter = Callable[[Sheets], Pages]
"""Prints sheets, whatever process it does it in."""


def print_sheets(sheets: Sheets) -> Pages:
    """The pages; the same sheets give the same bytes."""
    # Where it is printed and only there: these take a second and fifty megabytes.
    from report_templates.page import render_html  # noqa: PLC0415
    from report_templates.pdf import print_pdf  # noqa: PLC0415

    html = sheets.content if isinstance(sheets.content, str) else render_html(sheets.content)
    pdf = print_pdf(html, variant=sheets.variant, attachments=sheets.attached, draft=sheets.has_watermark)
    return Pages(html, pdf)
