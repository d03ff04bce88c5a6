"""What a small sample cannot tell: which figures stand on too few contacts, and how large a difference chance makes.

Per area a measurement has about six calls, and one call of six is 17 points: no area is ranked on that (method study
16 and 18).
"""

from math import ceil, sqrt
from typing import Final

from scipy.stats import norm

from scoring.figures import Figure
from scoring.intervals import ALPHA

FEWEST_CONTACTS: Final = 10
"""A figure on fewer contacts is counted and printed with its numbers, but neither ranked nor judged.

With ten the interval of a share is still up to 53 points wide, and a single contact is ten points; with fewer, one
contact carries a figure from "level with" others past "slightly" better or worse than they. Below it lie the areas of
a full quota (six), above it every total but those of a municipality that hardly ever answers.
"""


def is_few(figure: Figure, fewest: int = FEWEST_CONTACTS) -> bool:
    """Whether a share, a mean or a median stands on fewer contacts than `fewest`. A number of contacts is never few."""
    return figure.unit != "count" and len(figure.ids) < fewest


def what_a_sample_can_tell(contacts: int, percent: int = 50) -> int | None:
    """The smallest difference, in whole points rounded up, from an earlier sample of the same size that is not chance.

    It is largest for shares near 50 %. None without contacts, or when not even a difference of 100 points would do.
    With 54 contacts it is 19 points. Source: method study 16, the 95 % interval of a difference.
    """
    if contacts < 1:
        return None
    part = percent / 100
    points = ceil(100 * float(norm.ppf(1 - ALPHA / 2)) * sqrt(2 * part * (1 - part) / contacts))
    return points if points <= 100 else None  # noqa: PLR2004 - all of a hundred per cent
