"""The workbook of figures: a sheet a factor with counts and shares, colours that never speak alone, the same bytes."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from report_templates.figure_names import FACTORS_OF_DATA
from report_templates.files.factor_sheet import factor_sheet
from report_templates.files.figure_workbook import write_figures
from report_templates.material import Material
from report_templates.subject import EarlierWave, SimilarGroup, Surroundings
from scoring.group_means import GroupValue
from shopper.method import load_method
from shopper.records import ReferenceValue

LONGEST_SHEET_NAME = 31
"""Excel's limit."""


@pytest.fixture(scope="module")
def book(data_material: Material) -> openpyxl.Workbook:
    return opened(data_material)


def opened(material: Material) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write_figures(material)))


def column(book: openpyxl.Workbook, sheet: str, head: str) -> list[object]:
    """What stands below the head."""
    for cells in book[sheet].iter_cols(min_row=4, values_only=True):
        if cells[0] == head:
            return list(cells[1:])
    raise AssertionError(f"{sheet} has no column {head}")


def test_the_sheets_are_a_read_me_a_factor_each_and_what_belongs_to_them(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        *("Läs mig", "Tillgänglighet", "Svar på frågan", "Information", "Intresse och engagemang", "Bemötande"),
        *("Svarstider", "Svarstid i timmar", "Avsändare", "Merinformation", "Jämförelse", "Samtal per timme"),
        *("Alla nyckeltal", "Kodbok"),
    ]


def test_the_names_of_the_sheets_fit_a_spreadsheet(book: openpyxl.Workbook) -> None:
    assert [name for name in book.sheetnames if len(name) > LONGEST_SHEET_NAME] == []


def test_a_factor_has_counts_and_shares_for_the_total_and_every_area(
    book: openpyxl.Workbook, data_material: Material
) -> None:
    sets = (data_material.figures.total, *data_material.figures.areas)
    figures = [found["contact_pct"] for found in sets]
    assert (
        column(book, "Tillgänglighet", "Kontakt med handläggare: antal"),
        column(book, "Tillgänglighet", "n: alla samtal"),
    ) == ([int(figure.numerator) for figure in figures], [figure.denominator for figure in figures])


def test_a_share_can_be_counted_again_from_its_row(book: openpyxl.Workbook) -> None:
    shares = column(book, "Tillgänglighet", "Kontakt med handläggare")
    counts = column(book, "Tillgänglighet", "Kontakt med handläggare: antal")
    bases = column(book, "Tillgänglighet", "n: alla samtal")
    again = [round(100 * int(str(count)) / int(str(base)), 6) for count, base in zip(counts, bases, strict=True)]
    assert [round(float(str(share)), 6) for share in shares] == again


def test_every_figure_of_the_method_stands_on_some_factors_sheet(data_material: Material) -> None:
    shown = {part.key for factor in FACTORS_OF_DATA for part in factor_sheet(data_material, factor).columns}
    assert shown == set(data_material.figures.total.figures)


def test_values_are_numbers_in_the_unit_that_the_cell_shows(book: openpyxl.Workbook) -> None:
    share, hours = book["Tillgänglighet"]["F5"], book["Svarstid i timmar"]["D5"]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in (share, hours)] == [
        (51.851852, "n", '0" %"'),
        (7.314184, "n", "0.0"),
    ]


def test_a_share_is_drawn_as_a_bar_from_nought_to_a_hundred(book: openpyxl.Workbook) -> None:
    drawn = {
        str(place.sqref): [(end.type, end.val) for end in rule.dataBar.cfvo]
        for place in book["Information"].conditional_formatting
        for rule in place.rules
        if rule.type == "dataBar"
    }
    assert drawn == {f"{letter}5:{letter}15": [("num", 0), ("num", 100)] for letter in ("F", "H", "J", "L", "P")}


def test_a_small_base_is_told_in_words_beside_its_colour(book: openpyxl.Workbook) -> None:
    assert column(book, "Information", "Underlag")[:3] == [None, "få (4)", "få (4)"]


def test_the_total_and_the_areas_stand_in_the_methods_order(book: openpyxl.Workbook, data_material: Material) -> None:
    names = [area.name if area.in_total else f"{area.name}*" for area in data_material.method.area]
    assert column(book, "Information", "Område") == ["Kommunen som helhet", *names]


def test_every_figure_is_on_one_sheet_to_be_filtered(book: openpyxl.Workbook, data_material: Material) -> None:
    sets = (data_material.figures.total, *data_material.figures.areas)
    sheet = book["Alla nyckeltal"]
    rows = sum(len(found.figures) for found in sets)
    assert (sheet.max_row - 4, sheet.auto_filter.ref) == (rows, f"A4:M{rows + 4}")


