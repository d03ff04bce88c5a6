"""Words in a comment that a grade can be held against: found where they are meant, left alone where they are not."""

import pytest

from scoring.comment_words import harsh_words, kind_words, says_nobody_answered, says_somebody_answered


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("", ""),
        ("Ingen svarade i växeln.", "ingen svarade"),
        ("Jag kom  aldrig\tfram till rätt person", "kom aldrig fram"),
        ("Bara en telefonsvarare", "telefonsvarare"),
        ("Fick inget svar på frågan.", ""),
        ("Svarade på allt.", ""),
    ],
)
def test_that_nobody_answered(comment: str, found: str) -> None:
    assert says_nobody_answered(comment) == found


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("Handläggaren förklarade utförligt.", "handläggaren förklarade"),
        ("Fick aldrig tala med handläggaren.", ""),
        ("Jag fick inte svar på frågan", ""),
        ("Ingen i växeln, men fick svar på frågan ändå", "fick svar på frågan"),
    ],
)
def test_that_somebody_answered(comment: str, found: str) -> None:
    assert says_somebody_answered(comment) == found


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("Ganska otrevligt bemötande", "otrevligt"),
        ("Han var inte otrevlig, bara kort", ""),
        ("Varken snäsig eller arrogant", ""),
        ("Först trevlig, dock nonchalant på slutet", "nonchalant"),
        ("Trevlig", ""),
    ],
)
def test_harsh_words(comment: str, found: str) -> None:
    assert harsh_words(comment) == found


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("Väldigt hjälpsam", "hjälpsam"),
        ("Föga hjälpsam", ""),
        ("Otrevlig", ""),
        ("Vänligt men bestämt", "vänligt"),
    ],
)
def test_kind_words(comment: str, found: str) -> None:
    assert kind_words(comment) == found
