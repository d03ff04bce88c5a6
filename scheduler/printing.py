"""An order to the files a municipality receives: the content and the data are made here, the pages by a printer."""

from importlib.metadata import version
from io import BytesIO
from typing import Final, cast
from zipfile import ZipFile

from report_templates.checksum import content_checksum
from report_templates.files.figure_workbook import write_figures
from report_templates.files.package import CSV, WORKBOOK, XLSX_TYPE, Origin, make_package, with_pdf
from report_templates.language import Language, language_of
from report_templates.report import build_report
from report_templates.sheets import AttachedFile, PagePrinter, Sheets, Variant, print_sheets
from scheduler.workplace import DraftOrder, FinalOrder, Printed, PrintOrder

NO_PDF: Final = b""
"""What stands for the PDF in a package until it is printed: it is printed with files of the package inside."""


def print_report(order: PrintOrder, print_pages: PagePrinter = print_sheets) -> Printed:
    """The files of a draft or of a final print; the same order gives the same bytes.

    BadInput when the material does not fit the method.
    """
    return _final(order, print_pages) if isinstance(order, FinalOrder) else _draft(order, print_pages)


def _draft(order: DraftOrder, print_pages: PagePrinter) -> Printed:
    material = order.material
    report, workbook = build_report(material), write_figures(material)
    package = make_package(material, Origin(version("servicematning"), order.licence), NO_PDF, workbook)
    attached = _attached(order.variant, package, material.language)
    pages = print_pages(Sheets(report, cast("Variant", order.variant), attached, order.has_watermark))
    return Printed(pages.html, content_checksum(report), pages.pdf, workbook, with_pdf(package, pages.pdf))


def _final(order: FinalOrder, print_pages: PagePrinter) -> Printed:
    attached = _attached(order.variant, order.package, language_of(order.language))
    pdf = print_pages(Sheets(order.html, cast("Variant", order.variant), attached)).pdf
    return Printed(order.html, order.content_sha256, pdf, order.workbook, with_pdf(order.package, pdf))


def _attached(variant: str, package: bytes, language: Language) -> tuple[AttachedFile, ...]:
    """The data that an archive file carries: the figures as a workbook, and as text for programs."""
    if variant != "pdf/a-3a":
        return ()
    said = (
        (WORKBOOK, XLSX_TYPE, language.say("Nyckeltalen som arbetsbok")),
        (CSV, "text/csv", language.say("Nyckeltalen som text för program")),
    )
    with ZipFile(BytesIO(package)) as archive:
        return tuple(AttachedFile(name, archive.read(name), kind, text) for name, kind, text in said)
