"""One municipality's contacts arranged anew by a solver, when something found no place: as many placed as can be. Pure.

OR-Tools CP-SAT with one worker, a fixed seed and a limit in its own deterministic time, so that the same request gives
the same plan on any machine. What stands already, other municipalities' calls and other waves stay where they are: only
places that are free beside them are offered, and the interviewers' hours that are left.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scheduler.planning.days import INSIDE, OUTSIDE
from scheduler.planning.ledger import Contact, Ledger, Place, Town
from scheduler.planning.obstacles import obstacles, places_of_call, places_of_letter
from scheduler.planning.parts import share_outside
from scheduler.planning.sides import Sides

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_EFFORT: Final = 0.7
"""The solver's deterministic time for one municipality, about seconds."""

_CALLS_OFFERED: Final = 8
_LETTERS_OFFERED: Final = 4
"""So many places of a day are offered to the contacts of an area, by interviewer or side; more than a day holds."""

_LETTER_STEP: Final = 7


_COUNTED: Final = frozenset({"hours_a_week", "probes_a_day"})
"""The allowable rules that the solver can break one by one; each costs a little, a contact without a place much."""

_PLACED: Final = 1000


class Offer(NamedTuple):
    """A place that one contact of a group may take, and the solver's choice."""

    group: int
    area: str
    side: int
    place: Place
    chosen: "cp_model.IntVar"


class Limits:
    """Limits of a model, some of which may be passed at a cost."""

    def __init__(self, model: "cp_model.CpModel", allowed: frozenset[str]) -> None:
        self.model = model
        self.allowed = allowed & _COUNTED
        self.passed: list[Any] = []

    def at_most(self, rule: str, some: Sequence[Any], limit: int) -> None:
        """Of these choices at most so many, or more where the rule may be broken."""
        if rule in self.allowed:
            beyond = self.model.new_int_var(0, len(some), "")
            self.passed.append(beyond)
            self.model.add(sum(some) <= max(0, limit) + beyond)
        else:
            self.model.add(sum(some) <= max(0, limit))


def arrange(ledger: Ledger, sides: Sides, contacts: Sequence[Contact], chance: Random, allowed: frozenset[str]) -> bool:
    """Whether more of one municipality's contacts have a place than before; otherwise everything is as it was.

    `contacts` are those that may move, `sides` counts the letters among them; of `allowed` the rules that count hours
    and contacts a day may be broken, as little as can be.
    """
    town = contacts[0].town if contacts else None
    if town is None:
        return False
    mark = len(ledger.journal)
    before = sum(one.place is not None for one in contacts)
    sides_before = [one.side for one in contacts]
    for one in contacts:
        ledger.move(one, None)
    found = _solved(town, sides, contacts, chance, allowed)
    for one, (side, place) in found:
        one.side = side
        ledger.move(one, place)
    if len(found) > before:
        return True
    ledger.take_back(len(ledger.journal) - len(found))
    for one, side in zip(contacts, sides_before, strict=True):
        one.side = side
    ledger.take_back(mark)
    return False


