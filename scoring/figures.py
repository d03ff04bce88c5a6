"""What a figure is: a value that carries its proof.

A figure is counted from exact integers and never rounded before print (method study 8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

Unit = Literal["percent", "hours", "count"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One counted value with numerator, denominator, interval, formula and the contacts it was counted from.

    `value` is in `unit` (per cent 0-100 or hours), exact, and None where the base is empty. For a mean, `numerator` is
    the sum (exact, in the unit) and `denominator` the number of values. `low` and `high` are the bounds of the 95 %
    interval in the same unit, None where no interval is defined. `ids` are record ids in the denominator; `counted_ids`
    those in the numerator (empty for means and points). `values` are what a mean, a median or points were counted
    from, one a contact in the order of `ids` and in the unit; empty for shares and counts.
    """

    key: str
    unit: Unit
    value: Fraction | None
    numerator: Fraction
    denominator: int
    low: float | None
    high: float | None
    formula: str
    ids: tuple[int, ...]
    counted_ids: tuple[int, ...] = ()
    values: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureSet:
    """All figures of one area, or of the municipality's total (`area` is None).

    `parts` names groups of shares that make up 100 %, such as `contact_bands`, with their keys in the method's order.
    """

    area: str | None
    figures: Mapping[str, Figure]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Figure:
        """The figure with this key; KeyError when the method does not count it."""
        return self.figures[key]

    def parts_of(self, group: str) -> tuple[Figure, ...]:
        """The shares of this group, in the method's order; KeyError when the method has no such group."""
        return tuple(self.figures[key] for key in self.parts[group])


@dataclass(frozen=True, slots=True)
class UnansweredLetter:
    """A letter without an answer inside the window, for the list in the report. `answered_late` says one came after it.

    `sent_at` is in the municipality's zone.
    """

    id: int
    area: str
    question: str
    sent_at: datetime
    answered_late: bool


@dataclass(frozen=True, slots=True)
class MeasurementFigures:
    """Everything that is counted for one municipality in one wave."""

    method_name: str
    method_checksum: str
    total: FigureSet
    areas: tuple[FigureSet, ...]
    unanswered: tuple[UnansweredLetter, ...]

    def area(self, code: str) -> FigureSet:
        """The figures of one area; KeyError when the method has no such area."""
        for found in self.areas:
            if found.area == code:
                return found
        raise KeyError(code)
