"""A measurement with next to nothing in it gives a correct, readable report, in both languages."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from report_templates.content import Chart, MeasureBox, Report, Table, Trend
from report_templates.language import language_of
from report_templates.material import Material
from report_templates.page import render_html
from report_templates.report import build_report
from report_templates.subject import ReportSubject
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord, MailRecord
from tests import vetlanda

Kept = tuple[Sequence[CallRecord], Sequence[MailRecord]]
ReportOf = Callable[[str, str], Report]


def _missed(call: CallRecord) -> CallRecord:
    return replace(
        call,
        outcome="no_answer",
        seconds_to_contact=None,
        answer=None,
        information=None,
        interest=None,
        courtesy=None,
        comment="",
    )


def _silent(letter: MailRecord) -> MailRecord:
    return replace(letter, acknowledged_at=None, answered_at=None, sender=None, extra_information=None)


def _nothing_sent() -> Kept:
    return (), ()


def _nothing_answered() -> Kept:
    return [_missed(call) for call in vetlanda.vetlanda_calls()], [_silent(one) for one in vetlanda.vetlanda_letters()]


def _one_of_each() -> Kept:
    return [_good_call()], vetlanda.vetlanda_letters()[:1]


def _good_call() -> CallRecord:
    """A call that was answered in time, with courtesy that is good and not very good."""
    calls = vetlanda.vetlanda_calls()
    return next(call for call in calls if call.courtesy == "good" and (call.seconds_to_contact or 99) <= 60)


def _one_area_missing() -> Kept:
    calls = [call for call in vetlanda.vetlanda_calls() if call.area != "bygglov"]
    return calls, [letter for letter in vetlanda.vetlanda_letters() if letter.area != "bygglov"]


def _all_equal() -> Kept:
    letter = vetlanda.vetlanda_letters()[0]
    calls = [replace(_good_call(), id=number) for number in range(1, 55)]
    return calls, [replace(letter, id=number) for number in range(1, 53)]


def _only_calls() -> Kept:
    return vetlanda.vetlanda_calls(), ()


def _only_letters() -> Kept:
    return (), vetlanda.vetlanda_letters()


def _all_bounced() -> Kept:
    bounced = [replace(_silent(letter), delivery="bounced") for letter in vetlanda.vetlanda_letters()]
    return vetlanda.vetlanda_calls(), bounced


CASES: dict[str, Callable[[], Kept]] = {
    "nothing_sent": _nothing_sent,
    "nothing_answered": _nothing_answered,
    "one_of_each": _one_of_each,
    "one_area_missing": _one_area_missing,
    "all_equal": _all_equal,
    "only_calls": _only_calls,
    "only_letters": _only_letters,
    "all_bounced": _all_bounced,
}
BROKEN = re.compile(r"\bNone\b|\bnan\b|\binf\b|[{}]|  |\(\s*\)|\.\.|Fraction|Decimal| ,| \.(?!test)")
"""What no reader should ever meet: an unfilled place, a value that is none, two spaces, empty brackets."""


def _write(subject: ReportSubject, method: Method, kept: Kept, code: str) -> Report:
    calls, letters = kept
    language = language_of("en" if code == "en" else "sv")
    figures = count(method, calls, letters)
    return build_report(Material(subject, figures, method, calls=tuple(calls), language=language))


@pytest.fixture(scope="module")
def report_of(vetlanda_subject: ReportSubject, method: Method) -> ReportOf:
    """The report of a case in a language; each is written once."""

    @cache
    def written(case: str, code: str) -> Report:
        return _write(vetlanda_subject, method, CASES[case](), code)

    return written


def _fitted(method: Method, kept: Kept) -> Kept:
    """The contacts on the scales of another method."""
    scale = method.call.courtesy
    calls, letters = kept
    return [
        call if call.courtesy is None or call.courtesy in scale else replace(call, courtesy=scale[0]) for call in calls
    ], letters


def _tables(report: Report) -> list[Table]:
    sections = [*report.sections, report.method_page]
    blocks = [block for section in sections for block in section.blocks]
    charts = [*(block for block in blocks if isinstance(block, Chart | Trend)), *(a.chart for a in report.appendices)]
    return [*(block for block in blocks if isinstance(block, Table)), *(chart.table for chart in charts)]


@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_sentence_is_whole(
    report_of: ReportOf, texts_of: Callable[[object], list[str]], case: str, code: str
) -> None:
    texts = texts_of(report_of(case, code))
    assert [text for text in texts if BROKEN.search(text)] == []


@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_row_fits_its_table(report_of: ReportOf, case: str, code: str) -> None:
    tables = _tables(report_of(case, code))
    assert {len(row) - len(table.header) for table in tables for row in table.rows} == {0}


@pytest.mark.parametrize("case", ["nothing_sent", "nothing_answered", "one_of_each"])
def test_the_page_can_be_drawn(report_of: ReportOf, case: str) -> None:
    html = render_html(report_of(case, "sv"))
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_every_method_gives_whole_sentences(
    vetlanda_subject: ReportSubject, texts_of: Callable[[object], list[str]], name: str, code: str
) -> None:
    method = load_method(name)
    kept = _fitted(method, (vetlanda.vetlanda_calls(), vetlanda.vetlanda_letters()))
    texts = texts_of(_write(vetlanda_subject, method, kept, code))
    assert [text for text in texts if BROKEN.search(text)] == []


def _values(report: Report) -> list[str]:
    boxes = [block for section in report.sections for block in section.blocks if isinstance(block, MeasureBox)]
    return [box.value_text for box in boxes[:3]]


@pytest.mark.parametrize(
    ("case", "values"),
    [
        ("nothing_sent", ["-", "-", "-"]),
        ("nothing_answered", ["0\u00a0%", "0\u00a0%", "-"]),
        ("one_of_each", ["100\u00a0%", "100\u00a0%", "67\u00a0%"]),
        ("all_equal", ["100\u00a0%", "100\u00a0%", "67\u00a0%"]),
        ("only_calls", ["-", "52\u00a0%", "74\u00a0%"]),
        ("only_letters", ["85\u00a0%", "-", "-"]),
        ("all_bounced", ["-", "52\u00a0%", "74\u00a0%"]),
    ],
)
def test_an_empty_base_is_a_dash_and_nought_of_something_is_nought(
    report_of: ReportOf, case: str, values: list[str]
) -> None:
    assert _values(report_of(case, "sv")) == values


def test_a_missing_area_prints_dashes_in_its_row_and_changes_no_other(
    report_of: ReportOf, vetlanda_report: Report
) -> None:
    report = report_of("one_area_missing", "sv")
    rows, whole = (found.appendices[0].chart.table.rows for found in (report, vetlanda_report))
    assert rows[0] == ("Bygg", "-", "-", "-", "-", "0")
    assert rows[1:-1] == whole[1:-1]


def test_equal_answers_get_no_interval_for_points_and_an_honest_one_for_shares(report_of: ReportOf) -> None:
    report = report_of("all_equal", "sv")
    boxes = [block for section in report.sections for block in section.blocks if isinstance(block, MeasureBox)]
    assert [box.interval_text for box in boxes[:3]] == [
        "Med 95 procents säkerhet inom 93–100\u00a0%.",
        "Med 95 procents säkerhet inom 93–100\u00a0%.",
        "Alla värden är lika, så det finns inget intervall.",
    ]


def test_one_contact_of_each_kind_draws_no_conclusion(report_of: ReportOf) -> None:
    report = report_of("one_of_each", "sv")
    boxes = [block for section in report.sections for block in section.blocks if isinstance(block, MeasureBox)]
    assert {box.interval_text for box in boxes[:3]} == {"För få kontakter för att dra slutsatser."}


@pytest.mark.parametrize("case", CASES)
def test_nothing_earlier_and_nobody_similar_are_said_in_one_sentence_each(
    report_of: ReportOf, texts_of: Callable[[object], list[str]], case: str
) -> None:
    texts = texts_of(report_of(case, "sv"))
    assert "Det finns ingen tidigare avslutad mätning av kommunen att jämföra med." in texts
    assert "För den här mätomgången finns inga jämförelsevärden från andra kommuner." in texts
