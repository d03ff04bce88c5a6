"""Choosing contacts by week: the ISO weeks that a wave touches, and the period that one of them is. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def weeks_of(first: date, last: date) -> list[tuple[str, int]]:
    """The ISO weeks of a period, each as it stands in an address (`2026-W43`) and as its number."""
    found = sorted({(first + timedelta(days=number)).isocalendar()[:2] for number in range((last - first).days + 1)})
    return [(f"{year}-W{week:02}", week) for year, week in found]


def week_in(zone: ZoneInfo, text: str) -> tuple[datetime, datetime] | None:
    """When the week of this text begins and when the next one does, in UTC; None when it is no week of our calendar.

    The zone may be the method's for every contact: none is so near midnight that its municipality's own matters.
    """
    try:
        monday = date.fromisoformat(f"{text}-1")
        begins, ends = (datetime.combine(day, time(), zone) for day in (monday, monday + timedelta(days=7)))
        return begins.astimezone(UTC), ends.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
