"""Whether a plan keeps every hard rule, judged from the request alone and sharing no code with the planner.

Times are read as the municipality's clock shows them; gaps are measured in elapsed time, so that a change of summer
time is no hour won or lost. Contacts that were fixed beforehand may break what they like; a fault names at least one
that the plan has placed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from scheduler.planning.parts import (
    Plan,
    PlanInterviewer,
    PlanMunicipality,
    PlannedProbe,
    PlanRequest,
    Unplaced,
    Wanted,
)
from scheduler.planning.reasons import Reason
from shopper.method_parts import WorkingTimeRules

ALLOWABLE: Final = frozenset(
    {
        "lunch",
        "hours_a_week",
        "same_interviewer",
        "mail_share",
        "probes_per_area_and_day",
        "hours_between_area_probes",
        "minutes_between_probes",
        "probes_a_day",
    }
)
"""The rules that a coordinator may allow a plan to break."""

WORDS: Final = ALLOWABLE | {
    "period",
    "past",
    "working_day",
    "closed_on",
    "opening_hours",
    "available",
    "not_areas",
    "not_municipalities",
    "one_call_at_a_time",
    "asked_before",
    "mail_hours",
    "question_twice",
    "questions",
    "interviewers",
    "not_in_wave",
    "days",
    "room",
}
"""Every rule that may stand in a contact's way."""

_HALF_DAY: Final = re.compile(r"\(från kl\. (\d\d)\.(\d\d)\)$")

Span = tuple[int, int]
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken, by which contacts, and for completeness what exactly is wrong."""

    rule: str
    contacts: tuple[PlannedProbe, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A contact as the municipality sees it: its own clock, and the moment in minutes that all zones share."""

    probe: PlannedProbe
    day: date
    minute: int
    moment: float
    is_new: bool

    @property
    def week(self) -> tuple[int, int]:
        """ISO year and week."""
        return self.day.isocalendar()[:2]


def faults_of(request: PlanRequest, plan: Plan) -> list[Fault]:
    """Everything that is wrong with the plan as an answer to the request; rules broken with leave are no faults."""
    fixed = set(request.fixed)
    new = [probe for probe in plan.probes if probe not in fixed]
    broken = violations(request, new, [*request.fixed, *request.elsewhere], plan.unplaced)
    named = {(one.probe, one.reason.rule) for one in plan.broken}
    real = {(probe, fault.rule) for fault in broken for probe in fault.contacts}
    faults = [fault for fault in broken if not any((probe, fault.rule) in named for probe in fault.contacts)]
    faults += [Fault("broken", (probe,), f"{rule} is kept") for probe, rule in named if (probe, rule) not in real]
    forbidden = [one for one in plan.broken if one.reason.rule not in request.allowed & ALLOWABLE]
    faults += [Fault("allowed", (one.probe,), one.reason.rule) for one in forbidden]
    return [*faults, *_completeness(request, plan, new), *_form(request, plan, new)]


def rules_broken_by(request: PlanRequest, probe: PlannedProbe, others: Iterable[PlannedProbe]) -> set[str]:
    """The rules that one contact breaks among all others, with the slack in the share that a move by hand has."""
    return {fault.rule for fault in violations(request, [probe], list(others), (), by_hand=True)}


def violations(
    request: PlanRequest,
    new: Iterable[PlannedProbe],
    others: Iterable[PlannedProbe],
    unplaced: Iterable[Unplaced] = (),
    *,
    by_hand: bool = False,
) -> list[Fault]:
    """Every hard rule that the new contacts break, among themselves and with the others."""
    zones = _zones(request)
    fresh = [_seen(zones, probe, is_new=True) for probe in new]
    every = [*fresh, *(_seen(zones, probe, is_new=False) for probe in others)]
    elsewhere = frozenset(map(id, request.elsewhere))
    own = [one for one in every if id(one.probe) not in elsewhere]
    faults = [Fault(rule, (one.probe,)) for one in fresh for rule in alone(request, one)]
    faults += [Fault(rule, (a.probe, b.probe)) for a, b in _close_pairs(request, every) for rule in pair(request, a, b)]
    faults += [Fault(rule, tuple(one.probe for one in some)) for rule, some in _crowds(request, every, own)]
    faults += _shares(request, own, Counter(one.municipality for one in unplaced if one.channel == "mail"), by_hand)
    return faults


