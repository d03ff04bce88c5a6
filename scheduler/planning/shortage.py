"""Why contacts found no place, with figures, and what the plan lacks as a whole. Pure.

For each contact the first rule is named that leaves no place: first what no plan could change (days, switchboard, who
may call), then what the other contacts take, in the order in which a coordinator can do something about it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from scheduler.planning.bound import days_are_full, hours_are_taken
from scheduler.planning.days import INSIDE, OUTSIDE, Day
from scheduler.planning.hours import hours_text
from scheduler.planning.ledger import Contact, Diary, Place, Town
from scheduler.planning.making import Making
from scheduler.planning.obstacles import obstacles, places_of_call, places_of_letter
from scheduler.planning.parts import PlanRequest, Unplaced, working_stretches
from scheduler.planning.reasons import Reason
from scheduler.planning.sides import Sides

_IN_ORDER: Final = (
    "probes_a_day",
    "probes_per_area_and_day",
    "hours_between_area_probes",
    "hours_a_week",
    "same_interviewer",
    "minutes_between_probes",
    "one_call_at_a_time",
)
"""The rules among contacts, in the order in which they are named."""

_LETTER_STEP: Final = 41

_LOOKED_AT: Final = 300
"""Of more places than this not all are looked at: enough to see what is in the way."""

Facts = dict[str, str | int]
Pair = tuple[str, tuple[int, int]]


class Shortages:
    """The reasons of a plan's unplaced contacts, and what they add up to."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._extra: Counter[Pair] = Counter()
        self._has: dict[Pair, Diary] = {}
        self._found: dict[str, Reason] = {}

    def unplaced(self, contact: Contact, sides: Sides) -> Unplaced:
        """The contact with the rule in its way."""
        wanted, town = contact.wanted, contact.town
        if town is None:
            raise ValueError(f"{wanted.municipality} is not in the wave; plan only for its municipalities")
        reason = self._reason(contact, town, sides)
        if reason.rule != "hours_a_week":
            self._found.setdefault(reason.text, reason)
        return Unplaced(wanted.channel, wanted.municipality, wanted.area, wanted.question, reason)

    def all(self) -> tuple[Reason, ...]:
        """What is missing for the whole, each once; interviewers by week first."""
        hours = [self._hours(pair) for pair in sorted(self._extra)]
        return (*hours, *self._found.values())

    def _reason(self, contact: Contact, town: Town, sides: Sides) -> Reason:
        known: Facts = {
            "municipality": contact.wanted.municipality,
            "area": contact.wanted.area,
            "question": contact.wanted.question,
            "interviewers": len(self._making.request.interviewers),
        }
        for rule, facts in _lacking(contact, town, self._making):
            return _lack(rule, known | facts)
        if contact.wanted.channel == "mail":
            return self._letter(contact, town, sides, known)
        days = [day for day in town.days if day.calls]
        if days_are_full(town, days):
            return self._said("probes_a_day", contact, [], known | {"days": len(days)})
        if hours_are_taken(town, contact.voices):
            weeks = sorted({day.week for day in town.days if day.calls})
            return self._short_of_hours({(one.who.name, week): one for one in contact.voices for week in weeks})
        places = list(places_of_call(contact.voices, town.days))
        return self._crowded(contact, town, places[:: 1 + len(places) // _LOOKED_AT], known)

    def _letter(self, contact: Contact, town: Town, sides: Sides, known: Facts) -> Reason:
        """On the sides on which the share leaves room; else the share itself."""
        old = contact.side
        open_sides = [INSIDE, OUTSIDE] if contact.wanted.spare else sides.open_sides()
        days = [day for day in town.days if any(day.letters[side] for side in open_sides)]
        if days and days_are_full(town, days):
            return self._said("probes_a_day", contact, [], known | {"days": len(days)})
        places: list[Place] = []
        for side in open_sides:
            contact.side = side
            places += places_of_letter(contact, town.days, _LETTER_STEP)
        contact.side = old
        if places:
            return self._crowded(contact, town, places, known)
        placed = sides.placed()
        figures: Facts = {"outside": sum(one.side == OUTSIDE for one in placed), "letters": len(placed)}
        return _lack("mail_share", known | figures | {"limit": sides.due(len(placed) + 1)})

    def _crowded(self, contact: Contact, town: Town, places: Sequence[Place], known: Facts) -> Reason:
        """The rule among contacts that, with those before it, leaves none of the places."""
        days = len({place.day.number for place in places})
        left = [(place, {one.rule for one in obstacles(contact, place, town)}) for place in places]
        for rule in _IN_ORDER:
            kept = [(place, rules) for place, rules in left if rule not in rules]
            if not kept:
                return self._said(rule, contact, [place for place, _ in left], known | {"days": days})
            left = kept
        return _lack("room", known | {"days": days})

    def _said(self, rule: str, contact: Contact, places: Sequence[Place], known: Facts) -> Reason:
        plan = self._making.request.method.plan
        if rule == "hours_a_week":
            return self._short_of_hours({(at.diary.who.name, at.day.week): at.diary for at in places if at.diary})
        needs = sum(
            one.wanted.area == contact.wanted.area and one.wanted.channel == "call"
            for one in self._making.contacts[contact.wanted.municipality]
        )
        limits = {
            "probes_a_day": plan.probes_a_day,
            "probes_per_area_and_day": plan.probes_per_area_and_day,
            "hours_between_area_probes": plan.hours_between_area_probes,
            "minutes_between_probes": plan.minutes_between_probes,
            "same_interviewer": plan.days_between_same_interviewer,
        }
        slots = len({place.at for place in places})
        return _lack(rule, known | {"limit": limits.get(rule, 0), "needs": needs, "slots": slots})

    def _short_of_hours(self, pairs: Mapping[Pair, Diary]) -> Reason:
        """The interviewer and week that lack hours; of several, the one that was named least so far."""
        pair = min(sorted(pairs), key=lambda one: self._extra[one])
        self._extra[pair] += 1
        self._has[pair] = pairs[pair]
        return self._hours(pair)

    def _hours(self, pair: Pair) -> Reason:
        (name, week), diary = pair, self._has[pair]
        calls = len(diary.weeks.get(week, ())) + self._extra[pair]
        facts: Facts = {
            "interviewer": name,
            "year": week[0],
            "week": week[1],
            "has": hours_text(diary.who.hours_a_week * 60),
            "needs": hours_text(calls * diary.rules.minutes_a_call),
        }
        return _lack("hours_a_week", facts)


def _lack(rule: str, facts: Facts) -> Reason:
    return Reason(rule, facts, about="plan")


def _lacking(contact: Contact, town: Town, making: Making) -> Iterator[tuple[str, Facts]]:
    """What keeps the contact from any place, whatever else is planned."""
    request, wanted = making.request, contact.wanted
    if wanted.question and not making.is_placeable(contact):
        yield "question_twice", {}
    if wanted.question == 0:
        needs = (
            request.method.quota.calls if wanted.channel == "call" else request.method.quota.mails
        ) + request.spares
        yield "questions", {"has": len(set(request.questions.get(wanted.area, ()))), "needs": needs}
    if not any(_is_left(request, day) for day in town.days):
        earliest = request.not_before.isoformat(" ", "minutes") if request.not_before else ""
        yield "past", {"last_day": request.last_day.isoformat(), "not_before": earliest}
    if wanted.channel == "call":
        yield from _switchboard(contact, town, making)
        yield from _voices(contact, making)
        if not any(places_of_call(contact.voices, town.days)):
            yield "available", {}
    elif not any(any(day.letters) for day in town.days):
        rules = request.method.plan
        yield "mail_hours", {"earliest": f"{rules.mail_earliest:%H:%M}", "latest": f"{rules.mail_latest:%H:%M}"}


def _is_left(request: PlanRequest, day: Day) -> bool:
    return request.not_before is None or day.on >= request.not_before.date()


def _switchboard(contact: Contact, town: Town, making: Making) -> Iterator[tuple[str, Facts]]:
    request = making.request
    period: Facts = {"first_day": request.first_day.isoformat(), "last_day": request.last_day.isoformat()}
    working = [day for day in town.days if working_stretches(request.method, day.on)]
    if not working:
        yield "working_day", period
    if all(day.on in town.municipality.closed_on for day in working):
        yield "closed_on", {"days": len(working)}
    starts = sum(len(day.calls) for day in town.days)
    if not starts:
        calls = sum(one.wanted.channel == "call" for one in making.contacts[contact.wanted.municipality])
        yield "opening_hours", {"has": starts, "needs": calls}


def _voices(contact: Contact, making: Making) -> Iterator[tuple[str, Facts]]:
    wanted, staff = contact.wanted, making.request.interviewers
    if not staff:
        yield "interviewers", {}
    if wanted.interviewer:
        staff = tuple(one for one in staff if one.name == wanted.interviewer)
        if not staff:
            yield "not_in_wave", {"interviewer": wanted.interviewer}
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("not_municipalities", lambda name: wanted.municipality not in by_name[name].not_municipalities),
        ("not_areas", lambda name: wanted.area not in by_name[name].not_areas),
    )
    by_name, names = {one.name: one for one in staff}, [one.name for one in staff]
    for rule, may in tests:
        names = [name for name in names if may(name)]
        if not names:
            yield rule, {}
    if not contact.voices:
        yield "asked_before", {}
