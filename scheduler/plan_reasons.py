"""What the coordinator reads about a rule of the plan, in Swedish, by the rule's name. Pure.

`web` says these in the reader's language; the command line and the plan as JSON say them in Swedish.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shopper.texts import mark

REASONS: Final = {
    "questions": mark("Området har färre frågor än metoden kräver; lägg till frågor i frågebanken."),
    "opening_hours": mark("Växeln är inte öppen någon arbetsdag i mätperioden, utom möjligen under lunchen."),
    "probes_per_area_and_day": mark("Alla dagar som passar är redan upptagna för området."),
    "interviewers": mark("Mätomgången har ingen intervjuare."),
    "not_areas": mark("Ingen intervjuare får ringa om området i den här kommunen."),
    "available": mark("Ingen intervjuare kan ringa någon av de lediga dagarna då växeln är öppen."),
    "hours_a_week": mark("Intervjuarnas timmar är slut de veckor då området har lediga dagar."),
    "one_call_at_a_time": mark("Intervjuarna har redan samtal alla tider de lediga dagarna."),
}
"""Why a contact found no place, by the first rule that left nothing."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that is broken or stands in the way, with what a sentence about it names (`facts`)."""

    rule: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Swedish sentence."""
        return REASONS[self.rule] % self.facts
