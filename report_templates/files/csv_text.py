"""Rows as a CSV file that programs read (RFC 4180) and that a spreadsheet opens without harm.

UTF-8 with a byte order mark: without it Excel takes the file for another encoding, and every common reader of CSV
knows how to skip it (`utf-8-sig` in Python). Columns are separated by commas, numbers have a decimal point, lines end
with CR LF.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

Cell = str | int

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
