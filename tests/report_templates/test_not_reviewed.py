"""The report says how many calls wait for review, and says nothing when none do."""

from dataclasses import replace

import pytest

from report_templates.content import Paragraph
from report_templates.material import Material
from report_templates.report import build_report
from report_templates.sections.how_counted import not_reviewed
from report_templates.subject import ReportSubject
from scoring.measures import count
from shopper.method import Method

SENTENCE = "3 samtal väntar på granskning och räknas inte."


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (0, ()),
        (1, (Paragraph("1 samtal väntar på granskning och räknas inte.", "caution"),)),
        (3, (Paragraph(SENTENCE, "caution"),)),
    ],
)
def test_calls_that_wait_are_told_of_in_one_plain_sentence(
    calls: int, told: tuple[Paragraph, ...], vetlanda_subject: ReportSubject, method: Method
) -> None:
    subject = replace(vetlanda_subject, calls_not_reviewed=calls)
    assert not_reviewed(Material(subject, count(method, [], []), method)) == told


def test_the_sentence_stands_in_the_summary_and_on_the_page_of_the_method(
    vetlanda_subject: ReportSubject, method: Method
) -> None:
    subject = replace(vetlanda_subject, calls_not_reviewed=3)
    report = build_report(Material(subject, count(method, [], []), method))
    told = [section.id for section in (*report.sections, report.method_page) if _says(section.blocks)]
    assert told == ["sammanfattning", "sa-raknades-det"]


def _says(blocks: tuple[object, ...]) -> bool:
    return Paragraph(SENTENCE, "caution") in blocks
