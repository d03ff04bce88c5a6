"""New places for some contacts of a plan while all others stay: by another voice at the same time, or at other times.

Pure: takes the request of the plan and its contacts, and gives back where each of those that move would stand.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.plan import make_plan
from scheduler.planning.check import broken_rules
from scheduler.planning.parts import Channel, PlannedProbe, PlanRequest, Wanted
from scheduler.planning.reasons import Reason

Key = tuple[Channel, str, str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Where contacts go: those that found a place, with the allowed rules it breaks, and why others found none."""

    found: Mapping[ProbeRef, PlannedProbe] = field(default_factory=dict)
    broken: Mapping[ProbeRef, tuple[Reason, ...]] = field(default_factory=dict)
    none: Mapping[ProbeRef, Reason] = field(default_factory=dict)

    def then(self, later: "Places") -> "Places":
        """These, and a later try for those that had found no place."""
        return Places({**self.found, **later.found}, {**self.broken, **later.broken}, later.none)


Way = Callable[[PlanRequest, Sequence[StoredProbe], Sequence[StoredProbe]], Places]
"""A way to give the contacts in the third place new places among those in the second, which hold them too."""


def anybody(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
    """A new time for each of these contacts by the rules of the plan, calls by whoever can."""
    return _planned(request, stored, moving, {})


def same_voice_first(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
    """The same, but calls by whom they have now where that can be."""
    own = {one.ref: one.probe.interviewer or "" for one in moving}
    first = _planned(request, stored, moving, own)
    return _with_rest(first, anybody, request, stored, moving)


def same_time_first(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
    """The same, but calls at the time they have now, by another voice, where that can be."""
    return _with_rest(taken_over(request, stored, moving), anybody, request, stored, moving)


def by_others(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
    """Calls go to anybody but whom they have now: at the time they have where that can be."""
    places = taken_over(request, stored, moving)
    for caller in sorted({one.probe.interviewer or "" for one in moving}):
        rest = [one for one in moving if one.probe.interviewer == caller and one.ref not in places.found]
        away = [replace(one, available={}) if one.name == caller else one for one in request.interviewers]
        some = _planned(replace(request, interviewers=tuple(away)), moved(stored, places), rest, {})
        places = replace(places.then(some), none={**places.none, **some.none})
    return places


def given_to(caller: str) -> Way:
    """The way that gives calls to this caller alone: at the time they have now where that can be."""

    def by_caller(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
        return _planned(request, stored, moving, {one.ref: caller for one in moving})

    def way(request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
        first = taken_over(request, stored, moving, caller)
        return _with_rest(first, by_caller, request, stored, moving)

    return way


def settle(way: Way, request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]) -> Places:
    """New places the given way, such that they also agree with the contacts that find none and stay where they are."""
    none: dict[ProbeRef, Reason] = {}
    while True:
        places = way(request, stored, [one for one in moving if one.ref not in none])
        if not places.none:
            return replace(places, none=none)
        none |= places.none


def taken_over(
    request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe], caller: str = ""
) -> Places:
    """Which of these calls another voice can make at the very time, against no rule: this caller, or the least busy."""
    now = Neighbours(request, stored)
    hours = {one.name: one.hours_a_week for one in request.interviewers if caller in {"", one.name}}
    found: dict[ProbeRef, PlannedProbe] = {}
    for one in sorted(moving, key=lambda each: (each.probe.planned_at, each.ref)):
        for name in sorted(hours, key=lambda each: (now.load(each) / hours[each], each)):
            there = replace(one.probe, interviewer=name)
            if name != one.probe.interviewer and not broken_rules(request, there, now.near(one.ref, there)):
                now.put(one.ref, there)
                found[one.ref] = there
                break
    return Places(found)


class Neighbours:
    """Contacts by municipality and by voice: only those can be in each other's way."""

    def __init__(self, request: PlanRequest, stored: Iterable[StoredProbe]) -> None:
        """Begin with the contacts as they stand, and those elsewhere."""
        self._there: dict[ProbeRef, PlannedProbe] = {}
        self._near: dict[tuple[str, str], dict[ProbeRef, PlannedProbe]] = defaultdict(dict)
        for one in stored:
            self.put(one.ref, one.probe)
        for number, probe in enumerate(request.elsewhere, start=1):
            # What is elsewhere has no number here: negative ones are nobody's.
            self.put(ProbeRef(probe.channel, -number), probe)

    def put(self, ref: ProbeRef, probe: PlannedProbe) -> None:
        """Let the contact stand here from now on."""
        if ref in self._there:
            for key in _sides(self._there[ref]):
                del self._near[key][ref]
        self._there[ref] = probe
        for key in _sides(probe):
            self._near[key][ref] = probe

    def load(self, caller: str) -> int:
        """How many calls this interviewer has."""
        return len(self._near["voice", caller])

    def near(self, ref: ProbeRef, there: PlannedProbe) -> list[PlannedProbe]:
        """The others of the municipality or by the same voice, if the contact stood there."""
        both = {each: probe for key in _sides(there) for each, probe in self._near[key].items()}
        return [probe for each, probe in both.items() if each != ref]


def _sides(probe: PlannedProbe) -> list[tuple[str, str]]:
    here = ("place", probe.municipality)
    return [here, ("voice", probe.interviewer)] if probe.interviewer is not None else [here]


def moved(stored: Iterable[StoredProbe], places: Places) -> list[StoredProbe]:
    """The contacts as they stand once those that found places are there."""
    return [replace(one, probe=places.found.get(one.ref, one.probe)) for one in stored]


def _with_rest(
    first: Places, way: Way, request: PlanRequest, stored: Sequence[StoredProbe], moving: Sequence[StoredProbe]
) -> Places:
    """What a first way found, and for those that it did not help what another one finds."""
    rest = [one for one in moving if one.ref not in first.found]
    return first.then(way(request, moved(stored, first), rest)) if rest else replace(first, none={})


def _planned(
    request: PlanRequest,
    stored: Sequence[StoredProbe],
    moving: Sequence[StoredProbe],
    callers: Mapping[ProbeRef, str],
) -> Places:
    """Where the planner puts these contacts; `callers` alone may make theirs."""
    if not moving:
        return Places()
    refs = {_key(one.probe): one.ref for one in moving}
    fixed = tuple(one.probe for one in stored if one.ref not in set(refs.values()))
    wanted = tuple(_wanted(one, callers.get(one.ref, "")) for one in moving)
    plan = make_plan(replace(request, fixed=fixed, wanted=wanted))
    broken: dict[ProbeRef, tuple[Reason, ...]] = {}
    for each in plan.broken:
        if (ref := refs.get(_key(each.probe))) is not None:
            broken[ref] = (*broken.get(ref, ()), each.reason)
    return Places(
        {refs[_key(probe)]: probe for probe in plan.probes if _key(probe) in refs},
        broken,
        {refs[one.channel, one.municipality, one.area, one.question]: one.reason for one in plan.unplaced},
    )


def _wanted(one: StoredProbe, caller: str) -> Wanted:
    probe = one.probe
    who = caller if probe.channel == "call" else ""
    return Wanted(probe.channel, probe.area, probe.question, probe.spare, probe.municipality, who)


def _key(probe: PlannedProbe) -> Key:
    return probe.channel, probe.municipality, probe.area, probe.question
