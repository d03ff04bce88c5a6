"""Workbooks as bytes, and texts as cells: the same content gives the same bytes, and no text becomes a formula."""

from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format's times are UTC without saying so
_ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def set_text(cell: Cell, text: str) -> None:
    """Make the text the cell's value, as text whatever it begins with; what a spreadsheet cannot hold is left out."""
    held = ILLEGAL_CHARACTERS_RE.sub("", text)
    if held:
        cell.value = held
        cell.data_type = "s"  # or a text that begins with = would be a formula
        cell.quotePrefix = held.startswith(_FORMULA_SIGNS)  # and would become one when somebody edits the cell


def is_plain(text: str) -> bool:
    """Whether a text is one in a cell without further ado: it begins with a letter or digit and has no odd characters.

    What begins otherwise may be a formula, or an error value such as `#N/A`.
    """
    return text[:1].isalnum() and ILLEGAL_CHARACTERS_RE.search(text) is None


def file_bytes(workbook: Workbook, title: str, language: str) -> bytes:
    """The file. The library's own `save` would write the present time into it, and into its every part."""
    workbook.properties = DocumentProperties(title=title, language=language, creator="", created=_MADE, modified=_MADE)
    written = BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w")).save()
    fixed = BytesIO()
    with ZipFile(written) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # or the operating system would show
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
