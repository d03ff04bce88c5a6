"""The best place for one contact among all others: no rule broken, and spread as evenly as can be. Pure.

The cost of a place is that of its day and that of its hour (`plan_tally`), so the search goes through the days from
the cheapest on and stops when no later day can be better. Chance decides between equals.
"""

from collections.abc import Sequence
from random import Random

from scheduler.plan_days import Day, Mark
from scheduler.plan_ledger import Contact, Diary, Place, Town, class_of

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
    return tally.day_cost(area, place.day) + tally.hour_cost(area, class_of(contact, place.minute))


def _best_call(contact: Contact, town: Town, chance: Random, below: float) -> Place | None:
    area, tally, best = contact.wanted.area, town.calls, None
    of_hour = {hour: tally.hour_cost(area, hour) for hour in range(24)}
    days = [(tally.day_cost(area, day) + chance.random(), day.number, day) for day in town.days if day.calls]
    for cost, _, day in sorted(days):
        cheapest = min(of_hour[minute // 60] for minute, _ in day.calls)
        if cost + cheapest >= below or not town.has_room(area, day):
            continue
        marks = sorted((of_hour[mark[0] // 60] + chance.random(), mark) for mark in day.calls)
        able = _able(contact, town, day)
        for hour_cost, mark in marks if able else ():
            if cost + hour_cost >= below:
                break
            if town.is_apart(area, mark[1]) and (diary := _free(able, day, mark)) is not None:
                best, below = Place(day, mark[0], mark[1], diary), cost + hour_cost
                break
    return best


def _able(contact: Contact, town: Town, day: Day) -> list[Diary]:
    """The interviewers who can take the call on this day, those with the least to do first."""
    able = [
        diary
        for diary in contact.voices
        if diary.has_hours(day.week) and town.is_new_voice(contact.wanted.area, day, diary)
    ]
    return sorted(able, key=lambda diary: diary.load + diary.load_of(day.week))


def _free(able: Sequence[Diary], day: Day, mark: Mark) -> Diary | None:
    return next((diary for diary in able if diary.is_at_work(day.on, mark[0]) and diary.is_free(mark[1])), None)


def _best_letter(contact: Contact, town: Town, chance: Random, below: float) -> Place | None:
    area, tally, best = contact.wanted.area, town.letters, None
    days = [(tally.day_cost(area, day) + chance.random(), day.number, day) for day in town.days]
    of_hour = {hour: tally.hour_cost(area, class_of(contact, hour * 60)) for hour in range(24)}
    for cost, _, day in sorted(days):
        by_hour = day.letters[contact.side]
        if not by_hour or cost + min(of_hour[hour] for hour in by_hour) >= below or not town.has_room(area, day):
            continue
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
