"""Chapter 8 of the method: the whole of one measurement, Vetlanda 2017."""

from collections.abc import Callable

import pytest

from report_templates.language import SWEDISH
from scoring.figures import FigureSet, MeasurementFigures
from scoring.measures import count
from scoring.rounding import whole
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import KKIK_2017, STOCKHOLM, counts, decimal, percent, percents
from tests.vetlanda import vetlanda_calls, vetlanda_letters

PHONE = Section(
    "By phone",
    """54 calls count in the total: six questions in each of nine areas. The six to kommunledningskontoret do not.""",
    drawn("""
    Figure                 | Count            | Printed          | Why
    Calls                  | 54               | 54               | 60 less six.
    Contact bands          | 28 / 4 / 1 / 21  | 52 / 7 / 2 / 39  | Printed as 52, 7 and 2 per cent.
    Contact share          | 33               | 61 %             | 33 of 54.
    Measure 2              | 28               | 52 %             | The first band.
    Answer                 | 26 / 5 / 23      | 48 / 9 / 43      | 21 of the 23 poor answers are calls without contact.
    Information            | 18 / 8 / 5       | 58 / 26 / 16     | Over 31 answered calls: "nearly six of ten" are good.
    Interest               | 21 / 8 / 4       | 64 / 24 / 12     | Over 33 contacts: "nearly two of three" are good.
    Courtesy               | 15 / 9 / 6 / 1   | 48 / 29 / 19 / 3 | Over 31 answered calls.
    Measure 3              | 69               | 74 %             | 69 of 93 points.
    """),
)

LETTERS = Section(
    "By e-mail",
    """52 letters count in the total: 54 less two that bounced.""",
    drawn("""
    Figure                    | Count              | Printed               | Why
    Letters                   | 52                 | 52                    | Delivered in the nine areas.
    Reply bands               | 37 / 7 / 3 / 0 / 5 | 71 / 13 / 6 / 0 / 10  | Five letters unanswered.
    Measure 1                 | 44                 | 85 %                  | 44 of 52 is 84.6.
    Measure 1, rounded bands  | 44                 | 84 %                  | 71 + 13, as the report of 2018 printed it.
    Mean reply time           | -                  | 7 timmar              | Over 47 answered letters.
    Complete sender           | 47                 | 100 %                 | All 47 answers.
    Extra information         | 15                 | 32 %                  | 15 of 47.
    """),
)

UNANSWERED = Section(
    "The unanswered letters",
    """Each letter without an answer is listed with its area, question and the local time it was sent.""",
    drawn("""
    Area              | Question                                         | Sent                 | Why
    grundskola        | Hur är skolbarn försäkrade?                      | Sun 2017-10-22 10:35 | Sent at a weekend, in week 42.
    grundskola        | Hur gör jag för att söka till vuxenutbildningen? | Tue 2017-11-07 17:55 | Sent after 17.
    miljo_och_halsa   | Får vi sälja våfflor på skolfesten?              | Wed 2017-10-18 20:00 | Sent in the evening.
    handikappomsorg   | Vilken hjälp finns för bostadsanpassning?        | Fri 2017-11-10 12:50 | Sent in office hours.
    kultur_och_fritid | Vilka kulturstipendier och fonder kan man söka?  | Thu 2017-11-09 19:50 | Sent in the evening.
    """),
)

