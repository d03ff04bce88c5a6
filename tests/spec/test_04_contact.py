"""Chapter 4 of the method: contact by phone."""

from typing import TYPE_CHECKING, cast

import pytest

from tests.spec.chapter import Chapter, Row, Section, drawn
from tests.spec.drawn import (
    ONE_AREA,
    OUTSIDE_TOTAL,
    a_call,
    calls_by_contact,
    counts,
    decimal,
    percent,
    percents,
    total,
)

if TYPE_CHECKING:
    from shopper.records import Outcome

BANDS = Section(
    "Contact bands",
    """A call is a contact when an official was reached, the right one or a wrong one. The time runs from the first human
voice at the switchboard, or from dialling where a method says so (`clock_starts`), to the official. Upper limits are
inclusive. Only the first band is confirmed by printed reports; 120 seconds is our own choice. Voicemail, a queue given up,
a closed switchboard and an offer to be called back are no contact: the citizen has not reached anybody.""",
    drawn("""
    Outcome            | Seconds | Contact band      | Why
    reached            | 0       | within 60 s       | Answered at once.
    reached            | 60      | within 60 s       | The limit is inside.
    reached            | 61      | 60–120 s          | One second more is not.
    reached            | 120     | 60–120 s          | The second limit is inside, too.
    reached            | 121     | after 120 s       | A contact all the same.
    wrong_official     | 30      | within 60 s       | Somebody was reached, although not the right person.
    no_answer          | -       | no contact        | Nobody answered.
    voicemail          | -       | no contact        | No message is left.
    queue_abandoned    | -       | no contact        | Given up in the queue.
    callback_offered   | -       | no contact        | An offer to be called back is not accepted.
    switchboard_closed | -       | no contact        | Closed is not reached.
    machine_only       | -       | no contact        | A talking machine is nobody.
    sent_around        | -       | no contact        | Put through in circles, and no official in the end.
    referred_to_web    | -       | no contact        | Told to look for it oneself.
    """),
)

SHARES = Section(
    "Contact share and the municipality's total",
    """All calls are in the base. The contact share is counted from the calls themselves, never from rounded bands. The
municipality's total leaves out areas whose `in_total` is false (*kommunledningskontoret*); they have figures of their own.
Calls are written as: within 60 s / 60–120 s / later / no contact.""",
    drawn("""
    Calls in total   | Calls outside it | N  | Bands in per cent | Contact share | Why
    28 / 4 / 1 / 21  | 0 / 0 / 0 / 0    | 54 | 52 / 7 / 2 / 39   | 61 %          | The example of Vetlanda: 33 of 54.
    28 / 4 / 1 / 21  | 4 / 0 / 0 / 2    | 54 | 52 / 7 / 2 / 39   | 61 %          | Kommunledningskontoret changes nothing.
    32 / 4 / 1 / 23  | 0 / 0 / 0 / 0    | 60 | 53 / 7 / 2 / 38   | 62 %          | What it would be if it were counted.
    0 / 0 / 0 / 6    | 0 / 0 / 0 / 0    | 6  | 0 / 0 / 0 / 100   | 0 %           | Six calls and no contact is 0 %.
    0 / 0 / 0 / 0    | 4 / 0 / 0 / 2    | 0  | - / - / - / -     | -             | No call in the base is no figure.
    """),
)

CHAPTER = Chapter(
    4,
    "Contact by phone",
    "tillgänglighet",
    "2.2, 4.2, 4.3",
    """Each call goes to the switchboard, once, as any citizen's would.""",
    (BANDS, SHARES),
)

BAND_NAMES = ("within 60 s", "60–120 s", "after 120 s", "no contact")


@pytest.mark.parametrize("row", BANDS.rows)
def test_band(row: Row) -> None:
    outcome, seconds, expected, _ = row
    grades = ("good", "good", "good", "good") if outcome == "reached" else (None,) * 4
    call = a_call(1, ONE_AREA, cast("Outcome", outcome), None if seconds == "-" else int(seconds), grades)
    counted = [int(figure.numerator) for figure in total([call]).parts_of("contact_bands")]
    assert counted == [int(name == expected) for name in BAND_NAMES]


@pytest.mark.parametrize("row", SHARES.rows)
def test_shares(row: Row) -> None:
    inside, outside, *expected, _ = row
    calls = calls_by_contact(counts(inside)) + calls_by_contact(counts(outside), OUTSIDE_TOTAL, first_id=1001)
    found = total(calls)
    assert [
        decimal(found["calls_n"].value),
        percents(found, "contact_bands"),
        percent(found, "contact_pct"),
    ] == expected
