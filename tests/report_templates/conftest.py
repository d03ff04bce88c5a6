"""The example measurement's report, and that of a wave in which nothing has happened yet."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from report_templates.content import Report
from report_templates.masking import masked, masked_letter
from report_templates.material import Material
from report_templates.report import build_report
from report_templates.subject import Comment, ExampleReply, ReportSubject
from scoring.figures import MeasurementFigures
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord, ReferenceValue
from tests import vetlanda

SUBJECT = ReportSubject(
    municipality_code="0685",
    municipality_name="Vetlanda",
    population=27_500,
    wave_name="Hösten 2017",
    first_day=date(2017, 10, 16),
    last_day=date(2017, 11, 12),
    printed_on=date(2018, 1, 15),
    zone=ZoneInfo("Europe/Stockholm"),
)


def _reference(row: dict[str, str]) -> ReferenceValue:
    return ReferenceValue(
        figure=row["figure"],
        scope="similar",
        value=int(row["value"]),
        low=int(row["low"]) if row["low"] else None,
        high=int(row["high"]) if row["high"] else None,
        municipalities=int(row["municipalities"]),
        inhabitants_from=int(row["inhabitants_from"]),
        inhabitants_to=int(row["inhabitants_to"]),
        source=row["source"],
    )


@pytest.fixture(scope="session")
def method() -> Method:
    return load_method("kkik-2017")


@pytest.fixture(scope="session")
def vetlanda_calls() -> tuple[CallRecord, ...]:
    return vetlanda.vetlanda_calls()


@pytest.fixture(scope="session")
def vetlanda_figures(method: Method, vetlanda_calls: tuple[CallRecord, ...]) -> MeasurementFigures:
    return count(method, vetlanda_calls, vetlanda.vetlanda_letters())


@pytest.fixture(scope="session")
def vetlanda_references() -> tuple[ReferenceValue, ...]:
    earlier = ReferenceValue("mean_hours", "previous", 7, None, None, None, None, None, "the previous measurement")
    return (*(_reference(row) for row in vetlanda.example_rows("comparison.csv")), earlier)


@pytest.fixture(scope="session")
def vetlanda_material(
    method: Method,
    vetlanda_calls: tuple[CallRecord, ...],
    vetlanda_figures: MeasurementFigures,
    vetlanda_references: tuple[ReferenceValue, ...],
) -> Material:
    """The example measurement with imported values to compare with, and nothing else around it."""
    return Material(SUBJECT, vetlanda_figures, method, vetlanda_references, calls=vetlanda_calls)


@pytest.fixture(scope="session")
def vetlanda_report(
    method: Method,
    vetlanda_calls: tuple[CallRecord, ...],
    vetlanda_figures: MeasurementFigures,
    vetlanda_references: tuple[ReferenceValue, ...],
) -> Report:
    comments = [Comment(call.area, call.comment) for call in vetlanda_calls if call.comment]
    official = Comment("bygglov", masked("Handläggaren Anna Testsson bad mig ringa 0383-111 22 33."))
    example = ExampleReply(
        "forskola",
        "Finns föräldrakooperativ?",
        masked_letter("Ja, ett.\n\nAnna Testsson\nTelefon: 0383-111 22 33"),
    )
    return build_report(
        Material(
            SUBJECT,
            vetlanda_figures,
            method,
            vetlanda_references,
            (*comments, official),
            example,
            calls=vetlanda_calls,
        )
    )


@pytest.fixture(scope="session")
def empty_report(method: Method) -> Report:
    return build_report(Material(SUBJECT, count(method, [], []), method))


def texts_in(value: object) -> list[str]:
    """Every text anywhere in a value of the report's content, no-break spaces as spaces."""
    if isinstance(value, str):
        return [value.replace("\u00a0", " ")]
    if isinstance(value, Fraction | int | date | bytes) or value is None:
        return []
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts_in(getattr(value, field.name))]
    raise AssertionError(f"{type(value).__name__} does not belong in a report")


@pytest.fixture(scope="session")
def texts_of() -> Callable[[object], list[str]]:
    return texts_in


@pytest.fixture(scope="session")
def vetlanda_texts(vetlanda_report: Report) -> list[str]:
    return texts_in(vetlanda_report)


@pytest.fixture(scope="session")
def empty_texts(empty_report: Report) -> list[str]:
    return texts_in(empty_report)


@pytest.fixture(scope="session")
def vetlanda_subject() -> ReportSubject:
    return SUBJECT