def free_place(request: PlanRequest, plan: Plan, wanted: Wanted) -> PlannedProbe | None:
    """A place that the contact could have had beside all others of the plan, breaking nothing; None where none is seen.

    Looked for on the marks of calls, and for letters four times an hour: what is found is certain, None is not.
    """
    probe = PlannedProbe(
        wanted.channel,
        wanted.municipality,
        wanted.area,
        wanted.question,
        wanted.spare,
        datetime.min.replace(tzinfo=UTC),
    )
    staff = [one.name for one in request.interviewers if wanted.interviewer in {"", one.name}]
    others = [one for one in plan.probes if _key(one) != _key(probe)] + list(request.elsewhere)
    zones = _zones(request)
    every = [_seen(zones, one, is_new=False) for one in others]
    for name in staff if wanted.channel == "call" else [None]:
        near = [one for one in every if one.probe.municipality == probe.municipality or one.probe.interviewer == name]
        for at in _moments(request, zones[wanted.municipality], wanted.channel):
            tried = _seen(zones, replace(probe, planned_at=at, interviewer=name), is_new=True)
            if not any(alone(request, tried)) and not _broken_among(request, tried, near):
                return tried.probe
    return None


def is_open(rules: WorkingTimeRules, day: date) -> Span | None:
    """The working day in minutes after midnight; None where the day is closed."""
    named = _named_days(rules.country, rules.closed_categories, day.year).get(day, "")
    half = _HALF_DAY.search(named)
    closes = rules.closes
    if half:
        closes = min(closes, time(int(half[1]), int(half[2])))
    is_closed = day.isoweekday() not in rules.weekdays or day.isoformat() in rules.also_closed_on
    if is_closed or (named and not half) or closes <= rules.opens:
        return None
    return minute_of(rules.opens), minute_of(closes)


def alone(request: PlanRequest, one: Seen) -> Iterator[str]:
    """The rules that a contact breaks whatever else is planned."""
    if not request.first_day <= one.day <= request.last_day:
        yield "period"
    if request.not_before is not None and one.probe.planned_at.astimezone(UTC) < request.not_before.astimezone(UTC):
        yield "past"
    if one.probe.channel == "mail":
        rules = request.method.plan
        if not minute_of(rules.mail_earliest) <= one.minute < minute_of(rules.mail_latest):
            yield "mail_hours"
        return
    yield from _switchboard(request, one)
    who = next((each for each in request.interviewers if each.name == one.probe.interviewer), None)
    if who is None:
        yield "not_in_wave"
    else:
        yield from _interviewer(request, one, who)


def _switchboard(request: PlanRequest, one: Seen) -> Iterator[str]:
    town, rules = _town(request, one.probe.municipality), request.method.plan
    minutes = set(range(one.minute, one.minute + rules.minutes_a_call))
    working = is_open(request.method.working_time, one.day)
    if working is None:
        yield "working_day"
    if one.day in town.closed_on:
        yield "closed_on"
    opens, closes = working or (0, 0)
    is_within = opens <= one.minute and one.minute + rules.minutes_a_call <= closes
    if not (is_within and minutes <= covered(town.opening_hours.get(one.day.isoweekday(), ()))):
        yield "opening_hours"
    if minutes & set(range(minute_of(rules.lunch_from), minute_of(rules.lunch_to))):
        yield "lunch"


def _interviewer(request: PlanRequest, one: Seen, who: PlanInterviewer) -> Iterator[str]:
    town = _town(request, one.probe.municipality)
    minutes = set(range(one.minute, one.minute + request.method.plan.minutes_a_call))
    if one.day in who.days_off or not minutes <= covered(who.available.get(one.day.isoweekday(), ())):
        yield "available"
    if one.probe.area in who.not_areas:
        yield "not_areas"
    if town.code in who.not_municipalities:
        yield "not_municipalities"
    if (who.name, one.probe.area, one.probe.question) in town.asked_before:
        yield "asked_before"


