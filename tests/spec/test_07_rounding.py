"""Chapter 7 of the method: rounding."""

from fractions import Fraction

import pytest

from report_templates.language import SWEDISH
from scoring.rounding import whole
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import calls_by_courtesy, counts, percents, total

WHOLE = Section(
    "Whole per cent, halves up",
    """Figures are exact fractions until they are printed. Then they are rounded to whole per cent, halves up.""",
    drawn("""
    Share  | Printed | Why
    1/8    | 13 %    | 12.5 goes up. Binary arithmetic that rounds halves to even would say 12.
    5/8    | 63 %    | 62.5 goes up.
    44/52  | 85 %    | 84.6.
    15/47  | 32 %    | 31.9.
    49/99  | 49 %    | 49.49… stays below a half, however close.
    199/200 | 100 %  | 99.5 goes up.
    0/6    | 0 %     | Nothing of something is 0 %.
    none   | -       | Nothing of nothing is no figure, and never 0 %.
    """),
)

HOURS = Section(
    "Hours",
    """Hours have one decimal in tables, and are whole in running text (chapter 6). The decimal sign is the Swedish comma.""",
    drawn("""
    Hours | In a table  | Why
    29/4  | 7,3 timmar  | 7.25 goes up.
    7     | 7,0 timmar  | The decimal is always there.
    none  | -           | No answer, no time.
    """),
)

SUMS = Section(
    "Parts that do not add up to 100",
    """Rounded parts may add up to 99 or 101. They are printed as they are; no figure is changed to mend the sum. Figures that
combine parts are counted from the contacts, not from rounded parts.""",
    drawn("""
    Grades of courtesy | Printed           | Sum | Why
    15 / 9 / 6 / 1     | 48 / 29 / 19 / 3  | 99  | 48.4, 29.0, 19.4 and 3.2 all go down.
    3 / 3 / 2 / 0      | 38 / 38 / 25 / 0  | 101 | 37.5 goes up twice.
    2 / 1 / 1 / 0      | 50 / 25 / 25 / 0  | 100 | Nothing to round.
    """),
)

CHAPTER = Chapter(
    7,
    "Rounding",
    "avrundning",
    "8",
    """Rounding happens once, when a figure is printed.""",
    (WHOLE, HOURS, SUMS),
)


def exact(cell: str) -> Fraction | None:
    return None if cell == "none" else Fraction(cell)


@pytest.mark.parametrize("row", WHOLE.rows)
def test_whole_per_cent(row: Row) -> None:
    share = exact(row[0])
    assert SWEDISH.percent(None if share is None else share * 100).replace("\u00a0", " ") == row[1]


@pytest.mark.parametrize("row", HOURS.rows)
def test_hours(row: Row) -> None:
    assert SWEDISH.hours(exact(row[0])).replace("\u00a0", " ") == row[1]


@pytest.mark.parametrize("row", SUMS.rows)
def test_sums(row: Row) -> None:
    grades = dict(zip(("very_good", "good", "medium", "poor"), counts(row[0]), strict=True))
    found = total(calls_by_courtesy(grades))
    added = sum(whole(part.value) or 0 for part in found.parts_of("courtesy"))
    assert (percents(found, "courtesy"), str(added)) == row[1:3]
