"""The example measurement as material for files, one in which nothing has happened, and one whose names are hostile."""

from dataclasses import replace

import pytest

from report_templates.language import language_of
from report_templates.material import Material
from report_templates.subject import ReportSubject
from scoring.figures import MeasurementFigures
from scoring.measures import count
from shopper.method import Method
from shopper.records import ReferenceValue


@pytest.fixture(scope="session")
def data_material(
    vetlanda_subject: ReportSubject,
    vetlanda_figures: MeasurementFigures,
    method: Method,
    vetlanda_references: tuple[ReferenceValue, ...],
) -> Material:
    subject = replace(vetlanda_subject, measurement_id=412)
    return Material(subject, vetlanda_figures, method, vetlanda_references)


@pytest.fixture(scope="session")
def english_material(data_material: Material) -> Material:
    return replace(data_material, language=language_of("en"))


@pytest.fixture(scope="session")
def empty_material(vetlanda_subject: ReportSubject, method: Method) -> Material:
    return Material(vetlanda_subject, count(method, [], []), method)


@pytest.fixture(scope="session")
def hostile_material(data_material: Material) -> Material:
    """Somebody has given the municipality and the wave names that a spreadsheet would take for formulas."""
    subject = replace(data_material.subject, municipality_name='=HYPERLINK("x")', wave_name="+1")
    return replace(data_material, subject=subject)
