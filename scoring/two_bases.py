"""One share over two bases: over everybody who tried, and over those who got through.

A municipality can be excellent to the few it answers. Both denominators therefore stand side by side (method study
4.2). Pure.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.figures import Figure, FigureSet
from scoring.intervals import wilson

OF_ALL = "_of_all"
OF_REACHED = "_of_reached"
"""Ends of the keys of the shares that are worked out here, and that the method itself does not count."""


@dataclass(frozen=True, slots=True)
class TwoBases:
    """A share over every contact, and over those that were reached or answered. One of them is the method's own."""

    of_all: Figure
    of_reached: Figure


def by_two_bases(figures: FigureSet, key: str) -> TwoBases:
    """The good share of a factor of the calls, or a share of the replies, over both bases.

    KeyError when the method does not count it.
    """
    figure = figures[key]
    everyone = figures["mails_n" if key in _OF_REPLIES else "calls_n"].ids
    if len(figure.ids) < len(everyone) or key in _OF_REPLIES:
        return TwoBases(_over(figure, everyone, OF_ALL), figure)
    reached = figures["contact_pct"].counted_ids
    return TwoBases(figure, _over(figure, reached, OF_REACHED))


_OF_REPLIES = ("complete_sender_pct", "extra_information_pct")


def _over(figure: Figure, base: Collection[int], end: str) -> Figure:
    """The same contacts as a share of another base; the interval is Wilson's."""
    within = set(base)
    counted = tuple(number for number in figure.counted_ids if number in within)
    low, high = wilson(len(counted), len(base))
    return replace(
        figure,
        key=f"{figure.key}{end}",
        value=Fraction(100 * len(counted), len(base)) if base else None,
        numerator=Fraction(len(counted)),
        denominator=len(base),
        low=low,
        high=high,
        ids=tuple(base),
        counted_ids=counted,
    )
