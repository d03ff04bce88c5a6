"""A report's content to the files a municipality receives. Heavy to import: only where something is printed."""

from report_templates.content import Report
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from report_templates.workbook import write_workbook
from scheduler.workplace import Printed


def print_report(report: Report) -> Printed:
    """The report as PDF and as workbook; the same content gives the same bytes."""
    return Printed(print_pdf(render_html(report)), write_workbook(report))
