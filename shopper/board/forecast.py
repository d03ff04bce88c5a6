"""When the last contact will be done, from the plan and from the pace so far. Pure.

A pace is only believed after some days with something done on them; before that the answer is that it is too early.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

DAYS_LOOKED_BACK: Final = 10
LEAST_DAYS: Final = 3
LEAST_DONE: Final = 5
LONGEST_DAYS: Final = 366

Kind = Literal["done", "early", "still", "pace"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a channel's contacts will all be done, and what that was counted from.

    `done`: nothing is left. `early`: fewer than 3 whole days, or fewer than 5 contacts done on them. `still`: nothing
    was done on the days looked back at. `pace`: `ends_on` is the later of the plan's last day and the day on which the
    rest is done at `done` contacts in `days` days, `days_needed` from today on.
    """

    kind: Kind
    left: int
    plan_ends_on: date | None
    ends_on: date | None = None
    done: int = 0
    days: int = 0
    days_needed: int = 0


def forecast(  # noqa: PLR0913 - what the forecast is made from
    *,
    left: int,
    plan_ends_on: date | None,
    done_on: Mapping[date, int],
    since: date,
    today: date,
    is_counted: Callable[[date], bool],
) -> Forecast:
    """The forecast of one channel. Days that are not counted (closed ones, for calls) neither slow it nor help it.

    `plan_ends_on` is the last day for which something is left to do; the days looked back at lie between `since` and
    yesterday.
    """
    if not left:
        return Forecast("done", 0, plan_ends_on)
    looked_at = _days_before(today, since, is_counted)
    done = sum(done_on.get(day, 0) for day in looked_at)
    if len(looked_at) < LEAST_DAYS or 0 < done < LEAST_DONE:
        return Forecast("early", left, plan_ends_on, done=done, days=len(looked_at))
    if not done:
        return Forecast("still", left, plan_ends_on, days=len(looked_at))
    needed = -(-left * len(looked_at) // done)
    at_this_pace = _day_after(today, needed, is_counted)
    ends_on = None if at_this_pace is None else max(at_this_pace, plan_ends_on or at_this_pace)
    return Forecast("pace", left, plan_ends_on, ends_on, done, len(looked_at), needed)


def _days_before(today: date, since: date, is_counted: Callable[[date], bool]) -> list[date]:
    """The last counted days before today, at most ten."""
    past = (today - timedelta(days=number) for number in range(1, (today - since).days + 1))
    return [day for day in past if is_counted(day)][:DAYS_LOOKED_BACK]


def _day_after(today: date, number: int, is_counted: Callable[[date], bool]) -> date | None:
    """The last of so many counted days, today being the first; None when that is more than a year away."""
    ahead = (today + timedelta(days=distance) for distance in range(LONGEST_DAYS))
    counted = [day for day in ahead if is_counted(day)]
    return counted[number - 1] if number <= len(counted) else None
