"""Which figures differ from the mean of similar municipalities by more than chance, of all that are compared."""

from fractions import Fraction
from math import comb

import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from scoring.against_mean import against_means
from scoring.change import COMPARED
from scoring.figures import Figure
from scoring.intervals import bootstrap, wilson
from shopper.records import ReferenceValue

SHARES = [key for key in COMPARED if key.endswith("_share_pct")]


def share(key: str, counted: int, base: int) -> Figure:
    low, high = wilson(counted, base)
    ids = tuple(range(base))
    return Figure(key, "percent", Fraction(100 * counted, base), Fraction(counted), base, low, high, "", ids)


def hours(*values: int) -> Figure:
    each = tuple(map(Fraction, values))
    low, high = bootstrap(each, "mean")
    mean = sum(each, Fraction(0)) / len(each)
    return Figure(
        "mean_hours", "hours", mean, sum(each, Fraction(0)), len(each), low, high, "", tuple(range(len(each))), (), each
    )


def counted_here(key: str, value: Fraction) -> ReferenceValue:
    return ReferenceValue(key, "similar", round(value), None, None, 5, None, None, "", value)


def printed_elsewhere(key: str, value: int) -> ReferenceValue:
    return ReferenceValue(key, "similar", value, None, None, 20, None, None, "a printed report")


@pytest.mark.parametrize("mean", [40, 48, 61, 72, 73, 74])
def test_a_share_is_tested_as_statsmodels_tests_it_and_as_wilsons_interval_says(mean: int) -> None:
    figure = share("contact_pct", 33, 54)
    found = against_means({"contact_pct": figure}, [counted_here("contact_pct", Fraction(mean))])["contact_pct"]
    assert found.p == pytest.approx(proportions_ztest(33, 54, mean / 100, prop_var=mean / 100)[1])
    assert figure.low is not None
    assert figure.high is not None
    assert (found.verdict == "unclear") is (figure.low <= mean <= figure.high)


@pytest.mark.parametrize(
    ("counted", "base", "mean", "p"),
    [(52, 54, Fraction(199, 2), 0.0301), (45, 47, Fraction(199, 2), 0.0233), (49, 54, Fraction(98), 0.0045)],
)
def test_beside_a_mean_near_all_a_share_is_tested_exactly(counted: int, base: int, mean: Fraction, p: float) -> None:
    figures = {"complete_sender_pct": share("complete_sender_pct", counted, base)}
    found = against_means(figures, [counted_here("complete_sender_pct", mean)])["complete_sender_pct"]
    part = mean / 100
    chances = [
        comb(base, number) * float(part) ** number * float(1 - part) ** (base - number) for number in range(base + 1)
    ]
    assert found.p == pytest.approx(sum(each for each in chances if each <= chances[counted] * (1 + 1e-7)))
    assert found.p == pytest.approx(p, abs=5e-5)


@pytest.mark.parametrize("mean", [3, 4, 5, 8, 9, 12])
def test_a_mean_of_hours_is_tested_as_its_interval_says(mean: int) -> None:
    figure = hours(*[1, 2, 5, 8, 9, 14] * 4)
    found = against_means({"mean_hours": figure}, [counted_here("mean_hours", Fraction(mean))])["mean_hours"]
    assert figure.low is not None
    assert figure.high is not None
    assert (found.verdict == "unclear") is (figure.low <= mean <= figure.high)


def test_one_of_eleven_figures_just_outside_its_interval_is_called_chance() -> None:
    keys = [key for key in COMPARED if key != "mean_hours"]
    figures = {key: share(key, 27, 54) for key in keys}
    level = [counted_here(key, Fraction(50)) for key in keys[1:]]
    outside = counted_here(keys[0], Fraction(64))  # the interval ends at 63
    alone, among = (against_means(figures, found)[keys[0]] for found in ([outside], [outside, *level]))
    assert (alone.verdict, among.verdict) == ("worse", "unclear")
    assert among.p_holm == pytest.approx(len(keys) * (alone.p or 0))


def test_the_p_values_are_corrected_by_holm() -> None:
    figures = {key: share(key, counted, 54) for key, counted in zip(SHARES, (20, 27, 33, 36), strict=True)}
    found = against_means(figures, [counted_here(key, Fraction(40)) for key in SHARES])
    p = [one.p or 0.0 for one in found.values()]
    assert [one.p_holm for one in found.values()] == pytest.approx(list(multipletests(p, method="holm")[1]))
    assert [one.verdict for one in found.values()] == ["unclear", "unclear", "better", "better"]


def test_a_figure_on_too_few_contacts_is_not_tested_and_does_not_count() -> None:
    figures = {"contact_pct": share("contact_pct", 9, 9), "measure_1_pct": share("measure_1_pct", 44, 52)}
    found = against_means(figures, [counted_here(key, Fraction(20)) for key in figures])
    assert (found["contact_pct"].verdict, found["contact_pct"].p_holm) == ("too_few", None)
    assert found["measure_1_pct"].p_holm == found["measure_1_pct"].p


def test_hours_are_judged_by_the_mean_itself_and_not_by_its_rounding() -> None:
    figure = hours(*[2, 3, 4, 5, 6] * 10)
    assert figure.high is not None
    beyond = Fraction(figure.high) + Fraction(1, 100)
    found = [
        against_means({"mean_hours": figure}, [mean])["mean_hours"].verdict
        for mean in (counted_here("mean_hours", beyond), printed_elsewhere("mean_hours", round(beyond)))
    ]
    # Both print as 4; that printed elsewhere may have been as little as 3.5, which is inside.
    assert (round(beyond), found) == (4, ["better", "unclear"])


@pytest.mark.parametrize(("counted", "verdict"), [(1, "unclear"), (25, "better")])
def test_a_mean_of_none_at_all_is_no_certainty(counted: int, verdict: str) -> None:
    figure = share("contact_pct", counted, 50)
    assert against_means({"contact_pct": figure}, [counted_here("contact_pct", Fraction(0))])[
        "contact_pct"
    ].verdict == (verdict)


def test_values_that_do_not_spread_give_no_test() -> None:
    found = against_means({"mean_hours": hours(*[4] * 12)}, [counted_here("mean_hours", Fraction(9))])["mean_hours"]
    assert (found.p, found.p_holm, found.verdict) == (None, None, "unclear")


def test_what_is_not_judged_and_what_has_no_value_is_left_out() -> None:
    empty = Figure("contact_pct", "percent", None, Fraction(0), 0, None, None, "", ())
    figures = {"contact_pct": empty, "acknowledged_pct": share("acknowledged_pct", 50, 50)}
    assert against_means(figures, [counted_here(key, Fraction(20)) for key in figures]) == {}
