"""Plans of 1, 20, 100 and 290 municipalities, roomy and tight: seconds, memory, rules broken, unplaced, evenness.

Each plan is made in a process of its own, so that its memory is its own. The rules are counted by the independent
checker of the tests, and what is unplaced or uneven stands beside a bound that holds for every plan.
"""

import json
import resource
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from scheduler.plan import make_plan
from scheduler.planning.parts import Plan, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from shopper.method import load_method
from tests.bench.measured import Measured, fastest_seconds
from tests.scheduler.plan_bounds import Gap, classes_of, gaps_of, most_calls
from tests.scheduler.plan_checker import faults_of

METHOD: Final = load_method("kkik-2018")
FIRST: Final = date(2026, 11, 9)
WEEKS: Final = 4
SIZES: Final = (1, 20, 100, 290)
ROOT: Final = Path(__file__).resolve().parents[2]

Week = Mapping[int, tuple[tuple[time, time], ...]]
Figures = dict[str, Any]


def measure() -> Iterator[Measured]:
    """Names as the design has them; `plan.evenness_*` is how far the worst gap lies above what whole numbers allow."""
    roomy = {size: _in_own_process(size, "roomy") for size in SIZES}
    tight = {size: _in_own_process(size, "tight") for size in SIZES}
    yield from _speeds(roomy, tight)
    every = [*roomy.values(), *tight.values()]
    placed = sum(each["placed"] for each in every)
    broken = sum(each["broken"] for each in every)
    yield Measured("plan.hard_rules_broken", broken, "", bar=0, beside=f"{placed} contacts in {len(every)} plans")
    left = sum(each["unplaced"] for each in roomy.values())
    yield Measured("plan.unplaced_roomy", left, "", bar=0, beside="1, 20, 100 and 290 municipalities")
    left, bound = (sum(each[name] for each in tight.values()) for name in ("unplaced", "must_be_unplaced"))
    beside = f"at least {bound} by maximum flow; interviewers at 95 % of their hours"
    yield Measured("plan.unplaced_tight", left, "", bar=bound, beside=beside)
    yield from _evenness(roomy)


def _speeds(roomy: dict[int, Figures], tight: dict[int, Figures]) -> Iterator[Measured]:
    bars = {1: 1, 290: 60}
    for size in SIZES:
        name, figures, other = "one" if size == 1 else str(size), roomy[size], tight[size]
        beside = f"{figures['bare']:.2f} s to draw {figures['placed']} times by chance"
        yield Measured(f"plan.{name}_seconds", figures["seconds"], "s", bar=bars.get(size), beside=beside)
        yield Measured(f"plan.{name}_tight_seconds", other["seconds"], "s", beside=f"{other['mb']:.0f} MB")
    yield Measured(
        "plan.290_mb", roomy[290]["mb"], "MB", bar=1000, beside=f"{roomy[1]['mb']:.0f} MB for one municipality"
    )


def _evenness(roomy: dict[int, Figures]) -> Iterator[Measured]:
    for name in ("calls_in_all", "calls_of_an_area", "mails_in_all", "mails_of_an_area"):
        gaps = Counter[int]()
        for each in roomy.values():
            gaps.update({int(beyond): count for beyond, count in each["gaps"][name].items()})
        exact = 100 * gaps[0] // max(1, gaps.total())
        beside = f"{exact} % of {gaps.total()} spreads over weeks, weekdays and hours are as even as can be"
        yield Measured(f"plan.evenness_{name}", max(gaps, default=0), "contacts", beside=beside)
    worst = max(each["load"] for each in roomy.values())
    yield Measured("plan.evenness_load", worst, "calls", beside="furthest from an interviewer's share by hours")


def _in_own_process(size: int, kind: str) -> Figures:
    command = [sys.executable, "-m", "tests.bench.plan", str(size), kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=600)
    return dict(json.loads(done.stdout))


