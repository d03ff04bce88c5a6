"""Reasons of the plan as sentences: with names where they are known, and in the reader's language."""

import pytest

from scheduler.planning.reasons import Reason
from shopper.method import load_method
from web.language import use_language
from web.plan_words import Names, sentence

NAMES = Names(load_method("kkik-2018"), {"0685": "Vetlanda", "0682": "Nässjö 100 %"})
CLOSED = {"day": "2026-10-30"}
BUSY = {"interviewer": "anna", "other_at": "2026-10-13 09:40", "limit": 10}


@pytest.mark.parametrize(
    ("rule", "facts", "begins"),
    [
        ("closed_on", {"municipality": "0685", **CLOSED}, "Vetlanda har stängt fre 30 okt. 2026"),
        ("closed_on", {"municipality": "0999", **CLOSED}, "Kommun 0999 har stängt fre 30 okt. 2026"),
        ("one_call_at_a_time", {"other_municipality": "0682", **BUSY}, "anna ringer redan Nässjö 100 % tis 13 okt."),
        ("one_call_at_a_time", {"other_municipality": "0999", **BUSY}, "anna ringer redan kommun 0999 tis 13 okt."),
    ],
)
def test_a_name_stands_alone_and_a_code_after_its_word(rule: str, facts: dict[str, str | int], begins: str) -> None:
    said = sentence(Reason(rule, facts), NAMES)
    assert said[: len(begins)] == begins


def test_a_name_stands_alone_in_english_too() -> None:
    use_language("en")
    try:
        said = sentence(Reason("closed_on", {"municipality": "0685", **CLOSED}), NAMES)
    finally:
        use_language("sv")
    assert said == "Vetlanda is closed on Fri 30 Oct 2026; choose another day."
