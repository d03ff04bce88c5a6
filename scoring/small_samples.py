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


POWER: Final = 0.8
"""How often a real difference should show for a sample to be called large enough; the convention of the field."""


def is_few(figure: Figure, fewest: int = FEWEST_CONTACTS) -> bool:
    """Whether a share, a mean or a median stands on fewer contacts than `fewest`. A number of contacts is never few."""
    return figure.unit != "count" and are_few(len(figure.ids), fewest)


def are_few(contacts: int, fewest: int = FEWEST_CONTACTS) -> bool:
    """Whether so many contacts are too few for a value on them to be ranked, judged or made a mean of."""
    return contacts < fewest


def what_a_sample_can_tell(contacts: int, percent: int = 50) -> int | None:
    """The smallest difference, in whole points rounded up, from an earlier sample of the same size that is not chance.

    It is largest for shares near 50 %. None without contacts, or when not even a difference of 100 points would do.
    With 54 contacts it is 19 points. Source: method study 16, the 95 % interval of a difference.
    """
    if contacts < 1:
        return None
    return _points(float(norm.ppf(1 - ALPHA / 2)), contacts, percent)


def what_a_sample_will_show(contacts: int, percent: int = 50) -> int | None:
    """The smallest real difference, in whole points rounded up, that four of five pairs of such samples show.

    A real difference as large as `what_a_sample_can_tell` is shown by every second pair only: chance hides it as often
    as not. With 54 contacts this is 27 points. None as there. Source: the usual sum of the two deviations, for an error
    of 5 % on both sides and a power of 80 % (Fleiss, Levin and Paik 2003, "Statistical Methods for Rates and
    Proportions", section 4.2, without the correction for continuity).
    """
    if contacts < 1:
        return None
    return _points(float(norm.ppf(1 - ALPHA / 2) + norm.ppf(POWER)), contacts, percent)


def _points(deviations: float, contacts: int, percent: int) -> int | None:
    """So many standard errors of the difference between two shares near `percent`, in points; None beyond 100."""
    part = percent / 100
    points = ceil(100 * deviations * sqrt(2 * part * (1 - part) / contacts))
    return points if points <= 100 else None  # noqa: PLR2004 - all of a hundred per cent
