"""Sharing the calls among the interviewers in proportion to what they can take, without moving any in time. Pure."""

from collections.abc import Sequence

from scheduler.planning.ledger import Contact, Diary, Ledger


def balance(ledger: Ledger, calls: Sequence[Contact]) -> None:
    """Give calls of those with much to do to those with little, as long as that brings their loads nearer."""
    by_diary: dict[str, list[Contact]] = {diary.who.name: [] for diary in ledger.diaries}
    for one in calls:
        if one.can_move and one.place is not None and one.place.diary is not None:
            by_diary[one.place.diary.who.name].append(one)
    tried: set[tuple[str, str]] = set()
    while (pair := _furthest_apart(ledger.diaries, tried)) is not None:
        giver, taker = pair
        given = next((one for one in by_diary[giver.who.name] if _can_give(one, taker)), None)
        if given is None or given.place is None:
            tried.add((giver.who.name, taker.who.name))
            continue
        ledger.move(given, given.place._replace(diary=taker))
        by_diary[giver.who.name].remove(given)
        by_diary[taker.who.name].append(given)
        tried.clear()
    ledger.journal.clear()


def _furthest_apart(diaries: Sequence[Diary], tried: set[tuple[str, str]]) -> tuple[Diary, Diary] | None:
    """The two interviewers whose loads differ most, if one call less and one more brings them nearer."""
    pairs = [
        (giver.load - taker.load, giver.who.name, taker.who.name, giver, taker)
        for giver in diaries
        for taker in diaries
        if giver.load - taker.load > 1 / giver.capacity + 1 / taker.capacity - 1e-9
        and (giver.who.name, taker.who.name) not in tried
    ]
    best = max(pairs, key=lambda pair: pair[:3], default=None)
    return None if best is None else (best[3], best[4])


def _can_give(contact: Contact, taker: Diary) -> bool:
    place, town = contact.place, contact.town
    if place is None or town is None or taker not in contact.voices:
        return False
    return (
        taker.has_hours(place.day.week)
        and taker.is_at_work(place.day.on, place.minute)
        and taker.is_free(place.at)
        and taker not in town.voices_near(contact.wanted.area, place.day)
    )
