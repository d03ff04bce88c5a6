"""The workbook: the report's tables with the same values, the same bytes every time, and no text that turns formula."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from report_templates.content import Chart, Report, Section, Table
from report_templates.sheets import NAME_LENGTH, Sheet, codebook, sheet_names, sheets_of
from report_templates.workbook import write_workbook

FORBIDDEN = set("[]:*?/\\'")


@pytest.fixture(scope="module")
def vetlanda_bytes(vetlanda_report: Report) -> bytes:
    return write_workbook(vetlanda_report)


@pytest.fixture(scope="module")
def vetlanda_book(vetlanda_bytes: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(vetlanda_bytes))


def tables_of(section: Section) -> list[Table]:
    tables = [block.table if isinstance(block, Chart) else block for block in section.blocks]
    return [table for table in tables if isinstance(table, Table)]


def shown(value: object, number_format: str) -> str:
    """A cell as a Swedish spreadsheet shows it, with no-break spaces before units."""
    if value is None or isinstance(value, str):
        return value or ""
    pattern, _, unit = number_format.partition('" ')
    decimals = len(pattern.partition(".")[2])
    unit = unit.removesuffix('"')
    return f"{value:.{decimals}f}".replace(".", ",") + (f"\u00a0{unit}" if unit else "")


def read_back(book: openpyxl.Workbook, name: str, width: int) -> list[tuple[str, ...]]:
    """The rows of the sheet under the caption, as shown."""
    return [
        tuple(shown(cell.value, cell.number_format) for cell in row[:width]) for row in book[name].iter_rows(min_row=4)
    ]


def with_texts(report: Report, *texts: str) -> Report:
    table = Table("Prov", ("Text", "Tal"), tuple((text, text) for text in texts), (1,))
    return replace(report, sections=(Section("prov", "", "Prov", (table,)),), appendices=())


def proof_cells(report: Report, *texts: str) -> list[tuple[object, str, bool]]:
    """Value, type and the mark of quoted text of the first column, read back."""
    book = openpyxl.load_workbook(BytesIO(write_workbook(with_texts(report, *texts))))
    cells = [row[0] for row in book["Prov"].iter_rows(min_row=5, max_row=4 + len(texts))]
    return [(cell.value, cell.data_type, bool(cell.quotePrefix)) for cell in cells]


def test_every_table_of_the_sections_reads_back_with_the_printed_values(
    vetlanda_report: Report, vetlanda_book: openpyxl.Workbook
) -> None:
    for section in (*vetlanda_report.sections, vetlanda_report.method_page):
        for table in tables_of(section):
            rows = read_back(vetlanda_book, section.heading, len(table.header))
            assert rows[: len(table.rows) + 1] == [table.header, *table.rows]


def test_every_appendix_reads_back_with_the_printed_values(
    vetlanda_report: Report, vetlanda_book: openpyxl.Workbook
) -> None:
    for appendix in vetlanda_report.appendices:
        table = appendix.chart.table
        rows = read_back(vetlanda_book, f"Bilaga {appendix.heading}", len(table.header))
        assert rows[: len(table.rows) + 1] == [table.header, *table.rows]


def test_a_report_without_any_contact_reads_back_too(empty_report: Report) -> None:
    book = openpyxl.load_workbook(BytesIO(write_workbook(empty_report)))
    assert [cell.value for cell in book["Tillgänglighet"][5]] == ["Inom 60 s", 0, "-", "-"]


def test_the_unanswered_letters_have_a_sheet(vetlanda_book: openpyxl.Workbook) -> None:
    sent = [row[2] for row in read_back(vetlanda_book, "Obesvarade brev", 4)]
    assert sent == [
        "Skickat",
        "Sön 22/10 10:35",
        "Tis 7/11 17:55",
        "Ons 18/10 20:00",
        "Fre 10/11 12:50",
        "Tors 9/11 19:50",
    ]


def test_numbers_are_numbers_in_the_printed_unit(vetlanda_book: openpyxl.Workbook) -> None:
    cells = [*vetlanda_book["Tillgänglighet"][5][1:], vetlanda_book["Svarstid i timmar"]["B5"]]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        (28, "n", "0"),
        (52, "n", '0" %"'),
        ("39–65\u00a0%", "s", "General"),
        (7.3, "n", '0.0" timmar"'),
    ]


def test_a_dash_stays_text(vetlanda_book: openpyxl.Workbook) -> None:
    cell = vetlanda_book["Sammanfattning"]["E6"]
    assert (cell.value, cell.data_type) == ("-", "s")


def test_the_read_me_comes_first_and_the_code_book_last(vetlanda_book: openpyxl.Workbook) -> None:
    assert (vetlanda_book.sheetnames[0], vetlanda_book.sheetnames[-1]) == ("Läs mig", "Kodbok")


def test_the_read_me_names_municipality_period_and_method(vetlanda_book: openpyxl.Workbook) -> None:
    lines = {row[0].value: row[1].value for row in vetlanda_book["Läs mig"].iter_rows(min_row=3, max_row=6)}
    assert (lines["Kommun"], lines["Mätperiod"], lines["Metod"]) == (
        "Vetlanda",
        "16 oktober – 12 november 2017, vecka 42–45",
        "KKiK servicemätning 2017 (kkik-2017, version 1)",
    )


def test_the_read_me_links_to_every_other_sheet(vetlanda_book: openpyxl.Workbook) -> None:
    links = [row[0].hyperlink.location for row in vetlanda_book["Läs mig"].iter_rows() if row[0].hyperlink]
    assert links == [f"'{name}'!A1" for name in vetlanda_book.sheetnames[1:]]


def test_the_code_book_explains_every_column_word(vetlanda_report: Report, vetlanda_book: openpyxl.Workbook) -> None:
    explained = {row[0].value for row in vetlanda_book["Kodbok"].iter_rows(min_row=4) if row[1].value}
    used = {word for sheet in sheets_of(vetlanda_report) for table in sheet.tables for word in table.header}
    assert used - explained == set()


def test_no_column_word_of_the_report_is_left_without_a_meaning_of_its_own(vetlanda_report: Report) -> None:
    words = codebook(sheets_of(vetlanda_report), "Vetlanda")
    assert [word.word for word in words if word.meaning.startswith("Text;")] == []


def test_the_code_book_stands_in_swedish_order() -> None:
    table = Table("Prov", ("Övrigt", "Äldre", "Åtta", "Zon", "andel"), ())
    sheet = Sheet("Prov", "Prov", "", (table,))
    assert [word.word for word in codebook([sheet], "Vetlanda")][:5] == ["andel", "Zon", "Åtta", "Äldre", "Övrigt"]


def test_a_sheet_keeps_its_header_in_sight_and_prints_across_the_page(vetlanda_book: openpyxl.Workbook) -> None:
    sheet = vetlanda_book["Bilaga Svarstider"]
    setup = sheet.page_setup
    assert (sheet.freeze_panes, sheet.print_title_rows, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        "B5",
        "$4:$4",
        "landscape",
        1,
        0,
    )


def test_every_column_is_wide_enough_to_read(vetlanda_book: openpyxl.Workbook) -> None:
    widths = [column.width for sheet in vetlanda_book.worksheets for column in sheet.column_dimensions.values()]
    assert min(widths) >= 11


def test_the_same_report_gives_the_same_bytes(vetlanda_report: Report, vetlanda_bytes: bytes) -> None:
    assert write_workbook(vetlanda_report) == vetlanda_bytes


def test_no_time_of_writing_is_in_the_file(vetlanda_bytes: bytes, vetlanda_book: openpyxl.Workbook) -> None:
    with ZipFile(BytesIO(vetlanda_bytes)) as archive:
        times = {entry.date_time for entry in archive.infolist()}
    properties = vetlanda_book.properties
    assert (times, properties.created, properties.modified.year) == ({(1980, 1, 1, 0, 0, 0)}, properties.modified, 2000)


@pytest.mark.parametrize("text", ["=1+1", "+46 383 971 00", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x.test")', "\t=1"])
def test_a_text_never_becomes_a_formula(text: str, vetlanda_report: Report) -> None:
    assert proof_cells(vetlanda_report, text) == [(text, "s", True)]


def test_a_text_that_reads_like_an_error_stays_text(vetlanda_report: Report) -> None:
    assert proof_cells(vetlanda_report, "#N/A", "12") == [("#N/A", "s", False), ("12", "s", False)]


def test_characters_that_a_spreadsheet_cannot_hold_are_left_out(vetlanda_report: Report) -> None:
    assert proof_cells(vetlanda_report, "a\x00b\x0b", "\x00=1") == [("ab", "s", False), ("=1", "s", True)]


def test_a_number_column_keeps_what_is_no_number_as_text(vetlanda_report: Report) -> None:
    book = openpyxl.load_workbook(BytesIO(write_workbook(with_texts(vetlanda_report, "=1", "44 / 52", "1 %", "2,50"))))
    assert [row[1].value for row in book["Prov"].iter_rows(min_row=5)] == ["=1", "44 / 52", 1, 2.5]


def test_sheet_names_of_the_report_fit_a_spreadsheet(vetlanda_book: openpyxl.Workbook) -> None:
    names = vetlanda_book.sheetnames
    wrong = [name for name in names if len(name) > NAME_LENGTH or FORBIDDEN & set(name)]
    assert (wrong, len({name.casefold() for name in names})) == ([], len(names))


def test_hostile_sheet_names_are_made_fit_and_different() -> None:
    assert sheet_names(["Kodbok", "A/B [1]: 'x'?", "", "a b 1 x", "x" * 40, "X" * 40, "History"]) == (
        "Kodbok (2)",
        "A B 1 x",
        "Blad",
        "a b 1 x (2)",
        "x" * 31,
        "X" * 27 + " (2)",
        "History (2)",
    )
