"""A balanced choice of comments: in the proportions in which the calls were graded, drawn with a stored seed. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

MOST_QUOTES: Final = 7
"""Comments under one factor; the printed reports had about as many."""


@dataclass(frozen=True, slots=True)
class GradeGroup:
    """The calls with one grade: how many there are, how many of their comments are shown, and those that could be."""

    grade: str
    calls: int
    shown: int
    candidates: tuple[int, ...]


def seats(groups: Sequence[GradeGroup], number: int) -> tuple[int, ...]:
    """How many of `number` comments each group gets, by its calls (Sainte-Lague's method), never more than it has."""
    most = [group.shown + len(group.candidates) if group.calls else 0 for group in groups]
    given = [0] * len(groups)
    for _ in range(min(number, sum(most))):
        open_places = [place for place in range(len(groups)) if given[place] < most[place]]
        best = max(open_places, key=lambda place: (Fraction(groups[place].calls, 2 * given[place] + 1), -place))
        given[best] += 1
    return tuple(given)


def balanced_choice(groups: Sequence[GradeGroup], seed: str, number: int = MOST_QUOTES) -> frozenset[int]:
    """The ids of candidates that make what is shown balanced; those that are shown already take their group's seats."""
    drawn = random.Random(seed)  # noqa: S311 - a draw that can be drawn again
    chosen: set[int] = set()
    for group, seat in zip(groups, seats(groups, number), strict=True):
        free = min(max(0, seat - group.shown), len(group.candidates))
        chosen.update(drawn.sample(sorted(group.candidates), free))
    return frozenset(chosen)
