"""All municipalities of a wave beside each other: by name, with n and interval, legible for five and for ninety."""

import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import altair as alt
import openpyxl
import page as pdf_checker
import pikepdf
import pytest

from report_templates.drawing.canvas import Style
from report_templates.drawing.multiples import WIDTH, Dot, Panel, drawing_of_multiples
from report_templates.files.overview_workbook import keys_of, write_overview
from report_templates.language import SWEDISH, language_of
from report_templates.overview import LEADING, Line, Overview, mean_of, pages_of, told
from report_templates.overview_html import render_overview
from report_templates.pdf import print_pdf
from report_templates.subject import Look
from scoring.figures import FigureSet, MeasurementFigures
from scoring.measures import count_total
from shopper.alphabet import by_name
from shopper.method import Method


@pytest.fixture(scope="module")
def empty_total(method: Method) -> FigureSet:
    return count_total(method, (), ())


@pytest.fixture(scope="module")
def overview(method: Method, vetlanda_figures: MeasurementFigures, empty_total: FigureSet) -> Overview:
    """Vetlanda, one of whose calls waits for review; Ödeshög, where nothing has happened; one area as Ale."""
    lines = (
        Line("0512", "Ödeshög", empty_total),
        Line("0685", "Vetlanda", vetlanda_figures.total, not_reviewed=1),
        Line("1440", "Ale <&>", vetlanda_figures.areas[0]),
    )
    period = date(2017, 10, 16), date(2017, 11, 12), date(2018, 1, 15)
    return Overview("Hösten 2017", *period, method, tuple(by_name(lines)))


def many(overview: Overview, number: int) -> Overview:
    vetlanda = overview.lines[1]
    lines = [Line(f"{each:04}", f"Kommun {each:03}", vetlanda.total) for each in range(number)]
    return replace(overview, lines=tuple(by_name(lines)))


