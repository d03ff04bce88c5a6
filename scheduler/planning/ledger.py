"""The plan while it is made: who stands where, for each municipality and each interviewer, and how to go back. Pure."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from scheduler.planning.days import Day
from scheduler.planning.hours import Stretch, stretches
from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlannedProbe, Wanted
from scheduler.planning.tally import Tally, hour_class
from shopper.method_parts import PlanRules


class Place(NamedTuple):
    """Where a contact stands: day and minute on the municipality's clock, the moment in seconds of UTC, who calls."""

    day: Day
    minute: int
    at: int
    diary: "Diary | None" = None


@dataclass(eq=False, slots=True)
class Contact:
    """One contact and its place, if it has one. Of letters `side` is the side of working time they are to leave on.

    `probe` is set for what stands already: those never move. `voices` are the interviewers who may make the call.
    """

    wanted: Wanted
    town: "Town | None"
    side: int = 0
    place: Place | None = None
    probe: PlannedProbe | None = None
    is_elsewhere: bool = False
    voices: "tuple[Diary, ...]" = ()

    @property
    def can_move(self) -> bool:
        """Whether the planner may give it another place."""
        return self.probe is None


@dataclass(eq=False, slots=True)
class Diary:
    """What one interviewer has been given, over all municipalities and waves."""

    who: PlanInterviewer
    rules: PlanRules
    capacity: int = 1
    starts: list[int] = field(default_factory=list)
    weeks: dict[tuple[int, int], list[Contact]] = field(default_factory=dict)
    at_work: dict[int, list[Stretch]] = field(default_factory=dict)
    calls_a_week: int = 0

    def __post_init__(self) -> None:
        """Read the interviewer's hours once."""
        self.at_work = {weekday: stretches(hours) for weekday, hours in self.who.available.items()}
        self.calls_a_week = self.who.hours_a_week * 60 // self.rules.minutes_a_call

    @property
    def load(self) -> float:
        """The share of what the interviewer can take in the period that is taken."""
        return len(self.starts) / self.capacity

    def load_of(self, week: tuple[int, int]) -> float:
        """The share of the week's hours that is taken."""
        return len(self.weeks.get(week, ())) / max(1, self.calls_a_week)

    def is_at_work(self, on: date, minute: int) -> bool:
        """Whether a call can begin at this minute by the interviewer's own hours."""
        if on in self.who.days_off:
            return False
        end = minute + self.rules.minutes_a_call
        return any(start <= minute and end <= last for start, last in self.at_work.get(on.isoweekday(), ()))

    def has_hours(self, week: tuple[int, int]) -> bool:
        """Whether one more call fits in the hours of the week."""
        return len(self.weeks.get(week, ())) < self.calls_a_week

    def is_free(self, at: int) -> bool:
        """Whether no other call is under way."""
        return is_apart(self.starts, at, self.rules.minutes_a_call * 60)

    def enter(self, contact: Contact, place: Place) -> None:
        """Give the interviewer a call."""
        insort(self.starts, place.at)
        self.weeks.setdefault(place.day.week, []).append(contact)

    def strike(self, contact: Contact, place: Place) -> None:
        """Take the call away again."""
        self.starts.pop(bisect_left(self.starts, place.at))
        self.weeks[place.day.week].remove(contact)


