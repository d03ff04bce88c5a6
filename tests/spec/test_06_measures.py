"""Chapter 6 of the method: Measures 1, 2 and 3, and the other figures of the letters."""

from dataclasses import replace
from fractions import Fraction

import pytest

from report_templates.language import SWEDISH
from shopper.method import load_method
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import (
    KKIK_2017,
    ONE_AREA,
    a_call,
    a_letter,
    calls_by_courtesy,
    counts,
    decimal,
    letters_by_band,
    percent,
    total,
)

KKIK_2013, KKIK_2018 = load_method("kkik-2013"), load_method("kkik-2018")

MEASURE_1 = Section(
    "Measure 1: e-mail answered in time",
    """The share of delivered letters answered within two *dygn* (methods until 2017) or one (from 2018). It is counted from
the letters. Printed reports have added bands that were already rounded; that sum is kept beside it under a name of its own,
so that an old report can be reproduced. Letters are written as the five bands of chapter 3.""",
    drawn("""
    Letters per band     | Until 2017 | As sum of rounded bands | From 2018 | Why
    37 / 7 / 3 / 0 / 5   | 85 %       | 84 %                    | 71 %      | 44 of 52 is 84.6; 71 and 13, already rounded, are 84.
    60 / 0 / 0 / 0 / 0   | 100 %      | 100 %                   | 100 %     | All within one day.
    38 / 7 / 4 / 0 / 5   | 83 %       | 83 %                    | 70 %      | 45 of 54.
    0 / 0 / 0 / 0 / 6    | 0 %        | 0 %                     | 0 %       | The unanswered are in the base.
    0 / 0 / 0 / 0 / 0    | -          | -                       | -         | No letter, no figure.
    """),
)

MEASURE_2 = Section(
    "Measure 2: direct contact by phone",
    """The share of all calls with an official within 60 seconds. Until 2015 the measure was called "direct answer"; printed
reports count the contact, so we do, too. The stricter reading, contact in time and the question answered, is shown beside
it. Calls are written as: answered within 60 s / reached within 60 s but not answered / reached later / no contact.""",
    drawn("""
    Calls            | Measure 2 | Contact in time and answered | Why
    28 / 0 / 5 / 21  | 52 %      | 52 %                         | 28 of 54: the example of Vetlanda.
    26 / 2 / 5 / 21  | 52 %      | 48 %                         | Two wrong officials were reached in time.
    0 / 0 / 6 / 0    | 0 %       | 0 %                          | Everybody was reached, but late.
    0 / 0 / 0 / 0    | -         | -                            | No call, no figure.
    """),
)

MEASURE_3 = Section(
    "Measure 3: courtesy",
    """From 2016: points as a share of the most that could be had, 3 for very good, 2 for good, 1 for medium, 0 for poor, over
answered calls. Until 2015: the share of good grades on a scale of three. No line may be drawn across that break
(`comparable_from`): the same calls give other figures. Grades are written from best to worst.""",
    drawn("""
    Method    | Grades          | Points  | Measure 3 | Why
    kkik-2017 | 15 / 9 / 6 / 1  | 69 / 93 | 74 %      | 45 + 18 + 6 + 0 points of 3 × 31: printed in Vetlanda's report.
    kkik-2017 | 0 / 0 / 0 / 5   | 0 / 15  | 0 %       | All poor.
    kkik-2017 | 1 / 0 / 0 / 0   | 3 / 3   | 100 %     | One call, very good.
    kkik-2017 | 0 / 7 / 0 / 0   | 14 / 21 | 67 %      | All good is two thirds: why figures fell when the scale changed.
    kkik-2017 | 0 / 0 / 0 / 0   | 0 / 0   | -         | No answered call, no figure.
    kkik-2013 | 7 / 0 / 0       | 7 / 7   | 100 %     | All good was everything.
    kkik-2013 | 3 / 3 / 1       | 3 / 7   | 43 %      | Only good counts.
    """),
)

HOURS = Section(
    "Mean reply time",
    """The mean and the median of the working hours, over answered letters only. The mean is printed in whole hours in text
and with one decimal in tables. The median stands beside it because one slow letter moves the mean.""",
    drawn("""
    Hours of each letter          | n | Mean  | In text   | Median | Why
    0.5, 1, 1.5, 27, none         | 4 | 7.5   | 8 timmar  | 1.25   | The unanswered letter has no time; half an hour is rounded up.
    0, 0                          | 2 | 0     | 0 timmar  | 0      | Answered outside hours.
    4, 91                         | 1 | 4     | 4 timmar  | 4      | An answer after the window is none.
    none                          | 0 | -     | -         | -      | No answer, no time.
    """),
)

