"""Working time against a slow count minute by minute, and the properties any clock of this kind must have."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopper.closed_days import closed_days, open_hours, short_days
from shopper.method import load_method
from shopper.method_parts import WorkingTimeRules
from shopper.working_time import Skipped, Stretch, add_working_hours, explain, working_hours, working_hours_of
from shopper.working_time_text import band_names, explained

STOCKHOLM = ZoneInfo("Europe/Stockholm")
METHOD = load_method("kkik-2017")
RULES = METHOD.working_time
WITH_SHORT_EVES = RULES.model_copy(update={"closed_categories": ("public", "de_facto", "optional")})
LATE_AND_SATURDAYS = RULES.model_copy(
    update={"opens": time(9, 30), "closes": time(18, 15), "weekdays": (2, 4, 6), "also_closed_on": ("2017-10-24",)}
)
HELSINKI = RULES.model_copy(update={"time_zone": "Europe/Helsinki", "country": "FI", "closed_categories": ("public",)})

moments = st.datetimes(
    min_value=datetime(2016, 12, 1), max_value=datetime(2018, 1, 31), timezones=st.just(UTC)  # noqa: DTZ001 - zone is given
)  # fmt: skip
all_rules = st.sampled_from([RULES, WITH_SHORT_EVES, LATE_AND_SATURDAYS, HELSINKI])


def minutes_counted_one_by_one(sent_at: datetime, answered_at: datetime, rules: WorkingTimeRules) -> int:
    """Whole minutes in UTC, each asked whether the municipality was open when it began."""
    counted, at = 0, sent_at
    while at < answered_at:
        local = at.astimezone(rules.zone)
        day = open_hours(local.date(), rules)
        if day.opens is not None and day.closes is not None and day.opens <= local.time() < day.closes:
            counted += 1
        at += timedelta(minutes=1)
    return counted


def in_utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")


@settings(max_examples=60, deadline=None)
@given(st.data(), all_rules)
def test_agrees_with_a_count_minute_by_minute(data: st.DataObject, rules: WorkingTimeRules) -> None:
    sent = data.draw(moments).replace(second=0, microsecond=0)
    answered = sent + timedelta(minutes=data.draw(st.integers(0, 12 * 24 * 60)))
    assert working_hours(sent, answered, rules) == Fraction(minutes_counted_one_by_one(sent, answered, rules), 60)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(moments, st.timedeltas(timedelta(0), timedelta(days=40))), max_size=20), all_rules)
def test_columns_agree_with_the_exact_count(letters: list[tuple[datetime, timedelta]], rules: WorkingTimeRules) -> None:
    sent = np.array([in_utc(at) for at, _ in letters], dtype="datetime64[us]")
    answered = np.array([in_utc(at + took) for at, took in letters], dtype="datetime64[us]")
    exact = [float(working_hours(at, at + took, rules)) for at, took in letters]
    assert working_hours_of(sent, answered, rules).tolist() == exact


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), all_rules)
def test_is_never_negative_and_never_more_than_the_time_that_passed(
    sent: datetime, took: timedelta, rules: WorkingTimeRules
) -> None:
    elapsed = Fraction(took // timedelta(microseconds=1), 3_600_000_000)
    assert 0 <= working_hours(sent, sent + took, rules) <= elapsed


@settings(deadline=None)
@given(moments, st.tuples(*[st.timedeltas(timedelta(0), timedelta(days=30))] * 2), all_rules)
def test_a_later_answer_never_takes_less_time(
    sent: datetime, took: tuple[timedelta, timedelta], rules: WorkingTimeRules
) -> None:
    sooner, later = sorted(took)
    assert working_hours(sent, sent + sooner, rules) <= working_hours(sent, sent + later, rules)


@settings(deadline=None)
@given(moments, st.tuples(*[st.timedeltas(timedelta(0), timedelta(days=15))] * 2), all_rules)
def test_time_adds_up_over_any_moment_between(
    sent: datetime, parts: tuple[timedelta, timedelta], rules: WorkingTimeRules
) -> None:
    between = sent + parts[0]
    answered = between + parts[1]
    whole = working_hours(sent, answered, rules)
    assert whole == working_hours(sent, between, rules) + working_hours(between, answered, rules)


@settings(deadline=None)
@given(st.integers(0, 4), st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60), st.integers(0, 2))
def test_whole_weeks_without_a_holiday_can_be_added_to_both_times(day: int, minute: int, took: int, weeks: int) -> None:
    sent = datetime(2017, 9, 4, tzinfo=STOCKHOLM) + timedelta(days=day, minutes=minute)
    answered = sent + timedelta(minutes=took)
    moved = timedelta(weeks=weeks)
    assert working_hours(sent + moved, answered + moved, RULES) == working_hours(sent, answered, RULES)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 120), all_rules)
def test_a_window_closes_at_the_last_moment_that_is_still_inside(
    sent: datetime, hours: int, rules: WorkingTimeRules
) -> None:
    closes = add_working_hours(sent, hours, rules)
    a_moment_later = closes + timedelta(microseconds=1)
    assert working_hours(sent, closes, rules) == hours < working_hours(sent, a_moment_later, rules)


def test_hours_are_counted_from_the_moment_after_summer_time_has_moved_the_clock() -> None:
    sent = datetime(2017, 10, 29, 2, 30, tzinfo=STOCKHOLM)
    assert [
        working_hours(sent, datetime(2017, 10, 30, 9, tzinfo=STOCKHOLM), RULES),
        working_hours(sent.replace(fold=1), datetime(2017, 10, 30, 9, tzinfo=STOCKHOLM), RULES),
        working_hours(sent, sent.replace(fold=1), RULES),
    ] == [1, 1, 0]


def test_every_part_of_the_time_is_either_counted_or_skipped_with_its_reason() -> None:
    pieces = explain(
        datetime(2024, 6, 20, 16, 30, tzinfo=STOCKHOLM), datetime(2024, 6, 24, 8, 30, tzinfo=STOCKHOLM), RULES
    )
    assert pieces == (
        Stretch(date(2024, 6, 20), time(16, 30), time(17), Fraction(1, 2)),
        Skipped(date(2024, 6, 20), time(17), time(), "utanför arbetstid"),
        Skipped(date(2024, 6, 21), time(), time(), "Midsommarafton"),
        Skipped(date(2024, 6, 22), time(), time(), "Midsommardagen"),
        Skipped(date(2024, 6, 23), time(), time(), "söndag"),
        Skipped(date(2024, 6, 24), time(), time(8), "utanför arbetstid"),
        Stretch(date(2024, 6, 24), time(8), time(8, 30), Fraction(1, 2)),
    )


def test_the_explanation_in_swedish_ends_with_the_sum_and_the_band() -> None:
    lines = explained(
        datetime(2017, 11, 3, 15, tzinfo=STOCKHOLM), datetime(2017, 11, 6, 10, 0, 20, tzinfo=STOCKHOLM), METHOD
    )
    assert lines == [
        "Skickat fre 2017-11-03 15:00, besvarat mån 2017-11-06 10:00:20 (Europe/Stockholm)",
        "fre 2017-11-03  15:00–17:00  räknas: 2,00 timmar (2 tim 0 min)",
        "fre 2017-11-03  17:00–24:00  räknas inte: utanför arbetstid",
        "lör 2017-11-04  00:00–24:00  räknas inte: Alla helgons dag",
        "sön 2017-11-05  00:00–24:00  räknas inte: söndag",
        "mån 2017-11-06  00:00–08:00  räknas inte: utanför arbetstid",
        "mån 2017-11-06  08:00–10:00:20  räknas: 2,01 timmar (2 tim 0 min 20 s)",
        "Summa: 4,01 timmar (4 tim 0 min 20 s) arbetstid enligt kkik-2017",
        "Svarstid: inom 1 dygn",
    ]


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ((9, 18, 45, 90), ("inom 1 dygn", "1–2 dygn", "2–5 dygn", "1–2 veckor", "ej svar inom 2 veckor")),
        ((9, 45, 63), ("inom 1 dygn", "1–5 dygn", "5–7 dygn", "ej svar inom 7 dygn")),
        ((4, 9, 20), ("inom 4 timmar", "4–9 timmar", "9–20 timmar", "ej svar inom 20 timmar")),
        ((45,), ("inom 1 vecka", "ej svar inom 1 vecka")),
    ],
)
def test_bands_are_named_in_weeks_days_or_hours(limits: tuple[int, ...], names: tuple[str, ...]) -> None:
    assert band_names(limits, RULES) == names


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), all_rules)
def test_the_explained_stretches_add_up_to_the_hours(sent: datetime, took: timedelta, rules: WorkingTimeRules) -> None:
    pieces = explain(sent, sent + took, rules)
    counted = sum((piece.hours for piece in pieces if isinstance(piece, Stretch)), Fraction(0))
    assert counted == working_hours(sent, sent + took, rules)


def test_a_short_eve_closes_at_two_where_the_method_has_chosen_it() -> None:
    sent, answered = datetime(2017, 11, 3, 13, tzinfo=STOCKHOLM), datetime(2017, 11, 6, 8, tzinfo=STOCKHOLM)
    assert explain(sent, answered, WITH_SHORT_EVES)[:2] == (
        Stretch(date(2017, 11, 3), time(13), time(14), Fraction(1)),
        Skipped(date(2017, 11, 3), time(14), time(), "utanför arbetstid (Allahelgonsafton)"),
    )


def test_short_eves_are_kept_apart_from_closed_days() -> None:
    eve = date(2017, 11, 3)
    assert (eve in closed_days(WITH_SHORT_EVES, [2017]), short_days(WITH_SHORT_EVES, [2017])[eve]) == (
        False,
        ("Allahelgonsafton", time(14)),
    )


def test_a_day_the_method_closes_itself_is_closed() -> None:
    rules = RULES.model_copy(update={"also_closed_on": ("2017-10-30",)})
    assert closed_days(rules, [2017])[date(2017, 10, 30)] == "extra stängd dag"


@pytest.mark.parametrize("country", ["SE", "DK", "NO", "FI"])
def test_christmas_is_closed_in_every_country(country: str) -> None:
    rules = RULES.model_copy(update={"country": country, "closed_categories": ("public",)})
    assert {date(2024, 12, 25), date(2024, 12, 26)} <= closed_days(rules, [2024]).keys()


def test_a_time_without_zone_is_refused_by_name() -> None:
    naive = datetime(2017, 10, 23, 9)  # noqa: DTZ001 - the fault that is shown
    with pytest.raises(ValueError, match=r"^answered_at 2017-10-23T09:00:00 has no time zone"):
        working_hours(datetime(2017, 10, 22, tzinfo=UTC), naive, RULES)


def test_an_answer_before_the_letter_is_refused() -> None:
    sent = datetime(2017, 10, 23, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="is before sent_at"):
        working_hours(sent, sent - timedelta(seconds=1), RULES)


def test_a_window_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        add_working_hours(datetime(2017, 10, 23, 9, tzinfo=UTC), -1, RULES)


def test_columns_give_nan_where_a_time_is_missing() -> None:
    sent = np.array(["2017-10-23T07:00", "2017-10-23T07:00", "NaT"], dtype="datetime64[ns]")
    answered = np.array(["2017-10-23T08:30", "NaT", "2017-10-23T08:30"], dtype="datetime64[ns]")
    np.testing.assert_array_equal(working_hours_of(sent, answered, RULES), [1.5, np.nan, np.nan])


@pytest.mark.parametrize(
    ("sent", "answered", "fault"),
    [
        (["2017-10-23T07:00"], ["2017-10-22T07:00"], "1 of 1 answers come before"),
        (["1950-01-01"], ["1950-01-02"], "must lie in 1970-2199"),
        (["2017-10-23", "2017-10-23"], ["2017-10-23"], "two columns of one length"),
    ],
)
def test_columns_name_the_fault(sent: list[str], answered: list[str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        working_hours_of(np.array(sent, dtype="datetime64[us]"), np.array(answered, dtype="datetime64[us]"), RULES)


def test_columns_refuse_what_is_not_a_time() -> None:
    with pytest.raises(ValueError, match="sent is a column of float64"):
        working_hours_of(np.array([1.0]), np.array([1.0]), RULES)
