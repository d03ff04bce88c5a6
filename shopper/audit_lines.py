"""Events of the audit trail as lines of a file: CSV for a spreadsheet, or one JSON object a line. Pure."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any, Final

from shopper.audit_chain import HASHED
from shopper.tables.trail import AuditEvent

COLUMNS: Final = (*HASHED, "hash")
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_header() -> str:
    """The names of the columns, after the mark by which spreadsheets see that the file is in UTF-8."""
    return "\ufeff" + _csv_line(COLUMNS)


def csv_line(event: AuditEvent) -> str:
    """The event as a line of CSV.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, as spreadsheets themselves do.
    """
    return _csv_line(_cell(value) for value in _values(event).values())


def json_line(event: AuditEvent) -> str:
    """The event as one JSON object, with everything that its hash covers."""
    return json.dumps(_values(event), ensure_ascii=False) + "\n"


def _values(event: AuditEvent) -> dict[str, Any]:
    values = {name: getattr(event, name) for name in COLUMNS}
    return values | {"at": event.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
