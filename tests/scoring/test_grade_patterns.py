"""When an interviewer's grades lie far from their own pattern, and from the others'; never from too few."""

from math import comb

import pytest

from scoring.grade_patterns import Rare, Unlike, rare_grades, unlike_in_wave, unlike_the_others
from shopper.call_rules import Grades
from shopper.method import Method


def courtesy(best: int, other: int) -> dict[tuple[str, str], int]:
    return {("courtesy", "very_good"): best, ("courtesy", "good"): other}


def test_a_grade_is_rare_at_one_in_twenty_and_not_before_there_are_twenty() -> None:
    grades = Grades(courtesy="very_good")
    found = [rare_grades(grades, courtesy(best, other)) for best, other in ((1, 19), (1, 18), (2, 18), (2, 38))]
    assert found == [[Rare("courtesy", "very_good", 1, 20)], [], [], [Rare("courtesy", "very_good", 2, 40)]]


def test_much_more_of_the_best_grade_than_the_others_is_unlike_them(method: Method) -> None:
    [found] = unlike_the_others(courtesy(15, 0), courtesy(15, 15), method.call)
    # Fisher's exact test, two-sided: of all tables with these sums, those that are as likely as this one or less.
    as_unlikely = (15, 4, 3, 2, 1, 0)
    chance = sum(comb(30, best) * comb(15, 15 - best) for best in as_unlikely) / comb(45, 15)
    assert (found, found.is_higher) == (Unlike("courtesy", 15, 15, 15, 30, found.chance), True)
    assert found.chance == pytest.approx(chance)


def test_much_less_of_it_is_unlike_them_too(method: Method) -> None:
    [found] = unlike_the_others(courtesy(0, 20), courtesy(30, 30), method.call)
    assert (found.best, found.graded, found.others_best, found.others, found.is_higher) == (0, 20, 30, 60, False)


def test_nothing_is_said_of_a_small_difference_or_of_few_grades(method: Method) -> None:
    compared = (
        (courtesy(10, 10), courtesy(30, 30)),
        (courtesy(14, 0), courtesy(15, 15)),
        (courtesy(15, 0), courtesy(14, 15)),
    )
    assert [unlike_the_others(own, others, method.call) for own, others in compared] == [[], [], []]


def test_an_interviewer_is_compared_with_all_the_others_of_the_wave(method: Method) -> None:
    tallied = {1: courtesy(15, 0), 2: courtesy(7, 8), 3: courtesy(8, 7)}
    assert [len(unlike_in_wave(tallied, one, method.call)) for one in (1, 2, 3, 4)] == [1, 0, 0, 0]
