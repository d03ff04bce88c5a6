"""Chapter 1 of the method: working time."""

from datetime import date

import pytest

from shopper.closed_days import open_hours
from shopper.working_time import add_working_hours, reply_band, working_hours
from shopper.working_time_text import band_names
from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import KKIK_2017, STOCKHOLM, decimal, local

RULES = KKIK_2017.working_time

HOURS = Section(
    "Hours from letter to answer",
    """A letter is timed from the moment it left us to the moment the answer reached us. Both are read from our own mail
server's clock, never from the date written in a mail. Only the time during which the municipality is open counts: Monday
to Friday 08–17 in its own time zone. A letter sent in the evening or on a Sunday therefore loses nothing by it. All times
below are local.""",
    drawn("""
    Sent                 | Answered             | Working hours | Reply band  | Why
    Sun 2017-10-22 10:35 | Mon 2017-10-23 09:05 | 1.0833        | inom 1 dygn | The clock waits for Monday.
    Tue 2017-11-07 17:55 | Wed 2017-11-08 08:30 | 0.5           | inom 1 dygn | Sent after hours.
    Tue 2017-11-07 17:55 | Tue 2017-11-07 21:00 | 0             | inom 1 dygn | An answer the same evening took none of the municipality's hours.
    Wed 2017-10-18 20:00 | Thu 2017-10-19 07:30 | 0             | inom 1 dygn | Answered before opening.
    Fri 2017-11-10 12:50 | Mon 2017-11-13 10:20 | 6.5           | inom 1 dygn | The weekend is left out.
    Mon 2017-10-16 10:00 | Tue 2017-10-17 10:00 | 9             | inom 1 dygn | The limit itself is inside.
    Mon 2017-10-16 10:00 | Tue 2017-10-17 10:01 | 9.0167        | 1–2 dygn    | One minute over the limit.
    Mon 2017-10-16 10:00 | Wed 2017-10-18 10:00 | 18            | 1–2 dygn    | Two working days exactly.
    Mon 2017-10-16 08:00 | Fri 2017-10-20 17:00 | 45            | 2–5 dygn    | One working week exactly.
    Mon 2017-10-16 08:00 | Mon 2017-10-23 08:30 | 45.5          | 1–2 veckor  | Half an hour over a working week.
    Fri 2017-11-03 15:00 | Mon 2017-11-06 10:00 | 4             | inom 1 dygn | The eve of All Saints is a full day; closed from 14 it would be 2 hours.
    Thu 2024-03-28 16:00 | Tue 2024-04-02 09:00 | 2             | inom 1 dygn | Good Friday to Easter Monday are closed.
    Wed 2024-05-08 14:00 | Fri 2024-05-10 11:00 | 6             | inom 1 dygn | Ascension Day is closed, the Friday after is not; closed it would be 3 hours.
    Thu 2024-06-20 16:30 | Mon 2024-06-24 08:30 | 1             | inom 1 dygn | Midsummer Eve is closed; open it would be 10 hours.
    Wed 2024-06-05 16:00 | Fri 2024-06-07 09:00 | 2             | inom 1 dygn | The National Day is closed.
    Fri 2023-03-24 16:00 | Mon 2023-03-27 09:00 | 2             | inom 1 dygn | Summer time began between them; no open hour is lost.
    Fri 2017-10-27 16:00 | Mon 2017-10-30 09:00 | 2             | inom 1 dygn | Summer time ended between them; no open hour is won.
    Mon 2024-12-23 15:00 | Fri 2024-12-27 10:00 | 4             | inom 1 dygn | Christmas Eve is closed; open it would be 13 hours.
    """),
)

