"""Prints an order to the files a municipality receives. Heavy to import: only where something is printed."""

from importlib.metadata import version
from io import BytesIO
from typing import Final, cast
from zipfile import ZipFile

from report_templates.checksum import content_checksum
from report_templates.files.figure_workbook import write_figures
from report_templates.files.package import CSV, WORKBOOK, XLSX_TYPE, Origin, make_package, with_pdf
from report_templates.language import Language, language_of
from report_templates.page import render_html
from report_templates.pdf import AttachedFile, Variant, print_pdf
from report_templates.report import build_report
from scheduler.workplace import DraftOrder, FinalOrder, Printed, PrintOrder

NO_PDF: Final = b""
"""What stands for the PDF in a package until it is printed: it is printed with files of the package inside."""


def print_report(order: PrintOrder) -> Printed:
    """The files of a draft or of a final print; the same order gives the same bytes.

    BadInput when the material does not fit the method.
    """
    return _final(order) if isinstance(order, FinalOrder) else _draft(order)


def _draft(order: DraftOrder) -> Printed:
    material = order.material
    report = build_report(material)
    html, workbook = render_html(report), write_figures(material)
    package = make_package(material, Origin(version("servicematning"), order.licence), NO_PDF, workbook)
    pdf = _pdf(html, order.variant, package, material.language, draft=order.has_watermark)
    return Printed(html, content_checksum(report), pdf, workbook, with_pdf(package, pdf))


def _final(order: FinalOrder) -> Printed:
    pdf = _pdf(order.html, order.variant, order.package, language_of(order.language), draft=False)
    return Printed(order.html, order.content_sha256, pdf, order.workbook, with_pdf(order.package, pdf))


def _pdf(html: str, variant: str, package: bytes, language: Language, *, draft: bool) -> bytes:
    attached = _attached(package, language) if variant == "pdf/a-3a" else ()
    return print_pdf(html, variant=cast("Variant", variant), attachments=attached, draft=draft)


def _attached(package: bytes, language: Language) -> tuple[AttachedFile, ...]:
    """The data that an archive file carries: the figures as a workbook, and as text for programs."""
    said = (
        (WORKBOOK, XLSX_TYPE, language.say("Nyckeltalen som arbetsbok")),
        (CSV, "text/csv", language.say("Nyckeltalen som text för program")),
    )
    with ZipFile(BytesIO(package)) as archive:
        return tuple(AttachedFile(name, archive.read(name), kind, text) for name, kind, text in said)
