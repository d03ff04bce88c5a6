"""Prints an order to the files a municipality receives. Heavy to import: only where something is printed."""

from importlib.metadata import version

from report_templates.checksum import content_checksum
from report_templates.files.package import Origin, make_package, with_pdf
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from report_templates.report import build_report
from report_templates.workbook import write_workbook
from scheduler.workplace import DraftOrder, FinalOrder, Printed, PrintOrder


def print_report(order: PrintOrder) -> Printed:
    """The files of a draft or of a final print; the same order gives the same bytes.

    BadInput when the material does not fit the method.
    """
    return _final(order) if isinstance(order, FinalOrder) else _draft(order)


def _draft(order: DraftOrder) -> Printed:
    report = build_report(order.material)
    html = render_html(report)
    pdf = print_pdf(html)
    workbook = write_workbook(report)
    origin = Origin(version("servicematning"), "")
    package = make_package(order.material, origin, pdf, workbook)
    return Printed(html, content_checksum(report), pdf, workbook, package)


def _final(order: FinalOrder) -> Printed:
    pdf = print_pdf(order.html)
    package = None if order.package is None else with_pdf(order.package, pdf)
    return Printed(order.html, order.content_sha256, pdf, order.workbook, package)