def _figures(size: int, kind: str) -> Figures:
    """What one process measures; its memory is read before the checker runs."""
    request = request_of(size, kind)
    began = perf_counter()
    plan = make_plan(request)
    seconds = perf_counter() - began
    if size == 1:
        seconds = min(seconds, fastest_seconds(lambda: make_plan(request)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": seconds,
        "mb": memory,
        "bare": fastest_seconds(lambda: _drawn(request, len(plan.probes)), runs=3),
        "placed": len(plan.probes),
        "unplaced": len(plan.unplaced),
        "must_be_unplaced": 10 * METHOD.quota.calls * size - most_calls(request) if kind == "tight" else 0,
        "broken": len(faults_of(request, plan)),
        "gaps": {name: Counter(gap.beyond for gap in gaps) for name, gaps in _gaps(request, plan).items()},
        "load": _furthest_from_a_fair_load(request, plan),
    }


def request_of(size: int, kind: str) -> PlanRequest:
    """So many municipalities in four whole weeks; `tight`: the calls take 95 % of the hours, else half of them."""
    chance = Random(size)  # noqa: S311 - chance that can be repeated
    return PlanRequest(
        wave="bench",
        seed=7,
        method=METHOD,
        first_day=FIRST,
        last_day=FIRST + timedelta(days=7 * WEEKS - 1),
        municipalities=tuple(
            PlanMunicipality(f"{number:04}", _switchboard(chance), _closed(chance)) for number in range(size)
        ),
        interviewers=tuple(_tight_staff(size) if kind == "tight" else _roomy_staff(size, chance)),
        questions={area.code: (1, 2, 3, 4, 5, 6) for area in METHOD.area},
    )


def _roomy_staff(size: int, chance: Random) -> Iterator[PlanInterviewer]:
    """Twice the hours that the calls take, full-time and part-time, some with days off and areas they must not take."""
    areas = [area.code for area in METHOD.area]
    for number in range(max(2, size // 2 + 1)):
        yield PlanInterviewer(
            name=f"i{number}",
            hours_a_week=chance.choice([15, 20, 30]),
            available=chance.choice([_office(8, 17), _office(7, 16), {**_office(8, 17), 5: ((time(8), time(12)),)}]),
            days_off=frozenset(FIRST + timedelta(days=chance.randrange(28)) for _ in range(chance.randint(0, 2))),
            not_areas=frozenset(chance.sample(areas, chance.choice([0, 0, 0, 1]))),
        )


def _tight_staff(size: int) -> Iterator[PlanInterviewer]:
    """As many hours as the calls take at 95 %, in posts of 20 hours a week and one for the rest."""
    calls = 10 * METHOD.quota.calls * size
    if size == 1:  # 21 hours for 20: 12 in four weeks, and 9 in three
        away = frozenset(FIRST + timedelta(days=number) for number in range(7, 14))
        yield PlanInterviewer("i0", 3, _office(8, 17))
        yield PlanInterviewer("i1", 3, _office(8, 17), away)
        return
    hours = round(calls * METHOD.plan.minutes_a_call / 60 / WEEKS / 0.95)
    for number in range(hours // 20):
        yield PlanInterviewer(f"i{number}", 20, _office(8, 17))
    yield PlanInterviewer("part", hours % 20, _office(8, 17))


def _office(opens: int, closes: int) -> Week:
    return dict.fromkeys(range(1, 6), ((time(opens), time(closes)),))


def _switchboard(chance: Random) -> Week:
    return chance.choice(
        [
            _office(8, 17),
            _office(8, 16),
            {**_office(8, 17), 5: ((time(8), time(15)),)},
            dict.fromkeys(range(1, 6), ((time(8), time(12)), (time(13), time(16, 30)))),
        ]
    )


def _closed(chance: Random) -> frozenset[date]:
    return frozenset(FIRST + timedelta(days=chance.randrange(28)) for _ in range(chance.choice([0, 0, 1])))


def _drawn(request: PlanRequest, count: int) -> list[datetime]:
    """The bare equivalent: a time by chance for each contact, no rule kept."""
    chance = Random(request.seed)  # noqa: S311 - chance that can be repeated
    midnight = datetime.combine(request.first_day, time())
    return sorted(midnight + timedelta(minutes=chance.randrange(28 * 1440)) for _ in range(count))


def _gaps(request: PlanRequest, plan: Plan) -> dict[str, list[Gap]]:
    """The gaps of each municipality in all and of each of its areas, for both channels."""
    cells: dict[tuple[str, str], dict[str, list[PlannedProbe]]] = defaultdict(lambda: defaultdict(list))
    for probe in plan.probes:
        cells[probe.municipality, probe.channel]["all"].append(probe)
        cells[probe.municipality, probe.channel][probe.area].append(probe)
    found: dict[str, list[Gap]] = defaultdict(list)
    for town in request.municipalities:
        for channel in ("call", "mail"):
            classes = classes_of(request, town, channel)
            for area, probes in cells[town.code, channel].items():
                name = f"{channel}s_{'in_all' if area == 'all' else 'of_an_area'}"
                found[name] += gaps_of(request, classes, probes)
    return found


def _furthest_from_a_fair_load(request: PlanRequest, plan: Plan) -> float:
    """How many calls the interviewer who is furthest from it stands from the share that the hours a week give."""
    calls = Counter(probe.interviewer for probe in plan.probes if probe.channel == "call")
    hours = {one.name: one.hours_a_week for one in request.interviewers}
    return max(abs(calls[name] - calls.total() * own / sum(hours.values())) for name, own in hours.items())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_figures(int(sys.argv[1]), sys.argv[2])))
