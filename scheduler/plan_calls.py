"""Giving calls their day, minute and interviewer. Pure; greedy, but never against a rule.

A call stands inside the method's working day, the switchboard's hours and the interviewer's hours, outside lunch, and
leaves the area its day. Where that is impossible, the call stays unplaced and the rule in its way is named.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from scheduler.plan_hours import Stretch, at_minute, days_between, overlap, starts_in, stretches, week_of, without
from scheduler.plan_parts import (
    MINUTES_A_CALL,
    Books,
    PlanInterviewer,
    PlanMunicipality,
    PlannedProbe,
    PlanRequest,
    Unplaced,
    Wanted,
    by_cost,
    lunch,
    working_stretches,
)


@dataclass(slots=True)
class Diary:
    """What one interviewer has been given, over all municipalities of the wave."""

    who: PlanInterviewer
    taken: set[tuple[date, int]] = field(default_factory=set)
    week_minutes: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def load(self) -> float:
        """Calls given so far for each hour a week the interviewer works: what is shared evenly."""
        return len(self.taken) / self.who.hours_a_week

    def may_take(self, area: str, municipality: str) -> bool:
        """Whether the interviewer may call about this area in this municipality."""
        return area not in self.who.not_areas and municipality not in self.who.not_municipalities

    def has_hours_left(self, day: date) -> bool:
        """Whether one more call fits in that week's hours."""
        return self.week_minutes[week_of(day)] + MINUTES_A_CALL <= self.who.hours_a_week * 60

    def at_work(self, day: date) -> list[Stretch]:
        """When the interviewer can call on this day."""
        return [] if day in self.who.days_off else stretches(self.who.available.get(day.isoweekday(), ()))

    def enter(self, day: date, minute: int) -> None:
        """Give the interviewer a call."""
        self.taken.add((day, minute))
        self.week_minutes[week_of(day)] += MINUTES_A_CALL


@dataclass(slots=True)
class CallDesk:
    """Places the calls of one municipality."""

    request: PlanRequest
    municipality: PlanMunicipality
    books: Books
    diaries: Sequence[Diary]
    chance: Random
    open_at: dict[date, list[Stretch]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out when the switchboard answers, day by day."""
        for day in days_between(self.request.first_day, self.request.last_day):
            if found := self._open_on(day):
                self.open_at[day] = found

    def place(self, wanted: Wanted) -> PlannedProbe | Unplaced:
        """The call with its time and interviewer, or why it has none."""
        allowed = [diary for diary in self.diaries if diary.may_take(wanted.area, self.municipality.code)]
        for day in by_cost(self._free_days(wanted.area), wanted, self.books, self.chance):
            for diary in sorted(allowed, key=lambda diary: (diary.load, self.chance.random())):
                starts = self._starts(diary, day) if diary.has_hours_left(day) else []
                if starts:
                    return self._enter(wanted, day, self._best(starts, wanted, day), diary)
        return wanted.unplaced(self.municipality.code, self._what_is_in_the_way(wanted, allowed))

    def _open_on(self, day: date) -> list[Stretch]:
        if day in self.municipality.closed_on:
            return []
        switchboard = stretches(self.municipality.opening_hours.get(day.isoweekday(), ()))
        return without(overlap(working_stretches(self.request.method, day), switchboard), lunch(self.request.method))

    def _free_days(self, area: str) -> list[date]:
        most = self.request.method.plan.probes_per_area_and_day
        return [day for day in self.open_at if self.books.area_days[area, day] < most]

    def _starts(self, diary: Diary, day: date) -> list[int]:
        found = starts_in(overlap(self.open_at[day], diary.at_work(day)), MINUTES_A_CALL)
        return [minute for minute in found if (day, minute) not in diary.taken]

    def _best(self, starts: Sequence[int], wanted: Wanted, day: date) -> int:
        """A start at which nobody else calls, if there is one; then the hour that spreads best."""
        return min(
            starts,
            key=lambda minute: (
                (day, minute) in self.books.minutes,
                self.books.hour_cost(wanted, minute // 60),
                self.chance.random(),
            ),
        )

    def _enter(self, wanted: Wanted, day: date, minute: int, diary: Diary) -> PlannedProbe:
        self.books.enter(wanted, day, minute)
        diary.enter(day, minute)
        return PlannedProbe(
            channel="call",
            municipality=self.municipality.code,
            area=wanted.area,
            question=wanted.question,
            spare=wanted.spare,
            planned_at=at_minute(day, minute, self.request.method.working_time.zone),
            interviewer=diary.who.name,
        )

    def _what_is_in_the_way(self, wanted: Wanted, allowed: Sequence[Diary]) -> str:
        """The first rule that leaves nothing, in the order in which a coordinator can do something about it."""
        free = self._free_days(wanted.area)
        meetings = [(diary, day) for diary in allowed for day in free if self._can_meet(diary, day)]
        left = {
            "opening_hours": bool(self.open_at),
            "probes_per_area_and_day": bool(free),
            "interviewers": bool(self.diaries),
            "not_areas": bool(allowed),
            "available": bool(meetings),
            "hours_a_week": any(diary.has_hours_left(day) for diary, day in meetings),
            "one_call_at_a_time": False,
        }
        return next(rule for rule, is_something in left.items() if not is_something)

    def _can_meet(self, diary: Diary, day: date) -> bool:
        return bool(starts_in(overlap(self.open_at[day], diary.at_work(day)), MINUTES_A_CALL))
