"""Whether a quoted history names the moment at which a letter was sent, as mail programs write it. Pure.

Five languages and any order: `den 16 oktober 2017 08:12`, `2017-10-16 08:12`, `Monday, October 16, 2017 8:12 AM`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from mail_probe.phrases import fold

TOLERANCE = timedelta(minutes=10)
"""Between the letter's Date field, which is what is quoted, and the moment the server took it."""

LINES_READ = 400
_LINE_CHARACTERS = 300
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?![\d:])\s*([ap]\.?m\b)?")
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


def names_moment(quoted: str, sent_at: datetime) -> bool:
    """Whether a line of the quoted text says day, month, year and, within 10 minutes, the time on the wall.

    `sent_at` is aware; its zone is the one that the reader's mail program is taken to show.
    """
    return any(_is_named(line, sent_at) for line in _dated_lines(quoted))


def _dated_lines(quoted: str) -> Iterator[str]:
    for line in quoted.splitlines()[:LINES_READ]:
        if ":" in line or "." in line:
            yield fold(line[:_LINE_CHARACTERS])


def _is_named(line: str, sent_at: datetime) -> bool:
    clocks = list(_CLOCK.finditer(line))
    if not clocks:
        return False
    numbers = {int(number) for number in _NUMBER.findall(line)}
    months = {_MONTHS[word] for word in _WORD.findall(line) if word in _MONTHS} or numbers
    return any(
        moment.day in numbers and moment.month in months and not numbers.isdisjoint({moment.year, moment.year % 100})
        for moment in _near(clocks, sent_at)
    )


def _near(clocks: Iterable[re.Match[str]], sent_at: datetime) -> Iterator[datetime]:
    """The moments around `sent_at` that show one of these times of day."""
    for clock in clocks:
        hour, minute = int(clock[1]), int(clock[2])
        if clock[3]:
            hour = hour % _NOON + (_NOON if clock[3].startswith("p") else 0)
        if hour >= 2 * _NOON or minute >= _MINUTES:
            continue
        for day in {(sent_at - TOLERANCE).date(), (sent_at + TOLERANCE).date()}:
            moment = datetime.combine(day, time(hour, minute), sent_at.tzinfo)
            if abs(moment - sent_at) <= TOLERANCE:
                yield moment
