"""Why a call waits, and until when: opening hours, closed days, holidays, the plan and retry rules."""

from datetime import date, datetime, timedelta

import pytest

from shopper.call_waits import DAYS_AHEAD, Doors, Wait, why_it_waits
from shopper.method import load_method

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WITH_LUNCH = {day: [["08:00", "12:00"], ["13:00", "16:30"]] for day in WEEKDAYS}
RULES = load_method("kkik-2017").working_time


def at(text: str) -> datetime:
    """A moment of October or November 2017 in Stockholm, such as `16 09:40` or `11-03 09:40`."""
    day, clock = text.split()
    offset = "+01:00" if "-" in day else "+02:00"
    return datetime.fromisoformat(f"2017-{day if '-' in day else f'10-{day}'}T{clock}:00{offset}")


def doors(*closed_on: str, hours: dict[str, list[list[str]]] | None = None) -> Doors:
    """A switchboard that is closed for lunch."""
    return Doors.of(WITH_LUNCH if hours is None else hours, closed_on, RULES, "Europe/Stockholm")


@pytest.mark.parametrize(
    ("planned", "not_before", "now", "wait"),
    [
        ("16 09:40", None, "16 09:40", None),
        ("16 09:40", None, "16 09:39", Wait("planned", at("16 09:40"))),
        ("16 09:40", None, "16 12:20", Wait("closed", at("16 13:00"))),
        ("16 09:40", None, "16 16:30", Wait("closed", at("17 08:00"))),
        ("16 09:40", None, "16 07:59", Wait("planned", at("16 09:40"))),
        ("16 12:10", None, "16 09:00", Wait("closed", at("16 13:00"))),
        ("16 14:40", "16 14:20", "16 11:30", Wait("retry", at("16 14:40"))),
        ("16 14:00", "16 14:20", "16 11:30", Wait("retry", at("16 14:20"))),
        ("16 14:40", "16 11:20", "16 11:30", Wait("planned", at("16 14:40"))),
        ("16 11:00", "16 12:20", "16 11:30", Wait("closed", at("16 13:00"))),
        ("16 11:00", "16 11:20", "16 11:30", None),
        ("13 09:40", None, "14 09:40", Wait("closed", at("16 08:00"))),
        ("11-03 09:40", None, "11-03 18:00", Wait("closed", at("11-06 08:00"))),
    ],
)
def test_a_call_waits_for_its_time_its_retry_and_the_open_switchboard(
    planned: str, not_before: str | None, now: str, wait: Wait | None
) -> None:
    assert why_it_waits(at(planned), at(not_before) if not_before else None, doors(), at(now)) == wait


def test_a_closed_day_of_the_municipality_is_named_as_such() -> None:
    found = why_it_waits(at("16 09:40"), None, doors("2017-10-16", "2017-10-17"), at("16 10:00"))
    assert found == Wait("closed_day", at("18 08:00"))


def test_a_holiday_is_named() -> None:
    christmas = datetime.fromisoformat("2017-12-25T10:00:00+01:00")
    found = why_it_waits(christmas, None, doors(), christmas)
    assert found == Wait("holiday", datetime.fromisoformat("2017-12-27T08:00:00+01:00"), "Juldagen")


def test_without_stored_hours_nothing_but_closed_days_holds_a_call_back() -> None:
    found = [
        why_it_waits(at("16 09:40"), None, doors(*closed, hours={}), at("16 20:00")) for closed in ((), ("2017-10-16",))
    ]
    assert found == [None, Wait("closed_day", at("17 00:00"))]


def test_a_switchboard_that_does_not_open_for_weeks_is_said_to() -> None:
    closed = [(date(2017, 10, 16) + timedelta(days=number)).isoformat() for number in range(DAYS_AHEAD)]
    found = why_it_waits(at("16 09:40"), None, doors(*closed), at("16 09:40"))
    assert found == Wait("never_open", None)