@dataclass(eq=False, slots=True)
class Town:
    """One municipality: its days, and the contacts it has."""

    municipality: PlanMunicipality
    days: tuple[Day, ...]
    rules: PlanRules
    calls: Tally
    letters: Tally
    starts: list[int] = field(default_factory=list)
    areas: dict[str, list[Contact]] = field(default_factory=dict)
    on_day: Counter[int] = field(default_factory=Counter)
    by_day: dict[int, list[Contact]] = field(default_factory=dict)

    def tally(self, contact: Contact) -> Tally:
        """The counts of the contact's channel."""
        return self.calls if contact.wanted.channel == "call" else self.letters

    def of_area(self, area: str) -> Sequence[Contact]:
        """Every contact of the area that has a place."""
        return self.areas.get(area, ())

    def around(self, day: Day) -> Iterator[Contact]:
        """The contacts of the day, of the one before and of the one after, those of other waves included."""
        for number in (day.number - 1, day.number, day.number + 1):
            yield from self.by_day.get(number, ())

    def is_near(self, at: int, least: int) -> bool:
        """Whether another contact is less than so many seconds away."""
        return not is_apart(self.starts, at, least)

    def has_room(self, area: str, day: Day) -> bool:
        """Whether the day's limits leave one more contact of the area."""
        if self.on_day[day.number] >= self.rules.probes_a_day:
            return False
        same = sum(one.place is not None and one.place.day.number == day.number for one in self.of_area(area))
        return same < self.rules.probes_per_area_and_day

    def is_apart(self, area: str, at: int) -> bool:
        """Whether the gaps to the other contacts, and to those of the area, are kept."""
        if not is_apart(self.starts, at, self.rules.minutes_between_probes * 60):
            return False
        least = self.rules.hours_between_area_probes * 3600
        return all(one.place is None or abs(one.place.at - at) >= least for one in self.of_area(area))

    def is_blocked(self, area: str, first: int, last: int) -> bool:
        """Whether one contact of the area is too near to every moment from the first to the last."""
        least = self.rules.hours_between_area_probes * 3600
        near = (one.place for one in self.of_area(area) if one.place is not None)
        return any(abs(place.at - first) < least and abs(place.at - last) < least for place in near)

    def voices_near(self, area: str, day: Day) -> list[Diary]:
        """The interviewers who call the area on this day or on one too near to it."""
        least = self.rules.days_between_same_interviewer
        near = (one.place for one in self.of_area(area) if one.place is not None)
        return [at.diary for at in near if at.diary is not None and abs(at.day.number - day.number) < least]

    def enter(self, contact: Contact, place: Place) -> None:
        """Let a contact stand at a place."""
        insort(self.starts, place.at)
        self.areas.setdefault(contact.wanted.area, []).append(contact)
        self.on_day[place.day.number] += 1
        self.by_day.setdefault(place.day.number, []).append(contact)
        if not contact.is_elsewhere:
            self.tally(contact).count(contact.wanted.area, place.day, class_of(contact, place.minute), 1)

    def strike(self, contact: Contact, place: Place) -> None:
        """Take it away again."""
        self.starts.pop(bisect_left(self.starts, place.at))
        self.areas[contact.wanted.area].remove(contact)
        self.on_day[place.day.number] -= 1
        self.by_day[place.day.number].remove(contact)
        if not contact.is_elsewhere:
            self.tally(contact).count(contact.wanted.area, place.day, class_of(contact, place.minute), -1)


@dataclass(eq=False, slots=True)
class Ledger:
    """All municipalities and interviewers of a plan in the making; every change can be taken back."""

    towns: dict[str, Town]
    diaries: tuple[Diary, ...]
    journal: list[tuple[Contact, Place | None]] = field(default_factory=list)

    def move(self, contact: Contact, place: Place | None) -> None:
        """Give the contact this place instead of the one it has; None: no place."""
        self.journal.append((contact, contact.place))
        self._set(contact, place)

    def take_back(self, mark: int) -> None:
        """Undo every move since the journal was `mark` long."""
        while len(self.journal) > mark:
            self._set(*self.journal.pop())

    def _set(self, contact: Contact, place: Place | None) -> None:
        if contact.place is not None:
            if contact.town is not None:
                contact.town.strike(contact, contact.place)
            if contact.place.diary is not None:
                contact.place.diary.strike(contact, contact.place)
        contact.place = place
        if place is not None:
            if contact.town is not None:
                contact.town.enter(contact, place)
            if place.diary is not None:
                place.diary.enter(contact, place)

    def may_take(self, contact: Contact) -> tuple[Diary, ...]:
        """The interviewers who may make this call at all, whatever the day."""
        wanted, town = contact.wanted, contact.town
        asked = town.municipality.asked_before if town is not None else frozenset()
        return tuple(
            diary
            for diary in self.diaries
            if wanted.interviewer in {"", diary.who.name}
            and wanted.area not in diary.who.not_areas
            and wanted.municipality not in diary.who.not_municipalities
            and (diary.who.name, wanted.area, wanted.question) not in asked
        )


def class_of(contact: Contact, minute: int) -> int:
    """The class of hours the contact counts in at this minute."""
    return minute // 60 if contact.wanted.channel == "call" else hour_class(minute // 60, contact.side)


def is_apart(starts: Sequence[int], at: int, least: int) -> bool:
    """Whether every start of the sorted ones is at least so many seconds from `at`."""
    position = bisect_left(starts, at)
    if position < len(starts) and starts[position] - at < least:
        return False
    return position == 0 or at - starts[position - 1] >= least
