"""A plan in the making: the request laid out as towns, interviewers and contacts, with what stands already. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from scheduler.planning.capacity import calls_by_week, room_of_weeks
from scheduler.planning.days import INSIDE, OUTSIDE, Calendar, Day
from scheduler.planning.hours import minutes, week_of
from scheduler.planning.ledger import Contact, Diary, Ledger, Place, Town
from scheduler.planning.parts import PlannedProbe, PlanRequest, Wanted, working_stretches, zone_of
from scheduler.planning.sides import Sides
from scheduler.planning.tally import Tally, classes_of_calls, classes_of_letters
from scheduler.planning.wanted import wanted_of

_OUTSIDE_PERIOD = 1_000_000
"""The number of a week that no tally counts."""


@dataclass(eq=False, slots=True)
class Making:
    """A request, the ledger of its plan, and the contacts to place by municipality."""

    request: PlanRequest
    ledger: Ledger
    contacts: dict[str, list[Contact]]
    standing: list[Contact] = field(default_factory=list)
    twice: set[int] = field(default_factory=set)

    def chance(self, town: Town, what: str) -> Random:
        """Chance for one step of one municipality's plan: the same in every process."""
        return Random(f"{self.request.seed}/{town.municipality.code}/{what}")  # noqa: S311 - a plan made again, no secret

    def towns(self) -> list[Town]:
        """The municipalities, those first that have least room for calls."""
        return sorted(
            self.ledger.towns.values(),
            key=lambda town: (sum(len(day.calls) for day in town.days), town.municipality.code),
        )

    def of(self, town: Town, channel: str, *, spare: bool) -> list[Contact]:
        """The contacts of a municipality that are to be placed."""
        some = self.contacts[town.municipality.code]
        named = [one for one in some if one.wanted.channel == channel and one.wanted.spare is spare]
        return [one for one in named if self.is_placeable(one)]

    def is_placeable(self, contact: Contact) -> bool:
        """Whether there is a question to ask, which nobody asks already."""
        return contact.wanted.question > 0 and id(contact) not in self.twice

    def sides_of(self, town: Town) -> Sides:
        """The letters that count in the share outside working time."""
        return Sides(self.request, self.of(town, "mail", spare=False), self._letters_of(town, spare=False))

    def spare_sides_of(self, town: Town) -> Sides:
        """The spare letters, which have the same share so that they can take others' places."""
        return Sides(self.request, self.of(town, "mail", spare=True), self._letters_of(town, spare=True))

    def _letters_of(self, town: Town, *, spare: bool) -> list[Contact]:
        return [
            one
            for one in self.standing
            if one.town is town and one.wanted.channel == "mail" and one.wanted.spare is spare and not one.is_elsewhere
        ]

    def all(self) -> Iterator[Contact]:
        """Every contact that is to be placed, in the order of the municipalities."""
        for municipality in self.request.municipalities:
            yield from self.contacts[municipality.code]


def lay_out(request: PlanRequest) -> Making:
    """The ledger with what stands already, and the contacts to place."""
    wanted = {one.code: wanted_of(request, one) for one in request.municipalities}
    calls = sum(one.channel == "call" for some in wanted.values() for one in some)
    taken = Counter(
        week_of(_local_day(request, one).on) for one in (*request.fixed, *request.elsewhere) if one.interviewer
    )
    room, calendar = room_of_weeks(request, calls, taken), Calendar(request)
    towns: dict[str, Town] = {}
    for municipality in request.municipalities:
        days = calendar.days_of(municipality)
        tallies = Tally(classes_of_calls(days, room)), Tally(classes_of_letters(days))
        towns[municipality.code] = Town(municipality, days, request.method.plan, *tallies)
    diaries = tuple(
        Diary(who, request.method.plan, max(1, sum(calls_by_week(request, who).values())))
        for who in sorted(request.interviewers, key=lambda who: who.name)
    )
    ledger = Ledger(towns, diaries)
    making = Making(request, ledger, {code: [] for code in towns})
    for probe, is_elsewhere in (*((one, False) for one in request.fixed), *((one, True) for one in request.elsewhere)):
        making.standing.append(_standing(making, probe, is_elsewhere=is_elsewhere))
    for code, some in wanted.items():
        for one in some:
            contact = Contact(one, towns[code])
            contact.voices = ledger.may_take(contact) if one.channel == "call" else ()
            making.contacts[code].append(contact)
    _find_twice(making)
    ledger.journal.clear()
    return making


def _find_twice(making: Making) -> None:
    """Note (by identity) the contacts whose question stands already or is wanted before."""
    asked = {_key(one.wanted) for one in making.standing if not one.is_elsewhere}
    for one in making.all():
        if one.wanted.question and _key(one.wanted) in asked:
            making.twice.add(id(one))
        asked.add(_key(one.wanted))


def _key(wanted: Wanted) -> tuple[str, str, str, int]:
    return wanted.channel, wanted.municipality, wanted.area, wanted.question


def _standing(making: Making, probe: PlannedProbe, *, is_elsewhere: bool) -> Contact:
    """A contact that stays where it is, entered in the books."""
    request, ledger = making.request, making.ledger
    town = ledger.towns.get(probe.municipality)
    wanted = Wanted(probe.channel, probe.area, probe.question, probe.spare, probe.municipality)
    diary = next((one for one in ledger.diaries if probe.channel == "call" and one.who.name == probe.interviewer), None)
    day = _local_day(request, probe, town)
    minute = minutes(probe.planned_at.astimezone(zone_of(request, probe.municipality)).time())
    is_inside = any(start <= minute < end for start, end in working_stretches(request.method, day.on))
    side = INSIDE if is_inside or probe.channel == "call" else OUTSIDE
    contact = Contact(wanted, town, side, probe=probe, is_elsewhere=is_elsewhere)
    ledger.move(contact, Place(day, minute, int(probe.planned_at.timestamp()), diary))
    return contact


def _local_day(request: PlanRequest, probe: PlannedProbe, town: Town | None = None) -> Day:
    """The day on which a contact stands, of the municipality's days when it is one of them."""
    on = probe.planned_at.astimezone(zone_of(request, probe.municipality)).date()
    found = next((day for day in town.days if day.on == on), None) if town is not None else None
    return found or Day(on, on.toordinal(), week_of(on), _OUTSIDE_PERIOD, on.isoweekday())