def pair(request: PlanRequest, a: Seen, b: Seen) -> Iterator[str]:
    """The rules that two contacts break together."""
    rules, apart = request.method.plan, abs(a.moment - b.moment)
    is_same_town = a.probe.municipality == b.probe.municipality
    is_same_area = is_same_town and a.probe.area == b.probe.area
    if is_same_town and apart < rules.minutes_between_probes:
        yield "minutes_between_probes"
    if is_same_area and apart < rules.hours_between_area_probes * 60:
        yield "hours_between_area_probes"
    is_same_voice = a.probe.channel == b.probe.channel == "call" and a.probe.interviewer == b.probe.interviewer
    if is_same_voice and apart < rules.minutes_a_call:
        yield "one_call_at_a_time"
    if is_same_voice and is_same_area and abs((a.day - b.day).days) < rules.days_between_same_interviewer:
        yield "same_interviewer"


def _close_pairs(request: PlanRequest, every: Sequence[Seen]) -> Iterator[tuple[Seen, Seen]]:
    """Pairs with a new one in them that stand near enough to have to do with each other, each pair once."""
    rules = request.method.plan
    towns: dict[str, list[Seen]] = defaultdict(list)
    voices: dict[str, list[Seen]] = defaultdict(list)
    for one in every:
        towns[one.probe.municipality].append(one)
        if one.probe.channel == "call":
            voices[one.probe.interviewer or ""].append(one)
    longest = max(
        rules.hours_between_area_probes * 60,
        rules.days_between_same_interviewer * 1440 + 120,
        rules.minutes_between_probes,
    )
    for some in towns.values():
        yield from _within(some, longest)
    for some in voices.values():
        yield from (
            (a, b) for a, b in _within(some, rules.minutes_a_call) if a.probe.municipality != b.probe.municipality
        )


def _within(some: list[Seen], longest: float) -> Iterator[tuple[Seen, Seen]]:
    ordered = sorted(some, key=lambda one: one.moment)
    for index, a in enumerate(ordered):
        for later in range(index + 1, len(ordered)):
            b = ordered[later]
            if b.moment - a.moment >= longest:
                break
            if a.is_new or b.is_new:
                yield a, b


