"""The report's tables as an XLSX workbook, for those who want to go on counting.

The same report gives the same bytes: document properties and the times inside the file are constants. No text of the
report can become a formula.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from report_templates.content import Listing, Paragraph, Report, Table
from report_templates.language import Language, language_of
from report_templates.sheets import CODEBOOK, READ_ME, Sheet, Word, codebook, sheets_of
from report_templates.workbook_file import file_bytes, set_text
from scoring.rounding import NO_BREAK

_NUMBER = r"(?P<number>\d+(?:{mark}(?P<decimals>\d+))?)(?P<unit>\s?(?:%|[a-z]+))?"
_INK = "12416B"
_TITLE = Font(bold=True, size=14, color=_INK)
_CAPTION = Font(bold=True, size=12)
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor=_INK)
_RULE = Border(bottom=Side(style="thin", color="C9D1D8"))
_LINE = 15.5
_WIDEST = 60
_NARROWEST = 11


def write_workbook(report: Report) -> bytes:
    """The workbook: a read-me, a sheet for every section with tables, one for every appendix, and a code book.

    Cells of numbers hold real numbers in the printed unit: `61 %` is 61 with a format that prints the sign, and
    `7,3 timmar` is 7.3. What is no number (`-`, intervals) stays text.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    language, sheets = language_of(report.language), sheets_of(report)
    _read_me(workbook.create_sheet(language.say(READ_ME)), report, sheets, language)
    for sheet in sheets:
        _tables(workbook.create_sheet(sheet.name), sheet, language)
    words = codebook(sheets, report.cover.municipality, language)
    _codebook(workbook.create_sheet(language.say(CODEBOOK)), words, language)
    for drawn in workbook.worksheets:
        _set_up_print(drawn, report.footer)
    return file_bytes(workbook, report.title, report.language)


def _read_me(drawn: Worksheet, report: Report, sheets: Sequence[Sheet], language: Language) -> None:
    """What the workbook is, which measurement it is about, how to read it, and where everything stands."""
    _set_widths(drawn, (28, 100))
    _put(drawn, 1, 1, report.title, font=_TITLE)
    lines = _read_me_lines(report, language)
    for row, (label, text) in enumerate(lines, start=3):
        _put(drawn, row, 1, label, font=Font(bold=True))
        _put(drawn, row, 2, text, wrap=True)
    row = len(lines) + 4
    _header(drawn, row, (language.say("Blad"), language.say("Innehåll")))
    content = [(sheet.name, "; ".join(table.caption for table in sheet.tables)) for sheet in sheets]
    last = (language.say(CODEBOOK), language.say("Kolumnernas ord"))
    for number, (name, text) in enumerate([*content, last], start=row + 1):
        linked = _put(drawn, number, 1, name, font=Font(underline="single", color=_INK))
        linked.hyperlink = Hyperlink(ref=linked.coordinate, location=f"'{name}'!A1")
        _put(drawn, number, 2, text, wrap=True)


def _read_me_lines(report: Report, language: Language) -> tuple[tuple[str, str], ...]:
    say = language.say
    percent = language.percent(Fraction(61))
    return (
        (
            say("Vad det här är"),
            say("Rapportens tabeller som kalkylblad, med samma värden som i den tryckta rapporten."),
        ),
        (say("Kommun"), report.cover.municipality),
        (say("Mätperiod"), report.cover.period_text),
        (say("Metod"), report.cover.method_text),
        (
            say("Så läser du"),
            say("Procent och timmar är tal i den enhet som cellen visar: {percent} är talet 61.", percent=percent),
        ),
        ("", say("Värdena är avrundade som i rapporten; Antal och n ger de exakta andelarna.")),
        ("", say("Vad kolumnernas ord betyder står i bladet {sheet}.", sheet=say(CODEBOOK))),
        *((say("Om metoden"), text) for text in _method_texts(report)),
    )


def _method_texts(report: Report) -> Iterable[str]:
    for block in report.method_page.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        if isinstance(block, Listing):
            yield from block.items


def _tables(drawn: Worksheet, sheet: Sheet, language: Language) -> None:
    """A heading and then the tables, one below another; a single table's header stays in sight and on every page."""
    _set_widths(drawn, _widths(sheet.tables))
    _wide(drawn, 1, sheet.heading, sheet.tables, _TITLE)
    row = 3
    if sheet.intro:
        _wide(drawn, 2, sheet.intro, sheet.tables)
    if len(sheet.tables) == 1:
        drawn.freeze_panes = drawn.cell(row + 2, 2)
        drawn.print_title_rows = f"{row + 1}:{row + 1}"
    numbers = re.compile(_NUMBER.format(mark=re.escape(language.decimal_mark)))
    for table in sheet.tables:
        row = _table(drawn, row, table, sheet.tables, numbers)


