"""One contact in question and what the rules look at: its place, its interviewer, its neighbours. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from scheduler.planning.hours import Stretch, clock, minutes
from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest, zone_of
from scheduler.planning.reasons import Reason
from shopper.method_parts import PlanRules


@dataclass(frozen=True)
class Case:
    """One contact in question, with what its rules look at."""

    request: PlanRequest
    probe: PlannedProbe
    others: tuple[PlannedProbe, ...]

    @cached_property
    def rules(self) -> PlanRules:
        """The method's rules for plans."""
        return self.request.method.plan

    @cached_property
    def municipality(self) -> PlanMunicipality:
        """The contact's municipality."""
        found = [one for one in self.request.municipalities if one.code == self.probe.municipality]
        if not found:
            raise ValueError(
                f"{self.probe.municipality} is not in the wave; give a contact of one of its municipalities"
            )
        return found[0]

    @cached_property
    def interviewer(self) -> PlanInterviewer | None:
        """The call's interviewer, when the wave has one of that name."""
        return next((one for one in self.request.interviewers if one.name == self.probe.interviewer), None)

    @cached_property
    def local(self) -> datetime:
        """The contact's time in its municipality."""
        return self.local_of(self.probe)

    @cached_property
    def day(self) -> date:
        """The contact's date in its municipality."""
        return self.local.date()

    @cached_property
    def span(self) -> Stretch:
        """The minutes of the day that the call takes; one that does not begin on a minute takes the next one too."""
        start = minutes(self.local.time())
        begun = bool(self.local.second or self.local.microsecond)
        return start, start + self.rules.minutes_a_call + begun

    @cached_property
    def same_place(self) -> tuple[PlannedProbe, ...]:
        """The others of the same municipality."""
        return tuple(one for one in self.others if one.municipality == self.probe.municipality)

    @cached_property
    def same_area(self) -> tuple[PlannedProbe, ...]:
        """The others of the same area of the same municipality."""
        return tuple(one for one in self.same_place if one.area == self.probe.area)

    @cached_property
    def same_voice(self) -> tuple[PlannedProbe, ...]:
        """The other calls of the same interviewer."""
        return tuple(one for one in self.others if one.channel == "call" and one.interviewer == self.probe.interviewer)

    def local_of(self, probe: PlannedProbe) -> datetime:
        """A contact's time in its own municipality."""
        return probe.planned_at.astimezone(zone_of(self.request, probe.municipality))

    def apart(self, other: PlannedProbe) -> timedelta:
        """The elapsed time between the starts of the contact and another one."""
        return abs(self.probe.planned_at.astimezone(UTC) - other.planned_at.astimezone(UTC))

    def reason(self, rule: str, **facts: str | int) -> Reason:
        """The rule with the figures given and those that every sentence may name."""
        known: dict[str, str | int] = {
            "municipality": self.probe.municipality,
            "area": self.probe.area,
            "question": self.probe.question,
            "day": self.day.isoformat(),
            "at": clock(minutes(self.local.time())),
        }
        if self.probe.channel == "call":
            known |= {"interviewer": self.probe.interviewer or "", "until": clock(self.span[1])}
        return Reason(rule, known | facts)

    def named(self, other: PlannedProbe) -> dict[str, str | int]:
        """What a sentence may say about another contact."""
        at = self.local_of(other)
        return {
            "other_municipality": other.municipality,
            "other_area": other.area,
            "other_day": at.date().isoformat(),
            "other_at": f"{at:%Y-%m-%d %H:%M}",
        }