def _crowds(request: PlanRequest, every: Sequence[Seen], own: Sequence[Seen]) -> Iterator[tuple[str, list[Seen]]]:
    """Groups that are larger than a rule lets them be, with a new contact among them."""
    rules = request.method.plan
    hours = {who.name: who.hours_a_week * 60 // rules.minutes_a_call for who in request.interviewers}
    crowds: list[tuple[str, Iterable[Seen], Callable[[Seen], object], Callable[[Seen], int]]] = [
        ("probes_a_day", every, lambda one: (one.probe.municipality, one.day), lambda _: rules.probes_a_day),
        (
            "probes_per_area_and_day",
            every,
            lambda one: (one.probe.municipality, one.probe.area, one.day),
            lambda _: rules.probes_per_area_and_day,
        ),
        (
            "hours_a_week",
            (one for one in every if one.probe.channel == "call" and one.probe.interviewer in hours),
            lambda one: (one.probe.interviewer, one.week),
            lambda one: hours[one.probe.interviewer or ""],
        ),
        ("question_twice", own, lambda one: _key(one.probe), lambda _: 1),
    ]
    for rule, some, key, limit in crowds:
        groups: dict[object, list[Seen]] = defaultdict(list)
        for one in some:
            groups[key(one)].append(one)
        for group in groups.values():
            if len(group) > limit(group[0]) and any(one.is_new for one in group):
                yield rule, group


def _broken_among(request: PlanRequest, one: Seen, near: Sequence[Seen]) -> bool:
    """Whether one more contact breaks a rule that has to do with others; also where a letter would leave the share."""
    if any(rule for other in near for rule in pair(request, one, other)):
        return True
    every = [*near, one]
    elsewhere = frozenset(map(id, request.elsewhere))
    own = [each for each in every if id(each.probe) not in elsewhere]
    if any(one in crowd for _, crowd in _crowds(request, every, own)):
        return True
    missing = _letters_missing(request, own, one.probe.municipality)
    return one.probe.channel == "mail" and bool(_shares(request, own, missing, by_hand=False))


def _letters_missing(request: PlanRequest, own: Iterable[Seen], code: str) -> Counter[str]:
    wanted = sum(each.channel == "mail" and not each.spare and each.municipality == code for each in _wanted(request))
    fixed = sum(each.channel == "mail" and not each.spare and each.municipality == code for each in request.fixed)
    placed = sum(
        each.probe.channel == "mail" and not each.probe.spare for each in own if each.probe.municipality == code
    )
    return Counter({code: wanted + fixed - placed})


def _shares(request: PlanRequest, own: Iterable[Seen], unplaced: Mapping[str, int], by_hand: bool) -> list[Fault]:  # noqa: FBT001
    """The municipalities whose letters outside working time are not the method's share of them."""
    letters: dict[str, list[Seen]] = defaultdict(list)
    for one in own:
        if one.probe.channel == "mail" and not one.probe.spare:
            letters[one.probe.municipality].append(one)
    found, fixed = [], set(request.fixed)
    for code, some in letters.items():
        slack = max(1, len(some) // 20) if by_hand else 0
        firm = [one for one in some if one.probe in fixed and not by_hand]
        goals = [_goal(request, firm, len(some) + more) for more in range(unplaced.get(code, 0) + 1)]
        outside = sum(is_outside(request, one) for one in some)
        is_too_much = outside > max(goals) + slack
        to_blame = tuple(one.probe for one in some if one.is_new and is_outside(request, one) == is_too_much)
        if to_blame and not min(goals) - slack <= outside <= max(goals) + slack:
            found.append(Fault("mail_share", to_blame, f"{outside} of {len(some)} outside, {goals} asked for"))
    return found


def _goal(request: PlanRequest, firm: Sequence[Seen], count: int) -> int:
    """How many letters of `count` leave outside working time, as near as the fixed ones let it be."""
    goal = (request.method.plan.mails_outside_hours_percent * count + 50) // 100
    fixed = [is_outside(request, one) for one in firm]
    return max(sum(fixed), min(goal, count - fixed.count(False)))


def is_outside(request: PlanRequest, one: Seen) -> bool:
    """Whether a letter leaves when the municipality does not work."""
    working = is_open(request.method.working_time, one.day)
    return working is None or not working[0] <= one.minute < working[1]


def _completeness(request: PlanRequest, plan: Plan, new: Sequence[PlannedProbe]) -> Iterator[Fault]:
    """Every wanted contact is placed once, or unplaced once with a rule; nothing else is; what was fixed stands."""
    asked = Counter((*_key(one), one.spare) for one in _wanted(request) if one.question)
    missing = Counter(_key(one)[:3] for one in _wanted(request) if not one.question)
    lacking = Counter(_key(one)[:3] for one in plan.unplaced if one.rule == "questions")
    answered = Counter((*_key(one), one.spare) for one in new)
    spares = {key[:4]: key[4] for key in asked}
    left = [one for one in plan.unplaced if one.rule != "questions"]
    answered += Counter((*_key(one), spares.get(_key(one), False)) for one in left)
    if answered != asked:
        yield Fault("completeness", what=f"not asked for {answered - asked}, not answered {asked - answered}")
    if missing != lacking:
        yield Fault("completeness", what=f"without questions {missing}, said to be so {lacking}")
    if Counter(one for one in plan.probes if one in set(request.fixed)) != Counter(request.fixed):
        yield Fault("completeness", what="a fixed contact is gone or was changed")
    yield from (Fault("completeness", what=f"{one.rule} is no rule") for one in plan.unplaced if one.rule not in WORDS)
    reasons = [*(one.reason for one in plan.unplaced), *(one.reason for one in plan.broken), *plan.shortages]
    yield from (
        Fault("completeness", what=f"{reason.rule} is not explained") for reason in reasons if not _says(reason)
    )


def _says(reason: Reason) -> bool:
    """Whether the reason makes a sentence with the facts that it has."""
    try:
        return reason.text.endswith(".")
    except KeyError:
        return False


def _form(request: PlanRequest, plan: Plan, new: Sequence[PlannedProbe]) -> Iterator[Fault]:
    """What every contact and the plan as a whole must look like."""
    zones = _zones(request)
    for probe in new:
        local = probe.planned_at.astimezone(UTC).astimezone(zones.get(probe.municipality, UTC))
        if local.replace(tzinfo=None) != probe.planned_at.replace(tzinfo=None) or local.second or local.microsecond:
            yield Fault("zone", (probe,), "is no time of the municipality's clock in whole minutes")
        is_call = probe.channel == "call"
        if (probe.interviewer is not None, probe.persona is not None) != (is_call, not is_call):
            yield Fault("form", (probe,), "a call has an interviewer, a letter has none")
    personas = Counter(probe.persona for probe in plan.probes if probe.channel == "mail" and probe.persona)
    letters = [probe for probe in new if probe.channel == "mail"]
    yield from (Fault("persona", (one,)) for one in letters if one.persona is None or personas[one.persona] > 1)
    moments = [probe.planned_at.astimezone(UTC) for probe in plan.probes]
    if any(later < earlier for earlier, later in pairwise(moments)):
        yield Fault("order", what="the contacts do not stand in order of time")
    if (plan.wave, plan.seed, plan.method) != (request.wave, request.seed, request.method.name):
        yield Fault("form", what="the plan names another wave, seed or method")
    bound = {(_key(one)): one.interviewer for one in request.wanted or () if one.interviewer}
    yield from (Fault("interviewer", (one,)) for one in new if bound.get(_key(one), one.interviewer) != one.interviewer)


def _wanted(request: PlanRequest) -> list[Wanted]:
    """What the plan is to place; question 0 stands for one that the area has not got."""
    if request.wanted is not None:
        return list(request.wanted)
    quota, fixed = request.method.quota, request.fixed
    found = []
    for town in request.municipalities:
        for area in (each.code for each in request.method.area):
            numbers = sorted(request.questions.get(area, ()))
            for channel, many in (("call", quota.calls), ("mail", quota.mails)):
                for is_spare, count in ((False, many), (True, request.spares)):
                    own = numbers[many : many + count] if is_spare else numbers[:many]
                    cell = [o for o in fixed if (o.channel, o.municipality, o.area) == (channel, town.code, area)]
                    taken = {one.question for one in cell}
                    left = count - sum(one.spare == is_spare for one in cell)
                    free = [*(number for number in own if number not in taken), *[0] * count][: max(0, left)]
                    found += [Wanted(channel, area, number, is_spare, town.code) for number in free]  # type: ignore[arg-type]
    return found


def _moments(request: PlanRequest, zone: ZoneInfo, channel: str) -> Iterator[datetime]:
    """Times of day on every day of the period."""
    step = request.method.plan.minutes_a_call
    minutes = range(0, 1440, step) if channel == "call" else range(7, 1440, 15)
    for number in range((request.last_day - request.first_day).days + 1):
        day = request.first_day + timedelta(days=number)
        for minute in minutes:
            at = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
            if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
                yield at


def _seen(zones: Mapping[str, ZoneInfo], probe: PlannedProbe, *, is_new: bool) -> Seen:
    moment = probe.planned_at.astimezone(UTC)
    local = moment.astimezone(zones.get(probe.municipality, probe.planned_at.tzinfo))
    return Seen(probe, local.date(), local.hour * 60 + local.minute, moment.timestamp() / 60, is_new)


def _zones(request: PlanRequest) -> dict[str, ZoneInfo]:
    usual = request.method.working_time.time_zone
    return {town.code: ZoneInfo(town.time_zone or usual) for town in request.municipalities}


def _town(request: PlanRequest, code: str) -> PlanMunicipality:
    return next(town for town in request.municipalities if town.code == code)


def _key(one: PlannedProbe | Unplaced | Wanted) -> Key:
    return one.channel, one.municipality, one.area, one.question


@lru_cache(maxsize=256)
def covered(hours: tuple[tuple[time, time], ...]) -> frozenset[int]:
    """Every minute of the day that lies in one of the stretches."""
    return frozenset(minute for first, last in hours for minute in range(minute_of(first), minute_of(last)))


def minute_of(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute


@lru_cache(maxsize=256)
def _named_days(country: str, categories: tuple[str, ...], year: int) -> dict[date, str]:
    if not categories:
        return {}
    known = holidays.country_holidays(country, years=year, categories=categories, language=_language(country))
    return {day: str(name) for day, name in known.items() if day.year == year}


def _language(country: str) -> str | None:
    """Swedish where the library speaks it: there a short day is told by its name."""
    return {"SE": "sv", "FI": "sv_FI"}.get(country)
