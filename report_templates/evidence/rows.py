"""The pack's rows: calls, letters, questions and the calendar, as everything that the figures are counted from. Pure.

Times are local, with their offset from UTC: the working hours between two of them can be counted on the wall.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from report_templates.files.csv_text import Cell, csv_bytes
from shopper.closed_days import open_hours
from shopper.method_parts import WorkingTimeRules
from shopper.records import CallRecord, MailRecord

CALL_COLUMNS: Final = (
    *("id", "area", "question", "called_at", "interviewer", "seconds_to_contact", "outcome"),
    *("answer", "information", "interest", "courtesy"),
)
LETTER_COLUMNS: Final = (
    *("id", "area", "question", "sent_at", "delivery", "acknowledged_at", "answered_at"),
    *("sender", "extra_information"),
)
CALENDAR_COLUMNS: Final = ("date", "opens", "closes", "why_closed")

_YES_OR_NO: Final = {True: "yes", False: "no", None: ""}


def calls_csv(calls: Iterable[CallRecord], zone: ZoneInfo) -> bytes:
    """One row a call that the figures count, by id. Comments are left out: no figure needs them."""
    return csv_bytes(CALL_COLUMNS, (_call(call, zone) for call in calls))


def _call(call: CallRecord, zone: ZoneInfo) -> tuple[Cell, ...]:
    seconds: Cell = "" if call.seconds_to_contact is None else call.seconds_to_contact
    grades = (call.answer or "", call.information or "", call.interest or "", call.courtesy or "")
    what = (call.id, call.area, call.question, _local(call.called_at, zone), call.interviewer)
    return *what, seconds, call.outcome, *grades


def letters_csv(letters: Iterable[MailRecord], zone: ZoneInfo) -> bytes:
    """One row a letter of which it is known what became, by id."""
    return csv_bytes(LETTER_COLUMNS, (_letter(letter, zone) for letter in letters))


def _letter(letter: MailRecord, zone: ZoneInfo) -> tuple[Cell, ...]:
    times = (_local(at, zone) for at in (letter.acknowledged_at, letter.answered_at))
    what = (letter.id, letter.area, letter.question, _local(letter.sent_at, zone), letter.delivery)
    return *what, *times, letter.sender or "", _YES_OR_NO[letter.extra_information]


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat()


def calendar_csv(letters: Sequence[MailRecord], rules: WorkingTimeRules) -> bytes:
    """Every day from the first letter to the last answer, with the hours that count on it; none on closed days."""
    return csv_bytes(CALENDAR_COLUMNS, (_day(day, rules) for day in _days(letters, rules.zone)))


def _day(day: date, rules: WorkingTimeRules) -> tuple[str, ...]:
    found = open_hours(day, rules)
    if found.opens is None or found.closes is None:
        return day.isoformat(), "", "", found.why_closed
    return day.isoformat(), found.opens.isoformat(), found.closes.isoformat(), ""


def _days(letters: Sequence[MailRecord], zone: ZoneInfo) -> Iterator[date]:
    moments = [at for letter in letters for at in (letter.sent_at, letter.answered_at) if at is not None]
    if not moments:
        return
    first, last = (at.astimezone(zone).date() for at in (min(moments), max(moments)))
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))
