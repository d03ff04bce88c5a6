"""Figures of the same name that two methods count otherwise are told apart from those that mean the same."""

import pytest

from scoring.definitions import differing
from shopper.method import load_method


def test_a_method_defines_everything_as_itself() -> None:
    method = load_method("kkik-2017")
    assert differing(method, method) == ()


@pytest.mark.parametrize(
    ("key", "is_same"),
    [
        ("measure_1_pct", False),
        ("measure_1_sum_of_rounded_pct", False),
        ("measure_2_pct", True),
        ("measure_3_pct", True),
        ("contact_pct", True),
        ("mean_hours", True),
        ("reply_none_pct", True),
        ("complete_sender_pct", True),
    ],
)
def test_of_the_methods_of_2017_and_2018_only_measure_1_means_something_else(key: str, is_same: bool) -> None:  # noqa: FBT001 - a column of the table
    found = differing(load_method("kkik-2018"), load_method("kkik-2017"))
    assert (not key.startswith(found)) is is_same


@pytest.mark.parametrize("key", ["measure_3_pct", "courtesy_good_share_pct", "contact_band_1_pct"])
def test_the_method_of_2013_has_another_scale_of_courtesy_and_other_bands(key: str) -> None:
    assert key.startswith(differing(load_method("kkik-2017"), load_method("kkik-2013")))
