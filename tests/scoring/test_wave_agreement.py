"""Agreement of a wave: by factor, by grader and week by week."""

from collections.abc import Mapping
from datetime import date, timedelta
from time import perf_counter
from typing import Final

import pytest

from scoring.agreement import Agreement
from scoring.wave_agreement import FEWEST_PAIRS, WaveAgreement, WeekAgreement, wave_agreement
from shopper.method import Method
from shopper.records import GradedPair

Grades = Mapping[str, str | None]

MONDAY = date(2017, 10, 16)
GOOD: Final[Grades] = {"answer": "good", "information": "good", "interest": "good", "courtesy": "very_good"}
POOR: Final[Grades] = {"answer": "poor", "information": None, "interest": "poor", "courtesy": None}


def pair(number: int, second: Grades, grader: str = "anna", on: date = MONDAY) -> GradedPair:
    """A call that the first grader found good throughout."""
    return GradedPair("call", number, grader, on, GOOD, second)


def letter(number: int, first: tuple[str, str], second: tuple[str, str]) -> GradedPair:
    """A letter by what the two said of its sender and of its extra information."""
    factors = ("sender", "extra_information")
    return GradedPair(
        "mail",
        number,
        "cecilia",
        MONDAY,
        dict(zip(factors, first, strict=True)),
        dict(zip(factors, second, strict=True)),
    )


def test_a_wave_without_pairs_is_empty(method: Method) -> None:
    assert wave_agreement([], method, 7) == WaveAgreement(0, 0, (), (), ())


def test_what_only_one_of_the_two_graded_is_counted_apart(method: Method) -> None:
    found = wave_agreement([pair(1, GOOD), pair(2, POOR), pair(3, {**GOOD, "courtesy": "good"})], method, 7)
    counted = {one.factor: (one.found.pairs, one.found.agreed, one.one_sided) for one in found.factors}
    assert counted == {"answer": (3, 2, 0), "information": (2, 2, 1), "interest": (3, 2, 0), "courtesy": (2, 1, 1)}


def test_a_first_grader_is_milder_where_the_second_went_lower(method: Method) -> None:
    found = wave_agreement([pair(1, POOR), pair(2, {**GOOD, "interest": "medium"}), pair(3, GOOD)], method, 7)
    leaning = {one.factor: (one.stricter, one.milder) for one in found.factors}
    assert leaning == {"answer": (0, 1), "information": (0, 0), "interest": (0, 2), "courtesy": (0, 0)}


def test_letters_have_their_own_factors_on_scales_without_order(method: Method) -> None:
    pairs = [letter(1, ("complete", "no"), ("other", "no")), letter(2, ("other", "yes"), ("other", "yes"))]
    found = wave_agreement(pairs, method, 7)
    shown = [(one.channel, one.factor, one.level, one.found.pairs, one.found.agreed) for one in found.factors]
    assert shown == [("mail", "sender", "nominal", 2, 1), ("mail", "extra_information", "nominal", 2, 2)]


def test_alpha_of_the_wave_is_alpha_of_its_pairs(method: Method) -> None:
    pairs = [letter(1, ("complete", "no"), ("complete", "no")), letter(2, ("other", "yes"), ("other", "yes"))]
    sender = wave_agreement(pairs, method, 7).factors[0].found
    assert sender.pairs == 2
    assert sender.alpha == pytest.approx(1.0)


@pytest.mark.parametrize(("contacts", "is_few"), [(FEWEST_PAIRS - 1, True), (FEWEST_PAIRS, False)])
def test_of_a_grader_of_few_contacts_it_says_so(method: Method, contacts: int, *, is_few: bool) -> None:
    found = wave_agreement([pair(number, GOOD) for number in range(contacts)], method, 7)
    assert [(one.grader, one.contacts, one.is_few) for one in found.graders] == [("anna", contacts, is_few)]


def test_each_grader_is_held_against_those_who_graded_the_same_calls(method: Method) -> None:
    found = wave_agreement([pair(1, GOOD, "bo"), pair(2, POOR, "anna"), pair(3, GOOD, "anna")], method, 7)
    agreed = {one.grader: (one.factors[0].found.pairs, one.factors[0].found.agreed) for one in found.graders}
    assert agreed == {"anna": (2, 1), "bo": (1, 1)}


def test_a_week_far_below_those_before_is_marked(method: Method) -> None:
    pairs = [pair(number, GOOD, on=MONDAY) for number in range(12)]
    pairs += [pair(20 + number, POOR, on=MONDAY + timedelta(days=9)) for number in range(12)]
    weeks = wave_agreement(pairs, method, 7).weeks
    assert [(one.week, one.graded, one.agreed, one.is_below) for one in weeks] == [
        (42, 48, 48, False),
        (43, 24, 0, True),
    ]


def test_a_week_that_may_be_chance_is_not_marked(method: Method) -> None:
    pairs = [pair(1, GOOD), pair(2, {**GOOD, "interest": "poor"}, on=MONDAY + timedelta(days=7))]
    weeks = wave_agreement(pairs, method, 7).weeks
    assert isinstance(weeks[1], WeekAgreement)
    assert (weeks[1].agreed, weeks[1].graded, weeks[1].is_below) == (3, 4, False)


def test_a_lone_pair_has_no_alpha_but_its_count(method: Method) -> None:
    assert wave_agreement([pair(1, GOOD)], method, 7).factors[0].found == Agreement(1, 1, None, None, None, "one_pair")


def test_six_hundred_pairs_of_ten_interviewers_take_less_than_two_seconds(method: Method) -> None:
    pairs = [
        pair(number, POOR if number % 4 == 0 else GOOD, f"i{number % 10}", MONDAY + timedelta(days=number % 28))
        for number in range(600)
    ]
    began = perf_counter()
    wave_agreement(pairs, method, 7)
    assert perf_counter() - began < 2
