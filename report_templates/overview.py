"""All municipalities of a wave beside each other, for whoever had the wave measured. By name, and never ranked. Pure.

Every value stands with its n and its interval: most municipalities of a wave differ by chance alone (method study 16).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from report_templates.language import SWEDISH, Language
from report_templates.subject import Look
from scoring.figures import Figure, FigureSet
from scoring.group_means import fit_for_a_mean, group_value
from shopper.method import Method
from shopper.texts import mark

LEADING: Final = ("measure_1_pct", "measure_2_pct", "measure_3_pct", "contact_pct")
"""The figures that are drawn, each in a panel of its own."""

PANELS: Final = (mark("Mått 1"), mark("Mått 2"), mark("Mått 3"), mark("Kontakt"))
"""What each panel is called; what it is about stands below it."""

ROWS_A_PAGE: Final = 40
"""Municipalities of one page of panels."""

WAITING: Final = "†"
"""Marks a municipality some of whose calls wait for review, or whose letters may still be answered."""


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality's measurement.

    No value counts its `not_reviewed` calls, which are graded, and its `letters_waiting`, which may still be answered.
    """

    code: str
    name: str
    total: FigureSet
    not_reviewed: int = 0
    letters_waiting: int = 0

    @property
    def is_undecided(self) -> bool:
        """Whether calls wait for review, or letters may still be answered: every value may still change."""
        return bool(self.not_reviewed or self.letters_waiting)

    @property
    def shown_name(self) -> str:
        """The name, marked where calls or letters are not counted yet."""
        return f"{self.name}{WAITING}" if self.is_undecided else self.name


@dataclass(frozen=True, slots=True)
class Overview:
    """A wave's municipalities with their totals, in the order of their names."""

    wave_name: str
    first_day: date
    last_day: date
    made_on: date
    method: Method
    lines: tuple[Line, ...]
    language: Language = SWEDISH
    look: Look = field(default_factory=Look)

    @property
    def not_reviewed(self) -> int:
        """How many calls of the wave wait for review."""
        return sum(line.not_reviewed for line in self.lines)

    @property
    def letters_waiting(self) -> int:
        """How many letters of the wave may still be answered in time."""
        return sum(line.letters_waiting for line in self.lines)


def pages_of(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The municipalities page by page, shared evenly: 45 are 23 and 22."""
    pages = -(-len(lines) // ROWS_A_PAGE)
    for number in range(pages):
        yield tuple(lines[len(lines) * number // pages : len(lines) * (number + 1) // pages])


def mean_of(lines: Sequence[Line], key: str) -> Fraction | None:
    """The unweighted mean of the municipalities that have a value on enough contacts; None for fewer than three.

    Whoever is marked is left out: a value that still moves is no result yet.
    """
    figures = [line.total[key] for line in lines if not line.is_undecided]
    found = group_value(fit_for_a_mean((figure.value, len(figure.ids)) for figure in figures))
    return None if found is None else found.mean


def told(figure: Figure, language: Language) -> str:
    """A value with its interval and its n, as it stands in the table: `85 % (72-92 %), n = 52`, with an en dash."""
    if figure.value is None:
        return language.printed(figure)
    interval = "" if figure.low is None else f" ({language.interval(figure)})"
    return f"{language.printed(figure)}{interval}, n\u00a0=\u00a0{len(figure.ids)}"
