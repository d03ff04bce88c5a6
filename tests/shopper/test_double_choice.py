"""Which contacts the seed draws to be graded twice."""

from collections import Counter

import pytest

from shopper.double.choice import chosen

CALLS = {number: number % 5 for number in range(1, 301)}
"""300 calls of five interviewers, 60 each."""


def test_the_draw_follows_from_the_seed_alone() -> None:
    backwards = dict(reversed(CALLS.items()))
    assert chosen(7, "call", CALLS, 10) == chosen(7, "call", backwards, 10) != chosen(8, "call", CALLS, 10)


def test_calls_and_letters_with_the_same_ids_are_drawn_apart() -> None:
    assert chosen(7, "call", CALLS, 10) != chosen(7, "mail", CALLS, 10)


@pytest.mark.parametrize(("percent", "each"), [(0, 0), (1, 1), (10, 6), (11, 7), (50, 30), (100, 60)])
def test_every_interviewer_has_the_share_rounded_up(percent: int, each: int) -> None:
    drawn = Counter(CALLS[call] for call in chosen(7, "call", CALLS, percent))
    assert drawn == Counter(dict.fromkeys(range(5), each)) - Counter()


def test_a_larger_share_draws_the_same_and_more() -> None:
    assert chosen(7, "call", CALLS, 10) < chosen(7, "call", CALLS, 20)


def test_another_interviewers_calls_change_nothing() -> None:
    without = {call: group for call, group in CALLS.items() if group != 3}
    assert chosen(7, "call", without, 10) == {call for call in chosen(7, "call", CALLS, 10) if CALLS[call] != 3}
