"""Hours of the week as files write them: names of days, and stretches such as 08:00-17:00. Pure."""

import re
from datetime import time
from typing import Final

WEEKDAY_KEYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as files and tables name them; the position plus one is the ISO weekday."""

_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_STRETCH = re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}\s*")


def read_hours(text: str) -> tuple[time, time]:
    """Hours such as `08:00-17:00` as two times of day; ValueError says what is allowed."""
    if found := _STRETCH.fullmatch(text):
        first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
        opens, closes = time(first_hour, first_minute), time(last_hour, last_minute)
        if opens < closes:
            return opens, closes
    raise ValueError(f"{text!r} is not hours; write them as 08:00-17:00, the earlier first")
