"""Cells of the workbooks of data: headings, real numbers with formats, column widths and the set-up of print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from report_templates.workbook_file import is_plain, set_text

Value = str | int | float | Decimal | None

INK: Final = "12416B"
QUIET: Final = "46525E"
BOLD: Final = Font(bold=True)

_TITLE: Final = Font(bold=True, size=14, color=INK)
_SMALL: Final = Font(color=QUIET)
_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_HEADER_FILL: Final = PatternFill("solid", fgColor=INK)
_RULE: Final = Border(bottom=Side(style="thin", color="C9D1D8"))


def put(sheet: Worksheet, row: int, column: int, value: Value, *, wrap: bool = False) -> Cell:
    """The value in its cell, a text as text whatever it begins with; None leaves the cell empty."""
    cell: Cell = sheet.cell(row, column)
    if isinstance(value, str):
        set_text(cell, value)
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal=None if isinstance(value, str) else "right")
    return cell


def put_title(sheet: Worksheet, row: int, text: str, *, small: bool = False) -> None:
    """A heading of the sheet, or a line in small below it."""
    put(sheet, row, 1, text).font = _SMALL if small else _TITLE


def put_header(sheet: Worksheet, row: int, texts: Sequence[str], numeric: Sequence[int] = ()) -> None:
    """The columns' heads; `numeric` are the columns, counted from 0, whose heads stand to the right."""
    for column, text in enumerate(texts):
        cell = put(sheet, row, column + 1, text)
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
        side = "right" if column in numeric else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def put_rows(
    sheet: Worksheet, row: int, rows: Sequence[Sequence[Value]], formats: Mapping[int, str] | None = None
) -> int:
    """The rows from `row` on, with the number formats of their columns; gives back the row after the last."""
    for number, values in enumerate(rows, start=row):
        for column, value in enumerate(values):
            cell = put(sheet, number, column + 1, value, wrap=isinstance(value, str))
            cell.border = _RULE
            if formats and column in formats and not isinstance(value, str):
                cell.number_format = formats[column]
    return row + len(rows)


def put_plain_rows(sheet: Worksheet, row: int, rows: Sequence[Sequence[Value]], formats: Mapping[int, str]) -> int:
    """Many rows without rules between them, since what looks like something takes its time; else as `put_rows`."""
    for number, values in enumerate(rows, start=row):
        for column, value in enumerate(values):
            if isinstance(value, str) and not is_plain(value):
                set_text(sheet.cell(number, column + 1), value)
            elif value is not None:
                cell = sheet.cell(number, column + 1, value)
                if column in formats:
                    cell.number_format = formats[column]
    return row + len(rows)


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """How wide each column is, in letters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_up_print(sheet: Worksheet, header_row: int | None = None, footer: str = "") -> None:
    """Landscape A4, as wide as the page, the header on every page, the page's number below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "&P (&N)"
