"""Which of the letters that are due may leave now, so that no server sees a burst. Pure, and seeded.

An account sends few letters a minute, and never two to one domain without a pause between them; after an outage the
overdue ones therefore leave one by one, by chance among the municipalities. Who may not leave yet stays due.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A letter whose time has come, and the domain it goes to."""

    probe_id: int
    domain: str


@dataclass(frozen=True, slots=True)
class Trial:
    """An earlier letter, or another try with the same one: which domain it went to, and when that began."""

    domain: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an account sends.

    At most `letters_a_minute` leave within a minute of the clock, since rounds come once in each. Two to one domain are
    at least `minutes_between` minutes apart, and by chance up to as many more; 0 asks for no pause.
    """

    letters_a_minute: int
    minutes_between: int
    seed: str

    @property
    def memory(self) -> timedelta:
        """How long a trial counts: older ones hold nothing up."""
        return max(_MINUTE, timedelta(minutes=2 * self.minutes_between))

    def pause_after(self, trial: Trial) -> timedelta:
        """The pause that this trial asks of its domain: drawn once, the same each time it is asked for."""
        chance = Random(f"{self.seed}/{trial.domain}/{trial.at.isoformat()}")  # noqa: S311 - a pause, not a secret
        return timedelta(minutes=self.minutes_between) * (1 + chance.random())


def leaving(due: Sequence[DueLetter], trials: Sequence[Trial], pace: Pace, now: datetime) -> list[int]:
    """The letters to send now, in order; `due` are the oldest first, and stay so within their domain."""
    latest = {trial.domain: trial for trial in sorted(trials, key=lambda trial: trial.at)}
    this_minute = now.replace(second=0, microsecond=0)
    room = pace.letters_a_minute - sum(trial.at >= this_minute for trial in trials)
    waiting: dict[str, deque[int]] = {}
    for letter in due:
        if _is_rested(latest.get(letter.domain), pace, now):
            waiting.setdefault(letter.domain, deque()).append(letter.probe_id)
    return _drawn(waiting, room, pace, now)


def _is_rested(latest: Trial | None, pace: Pace, now: datetime) -> bool:
    return latest is None or pace.minutes_between == 0 or latest.at + pace.pause_after(latest) <= now


def _drawn(waiting: dict[str, deque[int]], room: int, pace: Pace, now: datetime) -> list[int]:
    """Letter by letter the oldest of a domain of chance; with a pause asked for, one of each domain."""
    chance = Random(f"{pace.seed}/{now.isoformat()}")  # noqa: S311 - an order, not a secret
    drawn: list[int] = []
    while waiting and len(drawn) < room:
        domain = chance.choice(list(waiting))
        drawn.append(waiting[domain].popleft())
        if pace.minutes_between or not waiting[domain]:
            del waiting[domain]
    return drawn