AREAS = Section(
    "Area by area",
    """The same figures for each area. Six contacts are few: one call more or less moves a share by 17 points, so a figure of
one area is never compared without its count and interval. Calls as in chapter 4, letters as in chapter 3.""",
    drawn("""
    Area                      | Calls         | Letters           | Letters in per cent      | Why
    bygglov                   | 3 / 1 / 0 / 2 | 6 / 0 / 0 / 0 / 0 | 100 / 0 / 0 / 0 / 0      | Always within one day.
    forskola                  | 4 / 0 / 0 / 2 | 4 / 1 / 1 / 0 / 0 | 67 / 17 / 17 / 0 / 0     | Rounded shares add up to 101.
    grundskola                | 3 / 1 / 0 / 2 | 3 / 1 / 0 / 0 / 2 | 50 / 17 / 0 / 0 / 33     | Two unanswered.
    individ_och_familjeomsorg | 3 / 0 / 0 / 3 | 4 / 1 / 1 / 0 / 0 | 67 / 17 / 17 / 0 / 0     | Half of the calls reached nobody.
    miljo_och_halsa           | 2 / 1 / 0 / 3 | 4 / 1 / 0 / 0 / 1 | 67 / 17 / 0 / 0 / 17     | One unanswered.
    gator_och_vagar           | 3 / 0 / 1 / 2 | 3 / 1 / 1 / 0 / 0 | 60 / 20 / 20 / 0 / 0     | One letter bounced; five are left.
    aldreomsorg               | 3 / 1 / 0 / 2 | 4 / 1 / 0 / 0 / 0 | 80 / 20 / 0 / 0 / 0      | One letter bounced; five are left.
    handikappomsorg           | 3 / 0 / 0 / 3 | 4 / 1 / 0 / 0 / 1 | 67 / 17 / 0 / 0 / 17     | One unanswered.
    kultur_och_fritid         | 4 / 0 / 0 / 2 | 5 / 0 / 0 / 0 / 1 | 83 / 0 / 0 / 0 / 17      | One unanswered.
    kommunledningskontor      | 4 / 0 / 0 / 2 | 5 / 1 / 0 / 0 / 0 | 83 / 17 / 0 / 0 / 0      | Outside the total.
    """),
)

CHAPTER = Chapter(
    8,
    "One whole measurement: Vetlanda 2017",
    "exempelmätningen",
    "9",
    """60 calls and 60 e-mails in weeks 42–45 of 2017, with the method `kkik-2017`. The totals are those of the report printed
in January 2018; the rows behind them are a reconstruction that agrees with every total
(`shopper/examples/vetlanda_2017/`). Everything above comes together here.""",
    (PHONE, LETTERS, UNANSWERED, AREAS),
)

Shown = Callable[[FigureSet], tuple[str, str]]


def parts(group: str) -> Shown:
    return lambda found: (
        " / ".join(str(int(figure.numerator)) for figure in found.parts_of(group)),
        percents(found, group),
    )


def share(key: str) -> Shown:
    return lambda found: (decimal(found[key].numerator), percent(found, key))


def number(key: str) -> Shown:
    return lambda found: (str(found[key].denominator), str(whole(found[key].value)))


SHOWN: dict[str, Shown] = {
    "Calls": number("calls_n"),
    "Contact bands": parts("contact_bands"),
    "Contact share": share("contact_pct"),
    "Measure 2": share("measure_2_pct"),
    "Answer": parts("answer"),
    "Information": parts("information"),
    "Interest": parts("interest"),
    "Courtesy": parts("courtesy"),
    "Measure 3": share("measure_3_pct"),
    "Letters": number("mails_n"),
    "Reply bands": parts("reply_bands"),
    "Measure 1": share("measure_1_pct"),
    "Measure 1, rounded bands": share("measure_1_sum_of_rounded_pct"),
    "Mean reply time": lambda found: ("-", SWEDISH.whole_hours(found["mean_hours"].value).replace("\u00a0", " ")),
    "Complete sender": share("complete_sender_pct"),
    "Extra information": share("extra_information_pct"),
}


@pytest.fixture(scope="module")
def counted() -> MeasurementFigures:
    return count(KKIK_2017, vetlanda_calls(), vetlanda_letters())


@pytest.mark.parametrize("row", PHONE.rows + LETTERS.rows)
def test_total(row: Row, counted: MeasurementFigures) -> None:
    assert SHOWN[row[0]](counted.total) == row[1:3]


def test_unanswered_letters(counted: MeasurementFigures) -> None:
    found = [
        (letter.area, letter.question, f"{letter.sent_at.astimezone(STOCKHOLM):%a %Y-%m-%d %H:%M}")
        for letter in counted.unanswered
    ]
    assert sorted(found) == sorted(row[:3] for row in UNANSWERED.rows)


@pytest.mark.parametrize("row", AREAS.rows)
def test_area(row: Row, counted: MeasurementFigures) -> None:
    area, calls, letters, shares, _ = row
    found = counted.area(area)
    bands = [[int(figure.numerator) for figure in found.parts_of(group)] for group in ("contact_bands", "reply_bands")]
    assert (bands, percents(found, "reply_bands")) == ([counts(calls), counts(letters)], shares)
