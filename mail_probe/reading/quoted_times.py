"""Whether a quoted history names the moment at which a letter was sent, as mail programs write it. Pure.

Five languages and any order: `den 16 oktober 2017 08:12`, `2017-10-16 08:12`, `Monday, October 16, 2017 8:12 AM`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mail_probe.evidence.phrases import fold

TOLERANCE = timedelta(minutes=10)
"""Between the letter's Date field, which is what is quoted, and the moment the server took it."""

LINES_READ = 400
_LINE_CHARACTERS = 300
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?![\d:])\s*([ap]\.?m\b)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")
_WORD = re.compile(r"[a-z]+")
_NOON = 12
_MINUTES = 60
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari januar january",
            "feb februari februar february",
            "mar mars marts march maerz",
            "apr april",
            "maj mai may",
            "jun juni june",
            "jul juli july",
            "aug augusti august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec dez des december dezember desember",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line that holds a time of day, ready to be compared with many moments."""

    clocks: tuple[tuple[int, int], ...]
    numbers: frozenset[int]
    months: frozenset[int]


def dated_lines(quoted: str) -> list[DatedLine]:
    """The lines of a quoted text that hold a time of day, of its first 400 lines."""
    found = []
    for line in quoted.splitlines()[:LINES_READ]:
        plain = fold(line[:_LINE_CHARACTERS]) if _CLOCK.search(line[:_LINE_CHARACTERS]) else ""
        clocks = tuple(filter(None, map(_clock, _CLOCK.finditer(plain))))
        if clocks:
            numbers = frozenset(int(number) for number in _NUMBER.findall(plain))
            months = frozenset(_MONTHS[word] for word in _WORD.findall(plain) if word in _MONTHS)
            found.append(DatedLine(clocks, numbers, months or numbers))
    return found


def names_moment(lines: Iterable[DatedLine], sent_at: datetime) -> bool:
    """Whether one of the lines says day, month, year and, within 10 minutes, the time on the wall.

    `sent_at` is aware; its zone is the one that the reader's mail program is taken to show.
    """
    return any(
        moment.day in line.numbers
        and moment.month in line.months
        and not line.numbers.isdisjoint({moment.year, moment.year % 100})
        for line in lines
        for moment in _near(line.clocks, sent_at)
    )


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    """Hour and minute, None when there is no such time of day."""
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        hour = hour % _NOON + (_NOON if found[3].startswith("p") else 0)
    return (hour, minute) if hour < 2 * _NOON and minute < _MINUTES else None


def _near(clocks: Iterable[tuple[int, int]], sent_at: datetime) -> Iterator[datetime]:
    """The moments around `sent_at` that show one of these times of day."""
    for hour, minute in clocks:
        for day in {(sent_at - TOLERANCE).date(), (sent_at + TOLERANCE).date()}:
            moment = datetime.combine(day, time(hour, minute), sent_at.tzinfo)
            if abs(moment - sent_at) <= TOLERANCE:
                yield moment