TWO_READINGS = Section(
    "Working hours, not calendar days",
    """"Within two working days" can be read in two ways. We read it in hours: a *dygn* is one working day of nine hours,
and two of them are eighteen hours of the municipality's time, whenever the letter was sent. By calendar days each of
these letters would be inside.""",
    drawn("""
    Sent                 | Answered             | Working hours | Reply band  | Why
    Mon 2017-10-16 16:00 | Wed 2017-10-18 09:00 | 11            | 1–2 dygn    | Inside in both readings.
    Mon 2017-10-16 08:00 | Wed 2017-10-18 16:59 | 26.9833       | 2–5 dygn    | The second calendar day, but three days of work less a minute.
    Fri 2017-10-20 20:00 | Mon 2017-10-23 16:00 | 8             | inom 1 dygn | Only Monday's hours count.
    """),
)

CLOSED = Section(
    "Days that are closed",
    """Closed are the public holidays (*allmänna helgdagar*, SFS 1989:253) and the three eves that SFS 1930:173 treats like
them: *midsommarafton*, *julafton* and *nyårsafton*. Other eves, and days between a holiday and a weekend (*klämdagar*),
are full working days: there the employer decides, and municipalities must be comparable. A method may choose otherwise
(`closed_categories`, `also_closed_on`).""",
    drawn("""
    Day        | Open or closed         | Why
    2017-11-03 | open                   | The eve of All Saints is a half day in some municipalities only.
    2017-11-04 | Alla helgons dag       | A Saturday in any case; the only holiday in the weeks of the example.
    2017-11-05 | söndag                 | An ordinary Sunday.
    2024-03-28 | open                   | Maundy Thursday, too, is a half day in some municipalities only.
    2024-03-29 | Långfredagen           | Moves with Easter.
    2024-05-09 | Kristi himmelsfärdsdag | The sixth Thursday after Easter Day.
    2024-05-10 | open                   | A day between a holiday and a weekend is an ordinary Friday.
    2024-06-06 | Nationaldagen          | A public holiday since 2005.
    2024-06-21 | Midsommarafton         | One of the three eves.
    2024-12-24 | Julafton               | One of the three eves.
    2024-12-31 | Nyårsafton             | One of the three eves.
    """),
)

WINDOW = Section(
    "When the window closes",
    """A letter that has no answer after 90 working hours, two working weeks, is unanswered. Limits are inclusive, so the
window stays open through the evening or weekend in which the hours ran out and closes when the municipality opens.""",
    drawn("""
    Sent                 | Window closes        | Why
    Mon 2017-10-16 10:00 | Mon 2017-10-30 10:00 | Ten working days later, at the same time of day.
    Mon 2017-10-16 08:00 | Mon 2017-10-30 08:00 | The hours ran out on Friday at 17; an answer in that weekend is inside.
    Sun 2017-10-22 10:35 | Mon 2017-11-06 08:00 | The two weeks began on Monday morning.
    """),
)

CHAPTER = Chapter(
    1,
    "Working time",
    "arbetstid",
    "5.2, 6",
    """The e-mail half of a measurement is timed in hours in which somebody could have answered.
`shopper working-time SENT ANSWERED --explain` prints the count piece by piece, with the reason for each part left out.""",
    (HOURS, TWO_READINGS, CLOSED, WINDOW),
)


@pytest.mark.parametrize("row", HOURS.rows + TWO_READINGS.rows)
def test_hours_and_band(row: Row) -> None:
    sent, answered, expected_hours, expected_band, _ = row
    limits = KKIK_2017.mail.reply_band_hours
    hours = working_hours(local(sent), local(answered), RULES)
    band = band_names(limits, RULES)[reply_band(hours, limits)]
    assert (decimal(hours), band) == (expected_hours, expected_band)


@pytest.mark.parametrize("row", CLOSED.rows)
def test_open_or_closed(row: Row) -> None:
    day, expected, _ = row
    hours = open_hours(date.fromisoformat(day), RULES)
    assert (hours.why_closed if hours.opens is None else "open") == expected


@pytest.mark.parametrize("row", WINDOW.rows)
def test_window(row: Row) -> None:
    sent, expected, _ = row
    closes = add_working_hours(local(sent), KKIK_2017.mail.window_hours, RULES)
    assert f"{closes.astimezone(STOCKHOLM):%a %Y-%m-%d %H:%M}" == expected