def _solved(
    town: Town, sides: Sides, contacts: Sequence[Contact], chance: Random, allowed: frozenset[str]
) -> list[tuple[Contact, tuple[int, Place]]]:
    """The contacts that the solver found places for."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy, and most plans need no solver

    model, groups = cp_model.CpModel(), _groups(contacts)
    limits = Limits(model, allowed)
    offers = [
        Offer(number, some[0].wanted.area, side, place, model.new_bool_var(""))
        for number, some in enumerate(groups)
        for side, place in _offered(some[0], town, chance, limits.allowed)
    ]
    for number, some in enumerate(groups):
        model.add(sum(one.chosen for one in offers if one.group == number) <= len(some))
    _limit_days(limits, town, offers)
    _keep_gaps(model, town, offers)
    _limit_interviewers(limits, offers)
    _keep_share(model, groups, sides, offers)
    model.maximize(_PLACED * sum(one.chosen for one in offers) - sum(limits.passed))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = _EFFORT
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return []
    waiting = [list(some) for some in groups]
    return [(waiting[one.group].pop(), (one.side, one.place)) for one in offers if solver.boolean_value(one.chosen)]


def _groups(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """Contacts that can stand in for each other: the same area and channel, and the same interviewers may call."""

    def key(one: Contact) -> tuple[str, str, str]:
        return one.wanted.channel, one.wanted.area, ",".join(voice.who.name for voice in one.voices)

    return [list(some) for _, some in groupby(sorted(contacts, key=key), key=key)]


def _offered(contact: Contact, town: Town, chance: Random, allowed: frozenset[str]) -> list[tuple[int, Place]]:
    """Places that break nothing beside what stays, or only what is allowed."""
    found: list[tuple[int, Place]] = []
    for day in town.days:
        if contact.wanted.channel == "call":
            voices = chance.sample(contact.voices, len(contact.voices))
            for diary in sorted(voices, key=lambda one: one.load_of(day.week))[:_CALLS_OFFERED]:
                places = list(places_of_call([diary], [day]))
                found += [
                    (INSIDE, place) for place in islice(_free(contact, town, places, allowed, chance), _CALLS_OFFERED)
                ]
            continue
        for side in (INSIDE, OUTSIDE):
            contact.side = side
            places = list(places_of_letter(contact, [day], _LETTER_STEP))
            found += [
                (side, place) for place in islice(_free(contact, town, places, allowed, chance), _LETTERS_OFFERED)
            ]
    return found


def _free(
    contact: Contact, town: Town, places: Sequence[Place], allowed: frozenset[str], chance: Random
) -> Iterator[Place]:
    """The places at which nothing is in the way but what is allowed, in an order of chance."""
    for place in chance.sample(places, len(places)):
        if all(one.rule in allowed for one in obstacles(contact, place, town)):
            yield place


def _limit_days(limits: Limits, town: Town, offers: Iterable[Offer]) -> None:
    days: defaultdict[int, list[Any]] = defaultdict(list)
    area_days: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    for one in offers:
        days[one.place.day.number].append(one.chosen)
        area_days[one.area, one.place.day.number].append(one.chosen)
    for day, some in days.items():
        limits.at_most("probes_a_day", some, town.rules.probes_a_day - town.on_day[day])
    for (area, day), some in area_days.items():
        stands = sum(one.place is not None and one.place.day.number == day for one in town.of_area(area))
        limits.at_most("probes_per_area_and_day", some, town.rules.probes_per_area_and_day - stands)


def _keep_gaps(model: "cp_model.CpModel", town: Town, offers: Sequence[Offer]) -> None:
    """At most one in each stretch of time as long as the gap; for interviewers and areas a stretch of days."""
    rules = town.rules
    _at_most_one(model, [(0, one.place.at, one.chosen) for one in offers], rules.minutes_between_probes * 60)
    of_areas = [(one.area, one.place.at, one.chosen) for one in offers]
    _at_most_one(model, of_areas, rules.hours_between_area_probes * 3600)
    of_voices = [
        ((one.area, one.place.diary.who.name), one.place.day.number, one.chosen) for one in offers if one.place.diary
    ]
    _at_most_one(model, of_voices, rules.days_between_same_interviewer)
    of_diaries = [(one.place.diary.who.name, one.place.at, one.chosen) for one in offers if one.place.diary]
    _at_most_one(model, of_diaries, rules.minutes_a_call * 60)


def _at_most_one(model: "cp_model.CpModel", some: Sequence[tuple[Hashable, int, Any]], gap: int) -> None:
    """Of the choices with the same key, at most one within `gap` from the time of each."""
    by_key: defaultdict[Hashable, list[tuple[int, Any]]] = defaultdict(list)
    for key, at, chosen in some:
        by_key[key].append((at, chosen))
    for timed in by_key.values():
        timed.sort(key=lambda pair: pair[0])
        first = last = 0
        for first, (at, _) in enumerate(timed):
            end = last
            while end < len(timed) and timed[end][0] - at < gap:
                end += 1
            if end > last and end - first > 1:
                model.add_at_most_one(chosen for _, chosen in timed[first:end])
            last = max(last, end)


def _limit_interviewers(limits: Limits, offers: Iterable[Offer]) -> None:
    weeks: defaultdict[tuple[str, tuple[int, int]], list[Any]] = defaultdict(list)
    left: dict[tuple[str, tuple[int, int]], int] = {}
    for one in offers:
        if one.place.diary is not None:
            key = one.place.diary.who.name, one.place.day.week
            weeks[key].append(one.chosen)
            left[key] = one.place.diary.calls_a_week - len(one.place.diary.weeks.get(one.place.day.week, ()))
    for key, some in weeks.items():
        limits.at_most("hours_a_week", some, left[key])


def _keep_share(
    model: "cp_model.CpModel", groups: Sequence[Sequence[Contact]], sides: Sides, offers: Iterable[Offer]
) -> None:
    """The letters outside working time between the share of the placed and the share of all, as `sides.py` says."""
    letters = [one for one in offers if groups[one.group][0].wanted.channel == "mail"]
    if not letters:
        return
    percent = sides.request.method.plan.mails_outside_hours_percent
    outside = sum(one.chosen for one in letters if one.side == OUTSIDE) + sum(
        one.side == OUTSIDE for one in sides.standing
    )
    placed = sum(one.chosen for one in letters) + len(sides.standing)
    total = len(sides.letters) + len(sides.standing)
    if sides.due(total) == share_outside(sides.request.method, total):
        model.add(outside <= sides.due(total))
        # The share of the placed, halves up, is at most what is outside.
        model.add(percent * placed - 100 * outside <= 49)  # noqa: PLR2004 - see above
