"""Bands of the method in words, and which factor a comment is about (method study 19)."""

import pytest

from report_templates.bands import (
    closed_text,
    contact_band_names,
    measure_1_limit,
    opening_text,
    reply_band_names,
    window_text,
)
from report_templates.language import SWEDISH, language_of
from report_templates.quotes import factor_of
from report_templates.subject import Comment, Factor
from shopper.method import load_method


def test_bands_are_named_from_the_methods_limits() -> None:
    method = load_method("kkik-2017")
    assert contact_band_names(method, SWEDISH) == ("Inom 60 s", "60–120 s", "Över 120 s", "Ingen kontakt")
    assert reply_band_names(method, SWEDISH) == (
        "Inom 1 dygn",
        "1–2 dygn",
        "2–5 dygn",
        "1–2 veckor",
        "Ej svar inom 2 veckor",
    )


def test_bands_are_named_in_english() -> None:
    method, english = load_method("kkik-2017"), language_of("en")
    assert (contact_band_names(method, english)[2:], reply_band_names(method, english)) == (
        ("Over 120 s", "No contact"),
        ("Within 1 working day", "1–2 working days", "2–5 working days", "1–2 weeks", "No reply within 2 weeks"),
    )


@pytest.mark.parametrize(("name", "text"), [("kkik-2017", "två dygn"), ("kkik-2018", "ett dygn")])
def test_measure_1_names_its_time(name: str, text: str) -> None:
    assert measure_1_limit(load_method(name), SWEDISH) == text


@pytest.mark.parametrize(
    ("hours", "swedish", "english"),
    [
        (9, "ett dygn", "one working day"),
        (45, "fem dygn", "five working days"),
        (90, "två veckor", "two weeks"),
        (54, "54 arbetstimmar", "54 working hours"),
    ],
)
def test_the_time_limit_of_a_reply_is_said_in_words(hours: int, swedish: str, english: str) -> None:
    method = load_method("kkik-2017")
    other = method.model_copy(update={"mail": method.mail.model_copy(update={"reply_band_hours": (hours,)})})
    assert (window_text(other, SWEDISH), window_text(other, language_of("en"))) == (swedish, english)


def test_limits_that_are_no_whole_days_are_said_in_hours() -> None:
    method = load_method("kkik-2017")
    odd = method.model_copy(update={"mail": method.mail.model_copy(update={"reply_band_hours": (4, 9, 13, 90)})})
    assert reply_band_names(odd, SWEDISH)[:3] == ("Inom 4 arbetstimmar", "4–9 arbetstimmar", "9–13 arbetstimmar")


def test_the_working_clock_is_described() -> None:
    method = load_method("kkik-2017")
    assert (opening_text(method, SWEDISH), closed_text(method, SWEDISH)) == (
        "måndag–fredag 8–17",
        "utom helgdagar, midsommarafton, julafton och nyårsafton",
    )


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("Trevlig röst som tog sig tid.", "courtesy"),
        ("Visade inget intresse.", "interest"),
        ("Mycket detaljerad information.", "information"),
    ],
)
def test_a_comment_is_placed_by_its_words(text: str, factor: Factor) -> None:
    assert factor_of(Comment("bygglov", text)) == factor


def test_a_comment_that_names_its_factor_keeps_it() -> None:
    assert factor_of(Comment("bygglov", "Trevlig röst.", factor="answer")) == "answer"
