"""Municipalities as somebody pastes them: every line is read by the rules of the register, and told what is wrong.

The columns are the register's, with a header in English or Swedish or without one; separated by tabs, as spreadsheets
do, or by comma or semicolon. A line about a known municipality may leave cells empty, or give its code or name alone.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlmodel import Session, select

from shopper.csv_rows import SEPARATORS, Row
from shopper.register import COLUMNS, OPTIONAL, changed_columns, read_cells
from shopper.register_upload import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, RefusedUpload
from shopper.tables.study import Municipality

ALL_COLUMNS: Final = (*COLUMNS, *OPTIONAL)

HEADERS: Final[Mapping[str, str]] = {column: column for column in ALL_COLUMNS} | {
    "kod": "code",
    "kommunkod": "code",
    "namn": "name",
    "kommun": "name",
    "invånare": "population",
    "folkmängd": "population",
    "e-post": "official_address",
    "e-postadress": "official_address",
    "officiell adress": "official_address",
    "växel": "switchboard",
    "telefon": "switchboard",
    "öppettider": "opening_hours",
    "e-postdomäner": "mail_domains",
    "domäner": "mail_domains",
    "tidszon": "time_zone",
}
"""What a header may call each column, in small letters."""

LineRule = Literal["wrong", "twice", "unknown", "cells"]
_CODE_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One line: its cells by column, what they become, and by column which rule they break.

    `action`: add (new to the register), change (with `changed` columns) or keep; empty when something is wrong.
    """

    line: int
    cells: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, LineRule] = field(default_factory=dict)
    action: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines of a paste, and the columns of its header that were passed over."""

    lines: tuple[PastedLine, ...]
    ignored: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether every line can be stored."""
        return not any(line.faults for line in self.lines)

    def uses(self, column: str) -> bool:
        """Whether a line has something in this column, or lacks something there."""
        return any(line.cells[column] or column in line.faults for line in self.lines)


def read_pasted(session: Session, text: str) -> Pasted:
    """Every line of a paste; RefusedUpload when it is no table, has no line or too many."""
    rows = _table(text)
    header, rows, ignored = _header(rows)
    known = {one.code: one for one in session.exec(select(Municipality))}
    codes = {one.name.casefold(): one.code for one in known.values()}
    seen: set[str] = set()
    lines = []
    for number, cells in rows:
        line = _line(number, _named(header, cells), known, codes, is_whole=len(cells) <= len(header))
        code = line.cells["code"]
        lines.append(_twice(line) if code in seen and code else line)
        seen.add(code)
    if not lines:
        raise RefusedUpload("empty")
    return Pasted(tuple(lines), ignored)


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The lines that hold anything, with their numbers."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=_separator(text))
    rows = []
    try:
        for cells in reader:
            stripped = [" ".join(cell.split())[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
            if any(stripped):
                rows.append((reader.line_num, stripped))
    except csv.Error as error:
        raise RefusedUpload("no_table") from error
    if len(rows) > MOST_LINES:
        raise RefusedUpload("too_many_lines")
    return rows


def _separator(text: str) -> str:
    """What parts the cells: a tab where there is one, else the commoner one of the first line that has any."""
    if "\t" in text:
        return "\t"
    parted = next((line for line in text.splitlines() if any(one in line for one in SEPARATORS)), "")
    return max(SEPARATORS, key=parted.count)


def _header(
    rows: list[tuple[int, list[str]]],
) -> tuple[Sequence[str], list[tuple[int, list[str]]], tuple[str, ...]]:
    """The columns' names, the lines below them, and the header's words that name no column."""
    words = [cell.casefold() for cell in rows[0][1]] if rows else []
    if not {"code", "name"} & {HEADERS.get(word) for word in words}:
        return ALL_COLUMNS, rows, ()
    names = [HEADERS.get(word, "") for word in words]
    return names, rows[1:], tuple(word for word, name in zip(rows[0][1], names, strict=True) if word and not name)


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells by column, mended where spreadsheets spoil them: a code without its zero, spaces in a number."""
    found = dict.fromkeys(ALL_COLUMNS, "")
    found |= {name: cell for name, cell in zip(header, cells, strict=False) if name}
    if found["code"].isdecimal():
        found["code"] = found["code"].zfill(_CODE_DIGITS)
    found["population"] = "".join(found["population"].split())
    return found


def _line(
    number: int,
    cells: dict[str, str],
    known: Mapping[str, Municipality],
    codes: Mapping[str, str],
    *,
    is_whole: bool,
) -> PastedLine:
    if not cells["code"]:
        cells["code"] = codes.get(cells["name"].casefold(), "")
    elif cells["code"].casefold() in codes and not any(cells[column] for column in ALL_COLUMNS[1:]):
        cells["code"] = codes[cells["code"].casefold()]
    stored = known.get(cells["code"])
    if not is_whole:
        return PastedLine(number, cells, faults={"code": "cells"})
    if stored is None and sum(map(bool, cells.values())) <= 2:  # noqa: PLR2004 - a code, a name or both, and no more
        return PastedLine(number, cells, faults={"code": "unknown"})
    values, wrong = read_cells(Row("", number, cells), filled_only=stored is not None)
    if wrong:
        return PastedLine(number, cells, faults=dict.fromkeys(wrong, "wrong"))
    changed = changed_columns(stored, values) if stored else []
    action = "add" if stored is None else "change" if changed else "keep"
    return PastedLine(number, cells, values, {}, action, tuple(changed))


def _twice(line: PastedLine) -> PastedLine:
    return PastedLine(line.line, line.cells, {}, {**line.faults, "code": "twice"})
