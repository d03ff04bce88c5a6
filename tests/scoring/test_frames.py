"""The frames hold the exact working hours, however many letters are counted at once."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.frames import mails_frame
from shopper.faults import BadInput
from shopper.method import load_method
from shopper.record_columns import mails_as_columns
from shopper.records import MailRecord
from shopper.working_time import working_hours

METHOD = load_method("kkik-2017")
AN_HOUR = 3_600_000_000
ZONES = st.sampled_from([UTC, METHOD.working_time.zone, timezone(timedelta(hours=-9))])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 - `timezones` adds them
TOOK = st.none() | st.timedeltas(timedelta(0), timedelta(days=40))


def letter(number: int, sent_at: datetime, took: timedelta | None) -> MailRecord:
    return MailRecord(
        id=number,
        area=METHOD.area[0].code,
        question="Hej?",
        sent_at=sent_at,
        delivery="delivered",
        acknowledged_at=None,
        answered_at=None if took is None else (sent_at.astimezone(UTC) + took).astimezone(sent_at.tzinfo),
        sender=None,
        extra_information=None,
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(MOMENTS, TOOK), max_size=20))
def test_the_hours_of_many_letters_are_those_of_each(times: list[tuple[datetime, timedelta | None]]) -> None:
    letters = [letter(number, sent_at, took) for number, (sent_at, took) in enumerate(times)]
    each = [
        None if mail.answered_at is None else working_hours(mail.sent_at, mail.answered_at, METHOD.working_time)
        for mail in letters
    ]
    in_time = [0 if hours is None or hours > METHOD.mail.window_hours else hours for hours in each]
    assert mails_frame(METHOD, mails_as_columns(letters))["worked"].tolist() == [hours * AN_HOUR for hours in in_time]


def test_hours_outside_the_years_of_the_table_are_counted_too() -> None:
    mail = letter(1, datetime(1960, 1, 4, 8, 0, tzinfo=UTC), timedelta(hours=2))
    assert mails_frame(METHOD, mails_as_columns([mail]))["worked"].tolist() == [2 * AN_HOUR]


@pytest.mark.parametrize(
    ("sent_at", "took", "told"),
    [
        (datetime(2017, 10, 16, 8, tzinfo=UTC), timedelta(hours=-1), r"letter 7: answered_at .* is before sent_at"),
        (datetime(2017, 10, 16, 8), timedelta(hours=1), r"letter 7: sent_at .* has no time zone"),  # noqa: DTZ001
    ],
)
def test_the_letter_with_impossible_times_is_named(sent_at: datetime, took: timedelta, told: str) -> None:
    good = letter(1, datetime(2017, 10, 16, 8, tzinfo=UTC), timedelta(hours=1))
    with pytest.raises(BadInput, match=told):
        mails_frame(METHOD, mails_as_columns([good, letter(7, sent_at, took)]))
