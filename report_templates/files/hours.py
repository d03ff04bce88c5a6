"""Calls made and calls that reached nobody, by weekday and hour: the report's map of failed calls as rows. Pure."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from report_templates.files.csv_text import csv_bytes
from report_templates.material import Material
from scoring.failed_calls import by_hour

HOUR_COLUMNS: Final = ("weekday_number", "weekday", "hour_from", "calls", "failed", "switchboard")

Switchboard = Literal["open", "closed", ""]


class HourRow(NamedTuple):
    """One hour of one ISO weekday in which somebody called; the switchboard is empty where its hours are not known."""

    weekday_number: int
    weekday: str
    hour_from: int
    calls: int
    failed: int
    switchboard: Switchboard


def hour_rows(material: Material) -> Iterator[HourRow]:
    """The hours in which calls of the total were made, local time, by weekday and then by hour."""
    counted, failed = set(material.total("calls_n").ids), frozenset(material.total("contact_none_pct").counted_ids)
    calls, opening = [call for call in material.calls if call.id in counted], material.around.opening
    table = by_hour(calls, failed, opening, material.subject.zone)
    for column, day in enumerate(table.weekdays):
        for row, hour in enumerate(table.hours):
            if cell := table.cells[row][column]:
                switchboard: Switchboard = ("closed" if table.outside[row][column] else "open") if opening else ""
                yield HourRow(day, material.language.weekday(day), hour, cell[1], cell[0], switchboard)


def hours_csv(material: Material) -> bytes:
    """The rows as a file for programs; only the head when nobody called."""
    return csv_bytes(HOUR_COLUMNS, hour_rows(material))
