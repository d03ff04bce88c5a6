"""One share over two bases: over everybody who tried, and over those who got through.

A municipality can be excellent to the few it answers. Both denominators therefore stand side by side (method study
4.2). One of the two is the method's own figure; the other is counted beside it, with a key of its own. Pure.
"""

from dataclasses import dataclass
from typing import Final

from scoring.figures import Figure, FigureSet

OF_CALLS: Final = tuple(f"{factor}_good_share_pct" for factor in ("answer", "information", "interest", "courtesy"))
OF_LETTERS: Final = ("complete_sender_pct", "extra_information_pct")
"""The keys of the shares that have two bases."""

OVER_ALL: Final = ("answer_good_share_pct",)
"""Those that every method counts over all who tried: who reached nobody got no answer."""


@dataclass(frozen=True, slots=True)
class TwoBases:
    """A share over every contact, and over those that were reached or answered. One of them is the method's own."""

    of_all: Figure
    of_reached: Figure


def by_two_bases(figures: FigureSet, key: str) -> TwoBases:
    """The good share of a factor of the calls, or a share of the replies, over both bases.

    KeyError when it has no second base, or the method does not count it.
    """
    own, other = figures[key], figures[other_key(key)]
    return TwoBases(own, other) if key in OVER_ALL else TwoBases(other, own)


def other_key(key: str) -> str:
    """The key of the same share over its other base: `information_good_share_of_all_pct`; KeyError for no such."""
    if key not in OF_CALLS + OF_LETTERS:
        raise KeyError(key)
    return f"{key.removesuffix('pct')}{'of_reached' if key in OVER_ALL else 'of_all'}_pct"
