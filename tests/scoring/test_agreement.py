"""Krippendorff's alpha against the worked examples its author published, against its definition, and where it has none.

The examples are those of Klaus Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", Annenberg School for
Communication Departmental Papers 43: two observers and two values, two observers and five values, and four observers
with missing values.
"""

from collections import Counter
from fractions import Fraction
from itertools import permutations, product
from random import Random

import numpy as np
import pytest

from scoring.agreement import Agreement, Level, agreement, alpha, alphas_of_tables

BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")
SCALE = ("good", "medium", "poor")


def units(observers: tuple[str, ...]) -> list[list[str]]:
    """What each unit was given, missing values left out."""
    return [[value for value in unit if value != "*"] for unit in zip(*observers, strict=True)]


def counts(observers: tuple[str, ...]) -> list[list[int]]:
    """How many observers gave each unit each value, the values in rising order."""
    values = sorted({value for unit in units(observers) for value in unit})
    return [[unit.count(value) for value in values] for unit in units(observers)]


def alpha_by_definition(observers: tuple[str, ...], level: Level) -> float:
    """Alpha from the pairs of values themselves, in exact fractions: 1 - observed by expected disagreement."""
    pairable = [unit for unit in units(observers) if len(unit) > 1]
    every = [value for unit in pairable for value in unit]
    times = Counter(every)
    ranks = sorted(times)

    def distance(one: str, other: str) -> Fraction:
        low, high = sorted((ranks.index(one), ranks.index(other)))
        if level == "nominal":
            return Fraction(low != high)
        between = sum(times[rank] for rank in ranks[low : high + 1])
        return (between - Fraction(times[one] + times[other], 2)) ** 2

    observed = sum(
        distance(one, other) / (len(unit) - 1) for unit in pairable for one, other in permutations(unit, 2)
    ) / len(every)
    expected = sum(distance(one, other) for one, other in product(every, every)) / (len(every) * (len(every) - 1))
    return float(1 - Fraction(observed) / Fraction(expected))


@pytest.mark.parametrize(
    ("observers", "level", "published"),
    [
        (BINARY, "nominal", 0.095),
        (NOMINAL, "nominal", 0.692),
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
    ],
)
def test_alpha_is_what_krippendorff_published(observers: tuple[str, ...], level: Level, published: float) -> None:
    computed = alpha(counts(observers), level)
    assert (computed, alpha_by_definition(observers, level)) == pytest.approx((published, published), abs=0.0005)


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_random_pairs_have_the_alpha_of_the_definition_in_both_ways_it_is_computed(level: Level) -> None:
    chance = Random(7)  # noqa: S311 - the same draws every time
    for _ in range(20):
        first = "".join(chance.choices("1234", k=chance.randint(4, 40)))
        second = "".join(one if chance.random() < 0.6 else chance.choice("1234") for one in first)
        words = sorted({*first, *second})
        if len(words) < 2:
            continue
        table = np.array([[[list(zip(first, second, strict=True)).count((a, b)) for b in words] for a in words]], float)
        computed = (alpha(counts((first, second)), level), float(alphas_of_tables(table, level)[0]))
        assert computed == pytest.approx((alpha_by_definition((first, second), level),) * 2)


@pytest.mark.parametrize(
    ("pairs", "lack"),
    [
        ([], "no_pair"),
        ([("good", "good")], "one_pair"),
        ([("good", "poor")], "one_pair"),
        ([("good", "good")] * 12, "no_variation"),
    ],
)
def test_where_alpha_has_no_meaning_the_reason_stands_instead(pairs: list[tuple[str, str]], lack: str) -> None:
    found = agreement(pairs, SCALE, "ordinal", 7)
    agreed = sum(first == second for first, second in pairs)
    assert found == Agreement(len(pairs), agreed, None, None, None, lack)  # type: ignore[arg-type]  # one of Lack
    assert found.verdict is None


def test_units_that_one_observer_graded_say_nothing() -> None:
    assert alpha([[1, 0], [0, 1], [1, 0]], "nominal") is None


def test_a_word_that_is_not_on_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        agreement([("good", "good"), ("good", "splendid")], SCALE, "ordinal", 7)


def test_the_same_pairs_and_seed_give_the_same_interval_around_alpha() -> None:
    pairs = [("good", "good")] * 24 + [("medium", "medium")] * 10 + [("poor", "poor")] * 6
    pairs += [("good", "medium")] * 5 + [("medium", "poor")] * 3
    once, again, other = (agreement(pairs, SCALE, "ordinal", seed) for seed in (7, 7, 8))
    assert once == again != other
    assert once.low is not None
    assert once.high is not None
    assert once.alpha is not None
    assert once.low < once.alpha < once.high


def test_the_interval_holds_the_middle_95_percent_of_alphas_drawn_contact_by_contact() -> None:
    pairs = [("good", "good")] * 20 + [("medium", "medium")] * 8 + [("poor", "poor")] * 5
    pairs += [("good", "medium")] * 6 + [("poor", "medium")] * 2
    letters = {"good": "1", "medium": "2", "poor": "3"}
    chance = Random(3)  # noqa: S311 - the same draws every time
    drawn = []
    for _ in range(400):
        sample = chance.choices(pairs, k=len(pairs))
        drawn.append(
            alpha(counts(tuple("".join(letters[pair[side]] for pair in sample) for side in (0, 1))), "ordinal")
        )
    low, high = np.percentile([one for one in drawn if one is not None], (2.5, 97.5))
    found = agreement(pairs, SCALE, "ordinal", 7)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.06)


def test_too_many_draws_without_variation_leave_no_interval() -> None:
    found = agreement([("good", "good")] * 30 + [("good", "medium")], SCALE, "ordinal", 7)
    assert (found.alpha is not None, found.low, found.high) == (True, None, None)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(1.0, "reliable"), (0.8, "reliable"), (0.79, "tentative"), (0.667, "tentative"), (0.66, "unreliable")],
)
def test_krippendorffs_limits_give_alpha_its_word(value: float, verdict: str) -> None:
    assert Agreement(12, 10, value, None, None, "").verdict == verdict
