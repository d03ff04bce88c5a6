"""Our figure against another value: similar municipalities, or an earlier wave (method study 7).

Compared are the rounded numbers that both reports print, so that a reader can redo the subtraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.figures import Figure
from scoring.rounding import whole
from shopper.records import ReferenceValue

Standing = Literal["level", "slightly_better", "better", "slightly_worse", "worse"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How large a difference may be to be `level`, and how large to be `slightly`, in the figure's unit."""

    level: int
    slight: int


PERCENT = Thresholds(level=5, slight=10)
"""Points between shares, read from the wording of a printed report (method study 7)."""

HOURS = Thresholds(level=1, slight=3)
"""Working hours between mean reply times; our own choice, no source states one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where our figure stands. `difference` is ours less theirs, in the unit.

    `within_chance` says that the other value lies inside our 95 % interval, None where there is no interval.
    """

    reference: ReferenceValue
    own: int
    difference: int
    standing: Standing
    within_chance: bool | None


def compare(own: Figure, reference: ReferenceValue, thresholds: Thresholds | None = None) -> Comparison | None:
    """Our figure against the reference; None where our base is empty. For hours lower is better.

    Without `thresholds` the figure's unit decides: PERCENT or HOURS.
    """
    ours = whole(own.value)
    if ours is None:
        return None
    hours = own.unit == "hours"
    difference = ours - reference.value
    standing = standing_of(-difference if hours else difference, thresholds or (HOURS if hours else PERCENT))
    inside = None if own.low is None or own.high is None else own.low <= reference.value <= own.high
    return Comparison(reference, ours, difference, standing, inside)


def standing_of(gain: int, thresholds: Thresholds) -> Standing:
    """What a gain means: positive is better. The limits themselves belong to the milder word."""
    if abs(gain) <= thresholds.level:
        return "level"
    if abs(gain) <= thresholds.slight:
        return "slightly_better" if gain > 0 else "slightly_worse"
    return "better" if gain > 0 else "worse"


def reference_for(
    references: Sequence[ReferenceValue], figure: str, scope: Literal["similar", "previous"]
) -> ReferenceValue | None:
    """The first reference to this figure with this scope, or None."""
    return next((found for found in references if found.figure == figure and found.scope == scope), None)
