"""The e-mail half, with the worked examples of the method study 5.3."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from scoring.figures import FigureSet
from scoring.measures import count
from scoring.rounding import whole
from shopper.faults import BadInput
from shopper.method import Method, load_method
from shopper.records import MailRecord

MailMaker = Callable[..., MailRecord]

MONDAY_EIGHT = datetime(2017, 10, 16, 6, 0, tzinfo=UTC)
"""Opening time on Monday 16 October 2017: n working days later at opening is 9n working hours."""


def _days_later(days: int) -> dict[str, object]:
    """Answered at opening `days` working days after a letter sent at opening."""
    later = MONDAY_EIGHT + timedelta(days=days + 2 * (days // 5), hours=1 if days >= 10 else 0)
    return {"sent_at": MONDAY_EIGHT, "answered_at": later}


def _letters(make_mail: MailMaker, *bands: int) -> list[MailRecord]:
    days = [_days_later(number) for number in (1, 2, 5, 9)]
    kinds: list[dict[str, object]] = [*days, {"answered_at": None, "sender": None}]
    return [make_mail(**kind) for kind, number in zip(kinds, bands, strict=True) for _ in range(number)]


def _percents(found: FigureSet, group: str) -> list[int | None]:
    return [whole(figure.value) for figure in found.parts_of(group)]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ((37, 7, 3, 0, 5), [71, 13, 6, 0, 10]),
        ((38, 7, 4, 0, 5), [70, 13, 7, 0, 9]),
        ((0, 0, 0, 0, 6), [0, 0, 0, 0, 100]),
    ],
)
def test_reply_bands_are_shares_of_sent_letters(
    method: Method, make_mail: MailMaker, bands: tuple[int, ...], expected: list[int]
) -> None:
    assert _percents(count(method, [], _letters(make_mail, *bands)).total, "reply_bands") == expected


def test_measure_1_is_85_from_raw_counts_and_84_as_the_sum_of_rounded_parts(
    method: Method, make_mail: MailMaker
) -> None:
    found = count(method, [], _letters(make_mail, 37, 7, 3, 0, 5)).total
    exact, printed_way = found["measure_1_pct"], found["measure_1_sum_of_rounded_pct"]
    assert (whole(exact.value), exact.numerator, exact.denominator) == (85, Fraction(44), 52)
    assert (printed_way.value, printed_way.numerator, printed_way.denominator) == (Fraction(84), Fraction(44), 52)


def test_from_2018_measure_1_is_one_day(make_mail: MailMaker) -> None:
    found = count(load_method("kkik-2018"), [], _letters(make_mail, 37, 7, 3, 0, 5)).total
    assert found["measure_1_pct"].numerator == 37


def test_all_letters_within_one_day_give_100(method: Method, make_mail: MailMaker) -> None:
    found = count(method, [], _letters(make_mail, 60, 0, 0, 0, 0)).total
    assert (found["measure_1_pct"].value, found["mean_hours"].denominator) == (Fraction(100), 60)


def test_without_any_answer_the_share_is_zero_and_the_rest_is_empty(method: Method, make_mail: MailMaker) -> None:
    found = count(method, [], _letters(make_mail, 0, 0, 0, 0, 6)).total
    assert found["measure_1_pct"].value == 0
    empty = ("mean_hours", "median_hours", "extra_information_pct", "complete_sender_pct")
    assert [found[key].value for key in empty] == [None] * 4


def test_mean_and_median_are_over_answered_letters(method: Method, make_mail: MailMaker) -> None:
    slow = make_mail(sent_at=MONDAY_EIGHT, answered_at=MONDAY_EIGHT + timedelta(days=3))
    mails = [make_mail(0.5), make_mail(1.0), make_mail(1.5), slow, make_mail(None)]
    found = count(method, [], mails).total
    assert (found["mean_hours"].value, found["mean_hours"].denominator) == (Fraction(15, 2), 4)
    assert (found["median_hours"].value, whole(found["mean_hours"].value)) == (Fraction(5, 4), 8)


def test_extra_information_and_sender_are_shares_of_answered_letters(method: Method, make_mail: MailMaker) -> None:
    mails = [make_mail(extra_information=number < 15) for number in range(47)] + [make_mail(None) for _ in range(5)]
    found = count(method, [], mails).total
    assert [whole(found[key].value) for key in ("extra_information_pct", "complete_sender_pct")] == [32, 100]


@pytest.mark.parametrize(("minutes", "band"), [(540, 1), (541, 2), (1080, 2), (1081, 3)])
def test_upper_limits_of_reply_bands_are_inclusive(
    method: Method, make_mail: MailMaker, minutes: int, band: int
) -> None:
    days, rest = divmod(minutes - 1, 540)
    answered_at = MONDAY_EIGHT + timedelta(days=days, minutes=rest + 1)
    found = count(method, [], [make_mail(sent_at=MONDAY_EIGHT, answered_at=answered_at)]).total
    assert [int(part.numerator) for part in found.parts_of("reply_bands")].index(1) + 1 == band


def test_a_bounced_letter_is_outside_every_base(method: Method, make_mail: MailMaker) -> None:
    found = count(method, [], [make_mail(), make_mail(None, delivery="bounced")])
    assert found.unanswered == ()
    assert [found.total[key].denominator for key in ("mails_n", "reply_none_pct", "mails_bounced_n")] == [1, 1, 1]


def test_a_late_reply_is_unanswered_in_every_figure_but_listed(method: Method, make_mail: MailMaker) -> None:
    late = make_mail(extra_information=True, **_days_later(11))
    figures = count(method, [], [make_mail(), late])
    found = figures.total
    assert (found["reply_none_pct"].value, found["mails_late_n"].value) == (Fraction(50), Fraction(1))
    assert [found[key].denominator for key in ("mean_hours", "extra_information_pct", "sender_other_pct")] == [1, 1, 1]
    assert [(letter.id, letter.answered_late) for letter in figures.unanswered] == [(late.id, True)]


def test_a_confirmation_is_counted_as_such_and_not_as_a_reply(method: Method, make_mail: MailMaker) -> None:
    found = count(method, [], [make_mail(None, acknowledged_at=MONDAY_EIGHT), make_mail(None)]).total
    assert (found["acknowledged_pct"].value, found["reply_none_pct"].value) == (Fraction(50), Fraction(100))


def test_unanswered_letters_come_in_the_order_of_areas_and_then_of_sending(
    method: Method, make_mail: MailMaker
) -> None:
    mails = [
        make_mail(None, area="forskola"),
        make_mail(None, area="bygglov", sent_at=MONDAY_EIGHT + timedelta(days=1)),
        make_mail(None, area="bygglov"),
    ]
    assert [letter.id for letter in count(method, [], mails).unanswered] == [3, 2, 1]


def test_unanswered_letters_have_local_time(method: Method, make_mail: MailMaker) -> None:
    (letter,) = count(method, [], [make_mail(None)]).unanswered
    assert letter.sent_at.isoformat() == "2017-10-16T10:00:00+02:00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"area": "hamnen"}, "letter 1: 'hamnen' is not an area"),
        ({"sender": "nobody"}, "letter 1, sender: 'nobody' is not a grade"),
        ({"answered_at": datetime(2017, 1, 1, tzinfo=UTC)}, "letter 1: answered_at .* is before sent_at"),
    ],
)
def test_a_letter_that_does_not_fit_the_method_is_named(
    method: Method, make_mail: MailMaker, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        count(method, [], [make_mail(**changes)])


def test_an_answer_that_nobody_has_graded_is_in_no_base_of_grades(method: Method, make_mail: MailMaker) -> None:
    mails = [make_mail(extra_information=True), make_mail(extra_information=None, sender=None)]
    found = count(method, [], mails).total
    shown = [(found[key].numerator, found[key].denominator) for key in ("extra_information_pct", "complete_sender_pct")]
    assert shown == [(Fraction(1), 1), (Fraction(1), 1)]
    assert found["mails_answered_n"].value == 2
