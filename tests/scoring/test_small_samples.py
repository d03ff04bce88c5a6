"""What small samples cannot tell (method study 16)."""

from fractions import Fraction

import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring.figures import Figure, Unit
from scoring.small_samples import is_few, what_a_sample_can_tell, what_a_sample_will_show


def figure(contacts: int, denominator: int, unit: Unit) -> Figure:
    return Figure("any", unit, Fraction(1), Fraction(1), denominator, None, None, "", tuple(range(contacts)))


@pytest.mark.parametrize(
    ("contacts", "denominator", "unit", "told"),
    [
        (9, 9, "percent", "few"),
        (10, 10, "percent", "enough"),
        (6, 18, "percent", "few"),
        (9, 9, "hours", "few"),
        (0, 0, "percent", "few"),
        (2, 2, "count", "enough"),
    ],
    ids=["nine", "ten", "points_of_six", "hours_of_nine", "none", "a_number"],
)
def test_a_figure_on_fewer_than_ten_contacts_stands_on_few(
    contacts: int, denominator: int, unit: Unit, told: str
) -> None:
    assert is_few(figure(contacts, denominator, unit)) is (told == "few")


def test_how_few_is_few_can_be_said() -> None:
    assert (is_few(figure(6, 6, "percent"), fewest=6), is_few(figure(6, 6, "percent"), fewest=7)) == (False, True)


@pytest.mark.parametrize(
    ("contacts", "percent", "points"),
    [(54, 50, 19), (54, 85, 14), (60, 50, 18), (6, 50, 57), (1, 50, None), (0, 50, None)],
)
def test_the_smallest_difference_that_is_more_than_chance(contacts: int, percent: int, points: int | None) -> None:
    assert what_a_sample_can_tell(contacts, percent) == points


def test_what_54_can_tell_is_what_newcombe_tells() -> None:
    # 22 to 32 of 54 is 18.5 points and may be chance; 22 to 33 is 20.4 and is not.
    low = [confint_proportions_2indep(counted, 54, 22, 54, method="newcomb", compare="diff")[0] for counted in (32, 33)]
    assert low[0] < 0 < low[1]


@pytest.mark.parametrize(("contacts", "percent", "points"), [(54, 50, 27), (54, 85, 20), (60, 50, 26), (3, 50, None)])
def test_the_smallest_real_difference_that_four_of_five_samples_show(
    contacts: int, percent: int, points: int | None
) -> None:
    assert what_a_sample_will_show(contacts, percent) == points


@pytest.mark.parametrize(("shift", "power"), [(19, (0.45, 0.60)), (27, (0.78, 0.88))])
def test_that_many_pairs_of_54_show_it_when_counted_out(shift: int, power: tuple[float, float]) -> None:
    # Every outcome of two samples of 54, weighed by how often it comes: how often Newcombe's interval leaves out 0.
    before, after = (binom.pmf(range(55), 54, (50 + side * shift / 2) / 100) for side in (-1, 1))
    shown = sum(
        float(before[low] * after[high])
        for low in range(55)
        for high in range(55)
        if before[low] * after[high] > 1e-9
        and confint_proportions_2indep(high, 54, low, 54, method="newcomb", compare="diff")[0] > 0
    )
    assert power[0] < shown < power[1]