def _table(drawn: Worksheet, row: int, table: Table, all_tables: Sequence[Table], numbers: re.Pattern[str]) -> int:
    """Caption, header, rows and footnote from `row` on; gives back the row where the next table begins."""
    _wide(drawn, row, table.caption, all_tables, _CAPTION)
    _header(drawn, row + 1, table.header, table.numeric)
    for number, texts in enumerate(table.rows, start=row + 2):
        for column, text in enumerate(texts):
            if column in table.numeric:
                _put_value(drawn.cell(number, column + 1), text, numbers)
            else:
                _put(drawn, number, column + 1, text, wrap=True)
            drawn.cell(number, column + 1).border = _RULE
    end = row + 2 + len(table.rows)
    if table.footnote:
        _wide(drawn, end, table.footnote, all_tables)
        end += 1
    return end + 1


def _codebook(drawn: Worksheet, words: Sequence[Word], language: Language) -> None:
    _set_widths(drawn, (28, 90, 50))
    _put(drawn, 1, 1, language.say("Vad kolumnernas ord betyder"), font=_TITLE)
    _header(drawn, 3, (language.say("Ord"), language.say("Betydelse"), language.say("Finns i bladen")))
    for row, word in enumerate(words, start=4):
        _put(drawn, row, 1, word.word, font=Font(bold=True))
        _put(drawn, row, 2, word.meaning, wrap=True)
        _put(drawn, row, 3, ", ".join(word.sheets), wrap=True)
    drawn.freeze_panes = "B4"
    drawn.print_title_rows = "3:3"


def _header(drawn: Worksheet, row: int, texts: Sequence[str], numeric: Sequence[int] = ()) -> None:
    for column, text in enumerate(texts):
        cell = _put(drawn, row, column + 1, text, font=_HEADER_FONT)
        cell.fill = _HEADER_FILL
        cell.alignment = Alignment(
            horizontal="right" if column in numeric else "left", vertical="center", wrap_text=True
        )


def _wide(drawn: Worksheet, row: int, text: str, tables: Sequence[Table], font: Font | None = None) -> None:
    """A text across all columns. Nobody measures joined cells, so the row is given the height of its lines."""
    widths = _widths(tables)
    _put(drawn, row, 1, text, font=font, wrap=True)
    drawn.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    letter = font.size / 11 if font is not None else 1.0
    lines = -(-len(text) * letter // sum(widths))
    drawn.row_dimensions[row].height = max(1, lines) * _LINE * letter


def _put(  # noqa: PLR0913 - a place, a text and how it looks
    drawn: Worksheet, row: int, column: int, text: str, *, font: Font | None = None, wrap: bool = False
) -> Cell:
    """The text as text whatever it begins with; characters a spreadsheet cannot hold are left out."""
    cell = drawn.cell(row, column)
    set_text(cell, text)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    if font is not None:
        cell.font = font
    return cell


def _put_value(cell: Cell, text: str, numbers: re.Pattern[str]) -> None:
    """A number with the format that prints it as in the report, or else the text; both to the right."""
    found = numbers.fullmatch(text)
    if found is None:
        set_text(cell, text)
    else:
        whole, decimals = found["number"], found["decimals"] or ""
        cell.value = Decimal(f"{whole[: -len(decimals) - 1]}.{decimals}") if decimals else int(whole)
        unit = f'"{found["unit"].replace(NO_BREAK, " ")}"' if found["unit"] else ""
        cell.number_format = "0" + (f".{'0' * len(decimals)}" if decimals else "") + unit
    cell.alignment = Alignment(horizontal="right", vertical="top")


def _widths(tables: Sequence[Table]) -> tuple[int, ...]:
    """Letters each column needs for its longest text, within reason; longer texts are wrapped."""
    columns = max(len(table.header) for table in tables)
    longest = [0] * columns
    for table in tables:
        for texts in (table.header, *table.rows):
            for column, text in enumerate(texts):
                longest[column] = max(longest[column], len(text))
    return tuple(min(_WIDEST, max(_NARROWEST, length + 3)) for length in longest)


def _set_widths(drawn: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        drawn.column_dimensions[get_column_letter(column)].width = width


def _set_up_print(drawn: Worksheet, footer: str) -> None:
    """Landscape A4, as wide as the page, the report's footer and the page's number below."""
    drawn.page_setup.orientation = "landscape"
    drawn.page_setup.paperSize = drawn.PAPERSIZE_A4
    drawn.page_setup.fitToWidth = 1
    drawn.page_setup.fitToHeight = 0
    drawn.sheet_properties.pageSetUpPr.fitToPage = True
    drawn.oddFooter.left.text = footer.replace("&", "&&")
    drawn.oddFooter.right.text = "&P (&N)"
