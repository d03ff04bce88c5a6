"""The forecast: from the plan and the pace so far, and honest where there is too little to go by."""

from datetime import date, timedelta

import pytest

from shopper.board.forecast import Forecast, forecast

MONDAY = date(2026, 10, 12)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def told(*, left: int, done: dict[int, int], today: int, plan_ends: int = 4) -> Forecast:
    """The forecast on a day, counted from Monday the 12th, with so many done on each day before."""
    return forecast(
        left=left,
        plan_ends_on=MONDAY + timedelta(days=plan_ends),
        done_on={MONDAY + timedelta(days=day): number for day, number in done.items()},
        since=MONDAY,
        today=MONDAY + timedelta(days=today),
        is_counted=is_weekday,
    )


def test_the_rest_takes_as_long_as_the_pace_says() -> None:
    found = told(left=10, done={0: 4, 1: 4, 2: 4}, today=3)
    assert (found.kind, found.done, found.days, found.days_needed, found.ends_on) == (
        "pace",
        12,
        3,
        3,
        date(2026, 10, 19),
    )


def test_nothing_ends_before_the_plan_does() -> None:
    assert told(left=2, done={0: 9, 1: 9, 2: 9}, today=3, plan_ends=11).ends_on == date(2026, 10, 23)


def test_closed_days_neither_slow_it_nor_help_it() -> None:
    found = told(left=4, done={2: 2, 3: 2, 4: 2, 5: 50}, today=7)
    assert (found.done, found.days, found.ends_on) == (6, 5, date(2026, 10, 22))


def test_only_the_last_ten_days_count() -> None:
    found = told(left=1, done={0: 100, 14: 5}, today=15)
    assert (found.done, found.days) == (5, 10)


@pytest.mark.parametrize(
    ("done", "today", "kind"),
    [
        ({}, 0, "early"),
        ({0: 50, 1: 50}, 2, "early"),
        ({0: 4}, 4, "early"),
        ({0: 5}, 4, "pace"),
        ({}, 4, "still"),
        ({4: 50}, 4, "still"),
    ],
    ids=["the first day", "two days", "four done", "five done", "nothing done", "something done today only"],
)
def test_too_little_to_go_by_is_said(done: dict[int, int], today: int, kind: str) -> None:
    assert told(left=20, done=done, today=today).kind == kind


def test_where_nothing_is_left_all_is_done() -> None:
    assert told(left=0, done={}, today=0).kind == "done"


def test_an_end_more_than_a_year_away_is_no_date() -> None:
    found = told(left=9000, done={0: 5}, today=4)
    assert (found.kind, found.ends_on) == ("pace", None)
