"""A wave's plan as an XLSX workbook: its contacts, the interviewers' load, the spread, and what it was made from.

The same plan gives the same bytes. Rows are streamed: a plan of 290 municipalities has some 35,000 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from report_templates.workbook_file import file_bytes, is_plain, set_text

Value = str | int | float | date | time

_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_HEADER_FILL: Final = PatternFill("solid", fgColor="12416B")
_FORMATS: Final[dict[type, str]] = {date: "yyyy-mm-dd", time: "hh:mm", float: "0.0"}
_WEEKDAYS: Final = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_NARROWEST, _WIDEST = 9, 60


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of the plan; `planned_at` is aware, in the municipality's zone. Words are those of the interface."""

    channel: str
    code: str
    municipality: str
    area: str
    question: int
    planned_at: datetime
    interviewer: str
    is_spare: bool
    is_locked: bool
    state: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What the plan asks of an interviewer in an ISO week, spares left out, and what they have: hours."""

    interviewer: str
    year: int
    week: int
    calls: int
    hours: float
    hours_a_week: int | None


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """How an area's contacts of a channel spread over the weeks, in the order of `PlanBook.weeks`, and over Mon-Sun."""

    channel: str
    area: str
    weeks: tuple[int, ...]
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanBook:
    """Everything the workbook shows. `weeks` are ISO years and weeks; `rules` are lines of a word and a value."""

    wave: str
    weeks: tuple[tuple[int, int], ...]
    contacts: Sequence[ContactRow]
    loads: Sequence[LoadRow]
    spreads: Sequence[SpreadRow]
    rules: Sequence[tuple[str, Value]]


def write_plan_workbook(book: PlanBook) -> bytes:
    """The workbook: four sheets, each with its header in sight and a filter, dates and times as real ones."""
    workbook = Workbook(write_only=True)
    _sheet(workbook, "Kontakter", _CONTACT_HEADER, [_contact(row) for row in book.contacts])
    _sheet(workbook, "Belastning", _LOAD_HEADER, [_load(row) for row in book.loads])
    weeks = [f"v. {week} {year}" for year, week in book.weeks]
    spreads = [_spread(row) for row in book.spreads]
    _sheet(workbook, "Spridning", ("Kanal", "Område", *weeks, *_WEEKDAYS, "Summa"), spreads)
    _sheet(workbook, "Regler", ("Uppgift", "Värde"), book.rules)
    return file_bytes(workbook, f"Plan för {book.wave}", "sv")


_CONTACT_HEADER: Final = (
    *("Kanal", "Kommunkod", "Kommun", "Område", "Fråga"),
    *("Datum", "Veckodag", "Tid", "Intervjuare", "Reserv", "Låst", "Läge"),
)
_LOAD_HEADER: Final = ("Intervjuare", "År", "Vecka", "Samtal", "Timmar i planen", "Timmar i veckan")


def _contact(row: ContactRow) -> tuple[Value, ...]:
    at = row.planned_at
    return (
        row.channel,
        row.code,
        row.municipality,
        row.area,
        row.question,
        at.date(),
        _WEEKDAYS[at.weekday()],
        at.time().replace(second=0, microsecond=0),
        row.interviewer,
        _yes(is_so=row.is_spare),
        _yes(is_so=row.is_locked),
        row.state,
    )


def _load(row: LoadRow) -> tuple[Value, ...]:
    has = "" if row.hours_a_week is None else row.hours_a_week
    return (row.interviewer, row.year, row.week, row.calls, row.hours, has)


def _spread(row: SpreadRow) -> tuple[Value, ...]:
    return (row.channel, row.area, *row.weeks, *row.weekdays, sum(row.weeks))


def _yes(*, is_so: bool) -> str:
    return "ja" if is_so else ""


def _sheet(workbook: Workbook, name: str, header: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """A sheet whose settings stand before its rows, as streaming asks for."""
    sheet = workbook.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for column, width in enumerate(_widths(header, rows), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([_head(sheet, text) for text in header])
    cells = _Cells(sheet)
    for row in rows:
        sheet.append([cells.of(value) for value in row])


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    return cell


class _Cells:
    """A sheet's values as it takes them, each made once: streaming writes a row before the next one is read."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._made: dict[Value, Any] = {}

    def of(self, value: Value) -> Any:
        """The value, in a cell of its own only where it needs one: that is what takes time. None for an empty text."""
        if isinstance(value, int):
            return value
        if value not in self._made:
            self._made[value] = self._text(value) if isinstance(value, str) else self._formatted(value)
        return self._made[value]

    def _text(self, text: str) -> Any:
        if not text or is_plain(text):
            return text or None
        cell = WriteOnlyCell(self._sheet)
        set_text(cell, text)
        return cell

    def _formatted(self, value: Value) -> Any:
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.number_format = _FORMATS[type(value)]
        return cell


def _widths(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Letters each column needs for its longest value, within reason."""
    longest = [len(text) + 2 for text in header]  # room for the filter's button
    for column, values in enumerate(zip(*rows, strict=True)):
        longest[column] = max(longest[column], *(len(str(value)) for value in set(values)))
    return [min(_WIDEST, max(_NARROWEST, length + 2)) for length in longest]
