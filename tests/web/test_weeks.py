"""Weeks as the lists of contacts offer them and read them from an address."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from web.weeks import week_in, weeks_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_a_period_over_new_year_has_its_weeks_in_order_of_time() -> None:
    assert weeks_of(date(2026, 12, 30), date(2027, 1, 5)) == [("2026-W53", 53), ("2027-W01", 1)]


def test_a_week_lasts_from_monday_to_monday_also_when_the_clocks_change_in_it() -> None:
    assert week_in(STOCKHOLM, "2026-W43") == (
        datetime(2026, 10, 19, tzinfo=STOCKHOLM),
        datetime(2026, 10, 26, tzinfo=STOCKHOLM),
    )


@pytest.mark.parametrize("text", ["", "nonsense", "2026-W54", "2026-10-19", "9999-W52", "0001-W01"])
def test_what_is_no_week_of_our_calendar_is_none(text: str) -> None:
    assert week_in(STOCKHOLM, text) is None
