"""Which days a municipality is open, from when to when, and why it is closed on the others. Pure.

Public holidays and the three eves come from the `holidays` library (method study 6.1); the method says which of
its categories close the door. Everything else about a day is `WorkingTimeRules`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache, partial
from typing import Final

from holidays import HolidayBase
from holidays.countries.denmark import Denmark
from holidays.countries.finland import Finland
from holidays.countries.norway import Norway
from holidays.countries.sweden import Sweden

from shopper.method_parts import WorkingTimeRules

WEEKDAY_NAMES: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
WEEKDAYS_SHORT: Final = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
"""Monday first, as `date.weekday()` counts."""

OUTSIDE_HOURS: Final = "utanför arbetstid"
CLOSED_BY_THE_METHOD: Final = "extra stängd dag"

_FROM_AN_HOUR: Final = re.compile(r" \(från kl\. (\d\d)\.(\d\d)\)$")
"""How the library marks a day that is short rather than closed: `Skärtorsdagen (från kl. 14.00)`."""

_CALENDARS: Final[dict[str, Callable[..., HolidayBase]]] = {
    "SE": partial(Sweden, include_sundays=False, language="sv"),
    "NO": partial(Norway, include_sundays=False),
    "DK": Denmark,
    "FI": partial(Finland, language="sv_FI"),
}


@dataclass(frozen=True, slots=True)
class OpenHours:
    """One day: open from `opens` to `closes`, or closed all day (both None). `why_closed` speaks of the rest of it."""

    on: date
    opens: time | None
    closes: time | None
    why_closed: str


def closed_days(rules: WorkingTimeRules, years: Iterable[int]) -> dict[date, str]:
    """The days that are closed as a whole although they may be weekdays, each with its name in Swedish.

    Weekends are not among them unless they have a name of their own; see `open_hours` for one day's whole answer.
    """
    found: dict[date, str] = {}
    for year in years:
        named = _named_days(rules.country, rules.closed_categories, year)
        found |= {day: name for day, name in named.items() if not _FROM_AN_HOUR.search(name)}
        own = (date.fromisoformat(text) for text in rules.also_closed_on)
        found |= {day: found.get(day, CLOSED_BY_THE_METHOD) for day in own if day.year == year}
    return found


def short_days(rules: WorkingTimeRules, years: Iterable[int]) -> dict[date, tuple[str, time]]:
    """The days that close early, with name and closing time: the eves of the category `optional`, where chosen."""
    found: dict[date, tuple[str, time]] = {}
    for year in years:
        for day, name in _named_days(rules.country, rules.closed_categories, year).items():
            if marked := _FROM_AN_HOUR.search(name):
                found[day] = (name[: marked.start()], time(int(marked[1]), int(marked[2])))
    return found


def open_hours(day: date, rules: WorkingTimeRules) -> OpenHours:
    """When the municipality is open on this day, and in Swedish why not otherwise."""
    closed, short = _calendar(rules, day.year)
    if day in closed:
        return OpenHours(day, None, None, closed[day])
    if day.isoweekday() not in rules.weekdays:
        return OpenHours(day, None, None, WEEKDAY_NAMES[day.weekday()])
    if day not in short:
        return OpenHours(day, rules.opens, rules.closes, OUTSIDE_HOURS)
    name, shut = short[day]
    if shut <= rules.opens:
        return OpenHours(day, None, None, name)
    return OpenHours(day, rules.opens, min(shut, rules.closes), f"{OUTSIDE_HOURS} ({name})")


@lru_cache(maxsize=256)
def _calendar(rules: WorkingTimeRules, year: int) -> tuple[dict[date, str], dict[date, tuple[str, time]]]:
    return closed_days(rules, [year]), short_days(rules, [year])


@lru_cache(maxsize=256)
def _named_days(country: str, categories: tuple[str, ...], year: int) -> dict[date, str]:
    if not categories:
        return {}
    found = _CALENDARS[country](years=year, categories=categories, expand=False)
    return {day: str(name) for day, name in sorted(found.items())}
