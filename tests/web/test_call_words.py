"""Every outcome and every grade that a method can have is explained in words on the call sheet."""

from typing import get_args

import pytest

from shopper.call_rules import GRADES
from shopper.method import load_method
from shopper.records import CONTACTS, Outcome
from web.anchors import anchors, criterion
from web.outcomes import outcome_choices


@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_every_grade_of_every_method_has_its_anchor_in_the_order_of_the_scale(name: str) -> None:
    rules = load_method(name).call
    scales = {factor: getattr(rules, factor) for factor in GRADES}
    explained = {factor: tuple(one for one in anchors(factor) if one in scales[factor]) for factor in GRADES}
    assert explained == scales


def test_no_two_grades_share_an_anchor() -> None:
    texts = [text for factor in GRADES for text in (criterion(factor), *anchors(factor).values())]
    assert len(set(texts)) == len(texts)


def test_every_outcome_is_offered_once_with_a_key_of_its_own_and_what_follows() -> None:
    choices = outcome_choices()
    assert {one.code for one in choices} == set(get_args(Outcome))
    assert len({one.key for one in choices} - set("123456n")) == len(choices)
    assert [one.code for one in choices if one.is_contact] == list(CONTACTS)
    assert all(one.consequence for one in choices)
