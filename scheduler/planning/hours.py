"""Stretches of a day as whole minutes after midnight: what remains when hours are laid over each other. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Stretch = tuple[int, int]
"""From and to, in minutes after midnight; the second is outside."""

Hours = tuple[time, time]
"""From and to, as read from a file."""


def minutes(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute


def clock(minute: int) -> str:
    """The minute of the day as a clock shows it: 09:40, and 24:00 for the midnight that ends it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_text(count: int) -> str:
    """Minutes as hours with at most two decimals, as Swedish writes them: 14, 14,33."""
    return f"{count / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def stretches(hours: Iterable[Hours]) -> list[Stretch]:
    """The hours in minutes, in order, those that touch or overlap joined."""
    joined: list[Stretch] = []
    for start, end in sorted((minutes(first), minutes(last)) for first, last in hours):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def overlap(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """The minutes that are in both."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(start, end) for start, end in both if start < end]


def without(some: Sequence[Stretch], gaps: Sequence[Stretch]) -> list[Stretch]:
    """The minutes of the first that are in none of the second."""
    left = list(some)
    for start, end in gaps:
        parts = ((a, b) for first, last in left for a, b in ((first, min(last, start)), (max(first, end), last)))
        left = [(a, b) for a, b in parts if a < b]
    return left


def starts_in(some: Sequence[Stretch], step: int) -> list[int]:
    """Each start, on marks of `step` minutes, from which `step` minutes fit."""
    found: list[int] = []
    for start, end in some:
        first = -(-start // step) * step
        found.extend(range(first, end - step + 1, step))
    return found


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment on this day's wall clock, aware."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def week_of(day: date) -> tuple[int, int]:
    """ISO year and week."""
    return day.isocalendar()[:2]
