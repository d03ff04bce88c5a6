"""The report's prose in both languages: no doubled words, no loose signs, whole sentences."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from report_templates.content import Listing, Paragraph, Report
from report_templates.language import language_of
from report_templates.material import Material
from report_templates.report import build_report
from report_templates.subject import ReportSubject
from scoring.measures import count
from shopper.method import Method, load_method
from tests.everything_around import with_everything

TextsOf = Callable[[object], list[str]]
FAULTS = {
    "a doubled word": re.compile(r"(?<![\w/-])(\w+) \1(?![\w/-])", re.IGNORECASE),
    "a doubled space": re.compile(r" {2}"),
    "a loose sign": re.compile(r" [,.;:!?](?:\s|$)"),
    "a doubled sign": re.compile(r"[,.;:]{2}"),
    "an empty place": re.compile(r"\{\w*\}|\bNone\b"),
    "empty brackets": re.compile(r"\(\s*\)"),
}


def materials(vetlanda: Material, subject: ReportSubject) -> list[Material]:
    """The example alone and with everything around it, and an empty measurement by every method."""
    methods = [load_method(name) for name in ("kkik-2013", "kkik-2017", "kkik-2018")]
    return [
        vetlanda,
        with_everything(vetlanda),
        *(Material(subject, count(method, [], []), method) for method in methods),
    ]


@pytest.fixture(scope="module", params=["sv", "en"])
def reports(
    request: pytest.FixtureRequest, vetlanda_material: Material, vetlanda_subject: ReportSubject
) -> list[Report]:
    language = language_of(request.param)
    return [build_report(replace(each, language=language)) for each in materials(vetlanda_material, vetlanda_subject)]


@pytest.mark.parametrize("fault", FAULTS)
def test_no_text_of_the_report_has(fault: str, reports: list[Report], texts_of: TextsOf) -> None:
    found = [text for report in reports for text in texts_of(report) if FAULTS[fault].search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("a doubled word", "Det det är"),
        ("a doubled space", "Det  är"),
        ("a loose sign", "Det är . Och"),
        ("a doubled sign", "Det är.. Och"),
        ("an empty place", "Det är {n}"),
        ("empty brackets", "Bygg ()"),
    ],
)
def test_a_fault_of_prose_is_noticed(fault: str, text: str) -> None:
    assert FAULTS[fault].search(text)


def test_paragraphs_and_points_are_whole_sentences(reports: list[Report]) -> None:
    blocks = [block for report in reports for section in report.sections for block in section.blocks]
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    said += [item for block in blocks if isinstance(block, Listing) for item in block.items]
    begun_badly = [text for text in said if not re.match(r"[A-ZÅÄÖ0-9]", text)]
    ended_badly = [text for text in said if not text.endswith((".", "?"))]
    assert (begun_badly, ended_badly) == ([], [])


def test_the_page_on_the_method_is_whole_sentences_too(vetlanda_material: Material, method: Method) -> None:
    page = build_report(vetlanda_material).method_page
    said = [block.text for block in page.blocks if isinstance(block, Paragraph)]
    said += [item for block in page.blocks if isinstance(block, Listing) for item in block.items]
    assert [text for text in said if not text.endswith(".") and method.checksum not in text] == []
