"""Giving letters their day and minute. Pure; greedy, but never against a rule.

Letters also leave in evenings and at weekends, as citizens write (method study 3): the method says which share. That
share is a wish; the earliest and latest time of day, the area's day, and a minute of its own, are rules.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from scheduler.plan_hours import Stretch, at_minute, days_between, minutes, overlap, without
from scheduler.plan_parts import (
    Books,
    PlanMunicipality,
    PlannedProbe,
    PlanRequest,
    Unplaced,
    Wanted,
    by_cost,
    working_stretches,
)


@dataclass(slots=True)
class MailDesk:
    """Places the letters of one municipality."""

    request: PlanRequest
    municipality: PlanMunicipality
    books: Books
    chance: Random
    inside: dict[date, list[Stretch]] = field(default_factory=dict)
    outside: dict[date, list[Stretch]] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        """Find out, day by day, which minutes are working time and which are not."""
        plan = self.request.method.plan
        whole = [(minutes(plan.mail_earliest), minutes(plan.mail_latest))]
        for day in days_between(self.request.first_day, self.request.last_day):
            working = working_stretches(self.request.method, day)
            self.inside[day] = overlap(whole, working)
            self.outside[day] = without(whole, working)

    def place(self, wanted: Wanted) -> PlannedProbe | Unplaced:
        """The letter with its time, or why it has none."""
        wished, other = (self.outside, self.inside) if self._next_is_outside() else (self.inside, self.outside)
        for hours in (wished, other):
            days = [day for day in self._free_days(wanted.area) if self._pickable(hours[day], day)]
            if days:
                day = by_cost(days, wanted, self.books, self.chance)[0]
                return self._enter(wanted, day, self._pick(hours[day], wanted, day))
        return wanted.unplaced(self.municipality.code, "probes_per_area_and_day")

    def _next_is_outside(self) -> bool:
        """Whether this letter is one of the share outside working time, which is taken evenly from all of them."""
        percent = self.request.method.plan.mails_outside_hours_percent
        self.number += 1
        return self.number * percent // 100 > (self.number - 1) * percent // 100

    def _free_days(self, area: str) -> list[date]:
        most = self.request.method.plan.probes_per_area_and_day
        return [day for day in self.inside if self.books.area_days[area, day] < most]

    def _pick(self, hours: list[Stretch], wanted: Wanted, day: date) -> int:
        """An hour that spreads well, and in it a minute of chance."""
        pickable = self._pickable(hours, day)
        best = min(
            sorted({minute // 60 for minute in pickable}),
            key=lambda hour: (self.books.hour_cost(wanted, hour), self.chance.random()),
        )
        return self.chance.choice([minute for minute in pickable if minute // 60 == best])

    def _pickable(self, hours: list[Stretch], day: date) -> list[int]:
        """The minutes in which the municipality has no other contact: two at once would be noticed."""
        return [minute for minute in _minutes_to_pick(hours) if (day, minute) not in self.books.minutes]

    def _enter(self, wanted: Wanted, day: date, minute: int) -> PlannedProbe:
        self.books.enter(wanted, day, minute)
        return PlannedProbe(
            channel="mail",
            municipality=self.municipality.code,
            area=wanted.area,
            question=wanted.question,
            spare=wanted.spare,
            planned_at=at_minute(day, minute, self.request.method.working_time.zone),
        )


def _minutes_to_pick(hours: list[Stretch]) -> list[int]:
    """Every minute of the stretches but the full hours: nobody writes on the stroke."""
    return [minute for start, end in hours for minute in range(start, end) if minute % 60]
