"""CSV files from outside: every cell is checked where it enters, and what is wrong is told by file, line and column.

UTF-8 with or without a byte order mark; columns separated by comma, semicolon or tab.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopper.faults import BadInput
from shopper.names import NAME_RULE, is_name
from shopper.outside_files import read_text

SEPARATORS = (",", ";", "\t")
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years in which a contact can have been made."""

_SHOWN = 40
"""How much of a wrong cell a sentence repeats."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file. `line` counts from 1 with the header, as an editor shows it. Cells are stripped."""

    file: str
    line: int
    cells: dict[str, str]

    def wrong(self, column: str, allowed: str) -> BadInput:
        """The sentence about a cell: where it stands, what it holds and what is allowed."""
        cell = self.cells[column]
        holds = f"{cell[:_SHOWN]!r} is not allowed" if cell else "is empty"
        return BadInput(f"{self.file}, line {self.line}, column {column}: {holds}; {allowed}")

    def text(self, column: str) -> str:
        """The cell, which must hold something."""
        if not self.cells[column]:
            raise self.wrong(column, "write something there")
        return self.cells[column]

    def short_text(self, column: str, longest: int) -> str:
        """The cell, which must hold something of at most `longest` characters."""
        if len(self.cells[column]) > longest:
            raise self.wrong(column, f"allowed are at most {longest} characters")
        return self.text(column)

    def name(self, column: str) -> str:
        """The cell, which must be a name as `shopper/names.py` allows it."""
        if not is_name(self.text(column)):
            raise self.wrong(column, NAME_RULE)
        return self.cells[column]

    def word(self, column: str, allowed: Collection[str]) -> str:
        """The cell, which must hold one of these words."""
        if self.cells[column] not in allowed:
            raise self.wrong(column, f"allowed are {', '.join(allowed)}")
        return self.cells[column]

    def word_or_none(self, column: str, allowed: Collection[str]) -> str | None:
        """One of these words, or None for an empty cell."""
        return self.word(column, allowed) if self.cells[column] else None

    def matching(self, column: str, pattern: re.Pattern[str], allowed: str) -> str:
        """The cell, which must match the pattern as a whole; `allowed` says it in words."""
        if not pattern.fullmatch(self.cells[column]):
            raise self.wrong(column, allowed)
        return self.cells[column]

    def number(self, column: str, low: int, high: int) -> int:
        """The cell as a whole number from `low` to `high`."""
        cell = self.cells[column]
        if not re.fullmatch(r"-?[0-9]{1,12}", cell) or not low <= int(cell) <= high:
            raise self.wrong(column, f"allowed is a whole number from {low} to {high}")
        return int(cell)

    def number_or_none(self, column: str, low: int, high: int) -> int | None:
        """A whole number, or None for an empty cell."""
        return self.number(column, low, high) if self.cells[column] else None

    def moment(self, column: str) -> datetime:
        """The cell as an aware moment: ISO 8601 with offset."""
        allowed = "allowed is a time in ISO 8601 with offset, such as 2017-10-16T08:05:00+02:00"
        try:
            at = datetime.fromisoformat(self.cells[column])
        except ValueError as error:
            raise self.wrong(column, allowed) from error
        if at.tzinfo is None or "T" not in self.cells[column]:
            raise self.wrong(column, allowed)
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise self.wrong(column, f"allowed are the years {FIRST_YEAR} to {LAST_YEAR}")
        return at

    def nothing(self, column: str, because: str) -> None:
        """BadInput when the cell holds something although it must be empty; `because` says why."""
        if self.cells[column]:
            raise self.wrong(column, f"it must be empty because {because}")


def read_rows(file: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Every line of the file below its header, which must name exactly these columns, in any order.

    An `optional` column may be left out; its cells are empty then.

    BadInput when the file is missing, is not UTF-8 or not CSV, or when a line has too few or too many cells.
    """
    name, text = str(file), read_text(file)
    if not text.strip():
        raise BadInput(f"{name}: the file is empty; the columns are {', '.join(columns)}")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = _lines(text, name, separator)
    _, header = next(lines, (1, []))
    names = [cell.strip() for cell in header]
    _check_header(names, columns, optional, name)
    left_out = {column: "" for column in optional if column not in names}
    rows = [
        _row(name, number, names, cells, left_out) for number, cells in lines if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise BadInput(f"{name}: it has no line below the header; add one line for each record")
    return rows


def _lines(text: str, name: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadInput(f"{name}, line {line}: it is not valid CSV ({error}); check the quotation marks") from error
        if cells is None:
            return
        yield line, cells


def _check_header(names: Sequence[str], columns: Sequence[str], optional: Sequence[str], file: str) -> None:
    known = (*columns, *optional)
    for column in known:
        if names.count(column) > 1 or (column in columns and column not in names):
            found = "is there twice" if column in names else "is missing"
            raise BadInput(f"{file}, line 1: column {column} {found}; the columns are {', '.join(known)}")
    for name in names:
        if name not in known:
            raise BadInput(f"{file}, line 1: column {name[:_SHOWN]!r} is unknown; the columns are {', '.join(known)}")


def _row(file: str, line: int, names: Sequence[str], cells: Sequence[str], left_out: Mapping[str, str]) -> Row:
    if len(cells) != len(names):
        counts = f"it has {len(cells)} cells but the header has {len(names)}"
        if len(cells) < len(names):
            raise BadInput(f"{file}, line {line}, column {names[len(cells)]}: {counts}; add what is missing")
        raise BadInput(
            f"{file}, line {line}, column {names[-1]}: {counts}; put text with separators in quotation marks"
        )
    return Row(file, line, {**left_out, **{name: cell.strip() for name, cell in zip(names, cells, strict=True)}})