def sheet_of(overview: Overview, name: str) -> list[tuple[object, ...]]:
    """The header and the rows of a sheet of the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(write_overview(overview)))
    return [tuple(row) for row in book[name].iter_rows(min_row=4, values_only=True)]


def drawn_pages(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.DOTALL)


def test_the_municipalities_stand_in_swedish_order(overview: Overview) -> None:
    assert [line.name for line in overview.lines] == ["Ale <&>", "Vetlanda", "Ödeshög"]


def test_a_page_has_at_most_forty_and_pages_are_even(overview: Overview) -> None:
    sizes = {number: [len(page) for page in pages_of(many(overview, number).lines)] for number in (0, 5, 40, 45, 290)}
    assert sizes == {0: [], 5: [5], 40: [40], 45: [22, 23], 290: [36, 36, 36, 37, 36, 36, 36, 37]}


def test_the_mean_leaves_out_whoever_has_too_few_contacts_and_needs_three(overview: Overview) -> None:
    vetlanda = replace(overview.lines[1], not_reviewed=0)
    pair = [vetlanda, replace(vetlanda, code="0001")]
    three = [*pair, replace(vetlanda, code="0002"), overview.lines[0], overview.lines[2]]
    assert (mean_of([*pair, overview.lines[2]], "contact_pct"), mean_of(three, "contact_pct")) == (
        None,
        Fraction(550, 9),
    )


def test_the_mean_leaves_out_whoever_waits_for_review_or_an_answer(overview: Overview) -> None:
    reviewed = replace(overview.lines[1], not_reviewed=0)
    last = (reviewed, overview.lines[1], replace(reviewed, letters_waiting=1))
    assert [mean_of([reviewed, reviewed, one], "contact_pct") for one in last] == [Fraction(550, 9), None, None]


def test_a_value_is_told_with_its_interval_and_its_n(overview: Overview) -> None:
    figures = [line.total["measure_1_pct"] for line in (overview.lines[1], overview.lines[2])]
    assert [told(figure, SWEDISH) for figure in figures] == ["85\u00a0% (72–92\u00a0%), n\u00a0=\u00a052", "-"]


def test_the_drawing_keeps_to_the_schema_of_vega_lite() -> None:
    dot = Dot("61 %", Fraction(61), 48.0, 73.0, is_few=False)
    few = Dot("100 %", Fraction(100), 51.0, 100.0, is_few=True)
    nothing = Dot("-", None, None, None, is_few=True)
    drawing = drawing_of_multiples(
        ["A", "B", "C"], [Panel("Mått 1", (dot, few, nothing), Fraction(80))], Style(SWEDISH)
    )
    alt.LayerChart.from_dict(drawing)


def test_a_panel_without_one_dot_for_each_name_is_refused() -> None:
    with pytest.raises(ValueError, match="one dot for each name"):
        drawing_of_multiples(["A"], [Panel("Mått 1", (), None)], Style(SWEDISH))


@pytest.mark.parametrize("number", [1, 5, 40])
def test_the_rows_fill_a_page_and_never_run_over_it(overview: Overview, number: int) -> None:
    lines = many(overview, number).lines
    dot = Dot("61 %", Fraction(61), 48.0, 73.0, is_few=False)
    drawing = drawing_of_multiples(
        [line.name for line in lines], [Panel("Mått 1", (dot,) * number, None)] * 4, Style(SWEDISH)
    )
    letters = [layer["mark"]["fontSize"] for layer in drawing["layer"] if layer["mark"]["type"] == "text"]
    assert (drawing["width"], drawing["height"] <= 570, min(letters) >= 9.5) == (WIDTH, True, True)


def test_every_municipality_is_drawn_with_its_value_and_stands_in_the_table(overview: Overview) -> None:
    html = render_overview(overview)
    (drawn,) = drawn_pages(html)
    rows = re.findall(r'<th scope="row">(.*?)</th>', html)
    values = re.findall(r">(\d+ %|-)<", drawn.replace("\u00a0", " "))
    assert (rows, "Ale &lt;&amp;&gt;" in drawn, values.count("-"), "85 %" in values) == (
        ["Ale &lt;&amp;&gt;", "Vetlanda†", "Ödeshög"],
        True,
        4,
        True,
    )


def test_calls_in_review_are_told_of(overview: Overview) -> None:
    told_of = "† Ett samtal väntar på granskning och räknas inte."
    reviewed = replace(overview, lines=(overview.lines[0],))
    assert (told_of in render_overview(overview), "†" in render_overview(reviewed)) == (True, False)


def test_letters_that_may_still_be_answered_are_told_of(overview: Overview) -> None:
    waiting = replace(overview, lines=(replace(overview.lines[0], letters_waiting=2),))
    html = render_overview(waiting)
    told_of = "† 2 brev kan fortfarande få svar i tid och räknas inte."
    assert (told_of in html, "Ale &lt;&amp;&gt;†" in html) == (True, True)
    assert sheet_of(waiting, "Värden")[1][:5] == ("1440", "Ale <&>", None, 2, "få (4)")


def test_the_order_is_said_to_be_no_ranking(overview: Overview) -> None:
    assert "Kommunerna står i bokstavsordning, inte i rangordning." in render_overview(overview)


def test_a_mean_is_explained_only_where_one_is_drawn(overview: Overview) -> None:
    told_of = ["Streckad linje" in render_overview(one) for one in (overview, many(overview, 2))]
    with_a_mean = replace(overview, lines=tuple(replace(line, not_reviewed=0) for line in many(overview, 3).lines))
    assert (told_of, "Streckad linje" in render_overview(with_a_mean)) == ([False, False], True)


def test_the_print_is_landscape_and_valid(overview: Overview) -> None:
    pdf = print_pdf(render_overview(overview))
    checked = pdf_checker.validate_pdf_bytes(pdf, profile="ua1")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sizes = {tuple(round(float(side)) for side in one.mediabox[2:]) for one in opened.pages}
        pages = len(opened.pages)
    assert ([fault.message for fault in checked.failures], sizes, pages) == ([], {(842, 595)}, 1)


def test_ninety_municipalities_are_three_pages_of_panels_before_the_table(overview: Overview) -> None:
    html = render_overview(many(overview, 90))
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
    assert (len(drawn_pages(html)), headings) == (
        3,
        [
            "Översikt, Hösten 2017, Kommun 000–Kommun 029",
            "Översikt, Hösten 2017, Kommun 030–Kommun 059",
            "Översikt, Hösten 2017, Kommun 060–Kommun 089",
            "Värdena i tabell",
        ],
    )


@pytest.mark.parametrize(("number", "pages"), [(6, 1), (7, 2), (40, 3)])
def test_the_panels_fit_their_page_and_the_table_follows(overview: Overview, number: int, pages: int) -> None:
    """Six leave room for the table on the page of the panels; that of forty takes two pages."""
    pdf = print_pdf(render_overview(many(overview, number)))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == pages


def test_a_wave_without_municipalities_says_so(overview: Overview) -> None:
    nobody = replace(overview, lines=())
    assert "Mätomgången har inga kommuner." in render_overview(nobody)
    book = openpyxl.load_workbook(io.BytesIO(write_overview(nobody)))
    assert book["Värden"]["A3"].value == "Mätomgången har inga kommuner."


def test_the_overview_wears_the_colour_of_the_wave(overview: Overview) -> None:
    green = replace(overview, look=Look(colour="#0a5c36", publisher="Höglandet"))
    html = render_overview(green)
    assert ("#0a5c36" in drawn_pages(html)[0], '<meta name="author" content="Höglandet">' in html) == (True, True)


def test_the_overview_is_written_in_english_too(overview: Overview) -> None:
    html = render_overview(replace(overview, language=language_of("en")))
    assert ('<h1 id="tabell">The values in a table</h1>' in html, "85% (72–92%), n\u00a0=\u00a052" in html) == (
        True,
        True,
    )
    assert "Measure 1: Andel" not in html


def test_the_workbook_has_a_row_a_municipality_by_name(overview: Overview) -> None:
    rows = sheet_of(overview, "Värden")[1:]
    assert [row[:5] for row in rows] == [
        ("1440", "Ale <&>", None, None, "få (4)"),
        ("0685", "Vetlanda", 1, None, None),
        ("0512", "Ödeshög", None, None, "få (0)"),
    ]


def test_the_workbook_has_measures_contact_grades_and_reply_bands(overview: Overview, method: Method) -> None:
    heads = [str(head) for head in sheet_of(overview, "Värden")[0]]
    assert heads[5:9] == [
        "Mått 1: besvarade inom 18 arbetstimmar",
        "Mått 1: besvarade inom 18 arbetstimmar: intervall från",
        "Mått 1: besvarade inom 18 arbetstimmar: intervall till",
        "Mått 1: besvarade inom 18 arbetstimmar: kontakter (n)",
    ]
    assert len(heads) == 5 + len(keys_of(method)) + 3 * len(LEADING)


def test_every_value_of_the_workbook_can_be_counted_again_from_its_counts(overview: Overview, method: Method) -> None:
    values, counts = sheet_of(overview, "Värden")[2], sheet_of(overview, "Täljare och nämnare")[2]
    units = [overview.lines[1].total[key].unit for key in keys_of(method)]
    place, shown, again = 5, [], []
    for number, (key, unit) in enumerate(zip(keys_of(method), units, strict=True)):
        numerator, denominator = (float(str(each)) for each in counts[5 + 2 * number : 7 + 2 * number])
        shown.append(round(float(str(values[place])), 3))
        again.append(round((1 if unit == "hours" else 100) * numerator / denominator, 3))
        place += 4 if key in LEADING else 1
    assert shown == again


def test_a_count_is_shown_whole_and_only_summed_hours_with_a_decimal(overview: Overview, method: Method) -> None:
    """A form such as `0.##` would leave a lone comma after every whole number."""
    book = openpyxl.load_workbook(io.BytesIO(write_overview(overview)))
    shown = [cell.number_format for cell in book["Täljare och nämnare"][6][5:]]
    units = [overview.lines[1].total[key].unit for key in keys_of(method)]
    assert shown == [form for unit in units for form in ("0.0" if unit == "hours" else "0", "0")]


def test_a_hostile_name_never_becomes_a_formula(overview: Overview) -> None:
    hostile = replace(overview, wave_name="=1", lines=(replace(overview.lines[0], name="=1+1"),))
    book = openpyxl.load_workbook(io.BytesIO(write_overview(hostile)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert (book["Värden"]["B5"].value, [cell for cell in cells if cell.data_type == "f"]) == ("=1+1", [])


def test_two_runs_give_the_same_bytes(overview: Overview) -> None:
    assert write_overview(overview) == write_overview(overview)
    assert print_pdf(render_overview(overview)) == print_pdf(render_overview(overview))
