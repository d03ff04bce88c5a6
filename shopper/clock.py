"""The only place that reads the time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

OUR_ZONE: Final = ZoneInfo("Europe/Stockholm")
"""In which times are shown that belong to no method: those of accounts, of several waves, of our own letters."""

Clock = Callable[[], datetime]
"""Called for the present moment: an aware datetime in UTC."""


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one reading of the time that the rule leads to


class SteppedClock:
    """A clock that stands still until it is moved, and never goes back.

    The demo and the tests let weeks pass with it in seconds.
    """

    def __init__(self, at: datetime) -> None:
        """Start at `at`, which must be aware."""
        self._at = _utc(at)

    def __call__(self) -> datetime:
        """The moment the clock was last moved to, in UTC."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at `at` from now on; an earlier moment than the present one is a ValueError."""
        moment = _utc(at)
        if moment < self._at:
            raise ValueError(f"the clock stands at {self._at.isoformat()} and cannot go back to {moment.isoformat()}")
        self._at = moment


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; give one, for example +01:00")
    return at.astimezone(UTC)
