"""Chapter 9 of the method: uncertainty and change."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from scoring.change import COMPARED, Change, changes_between
from scoring.figures import Figure
from scoring.intervals import bootstrap, wilson
from scoring.rounding import whole
from scoring.small_samples import is_few, what_a_sample_can_tell
from tests.spec.chapter import Chapter, Row, Section, drawn

SHARES = Section(
    "The interval of a share",
    """Every share is printed with a 95 % interval, Wilson's score interval, which never leaves 0-100 % and holds for few
contacts and for shares of nothing and of all.""",
    drawn("""
    Counted | Share | Interval   | Why
    33/54   | 61 %  | 48-73 %    | Contact in the example: 64 % in similar municipalities lies well inside.
    44/52   | 85 %  | 72-92 %    | Letters answered in time: nearer to 100 % the interval is narrower, and lopsided.
    60/60   | 100 % | 94-100 %   | All of sixty is not proof of always.
    0/60    | 0 %   | 0-6 %      | Nor is none of sixty proof of never.
    5/6     | 83 %  | 44-97 %    | One area: the interval covers half the scale.
    0/0     | -     | -          | Nothing of nothing has no interval.
    """),
)

VALUES = Section(
    "The interval of hours and of points",
    """Means, medians and points have an interval by bootstrap: the contacts are drawn anew, with replacement, 9 999 times,
always from the same seed and in the same order, so that the same contacts give the same bounds. The tails
left out are a little smaller than 2.5 %, as small samples need (Hesterberg 2015).""",
    drawn("""
    Values                       | Mean | Interval | Why
    100 x 15, 67 x 9, 33 x 6, 0 x 1 | 74   | 63-85    | Measure 3 of the example, in per cent of the most points a call can have.
    1 x 30, 9 x 15, 40 x 2       | 5    | 3-8      | Hours are lopsided, and so is their interval: it never goes below the shortest.
    3 x 20                       | 3    | -        | All alike: the sample says nothing of how much replies differ.
    2 x 1, 9 x 1, 30 x 1         | 14   | -        | Fewer than four values have no interval.
    """),
)

CHANGES = Section(
    "Change since last time",
    """The difference of two shares has Newcombe's interval (1998, method 10); that of means and points is drawn as above. A
change is called better or worse only where chance alone would not explain it.""",
    drawn("""
    Before | After | Difference | Interval  | Verdict | Why
    35/54  | 33/54 | -4         | -21 to 14 | unclear | 65 and 61 % say nothing.
    24/54  | 33/54 | 17         | -2 to 34  | unclear | Even 17 points can be chance in samples of this size.
    22/54  | 33/54 | 20         | 2 to 37   | better  | The interval leaves out 0.
    44/54  | 33/54 | -20        | -36 to -3 | worse   | As far the other way.
    0/9    | 9/9   | 100        | 58 to 100 | too_few | Nine contacts are too few to judge by.
    0/0    | 33/54 | -          | -         | too_few | There is nothing to compare with.
    """),
)

MANY = Section(
    "Many comparisons",
    """A dozen figures are compared, and one of a dozen differs by chance every other time. The p-values are therefore
corrected by Holm's method for as many figures as are judged; those on too few contacts are not among them.""",
    drawn("""
    Change in one figure | Other figures, unchanged | Verdict | Why
    22/54 to 33/54       | 0                        | better  | Alone it is more than chance: p is .03.
    22/54 to 33/54       | 1                        | unclear | As one of two it has to be twice as unlikely.
    16/54 to 38/54       | 11                       | better  | A change of 41 points stands out of a dozen.
    """),
)

SAMPLES = Section(
    "What a sample can tell",
    """The smallest difference from an earlier, equally large sample that is more than chance, in points. A figure on fewer
than ten contacts is printed with its counts but neither ranked nor judged.""",
    drawn("""
    Contacts | At a share of | Smallest difference | Stands on few | Why
    54       | 50 %          | 19                  | no            | All calls of a measurement.
    54       | 85 %          | 14                  | no            | Near 100 % a smaller difference shows.
    10       | 50 %          | 44                  | no            | As few as may be judged: a change must be huge.
    6        | 50 %          | 57                  | yes           | One area is never ranked: one call is 17 points.
    """),
)

CHAPTER = Chapter(
    9,
    "Uncertainty and change",
    "osäkerhet och förändring",
    "16",
    """Sixty contacts are a sample. How far a figure may be from what all citizens would meet is printed beside it, and the
report says of no difference that it means something unless it does. The contacts are designed, not drawn at random, so
the intervals are the least uncertainty there is.""",
    (SHARES, VALUES, CHANGES, MANY, SAMPLES),
)


def printed(low: float | None, high: float | None, between: str, unit: str = "") -> str:
    if low is None or high is None:
        return "-"
    return f"{whole(Fraction(low))}{between}{whole(Fraction(high))}{unit}"


def share(key: str, cell: str) -> Figure:
    counted, base = map(int, cell.split("/"))
    value = Fraction(100 * counted, base) if base else None
    ids = tuple(range(base))
    low, high = wilson(counted, base)
    return Figure(key, "percent", value, Fraction(counted), base, low, high, "", ids, ids[:counted])


def change(before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    """The first of the changes between figures given as `counted/base`."""
    return changes_between(*({key: share(key, cell) for key, cell in told.items()} for told in (before, after)))[0]


@pytest.mark.parametrize("row", SHARES.rows)
def test_shares(row: Row) -> None:
    figure = share("any", row[0])
    value = "-" if figure.value is None else f"{whole(figure.value)} %"
    assert (value, printed(figure.low, figure.high, "-", " %")) == row[1:3]


@pytest.mark.parametrize("row", VALUES.rows)
def test_values(row: Row) -> None:
    values = [Fraction(value) for value, times in _told(row[0]) for _ in range(int(times))]
    mean = sum(values, start=Fraction(0)) / len(values)
    low, high = bootstrap(values, "mean")
    assert (str(whole(mean)), printed(low, high, "-")) == row[1:3]


def _told(cell: str) -> list[list[str]]:
    return [part.split(" x ") for part in cell.split(", ")]


@pytest.mark.parametrize("row", CHANGES.rows)
def test_changes(row: Row) -> None:
    found = change({"contact_pct": row[0]}, {"contact_pct": row[1]})
    difference = "-" if found.difference is None else str(whole(found.difference))
    assert (difference, printed(found.low, found.high, " to "), found.verdict) == row[2:5]


@pytest.mark.parametrize("row", MANY.rows)
def test_many(row: Row) -> None:
    before, after = row[0].split(" to ")
    changed, *others = COMPARED[: 1 + int(row[1])]
    same = dict.fromkeys(others, "27/54")
    assert change({changed: before, **same}, {changed: after, **same}).verdict == row[2]


@pytest.mark.parametrize("row", SAMPLES.rows)
def test_samples(row: Row) -> None:
    contacts = int(row[0])
    told = what_a_sample_can_tell(contacts, int(row[1].removesuffix(" %")))
    few = "yes" if is_few(share("any", f"0/{contacts}")) else "no"
    assert (str(told), few) == row[2:4]
