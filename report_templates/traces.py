"""The trace codes printed beside figures, by which each is found again with the contacts behind it. Pure."""

from report_templates.material import Material
from scoring.trace import trace_code


def trace(material: Material, key: str, area: str | None = None) -> str:
    """The code of a figure, of the total when no area is named; empty where the report has nothing to be traced in."""
    measurement = material.subject.measurement_id
    return "" if measurement is None else trace_code(measurement, material.figures, area, key)