QUALITY = Section(
    "Sender and extra information",
    """*Sender details* are complete when name, position or department, municipality and phone number are there. *Extra
information* means that the answer holds something that was not asked for: a link, a tip, an idea. Both are shares of
answered letters.""",
    drawn("""
    Letters sent | Answered | Complete sender | Extra information | Complete sender share | Extra information share | Why
    52           | 47       | 47              | 15                | 100 %                 | 32 %                    | The example of Vetlanda: 15 of 47 is 31.9.
    6            | 3        | 2               | 0                 | 67 %                  | 0 %                     | Over the answered, not over the sent.
    6            | 0        | 0               | 0                 | -                     | -                       | No answer, nothing to judge.
    """),
)

CHAPTER = Chapter(
    6,
    "Measures 1, 2 and 3, and the other figures of letters",
    "Mått 1, 2 och 3",
    "2.2, 4.3, 4.4, 5.2, 5.3",
    """Three figures stand for the whole in *Kommunens Kvalitet i Korthet* (KKiK). Each is counted by the rules of the
method that its wave has frozen.""",
    (MEASURE_1, MEASURE_2, MEASURE_3, HOURS, QUALITY),
)


@pytest.mark.parametrize("row", MEASURE_1.rows)
def test_measure_1(row: Row) -> None:
    bands, *expected, _ = row
    letters = letters_by_band(counts(bands))
    until_2017, from_2018 = total(mails=letters), total(mails=letters, method=KKIK_2018)
    assert [
        percent(until_2017, "measure_1_pct"),
        percent(until_2017, "measure_1_sum_of_rounded_pct"),
        percent(from_2018, "measure_1_pct"),
    ] == expected


@pytest.mark.parametrize("row", MEASURE_2.rows)
def test_measure_2(row: Row) -> None:
    answered, wrong, late, none = counts(row[0])
    good = ("good", "good", "good", "good")
    calls = [a_call(n, ONE_AREA, "reached", 30, good) for n in range(answered)]
    calls += [a_call(100 + n, ONE_AREA, "wrong_official", 30, (None,) * 4) for n in range(wrong)]
    calls += [a_call(200 + n, ONE_AREA, "reached", 90, good) for n in range(late)]
    calls += [a_call(300 + n, ONE_AREA, "no_answer", None, (None,) * 4) for n in range(none)]
    found = total(calls)
    assert [percent(found, "measure_2_pct"), percent(found, "measure_2_answered_pct")] == list(row[1:3])


@pytest.mark.parametrize("row", MEASURE_3.rows)
def test_measure_3(row: Row) -> None:
    name, grades, points, expected, _ = row
    method = KKIK_2013 if name == "kkik-2013" else KKIK_2017
    calls = calls_by_courtesy(dict(zip(method.call.courtesy, counts(grades), strict=True)))
    figure = total(calls, method=method)["measure_3_pct"]
    found = (f"{figure.numerator} / {figure.denominator}", percent(total(calls, method=method), "measure_3_pct"))
    assert found == (points, expected)


@pytest.mark.parametrize("row", HOURS.rows)
def test_hours(row: Row) -> None:
    hours, *expected, _ = row
    taken = [None if cell == "none" else Fraction(cell) for cell in hours.split(", ")]
    found = total(mails=[a_letter(n, each) for n, each in enumerate(taken)])
    mean = found["mean_hours"]
    assert [
        str(mean.denominator),
        decimal(mean.value),
        SWEDISH.whole_hours(mean.value).replace("\u00a0", " "),
        decimal(found["median_hours"].value),
    ] == expected


@pytest.mark.parametrize("row", QUALITY.rows)
def test_quality(row: Row) -> None:
    sent, answered, complete, extra = (int(cell) for cell in row[:4])
    letters = [a_letter(n, 1, sender="complete" if n < complete else "other", extra=n < extra) for n in range(answered)]
    letters += [replace(a_letter(n, None), id=1000 + n) for n in range(sent - answered)]
    found = total(mails=letters)
    assert [percent(found, "complete_sender_pct"), percent(found, "extra_information_pct")] == list(row[4:6])
