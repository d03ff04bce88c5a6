"""Chapter 3 of the method: reply bands."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.measures import count
from shopper.working_time import reply_band
from shopper.working_time_text import band_names
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import KKIK_2017, a_letter, counts, decimal, letters_by_band, percents, total

LIMITS = KKIK_2017.mail.reply_band_hours

BANDS = Section(
    "Which band a reply time falls in",
    """A *dygn* is one working day of nine hours, so the upper limits are 9, 18, 45 and 90 working hours. Upper limits are
inclusive. The last band holds letters answered later than that, and letters never answered.""",
    drawn("""
    Working hours | Reply band            | Why
    0             | inom 1 dygn           | Answered outside hours.
    9             | inom 1 dygn           | The limit is inside.
    541/60        | 1–2 dygn              | One minute more is not.
    18            | 1–2 dygn              | Two working days.
    18.5          | 2–5 dygn              | Out of Measure 1 as defined until 2017.
    45            | 2–5 dygn              | One working week.
    45.5          | 1–2 veckor            | From here weeks are named.
    90            | 1–2 veckor            | The last moment that counts as an answer.
    5401/60       | ej svar inom 2 veckor | One minute after the window.
    none          | ej svar inom 2 veckor | Never answered.
    """),
)

LATE = Section(
    "Late, bounced and confirmed letters",
    """Every letter that was delivered is in the base once it is answered or its time is over. An answer after the window is
kept and listed as late, but counts as no answer in every figure. A letter that bounced never reached the municipality and
is outside every base. A confirmation that the letter arrived is counted by itself and is no answer.""",
    drawn("""
    Letter                        | Letters in the base | Answered | Listed as unanswered | Listed as late | Confirmed | Why
    answered after 90 hours       | 1                   | 1        | no                   | no             | 0         | The limit is inside.
    answered after 91 hours       | 1                   | 0        | yes                  | yes            | 0         | Kept, but too late.
    never answered                | 1                   | 0        | yes                  | no             | 0         | In the base all the same.
    confirmed, never answered     | 1                   | 0        | yes                  | no             | 1         | A confirmation does not answer the question.
    bounced                       | 0                   | 0        | no                   | no             | 0         | The municipality never had it.
    """),
)

SHARES = Section(
    "Shares",
    """Each band is a share of all delivered letters. The unanswered are in the denominator.""",
    drawn("""
    Letters per band   | Shares in per cent    | Why
    37 / 7 / 3 / 0 / 5 | 71 / 13 / 6 / 0 / 10  | 52 letters: the example of Vetlanda.
    38 / 7 / 4 / 0 / 5 | 70 / 13 / 7 / 0 / 9   | 54 letters. Rounded shares add up to 99; none is adjusted.
    0 / 0 / 0 / 0 / 6  | 0 / 0 / 0 / 0 / 100   | Six letters, no answer.
    0 / 0 / 0 / 0 / 0  | - / - / - / - / -     | No letter, no share.
    """),
)

CHAPTER = Chapter(
    3,
    "Reply bands",
    "svarstidsband",
    "5.1, 5.2",
    """The reply time of a letter is shown as one of five bands.""",
    (BANDS, LATE, SHARES),
)

LETTERS = {
    "answered after 90 hours": a_letter(1, 90),
    "answered after 91 hours": a_letter(1, 91),
    "never answered": a_letter(1, None),
    "confirmed, never answered": replace(a_letter(1, None), acknowledged_at=a_letter(1, 1).answered_at),
    "bounced": replace(a_letter(1, None), delivery="bounced"),
}


@pytest.mark.parametrize("row", BANDS.rows)
def test_band(row: Row) -> None:
    hours, expected, _ = row
    band = reply_band(None if hours == "none" else Fraction(hours), LIMITS)
    assert band_names(LIMITS, KKIK_2017.working_time)[band] == expected


@pytest.mark.parametrize("row", LATE.rows)
def test_late_bounced_and_confirmed(row: Row) -> None:
    letter, *expected, _ = row
    counted = count(KKIK_2017, [], [LETTERS[letter]])
    assert [
        decimal(counted.total["mails_n"].value),
        decimal(counted.total["mails_answered_n"].value),
        "yes" if counted.unanswered else "no",
        "yes" if any(found.answered_late for found in counted.unanswered) else "no",
        decimal(counted.total["acknowledged_pct"].numerator),
    ] == expected


@pytest.mark.parametrize("row", SHARES.rows)
def test_shares(row: Row) -> None:
    bands, expected, _ = row
    assert percents(total(mails=letters_by_band(counts(bands))), "reply_bands") == expected
