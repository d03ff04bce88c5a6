"""Whether there can be a place at all: what has no room left is not searched for. Pure.

Each call takes one of the calls that an interviewer's week has hours for, and each contact one of those that a day of
its municipality may have. When all of one kind are taken, no arrangement of others makes room for one more.
"""

from collections.abc import Iterable, Sequence

from scheduler.planning.days import Day
from scheduler.planning.ledger import Contact, Diary, Town


class Effort:
    """How many places may still be looked at for repairs in vain, over the whole plan: never a matter of time."""

    def __init__(self, towns: int) -> None:
        self.left = 15_000 + 400 * towns

    def spend(self, places: int) -> None:
        """Count places that were looked at."""
        self.left -= places

    @property
    def is_spent(self) -> bool:
        """Whether no more may be looked at."""
        return self.left <= 0


def can_have_room(contact: Contact, town: Town, diaries: Sequence[Diary]) -> bool:
    """Whether another arrangement could have a place for the contact: neither days nor hours are all taken."""
    days = [day for day in town.days if day.calls or any(day.letters)]
    return not days_are_full(town, days) and not (contact.wanted.channel == "call" and hours_are_taken(town, diaries))


def days_are_full(town: Town, days: Iterable[Day]) -> bool:
    """Whether each of these days has as many contacts of the municipality as it may have."""
    return all(town.on_day[day.number] >= town.rules.probes_a_day for day in days)


def hours_are_taken(town: Town, diaries: Sequence[Diary]) -> bool:
    """Whether no interviewer has hours left in any week in which the municipality can be called."""
    weeks = sorted({day.week for day in town.days})
    return not any(diary.has_hours(week) for diary in diaries for week in weeks)
