"""When calls failed: by local hour and weekday, against opening hours, and within stretches of the day."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scoring.failed_calls import HourTable, Stretch, between, by_hour, in_first_hour, judged, outside_hours, within
from shopper.records import CallRecord

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SHUT_AT_LUNCH = {day: ((time(8), time(12)), (time(13), time(16, 30))) for day in range(1, 6)}


def _call(number: int, called_at: datetime) -> CallRecord:
    return CallRecord(number, "bygglov", "Fråga?", called_at, "i1", None, "no_answer", None, None, None, None, "")


def _local(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in October 2017; the 16th is a Monday."""
    return datetime(2017, 10, day, hour, minute, tzinfo=STOCKHOLM)


def test_calls_are_counted_by_local_hour_and_weekday_failed_ones_of_those_tried() -> None:
    calls = [_call(1, _local(16, 9)), _call(2, _local(16, 9, 59)), _call(3, _local(18, 11))]
    found = by_hour(calls, {2, 3}, {}, STOCKHOLM)
    assert found == HourTable(
        hours=(9, 10, 11),
        weekdays=(1, 2, 3, 4, 5),
        cells=(
            ((1, 2), None, None, None, None),
            (None, None, None, None, None),
            (None, None, (1, 1), None, None),
        ),
        outside=((False,) * 5, (False,) * 5, (False,) * 5),
    )


def test_the_hour_is_that_of_the_municipality_on_both_sides_of_the_change_to_winter_time() -> None:
    calls = [_call(1, datetime(2017, 10, 27, 7, 30, tzinfo=UTC)), _call(2, datetime(2017, 10, 30, 7, 30, tzinfo=UTC))]
    assert by_hour(calls, {1}, {}, STOCKHOLM).hours == (8, 9)


def test_a_weekend_has_a_column_only_when_somebody_called_then() -> None:
    assert by_hour([_call(1, _local(21, 10))], set(), {}, STOCKHOLM).weekdays == (1, 2, 3, 4, 5, 6)


def test_hours_in_which_the_switchboard_never_opens_are_marked() -> None:
    calls = [_call(1, _local(16, 11)), _call(2, _local(16, 17))]
    found = by_hour(calls, set(), SHUT_AT_LUNCH, STOCKHOLM)
    assert [row[0] for row in found.outside] == [False, True, False, False, False, False, True]


def test_an_hour_that_is_open_for_a_part_is_not_marked_as_closed() -> None:
    found = by_hour([_call(1, _local(16, 16))], set(), SHUT_AT_LUNCH, STOCKHOLM)
    assert found.outside == ((False,) * 5,)


def test_without_calls_there_are_no_hours() -> None:
    assert by_hour([], set(), SHUT_AT_LUNCH, STOCKHOLM).hours == ()


def test_a_stretch_has_its_start_and_not_its_end() -> None:
    calls = [_call(number, _local(16, hour)) for number, hour in ((1, 11), (2, 12), (3, 13))]
    assert between(calls, time(12), time(13), STOCKHOLM) == {2}


def test_the_first_hour_runs_from_the_opening_of_that_day() -> None:
    calls = [_call(number, at) for number, at in ((1, _local(16, 8)), (2, _local(16, 9)), (3, _local(21, 8)))]
    assert in_first_hour(calls, SHUT_AT_LUNCH, STOCKHOLM) == {1}


def test_calls_at_lunch_and_after_closing_are_outside_opening_hours() -> None:
    times = (_local(16, 11, 59), _local(16, 12), _local(16, 13), _local(16, 16, 30), _local(21, 10))
    calls = [_call(number, at) for number, at in enumerate(times, start=1)]
    assert outside_hours(calls, SHUT_AT_LUNCH, STOCKHOLM) == {2, 4, 5}


def test_unknown_opening_hours_put_no_call_outside() -> None:
    assert outside_hours([_call(1, _local(21, 3))], {}, STOCKHOLM) == frozenset()


def test_a_stretch_is_set_against_all_other_calls() -> None:
    calls = [_call(number, _local(16, 10)) for number in range(1, 8)]
    assert within(calls, {1, 2, 5}, {1, 2, 3}) == Stretch(failed=2, tried=3, other_failed=1, other_tried=4)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Stretch(9, 9, 0, 45), "too_few"),
        (Stretch(45, 45, 0, 9), "too_few"),
        (Stretch(10, 12, 5, 42), "worse"),
        (Stretch(5, 12, 14, 42), "unclear"),
        (Stretch(0, 12, 30, 42), "better"),
    ],
)
def test_a_stretch_differs_only_beyond_chance_and_with_ten_calls_on_each_side(found: Stretch, verdict: str) -> None:
    assert judged([found]) == (verdict,)


def test_stretches_judged_together_are_corrected_for_how_many_they_are() -> None:
    alone, others = Stretch(7, 12, 10, 42), [Stretch(5, 12, 14, 42)] * 2
    assert (judged([alone]), judged([alone, *others])) == (("worse",), ("unclear",) * 3)


def test_a_stretch_that_differs_beyond_doubt_makes_the_next_step_easier_as_holm_has_it() -> None:
    near, sure = Stretch(7, 12, 11, 42), Stretch(12, 12, 3, 42)
    assert judged([near, sure]) == ("worse", "worse")


def test_stretches_with_few_calls_do_not_count_in_the_correction() -> None:
    alone = Stretch(7, 12, 10, 42)
    assert judged([alone, Stretch(3, 4, 18, 50)]) == ("worse", "too_few")
