"""Every printed figure can be found again: codes by the measures and the table, numbers in the appendices."""

from dataclasses import replace

import pytest

from report_templates.content import MeasureBox, Paragraph, Report, Table
from report_templates.material import Material
from report_templates.report import build_report
from scoring.trace import read_trace, traced


@pytest.fixture(scope="module")
def traced_report(vetlanda_material: Material) -> Report:
    subject = replace(vetlanda_material.subject, measurement_id=412)
    return build_report(replace(vetlanda_material, subject=subject))


def _counted(report: Report) -> Table:
    (table,) = (block for block in report.method_page.blocks if isinstance(block, Table))
    return table


def test_every_row_of_the_last_page_leads_to_its_own_figure(traced_report: Report, vetlanda_material: Material) -> None:
    codes = [row[-1] for row in _counted(traced_report).rows]
    places = [read_trace(code) for code in codes]
    keys = [traced(vetlanda_material.figures, area, figure) for _, area, figure in places]
    assert {measurement for measurement, _, _ in places} == {412}
    assert keys == [
        (None, "measure_1_pct"),
        (None, "measure_1_sum_of_rounded_pct"),
        (None, "measure_2_pct"),
        (None, "measure_2_answered_pct"),
        (None, "measure_3_pct"),
        (None, "contact_pct"),
        (None, "answer_good_share_pct"),
        (None, "information_good_share_pct"),
        (None, "interest_good_share_pct"),
        (None, "courtesy_good_share_pct"),
        (None, "reply_none_pct"),
        (None, "mean_hours"),
        (None, "median_hours"),
        (None, "complete_sender_pct"),
        (None, "extra_information_pct"),
        (None, "acknowledged_pct"),
    ]


def test_a_measure_has_the_same_code_wherever_it_stands(traced_report: Report) -> None:
    boxes = [block for section in traced_report.sections for block in section.blocks if isinstance(block, MeasureBox)]
    in_table = {row[0]: row[-1] for row in _counted(traced_report).rows}
    assert [box.trace for box in boxes] == [in_table[f"Mått {number}"] for number in (1, 2, 3, 2, 3, 1)]


def test_the_numbers_of_an_appendix_make_a_cells_code(traced_report: Report, vetlanda_material: Material) -> None:
    table = traced_report.appendices[0].chart.table
    assert table.header[:3] == ("Område", "Nr", "Inom 60 s")
    assert [row[1] for row in table.rows] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "0"]
    assert table.footnote.replace("\u00a0", " ").endswith(
        "Nr är områdets nummer i spårkoden, och nyckeltalets nummer är: Inom 60 s 2; 60–120 s 3; Över 120 s 4; Ingen "
        "kontakt 5."
    )
    assert traced(vetlanda_material.figures, 2, 5) == ("forskola", "contact_none_pct")


def test_one_sentence_on_the_last_page_explains_the_code(traced_report: Report) -> None:
    notes = [block.text for block in traced_report.method_page.blocks if isinstance(block, Paragraph)]
    assert sum(text.startswith("Spårkoden leder på webben till de kontakter") for text in notes) == 1


def test_a_report_of_nothing_stored_speaks_of_no_code(vetlanda_report: Report) -> None:
    assert "Spårkod" not in _counted(vetlanda_report).header
    assert vetlanda_report.appendices[0].chart.table.header[1] == "Inom 60 s"
    assert not any(
        "Spårkoden" in block.text for block in vetlanda_report.method_page.blocks if isinstance(block, Paragraph)
    )
