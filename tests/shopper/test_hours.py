"""Hours in files are read one way only."""

from datetime import time

import pytest

from shopper.hours import read_hours


@pytest.mark.parametrize("text", ["08:00-17:30", " 08:00 - 17:30 "])
def test_hours_are_two_times_of_day(text: str) -> None:
    assert read_hours(text) == (time(8), time(17, 30))


@pytest.mark.parametrize("text", ["", "08:00", "8-17", "17:00-08:00", "08:00-08:00", "08:00-24:00", "08:00:30-17:00"])
def test_what_is_not_hours_is_told_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not hours; write them as 08:00-17:00, the earlier first"):
        read_hours(text)
