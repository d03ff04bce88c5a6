"""Measurements with hardly anything in them: each figure says no more than its contacts do."""

from collections.abc import Callable, Sequence

import pytest

from scoring.figures import FigureSet
from scoring.measures import count
from shopper.method import Method
from shopper.records import CallRecord, MailRecord

CallMaker = Callable[..., CallRecord]
MailMaker = Callable[..., MailRecord]

SHARES_OF_ANSWERS = ("complete_sender_pct", "extra_information_pct", "mean_hours", "median_hours")
GRADED_SHARES = ("information_good_share_pct", "interest_good_share_pct", "courtesy_good_share_pct", "measure_3_pct")


def total(method: Method, calls: Sequence[CallRecord], mails: Sequence[MailRecord]) -> FigureSet:
    return count(method, calls, mails).total


def proof(figures: FigureSet, key: str) -> tuple[object, ...]:
    """Value, numerator, denominator and bounds."""
    figure = figures[key]
    return figure.value, figure.numerator, figure.denominator, figure.low, figure.high


def test_no_contacts_at_all_give_every_figure_an_empty_base(method: Method) -> None:
    figures = count(method, [], [])
    for found in (figures.total, *figures.areas):
        numbers = {key for key, figure in found.figures.items() if figure.unit == "count"}
        expected = {key: (0 if key in numbers else None, 0, 0, None, None) for key in found.figures}
        assert {key: proof(found, key) for key in found.figures} == expected


@pytest.mark.parametrize("key", SHARES_OF_ANSWERS)
def test_letters_that_nobody_answered_say_nothing_about_answers(method: Method, make_mail: MailMaker, key: str) -> None:
    figures = total(method, [], [make_mail(None) for _ in range(6)])
    assert proof(figures, key) == (None, 0, 0, None, None)


def test_letters_that_nobody_answered_are_none_in_time(method: Method, make_mail: MailMaker) -> None:
    figures = total(method, [], [make_mail(None) for _ in range(6)])
    assert proof(figures, "measure_1_pct")[:3] == (0, 0, 6)
    assert proof(figures, "reply_none_pct")[:3] == (100, 6, 6)
    assert proof(figures, "measure_1_sum_of_rounded_pct")[:3] == (0, 0, 6)


@pytest.mark.parametrize("key", GRADED_SHARES)
def test_calls_that_reached_nobody_say_nothing_about_the_officials(
    method: Method, make_call: CallMaker, key: str
) -> None:
    nobody = {"outcome": "no_answer", "seconds_to_contact": None, "answer": None}
    ungraded = dict.fromkeys(("information", "interest", "courtesy"))
    figures = total(method, [make_call(**nobody, **ungraded) for _ in range(6)], [])
    assert proof(figures, key) == (None, 0, 0, None, None)
    assert proof(figures, "contact_pct")[:3] == (0, 0, 6)
    assert proof(figures, "answer_poor_pct")[:3] == (100, 6, 6)


def test_letters_that_all_bounced_are_outside_every_base(method: Method, make_mail: MailMaker) -> None:
    figures = total(method, [], [make_mail(None, delivery="bounced") for _ in range(3)])
    assert proof(figures, "mails_bounced_n")[:3] == (3, 3, 3)
    assert proof(figures, "measure_1_pct") == (None, 0, 0, None, None)


def test_one_contact_has_a_share_with_a_wide_interval_and_a_mean_without_one(
    method: Method, make_call: CallMaker, make_mail: MailMaker
) -> None:
    figures = total(method, [make_call()], [make_mail(3)])
    assert proof(figures, "contact_pct") == (100, 1, 1, pytest.approx(20.65, abs=0.01), 100)
    assert proof(figures, "mean_hours") == (3, 3, 1, None, None)
    assert proof(figures, "median_hours") == (3, 3, 1, None, None)
    assert proof(figures, "measure_3_pct")[2:] == (3, None, None)


def test_replies_that_all_took_as_long_have_a_mean_without_an_interval(method: Method, make_mail: MailMaker) -> None:
    figures = total(method, [], [make_mail(3) for _ in range(20)])
    assert proof(figures, "mean_hours") == (3, 60, 20, None, None)
    assert proof(figures, "median_hours") == (3, 3, 20, None, None)


def test_an_area_without_contacts_leaves_the_total_as_it_is(
    method: Method, make_call: CallMaker, make_mail: MailMaker
) -> None:
    calls = [make_call(area=code) for code in method.areas_in_total[1:]]
    mails = [make_mail(area=code) for code in method.areas_in_total[1:]]
    figures = count(method, calls, mails)
    missing = figures.area(method.areas_in_total[0])
    assert {missing[key].value for key in ("contact_pct", "measure_1_pct", "mean_hours", "measure_3_pct")} == {None}
    assert figures.total["calls_n"].denominator == figures.total["mails_n"].denominator == len(calls)
    assert figures.total["contact_pct"].value == 100
