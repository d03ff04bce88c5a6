"""The best place for one contact among all others: no rule broken, and spread as evenly as can be. Pure.

The cost of a place is that of its day and that of its hour (`tally.py`), so the search goes through the days from the
cheapest on and stops when no later day can be better. Chance decides between equals.
"""

from collections.abc import Sequence
from random import Random

from scheduler.planning.days import Day, Mark
from scheduler.planning.ledger import Contact, Diary, Place, Town

NO_LIMIT = float("inf")


def best_place(contact: Contact, chance: Random, below: float = NO_LIMIT) -> Place | None:
    """The contact's cheapest place that keeps every rule and costs less than `below`; None when there is none."""
    search = _best_call if contact.wanted.channel == "call" else _best_letter
    town = contact.town
    return None if town is None else search(contact, town, chance, below)


def cost_of(contact: Contact, place: Place) -> int:
    """What the place would cost the contact, which stands nowhere now."""
    if contact.town is None:
        return 0
    tally, area = contact.town.tally(contact), contact.wanted.area
    return tally.day_costs(area, [place.day])[0] + tally.hour_costs(area, contact.side)[place.minute // 60]


def _best_call(contact: Contact, town: Town, chance: Random, below: float) -> Place | None:
    area, best = contact.wanted.area, None
    of_hour = town.calls.hour_costs(area)
    days = [day for day in town.days if day.calls]
    for cost, _, day in _cheap_days(town.calls.day_costs(area, days), days, below - min(of_hour), chance):
        if cost + min(of_hour) >= below:
            break
        able = _able(contact, town, day) if town.has_room(area, day) else []
        for hour_cost, mark in sorted((of_hour[mark[0] // 60] + chance.random(), mark) for mark in day.calls if able):
            if cost + hour_cost >= below:
                break
            if town.is_apart(area, mark[1]) and (diary := _free(able, day, mark)) is not None:
                best, below = Place(day, mark[0], mark[1], diary), cost + hour_cost
                break
    return best


def _cheap_days(
    costs: Sequence[int], days: Sequence[Day], below: float, chance: Random
) -> list[tuple[float, int, Day]]:
    """The days that cost less than `below`, the cheapest first."""
    return sorted(
        (cost + chance.random(), day.number, day) for cost, day in zip(costs, days, strict=True) if cost < below
    )


def _able(contact: Contact, town: Town, day: Day) -> list[Diary]:
    """The interviewers who can take the call on this day, those with the least to do first."""
    near = town.voices_near(contact.wanted.area, day)
    able = [diary for diary in contact.voices if diary.has_hours(day.week) and diary not in near]
    return sorted(able, key=lambda diary: diary.load + diary.load_of(day.week))


def _free(able: Sequence[Diary], day: Day, mark: Mark) -> Diary | None:
    return next((diary for diary in able if diary.is_at_work(day.on, mark[0]) and diary.is_free(mark[1])), None)


def _best_letter(contact: Contact, town: Town, chance: Random, below: float) -> Place | None:
    area, side, best = contact.wanted.area, contact.side, None
    of_hour = town.letters.hour_costs(area, side)
    days = [day for day in town.days if day.letters[side]]
    for cost, _, day in _cheap_days(town.letters.day_costs(area, days), days, below - min(of_hour), chance):
        if cost + min(of_hour) >= below:
            break
        by_hour = day.letters[side] if town.has_room(area, day) else {}
        for hour_cost, hour in sorted((of_hour[hour] + chance.random(), hour) for hour in by_hour):
            if cost + hour_cost >= below:
                break
            if (mark := _minute(by_hour[hour], area, town, chance)) is not None:
                best, below = Place(day, *mark), cost + hour_cost
                break
    return best


def _minute(marks: Sequence[Mark], area: str, town: Town, chance: Random) -> Mark | None:
    """A minute of chance that is far enough from other contacts: the first from a random one on, round the hour."""
    if town.is_blocked(area, marks[0][1], marks[-1][1]):
        return None
    first = chance.randrange(len(marks))
    for position in range(len(marks)):
        mark = marks[(first + position) % len(marks)]
        if town.is_apart(area, mark[1]):
            return mark
    return None
