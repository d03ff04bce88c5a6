"""The report of a measurement that is not finished says so on its first page, and one that is finished says nothing."""

from dataclasses import replace

import pytest

from report_templates.content import Paragraph
from report_templates.language import SWEDISH
from report_templates.material import Material
from report_templates.report import build_report
from report_templates.subject import ReportSubject
from report_templates.unfinished import unfinished, what_is_left
from scoring.measures import count
from shopper.method import Method

ALL = (
    "Mätningen är inte avslutad. 3 samtal väntar på granskning och räknas inte. 2 brev kan fortfarande få svar i tid "
    "och räknas inte. 4 planerade kontakter är inte gjorda."
)
EARLY = "De snabba svaren kommer först, så brevens värden kan bli sämre innan mätningen är klar."


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ({}, ""),
        ({"calls_not_reviewed": 1}, "Mätningen är inte avslutad. Ett samtal väntar på granskning och räknas inte."),
        (
            {"letters_waiting": 1},
            "Mätningen är inte avslutad. Ett brev kan fortfarande få svar i tid och räknas inte.",
        ),
        ({"contacts_to_come": 1}, "Mätningen är inte avslutad. En planerad kontakt är inte gjord."),
        ({"calls_not_reviewed": 3, "letters_waiting": 2, "contacts_to_come": 4}, ALL),
    ],
)
def test_what_is_left_is_told_in_plain_sentences(
    left: dict[str, int], told: str, vetlanda_subject: ReportSubject
) -> None:
    assert what_is_left(SWEDISH, replace(vetlanda_subject, **left)) == told  # type: ignore[arg-type]  # all are numbers


@pytest.fixture
def half_done(vetlanda_subject: ReportSubject, method: Method) -> Material:
    """A measurement with three calls to review, two letters that may still be answered and four contacts to come."""
    subject = replace(vetlanda_subject, calls_not_reviewed=3, letters_waiting=2, contacts_to_come=4)
    return Material(subject, count(method, [], []), method)


def test_the_first_page_the_summary_and_the_page_of_the_method_say_it(half_done: Material) -> None:
    report = build_report(half_done)
    told = Paragraph(f"{ALL} {EARLY}", "caution")
    sections = [section.id for section in (*report.sections, report.method_page) if told in section.blocks]
    assert (report.cover.unfinished_text, sections) == (ALL, ["sammanfattning", "sa-raknades-det"])


def test_letters_that_wait_bend_the_values_and_calls_do_not(half_done: Material) -> None:
    without = replace(half_done, subject=replace(half_done.subject, letters_waiting=0))
    assert ([EARLY in each.text for each in unfinished(half_done)], EARLY in unfinished(without)[0].text) == (
        [True],
        False,
    )


def test_a_finished_measurement_says_nothing(vetlanda_subject: ReportSubject, method: Method) -> None:
    material = Material(vetlanda_subject, count(method, [], []), method)
    assert (unfinished(material), build_report(material).cover.unfinished_text) == ((), "")
