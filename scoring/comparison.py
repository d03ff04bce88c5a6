"""Our figure against another value: similar municipalities, or an earlier wave (method study 7).

The words follow the numbers as they are printed, so that a reader can redo the subtraction; whether a difference is
more than chance is decided by exact values (`against_mean.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.figures import Figure
from scoring.rounding import with_decimals
from shopper.records import ReferenceValue

Standing = Literal["level", "slightly_better", "better", "slightly_worse", "worse"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How large a difference may be to be `level`, and how large to be `slightly`, in the figure's unit."""

    level: Fraction
    slight: Fraction


PERCENT = Thresholds(level=Fraction(5), slight=Fraction(10))
"""Points between shares, read from the wording of a printed report (method study 7)."""

HOURS = Thresholds(level=Fraction(1), slight=Fraction(3))
"""Working hours between mean reply times; our own choice, no source states one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where our figure stands. `difference` is ours less theirs, as both are printed, in the unit.

    `within_chance` says that the other value, exact or as it may have been before it was rounded, lies inside our 95 %
    interval; None where there is no interval.
    """

    reference: ReferenceValue
    own: Fraction
    difference: Fraction
    standing: Standing
    within_chance: bool | None


def compare(own: Figure, reference: ReferenceValue, thresholds: Thresholds) -> Comparison | None:
    """Our figure against the reference; None where our base is empty. For hours lower is better."""
    if own.value is None:
        return None
    places = places_of(reference)
    ours = Fraction(with_decimals(own.value, places))
    difference = ours - printed_value(reference)
    standing = standing_of(-difference if own.unit == "hours" else difference, thresholds)
    return Comparison(reference, ours, difference, standing, _is_inside(own, reference))


def places_of(reference: ReferenceValue) -> int:
    """With how many decimals a value is compared and printed: hours that were counted here have one, the rest none."""
    return int(reference.figure.endswith("_hours") and reference.exact is not None)


def printed_value(reference: ReferenceValue) -> Fraction:
    """The other value as it is printed."""
    if reference.exact is None:
        return Fraction(reference.value)
    return Fraction(with_decimals(reference.exact, places_of(reference)))


def _is_inside(own: Figure, reference: ReferenceValue) -> bool | None:
    if own.low is None or own.high is None:
        return None
    least, most = reference.spans
    return own.low <= most and least <= own.high


def standing_of(gain: Fraction, thresholds: Thresholds) -> Standing:
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
