"""What is made of a report's material in seconds of work: functions of one value, for a process of its own."""

from report_templates.checksum import content_checksum
from report_templates.material import Material
from report_templates.page import render_html
from report_templates.report import build_report


def said(material: Material) -> str:
    """The checksum of what the report of this material says; BadInput when it does not fit the method."""
    return content_checksum(build_report(material))


def preview(order: tuple[Material, str]) -> str:
    """The report as HTML with the style sheet at this address; BadInput when the material does not fit the method."""
    material, stylesheet = order
    return render_html(build_report(material), stylesheet)
