"""Days as a coordinator types them: dates and ranges, such as `2026-10-20, 2026-10-26-2026-10-30`. Pure."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

LONGEST_RANGE: Final = timedelta(days=366)

_DATE = r"(\d{4}-\d{2}-\d{2})"
_ENTRY: Final = re.compile(rf"{_DATE}(?:\s*[-\N{{EN DASH}}]\s*{_DATE})?")


def read_days(text: str) -> tuple[date, ...]:
    """The days of the text in order, each once; ValueError names the first entry that is neither a date nor a range.

    Entries are parted by commas, semicolons or lines.
    """
    entries = [entry.strip() for entry in re.split(r"[,;\n]", text) if entry.strip()]
    return tuple(sorted({day for entry in entries for day in _days(entry)}))


def days_as_text(days: Iterable[date]) -> str:
    """The days as `read_days` reads them, those that follow each other as ranges."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if ranges and day - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)


def _days(entry: str) -> list[date]:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise ValueError(entry)
    try:
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2]) if found[2] else first
    except ValueError as error:
        raise ValueError(entry) from error
    if not timedelta(0) <= last - first < LONGEST_RANGE:
        raise ValueError(entry)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
