"""A table that somebody uploads, CSV or XLSX, as text with tabs: what a paste from a spreadsheet looks like.

Nothing in the file is trusted: its size, what it claims to unpack to, its rows and columns are bounded, formulas are
never computed, and entities (XML 1.0 section 4) are refused.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final, Literal

from openpyxl import load_workbook

from shopper.faults import BadInput

LARGEST_FILE: Final = 1_000_000
"""Bytes; a register of all 290 municipalities takes about 50,000."""
MOST_LINES: Final = 1000
MOST_COLUMNS: Final = 40
LONGEST_CELL: Final = 500

_LARGEST_UNPACKED: Final = 8_000_000
_MOST_PARTS: Final = 200

UploadRule = Literal["too_large", "too_many_lines", "no_table", "empty"]


class RefusedUpload(BadInput):
    """A file that is no table, or too large; `rule` says which."""

    def __init__(self, rule: UploadRule) -> None:
        """Refuse the file by this rule."""
        super().__init__(f"the file is refused ({rule}); give a table as CSV or XLSX of at most {MOST_LINES} lines")
        self.rule: UploadRule = rule


def table_text(raw: bytes) -> str:
    """The table as lines of text with tabs between cells; RefusedUpload when it is none, or too large."""
    if len(raw) > LARGEST_FILE:
        raise RefusedUpload("too_large")
    if not raw.strip():
        raise RefusedUpload("empty")
    text = _workbook_text(raw) if raw.startswith(b"PK") else _plain_text(raw)
    if text.count("\n") > MOST_LINES:
        raise RefusedUpload("too_many_lines")
    return text


def _plain_text(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252, as Excel saves CSV."""
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RefusedUpload("no_table")


def _workbook_text(raw: bytes) -> str:
    _refuse_hostile(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        rows = list(_rows(book.worksheets[0]))
        book.close()
    except RefusedUpload:
        raise
    except Exception as error:  # openpyxl raises what its XML and ZIP libraries raise, whatever a broken file holds
        raise RefusedUpload("no_table") from error
    if not rows:
        raise RefusedUpload("empty")
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def _refuse_hostile(raw: bytes) -> None:
    """Refuse what unpacks to far more than a table, and parts that declare entities, before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                raise RefusedUpload("too_large")
            if any(_declares_entities(packed.read(part)) for part in parts):
                raise RefusedUpload("no_table")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        # RuntimeError: it is encrypted, or packed in a way that nobody here knows.
        raise RefusedUpload("no_table") from error


def _declares_entities(part: bytes) -> bool:
    letters = part.replace(b"\0", b"")  # as UTF-16 writes them
    return b"<!DOCTYPE" in letters or b"<!ENTITY" in letters


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    limits = {"max_row": MOST_LINES + 1, "max_col": MOST_COLUMNS}
    for row in sheet.iter_rows(values_only=True, **limits):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield cells


def _cell(value: object) -> str:
    """A cell as it would be pasted; line breaks within it become spaces."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())[:LONGEST_CELL]
