"""Chance requests for plans: holidays, summer time, tiny switchboards, odd hours, zones, locked and other contacts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduler.planning.parts import Channel, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest, Wanted
from shopper.method import Method, load_method
from tests.scheduler.plan_checker import ALLOWABLE

KKIK: Final = load_method("kkik-2018")
OFFICE: Final = dict.fromkeys(range(1, 6), ((time(8), time(17)),))
CODES: Final = ("0685", "1280", "2480")
ZONES: Final = ("", "Europe/Helsinki", "Europe/London", "America/Nuuk")

STARTS: Final = (
    date(2026, 10, 12),  # an ordinary autumn; summer time ends on the 25th
    date(2026, 10, 22),  # All Saints and the end of summer time
    date(2026, 12, 14),  # Christmas, New Year, Epiphany
    date(2027, 3, 15),  # Easter on the day that summer time begins
    date(2026, 6, 8),  # midsommar
    date(2026, 4, 27),  # First of May and Ascension Day
)

Week = Mapping[int, tuple[tuple[time, time], ...]]


def clock_times() -> st.SearchStrategy[tuple[time, time]]:
    """From and to on quarters of an hour, sometimes too short for a call."""
    bounds = st.lists(st.integers(6 * 4, 20 * 4), min_size=2, max_size=2, unique=True).map(sorted)
    return bounds.map(lambda pair: (time(pair[0] // 4, pair[0] % 4 * 15), time(pair[1] // 4, pair[1] % 4 * 15)))


def odd_weeks() -> st.SearchStrategy[Week]:
    """Any hours on any weekdays, also two stretches a day that may overlap."""
    return st.dictionaries(st.integers(1, 7), st.lists(clock_times(), min_size=1, max_size=2).map(tuple), max_size=7)


def tiny_weeks() -> st.SearchStrategy[Week]:
    """A switchboard that answers less than an hour on a few days."""
    starts = st.integers(8 * 60, 15 * 60).filter(lambda minute: minute % 10 == 0)
    spans = st.tuples(starts, st.sampled_from([20, 30, 50]))
    hours = spans.map(lambda span: ((_clock(span[0]), _clock(span[0] + span[1])),))
    return st.dictionaries(st.integers(1, 5), hours, min_size=1, max_size=5)


def weeks() -> st.SearchStrategy[Week]:
    """Mostly office hours, so that plans are not all empty."""
    return st.one_of(st.just(OFFICE), st.just(OFFICE), odd_weeks(), tiny_weeks())


def methods() -> st.SearchStrategy[Method]:
    """A few areas and small quotas, with every rule of the plan set to anything sensible."""
    return st.builds(
        _method,
        areas=st.integers(1, 4),
        quota=st.fixed_dictionaries({"calls": st.integers(0, 4), "mails": st.integers(0, 4)}),
        rules=st.fixed_dictionaries(
            {
                "mails_outside_hours_percent": st.sampled_from([0, 25, 40, 50, 100]),
                "mail_earliest": st.sampled_from([time(0), time(7), time(9)]),
                "mail_latest": st.sampled_from([time(16), time(22), time(23, 59)]),
                "minutes_a_call": st.sampled_from([15, 20, 45]),
                "minutes_between_probes": st.sampled_from([0, 15, 60]),
                "hours_between_area_probes": st.sampled_from([0, 12, 30]),
                "probes_a_day": st.sampled_from([2, 4, 8]),
                "probes_per_area_and_day": st.sampled_from([1, 1, 2]),
                "days_between_same_interviewer": st.sampled_from([0, 3, 7]),
            }
        ),
        working=st.sampled_from(
            [
                {},
                {},
                {"closed_categories": ("public", "optional")},
                {"weekdays": (1, 2, 3, 4, 5, 6), "closes": time(20)},
                {"also_closed_on": ("2026-10-28", "2026-12-28", "2027-03-30")},
            ]
        ),
    )


@st.composite
def requests(draw: st.DrawFn, method: st.SearchStrategy[Method] | None = None) -> PlanRequest:
    """Anything that can be asked for, feasible or not."""
    rules, first = draw(methods() if method is None else method), draw(st.sampled_from(STARTS))
    codes = CODES[: draw(st.sampled_from([1, 1, 2, 3]))]
    last = first + timedelta(days=draw(st.one_of(st.integers(13, 34), st.integers(0, 34))))
    days = st.frozensets(st.integers(-1, 35).map(lambda number: first + timedelta(days=number)), max_size=4)
    areas = [area.code for area in rules.area]
    request = PlanRequest(
        wave="any",
        seed=draw(st.integers(0, 2**31)),
        method=rules,
        first_day=first,
        last_day=last,
        municipalities=tuple(
            PlanMunicipality(code, draw(weeks()), draw(days), draw(st.sampled_from(ZONES)), draw(_asked(areas)))
            for code in codes
        ),
        interviewers=tuple(
            PlanInterviewer(
                f"i{number}",
                draw(st.one_of(st.integers(20, 40), st.integers(0, 3))),
                draw(weeks()),
                draw(days),
                draw(st.frozensets(st.sampled_from(areas), max_size=1)),
                draw(st.frozensets(st.sampled_from(codes), max_size=1)),
            )
            for number in range(draw(st.sampled_from([2, 2, 2, 1, 3, 3, 0])))
        ),
        questions={area: tuple(range(1, 1 + draw(st.sampled_from([8, 8, 8, 8, 8, 8, 8, 3])))) for area in areas},
        spares=draw(st.sampled_from([0, 0, 1])),
        allowed=draw(
            st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(sorted(ALLOWABLE)), min_size=1))
        ),
    )
    return draw(st.one_of(st.just(request), _underway(request)))


def roomy_requests() -> st.SearchStrategy[PlanRequest]:
    """Office hours for all, five weeks, one or two municipalities, questions enough, and nothing in the way."""
    days = st.frozensets(st.integers(0, 34), max_size=2)
    return st.builds(
        _roomy_request,
        method=st.builds(small_method, st.integers(1, 3), st.integers(1, 2)),
        seed=st.integers(0, 2**31),
        first=st.sampled_from(STARTS),
        closed=st.lists(days, min_size=1, max_size=2),
        zone=st.sampled_from(ZONES),
        spares=st.sampled_from([0, 0, 1]),
    )


def _roomy_request(
    *, method: Method, seed: int, first: date, closed: list[frozenset[int]], zone: str, spares: int
) -> PlanRequest:
    return PlanRequest(
        wave="roomy",
        seed=seed,
        method=method,
        first_day=first,
        last_day=first + timedelta(days=34),
        municipalities=tuple(
            PlanMunicipality(code, OFFICE, frozenset(first + timedelta(days=day) for day in days), zone)
            for code, days in zip(CODES, closed, strict=False)
        ),
        interviewers=tuple(PlanInterviewer(f"i{number}", 20, OFFICE) for number in range(2)),
        questions={area.code: (1, 2, 3, 4, 5, 6) for area in method.area},
        spares=spares,
    )


@st.composite
def crowds(draw: st.DrawFn) -> tuple[PlanRequest, PlannedProbe, list[PlannedProbe]]:
    """A contact among many others on few days, some of them of other waves: rules are broken more often than not."""
    asked = draw(requests().filter(_cells))
    request = replace(asked, last_day=asked.first_day + timedelta(days=draw(st.integers(0, 5))))
    request = replace(request, fixed=(), not_before=draw(st.sampled_from([None, _noon(request)])))
    around = replace(request, first_day=request.first_day - timedelta(days=1))
    near = _contacts(around, _cells(request))
    elsewhere = tuple(draw(st.lists(near, max_size=3, unique_by=_cell)))
    others = draw(st.lists(near, max_size=12, unique_by=_cell))
    own = [one for one in others if one not in elsewhere]
    probe = draw(near.filter(lambda one: one not in elsewhere))
    return replace(request, elsewhere=elsewhere), probe, [*own, *elsewhere]


@st.composite
def _underway(draw: st.DrawFn, request: PlanRequest) -> PlanRequest:
    """The request with fixed contacts and those of other waves, perhaps from a day on, or for a few contacts only."""
    cells = _cells(request)
    fixed = draw(st.lists(_contacts(request, cells), max_size=5, unique_by=_cell)) if cells else []
    other = draw(st.lists(_contacts(request, cells), max_size=4, unique_by=_cell)) if cells else []
    wanted = st.lists(_wanted(request), max_size=6, unique_by=_cell)
    taken = {_cell(one) for one in fixed}
    chosen = [one for one in draw(wanted) if _cell(one) not in taken]
    return replace(
        request,
        fixed=_numbered(fixed, "p"),
        elsewhere=_numbered(other, "q"),
        not_before=draw(st.sampled_from([None, _noon(request) + timedelta(days=5)])),
        wanted=draw(st.sampled_from([None, tuple(chosen)])),
    )


@st.composite
def _contacts(draw: st.DrawFn, request: PlanRequest, cells: list[Wanted]) -> PlannedProbe:
    """One of the contacts that the method asks for, anywhere in the period, whatever rules it breaks."""
    cell = draw(st.sampled_from(cells))
    town = draw(st.sampled_from(request.municipalities))
    days = (request.last_day - request.first_day).days
    day = request.first_day + timedelta(days=draw(st.integers(0, days)))
    zone = ZoneInfo(town.time_zone or request.method.working_time.time_zone)
    at = datetime.combine(day, _clock(draw(st.integers(6 * 60, 21 * 60))), tzinfo=zone)
    names = [one.name for one in request.interviewers] or ["gone"]
    who = draw(st.sampled_from(names)) if cell.channel == "call" else None
    persona = None if who else "p"
    return PlannedProbe(cell.channel, town.code, cell.area, cell.question, cell.spare, at, who, persona)


def _cells(request: PlanRequest) -> list[Wanted]:
    quota = request.method.quota
    many: dict[Channel, int] = {"call": quota.calls, "mail": quota.mails}
    return [
        Wanted(channel, area, number, spare=number > count)
        for area, numbers in sorted(request.questions.items())
        for channel, count in many.items()
        for number in numbers[: count + request.spares]
    ]


@st.composite
def _wanted(draw: st.DrawFn, request: PlanRequest) -> Wanted:
    area = draw(st.sampled_from(sorted(request.questions)))
    channel: Channel = draw(st.sampled_from(("call", "mail")))
    names = ["", *(one.name for one in request.interviewers)]
    who = draw(st.sampled_from(names)) if channel == "call" else ""
    town = draw(st.sampled_from(request.municipalities))
    return Wanted(channel, area, draw(st.sampled_from(request.questions[area])), draw(st.booleans()), town.code, who)


def _numbered(probes: list[PlannedProbe], prefix: str) -> tuple[PlannedProbe, ...]:
    """In order of time, each letter with a persona of its own."""
    ordered = sorted(probes, key=lambda one: one.planned_at.timestamp())
    numbers = enumerate(ordered, start=1)
    return tuple(replace(one, persona=one.persona and f"{prefix}{number}") for number, one in numbers)


def _noon(request: PlanRequest) -> datetime:
    return datetime.combine(request.first_day, time(12), tzinfo=ZoneInfo("Europe/Stockholm"))


def _asked(areas: list[str]) -> st.SearchStrategy[frozenset[tuple[str, str, int]]]:
    names = st.sampled_from(["i0", "i1"])
    return st.frozensets(st.tuples(names, st.sampled_from(areas), st.integers(1, 3)), max_size=3)


def small_method(areas: int, quota: int) -> Method:
    """The first areas only, with so many calls and letters each."""
    return _method(areas, {"calls": quota, "mails": quota}, {}, {})


def _method(areas: int, quota: Mapping[str, int], rules: Mapping[str, object], working: Mapping[str, object]) -> Method:
    return KKIK.model_copy(
        update={
            "area": KKIK.area[:areas],
            "quota": KKIK.quota.model_copy(update=quota),
            "plan": KKIK.plan.model_copy(update=rules),
            "working_time": KKIK.working_time.model_copy(update=working),
        }
    )


def _cell(one: PlannedProbe | Wanted) -> tuple[str, str, str, int]:
    return one.channel, one.municipality, one.area, one.question


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
