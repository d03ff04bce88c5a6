"""The telephone half, with the worked examples of the method study 4.4 and 9.3."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from scoring.figures import FigureSet
from scoring.measures import count
from scoring.rounding import whole
from shopper.faults import BadInput
from shopper.method import Method, load_method
from shopper.records import CallRecord

CallMaker = Callable[..., CallRecord]


def _percents(found: FigureSet, group: str) -> list[int | None]:
    return [whole(figure.value) for figure in found.parts_of(group)]


def _courtesy(make_call: CallMaker, **grades: int) -> list[CallRecord]:
    return [make_call(courtesy=grade) for grade, number in grades.items() for _ in range(number)]


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ({"very_good": 15, "good": 9, "medium": 6, "poor": 1}, 74),
        ({"poor": 5}, 0),
        ({"very_good": 1}, 100),
        ({"good": 4}, 67),
        ({}, None),
    ],
)
def test_measure_3_is_the_share_of_maximum_points(
    method: Method, make_call: CallMaker, grades: dict[str, int], expected: int | None
) -> None:
    figures = count(method, _courtesy(make_call, **grades), [])
    assert whole(figures.total["measure_3_pct"].value) == expected


def test_measure_3_carries_points_maximum_and_interval(method: Method, make_call: CallMaker) -> None:
    found = count(method, _courtesy(make_call, very_good=15, good=9, medium=6, poor=1), []).total["measure_3_pct"]
    assert (int(found.numerator), found.denominator, len(found.ids)) == (69, 93, 31)
    assert (found.low, found.high) == pytest.approx((63.4, 84.9), abs=0.05)


def test_courtesy_parts_may_sum_to_99(method: Method, make_call: CallMaker) -> None:
    found = count(method, _courtesy(make_call, very_good=15, good=9, medium=6, poor=1), []).total
    assert _percents(found, "courtesy") == [48, 29, 19, 3]
    assert whole(found["courtesy_good_share_pct"].value) == 77


def test_until_2015_measure_3_is_the_share_of_good_grades(make_call: CallMaker) -> None:
    figures = count(load_method("kkik-2013"), _courtesy(make_call, good=9, medium=1), [])
    assert (figures.total["measure_3_pct"].value, figures.total["measure_3_pct"].denominator) == (Fraction(90), 10)


def _contacts(make_call: CallMaker, area: str, *bands: int) -> list[CallRecord]:
    none = {"outcome": "no_answer", "answer": None, "information": None, "interest": None, "courtesy": None}
    kinds: list[dict[str, object]] = [
        {"seconds_to_contact": 60},
        {"seconds_to_contact": 61},
        {"seconds_to_contact": 121},
        {"seconds_to_contact": None, **none},
    ]
    return [make_call(area=area, **kind) for kind, number in zip(kinds, bands, strict=True) for _ in range(number)]


def test_contact_bands_and_measure_2_leave_the_area_outside_the_total_out(method: Method, make_call: CallMaker) -> None:
    calls = _contacts(make_call, "bygglov", 28, 4, 1, 21) + _contacts(make_call, "kommunledningskontor", 4, 0, 0, 2)
    found = count(method, calls, []).total
    assert found["calls_n"].value == 54
    assert _percents(found, "contact_bands") == [52, 7, 2, 39]
    assert (whole(found["contact_pct"].value), whole(found["measure_2_pct"].value)) == (61, 52)


def test_no_contact_and_the_wrong_official_are_poor_answers(method: Method, make_call: CallMaker) -> None:
    calls = [
        make_call(),
        make_call(outcome="wrong_official", answer=None, information=None, courtesy=None),
        make_call(outcome="voicemail", seconds_to_contact=None, answer=None, interest=None),
    ]
    found = count(method, calls, []).total
    assert [int(figure.numerator) for figure in found.parts_of("answer")] == [1, 0, 2]
    assert (found["interest_good_pct"].denominator, found["information_good_pct"].denominator) == (2, 1)


def test_the_stricter_measure_2_also_asks_for_an_answer(method: Method, make_call: CallMaker) -> None:
    calls = [make_call(), make_call(answer="poor"), make_call(seconds_to_contact=90)]
    found = count(method, calls, []).total
    assert (found["measure_2_pct"].value, found["measure_2_answered_pct"].value) == (
        Fraction(200, 3),
        Fraction(100, 3),
    )


def test_a_share_names_the_calls_it_was_counted_from(method: Method, make_call: CallMaker) -> None:
    calls = [make_call(id=7), make_call(id=9, seconds_to_contact=61), make_call(id=8, area="forskola")]
    found = count(method, calls, []).area("bygglov")["measure_2_pct"]
    assert (found.ids, found.counted_ids) == ((7, 9), (7,))


def test_without_calls_every_share_has_an_empty_base(method: Method) -> None:
    found = count(method, [], []).total
    assert {
        key for key, figure in found.figures.items() if figure.unit != "count" and figure.value is not None
    } == set()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"area": "hamnen"}, "call 1: 'hamnen' is not an area of kkik-2017"),
        ({"courtesy": "splendid"}, "call 1, courtesy: 'splendid' is not a grade"),
        ({"answer": None}, "call 1: an official was reached but the answer has no grade"),
        ({"seconds_to_contact": None}, "call 1: outcome is reached but the seconds to contact are missing"),
    ],
)
def test_a_call_that_does_not_fit_the_method_is_named(
    method: Method, make_call: CallMaker, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        count(method, [make_call(**changes)], [])