def test_an_imported_value_is_marked_and_its_standing_told_with_a_sign(book: openpyxl.Workbook) -> None:
    found = [
        (row[0], row[3], row[4], row[7], row[8])
        for row in book["Jämförelse"].iter_rows(min_row=5, values_only=True)
        if row[0] == "Svar med merinformation"
    ]
    assert found == [
        ("Svar med merinformation", "Likvärdiga kommuner (inläst värde)", 40, 20, "▼ något sämre, kan vara slump"),
    ]


def test_an_imported_earlier_value_is_said_to_be_unsure(data_material: Material) -> None:
    earlier = ReferenceValue("contact_pct", "previous", 99, None, None, None, None, None, "the previous measurement")
    sheet = opened(replace(data_material, references=(earlier,)))["Jämförelse"]
    assert [row[-1] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]] == [
        "▼ sämre, osäkert: inläst värde"
    ]


def test_a_group_and_an_earlier_wave_of_our_own_count_are_told_apart(data_material: Material) -> None:
    first, last = date(2016, 10, 10), date(2016, 11, 6)
    wave = EarlierWave("Hösten 2016", first, last, data_material.figures.total.figures, data_material.method)
    older = replace(wave, name="Hösten 2015", method=load_method("kkik-2013"))
    value = GroupValue(7, Fraction(70), Fraction(50), Fraction(90))
    group = SimilarGroup({}, 7, (2016, 2017), {"contact_pct": value})
    around = Surroundings(earlier=(wave, older), similar=group)
    sheet = opened(replace(data_material, references=(), around=around))["Jämförelse"]
    found = [row[3:] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == "Kontakt med handläggare"]
    assert [(row[0], row[-1]) for row in found] == [
        ("Hösten 2016, 10 oktober – 6 november 2016", "● kan vara slump"),
        ("Hösten 2015, 10 oktober – 6 november 2016", "Går inte att jämföra: reglerna har ändrats."),
        ("Likvärdiga kommuner, 2016, 2017", "▼ något sämre, kan vara slump"),
    ]


def test_a_measurement_without_contacts_has_empty_cells_and_says_so(empty_material: Material) -> None:
    book = opened(empty_material)
    assert (
        column(book, "Information", "God information"),
        set(column(book, "Information", "Underlag")),
        book["Jämförelse"]["A3"].value,
    ) == ([None] * 11, {"inget underlag"}, "Det finns inget att jämföra med ännu.")


def test_the_read_me_names_the_measurement_and_links_to_every_other_sheet(book: openpyxl.Workbook) -> None:
    lines = {row[0].value: row[1].value for row in book["Läs mig"].iter_rows(min_row=3, max_row=7)}
    links = [row[0].hyperlink.location for row in book["Läs mig"].iter_rows() if row[0].hyperlink]
    assert (lines["Kommun"], lines["Mätperiod"], links) == (
        "Vetlanda (0685)",
        "16 oktober – 12 november 2017, vecka 42–45",
        [f"'{name}'!A1" for name in book.sheetnames[1:]],
    )


def test_calls_in_review_are_told_of(data_material: Material) -> None:
    waiting = replace(data_material, subject=replace(data_material.subject, calls_not_reviewed=3))
    texts = [row[0] for row in opened(waiting)["Läs mig"].iter_rows(min_col=2, max_col=2, values_only=True)]
    assert "Mätningen är inte avslutad. 3 samtal väntar på granskning och räknas inte." in texts


def test_a_hostile_name_never_becomes_a_formula(hostile_material: Material) -> None:
    cells = [cell for sheet in opened(hostile_material).worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_the_english_workbook_has_no_swedish_sheet(english_material: Material) -> None:
    assert opened(english_material).sheetnames == [
        *("Read me", "Availability", "Answer to the question", "Information", "Interest and commitment", "Courtesy"),
        *(
            "Reply times",
            "Reply time in hours",
            "Sender",
            "Extra information",
            "Comparison",
            "Calls by the hour",
            "All figures",
            "Code book",
        ),
    ]


def test_two_runs_give_the_same_bytes_without_a_time_in_them(data_material: Material) -> None:
    content = write_figures(data_material)
    with ZipFile(BytesIO(content)) as archive:
        times = {entry.date_time for entry in archive.infolist()}
    assert (content == write_figures(data_material), times) == (True, {(1980, 1, 1, 0, 0, 0)})
