"""What stands in a contact's way at a place it could have: the rules among contacts, and who would have to go. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.planning.days import Day, Mark
from scheduler.planning.ledger import Contact, Diary, Place, Town


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that would be broken, and that so many (`must_go`) of these contacts are one too many."""

    rule: str
    in_the_way: Sequence[Contact]
    must_go: int


def obstacles(contact: Contact, place: Place, town: Town) -> list[Obstacle]:
    """The rules that the contact, which stands nowhere now, would break at this place, with whom."""
    found = [*_of_town(place, town), *_of_area(contact, place, town)]
    if place.diary is not None:
        found += _of_diary(place, place.diary)
    if any(place.at == mark for _, mark in place.day.in_lunch) and contact.wanted.channel == "call":
        found.append(Obstacle("lunch", (), 1))
    return found


def places_of_call(voices: Sequence[Diary], days: Sequence[Day], *, in_lunch: bool = False) -> Iterator[Place]:
    """Every place on these days at which switchboard and one of these interviewers can meet, whoever else is there."""
    for day in days:
        marks = day.calls + day.in_lunch if in_lunch else day.calls
        for diary in voices:
            for minute, at in marks:
                if diary.is_at_work(day.on, minute):
                    yield Place(day, minute, at, diary)


def places_of_letter(contact: Contact, days: Sequence[Day], every: int) -> Iterator[Place]:
    """Every so manieth minute on the letter's side of working time."""
    for day in days:
        marks: list[Mark] = [mark for some in day.letters[contact.side].values() for mark in some]
        for minute, at in marks[::every]:
            yield Place(day, minute, at)


def _of_town(place: Place, town: Town) -> Iterator[Obstacle]:
    limit, least = town.rules.probes_a_day, town.rules.minutes_between_probes * 60
    on_day = town.on_day[place.day.number]
    if on_day >= limit:
        same_day = list(town.by_day[place.day.number])
        yield Obstacle("probes_a_day", same_day, on_day - limit + 1)
    if town.is_near(place.at, least):
        near = [one for one in town.around(place.day) if one.place and abs(one.place.at - place.at) < least]
        yield Obstacle("minutes_between_probes", near, len(near))


def _of_area(contact: Contact, place: Place, town: Town) -> Iterator[Obstacle]:
    rules, own = town.rules, [(one, one.place) for one in town.of_area(contact.wanted.area) if one.place is not None]
    same_day = [one for one, at in own if at.day.number == place.day.number]
    if len(same_day) >= rules.probes_per_area_and_day:
        yield Obstacle("probes_per_area_and_day", same_day, len(same_day) - rules.probes_per_area_and_day + 1)
    near = [one for one, at in own if abs(at.at - place.at) < rules.hours_between_area_probes * 3600]
    if near:
        yield Obstacle("hours_between_area_probes", near, len(near))
    days = rules.days_between_same_interviewer
    if place.diary is not None:
        voice = [one for one, at in own if at.diary is place.diary and abs(at.day.number - place.day.number) < days]
        if voice:
            yield Obstacle("same_interviewer", voice, len(voice))


def _of_diary(place: Place, diary: Diary) -> Iterator[Obstacle]:
    in_week = diary.weeks.get(place.day.week, [])
    if not diary.has_hours(place.day.week):
        yield Obstacle("hours_a_week", in_week, len(in_week) - diary.calls_a_week + 1)
    if not diary.is_free(place.at):
        length = diary.rules.minutes_a_call * 60
        busy = [
            one for some in diary.weeks.values() for one in some if one.place and abs(one.place.at - place.at) < length
        ]
        yield Obstacle("one_call_at_a_time", busy, len(busy))
