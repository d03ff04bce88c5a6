"""The plan of one municipality, and whether any plan of many shapes breaks a hard rule."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time, timedelta
from random import Random

from scheduler.plan import make_plan
from scheduler.plan_parts import MINUTES_A_CALL, Plan, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from shopper.closed_days import open_hours
from shopper.method import load_method
from tests.bench.measured import Measured, fastest_seconds

METHOD = load_method("kkik-2018")
FIRST = date(2026, 10, 12)
SHAPES = 60


def measure() -> Iterator[Measured]:
    """`plan.one_seconds`: one municipality, four weeks; `plan.hard_rules_broken`: over plans of chance shapes."""
    request = _request(Random(7), days=28, municipalities=1, interviewers=2)  # noqa: S311 - chance that can be repeated
    seconds = fastest_seconds(lambda: make_plan(request))
    yield Measured("plan.one_seconds", seconds, "s", bar=1, beside="60 calls, 60 letters, 4 weeks, 2 interviewers")
    requests = [_chance_request(Random(seed)) for seed in range(SHAPES)]  # noqa: S311 - chance that can be repeated
    plans = [(request, make_plan(request)) for request in requests]
    broken = sum(_broken(request, plan) for request, plan in plans)
    placed = sum(len(plan.probes) for _, plan in plans)
    yield Measured("plan.hard_rules_broken", broken, "", bar=0, beside=f"{placed} contacts in {SHAPES} plans")


def _chance_request(chance: Random) -> PlanRequest:
    return _request(chance, chance.randint(1, 35), chance.randint(1, 4), chance.randint(0, 4))


def _request(chance: Random, days: int, municipalities: int, interviewers: int) -> PlanRequest:
    return PlanRequest(
        wave="bench",
        seed=chance.randrange(2**31),
        method=METHOD,
        first_day=FIRST,
        last_day=FIRST + timedelta(days=days - 1),
        municipalities=tuple(PlanMunicipality(f"{n:04}", _week(chance), _days(chance)) for n in range(municipalities)),
        interviewers=tuple(
            PlanInterviewer(
                name=f"i{n}",
                hours_a_week=chance.randint(10, 40),
                available=_week(chance),
                days_off=_days(chance),
                not_areas=frozenset(chance.sample([area.code for area in METHOD.area], chance.randint(0, 2))),
            )
            for n in range(interviewers)
        ),
        questions={area.code: (1, 2, 3, 4, 5, 6) for area in METHOD.area},
    )


def _week(chance: Random) -> dict[int, tuple[tuple[time, time], ...]]:
    return {day: ((time(chance.randint(7, 10), 30), time(chance.randint(14, 18))),) for day in range(1, 6)}


def _days(chance: Random) -> frozenset[date]:
    return frozenset(FIRST + timedelta(days=chance.randrange(35)) for _ in range(chance.randint(0, 3)))


def _broken(request: PlanRequest, plan: Plan) -> int:
    """How many times the plan breaks a rule, counted from the request alone."""
    calls = [probe for probe in plan.probes if probe.channel == "call"]
    mails = [probe for probe in plan.probes if probe.channel == "mail"]
    counted: Counter[object] = Counter()
    counted.update((probe.municipality, probe.area, probe.planned_at.date()) for probe in plan.probes)
    counted.update((probe.channel, probe.municipality, probe.area, probe.question) for probe in plan.probes)
    counted.update((probe.interviewer, probe.planned_at) for probe in calls)
    doubles = sum(count - 1 for count in counted.values())
    hours = {one.name: one.hours_a_week * 60 // MINUTES_A_CALL for one in request.interviewers}
    weeks = Counter((probe.interviewer or "", probe.planned_at.isocalendar()[:2]) for probe in calls)
    too_many = sum(max(0, count - hours[name]) for (name, _), count in weeks.items())
    wrong = sum(not _may_call(request, probe) for probe in calls) + sum(not _may_write(probe) for probe in mails)
    return doubles + too_many + wrong


def _may_call(request: PlanRequest, probe: PlannedProbe) -> bool:
    town = next(one for one in request.municipalities if one.code == probe.municipality)
    who = next(one for one in request.interviewers if one.name == probe.interviewer)
    day, weekday = probe.planned_at.date(), probe.planned_at.isoweekday()
    start = probe.planned_at.time()
    end = (probe.planned_at + timedelta(minutes=MINUTES_A_CALL)).time()
    working = open_hours(day, METHOD.working_time)
    windows = (((working.opens, working.closes),), town.opening_hours.get(weekday, ()), who.available.get(weekday, ()))
    inside = all(any(a and b and a <= start and end <= b for a, b in window) for window in windows)
    lunch = end <= METHOD.plan.lunch_from or start >= METHOD.plan.lunch_to
    allowed = day not in town.closed_on | who.days_off and probe.area not in who.not_areas
    return inside and lunch and allowed


def _may_write(probe: PlannedProbe) -> bool:
    at = probe.planned_at.time()
    return METHOD.plan.mail_earliest <= at < METHOD.plan.mail_latest and at.minute != 0
