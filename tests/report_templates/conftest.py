"""The example measurement's report, and that of a wave in which nothing has happened yet."""

import csv
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from importlib import resources
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from report_templates.content import Report
from report_templates.report import build_report
from report_templates.subject import Comment, ExampleReply, ReportSubject
from scoring.figures import MeasurementFigures
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord, Delivery, MailRecord, Outcome, ReferenceValue

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


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _call(number: int, row: dict[str, str]) -> CallRecord:
    return CallRecord(
        id=number,
        area=row["area"],
        question=row["question"],
        called_at=datetime.fromisoformat(row["called_at"]),
        interviewer=row["interviewer"],
        seconds_to_contact=int(row["seconds_to_contact"]) if row["seconds_to_contact"] else None,
        outcome=cast("Outcome", row["outcome"]),
        answer=row["answer"] or None,
        information=row["information"] or None,
        interest=row["interest"] or None,
        courtesy=row["courtesy"] or None,
        comment=row["comment"],
    )


def _mail(number: int, row: dict[str, str]) -> MailRecord:
    extra: dict[str, bool | None] = {"yes": True, "no": False, "": None}
    return MailRecord(
        id=number,
        area=row["area"],
        question=row["question"],
        sent_at=datetime.fromisoformat(row["sent_at"]),
        delivery=cast("Delivery", row["delivery"]),
        acknowledged_at=datetime.fromisoformat(row["acknowledged_at"]) if row["acknowledged_at"] else None,
        answered_at=datetime.fromisoformat(row["answered_at"]) if row["answered_at"] else None,
        sender=row["sender"] or None,
        extra_information=extra[row["extra_information"]],
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
    return tuple(_call(number, row) for number, row in enumerate(_rows("calls.csv"), start=1))


@pytest.fixture(scope="session")
def vetlanda_figures(method: Method, vetlanda_calls: tuple[CallRecord, ...]) -> MeasurementFigures:
    mails = [_mail(number, row) for number, row in enumerate(_rows("mails.csv"), start=1)]
    return count(method, vetlanda_calls, mails)


@pytest.fixture(scope="session")
def vetlanda_references() -> tuple[ReferenceValue, ...]:
    earlier = ReferenceValue("mean_hours", "previous", 7, None, None, None, None, None, "the previous measurement")
    return (*(_reference(row) for row in _rows("comparison.csv")), earlier)


@pytest.fixture(scope="session")
def vetlanda_report(
    method: Method,
    vetlanda_calls: tuple[CallRecord, ...],
    vetlanda_figures: MeasurementFigures,
    vetlanda_references: tuple[ReferenceValue, ...],
) -> Report:
    comments = [Comment(call.area, call.comment) for call in vetlanda_calls if call.comment]
    official = Comment("bygglov", "Handläggaren Anna Testsson bad mig ringa 0383-111 22 33.")
    example = ExampleReply(
        "forskola", "Finns föräldrakooperativ?", "Ja, ett.\n\nAnna Testsson\nTelefon: 0383-111 22 33"
    )
    return build_report(SUBJECT, vetlanda_figures, method, vetlanda_references, [*comments, official], example)


@pytest.fixture(scope="session")
def empty_report(method: Method) -> Report:
    return build_report(SUBJECT, count(method, [], []), method, [], [], None)


def texts_in(value: object) -> list[str]:
    """Every text anywhere in a value of the report's content, no-break spaces as spaces."""
    if isinstance(value, str):
        return [value.replace("\u00a0", " ")]
    if isinstance(value, Fraction | int) or value is None:
        return []
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts_in(getattr(value, field.name))]
    raise AssertionError(f"{type(value).__name__} does not belong in a report")


@pytest.fixture(scope="session")
def vetlanda_texts(vetlanda_report: Report) -> list[str]:
    return texts_in(vetlanda_report)


@pytest.fixture(scope="session")
def empty_texts(empty_report: Report) -> list[str]:
    return texts_in(empty_report)


@pytest.fixture(scope="session")
def vetlanda_subject() -> ReportSubject:
    return SUBJECT
