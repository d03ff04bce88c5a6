"""Shares, days and bands in Swedish words (method study 19)."""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from report_templates.bands import closed_text, contact_band_names, measure_1_limit, opening_text, reply_band_names
from report_templates.phrases import ANSWERS, CONTACTS, listed, moment, neuter, period, share_in_words, weeks
from report_templates.quotes import factor_of
from report_templates.subject import Comment, Factor
from shopper.method import load_method


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(1800, 31), "nära sex av tio svar"),
        (Fraction(2100, 33), "nära två av tre svar"),
        (Fraction(2400, 31), "drygt tre av fyra svar"),
        (Fraction(50), "hälften av svaren"),
        (Fraction(48), "nära hälften av svaren"),
        (Fraction(1500, 47), "nästan vart tredje svar"),
        (Fraction(10), "vart tionde svar"),
        (Fraction(3), "färre än vart tionde svar"),
        (Fraction(97), "nästan alla svar"),
        (Fraction(100), "alla svar"),
        (Fraction(0), "inget av svaren"),
    ],
)
def test_a_share_is_said_in_words(value: Fraction, words: str) -> None:
    assert share_in_words(value, ANSWERS) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(33), "var tredje kontakt"),
        (Fraction(3), "färre än var tionde kontakt"),
        (Fraction(0), "ingen av kontakterna"),
        (Fraction(7500, 100), "tre av fyra kontakter"),
    ],
)
def test_the_words_agree_with_the_noun(value: Fraction, words: str) -> None:
    assert share_in_words(value, CONTACTS) == words


@pytest.mark.parametrize(
    ("local", "text"),
    [
        ("2017-10-16T09:05", "Mån 16/10 09:05"),
        ("2017-11-07T17:55", "Tis 7/11 17:55"),
        ("2017-10-18T20:00", "Ons 18/10 20:00"),
        ("2017-11-09T19:50", "Tors 9/11 19:50"),
        ("2017-11-10T12:50", "Fre 10/11 12:50"),
        ("2017-11-04T08:00", "Lör 4/11 08:00"),
        ("2017-10-22T10:35", "Sön 22/10 10:35"),
    ],
)
def test_a_letters_time_has_weekday_day_and_month_without_zeros(local: str, text: str) -> None:
    assert moment(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Stockholm"))) == text


def test_a_period_names_the_year_once_and_its_weeks() -> None:
    first, last = date(2017, 10, 16), date(2017, 11, 12)
    assert (period(first, last), weeks(first, last)) == ("16 oktober – 12 november 2017", "vecka 42–45")


def test_a_period_over_new_year_names_both() -> None:
    assert period(date(2017, 12, 18), date(2018, 1, 14)) == "18 december 2017 – 14 januari 2018"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A och B"), (["A", "B", "C"], "A, B och C")]
)
def test_a_list_ends_with_och(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_grades_agree_with_an_ett_word() -> None:
    assert [neuter(word) for word in ("god", "mycket god", "dålig")] == ["gott", "mycket gott", "dålig"]


def test_bands_are_named_from_the_methods_limits() -> None:
    method = load_method("kkik-2017")
    assert contact_band_names(method) == ("Inom 60 s", "60–120 s", "Över 120 s", "Ingen kontakt")
    assert reply_band_names(method) == ("Inom 1 dygn", "1–2 dygn", "2–5 dygn", "1–2 veckor", "Ej svar inom 2 veckor")


@pytest.mark.parametrize(("name", "text"), [("kkik-2017", "två dygn"), ("kkik-2018", "ett dygn")])
def test_measure_1_names_its_time(name: str, text: str) -> None:
    assert measure_1_limit(load_method(name)) == text


def test_limits_that_are_no_whole_days_are_said_in_hours() -> None:
    method = load_method("kkik-2017")
    odd = method.model_copy(update={"mail": method.mail.model_copy(update={"reply_band_hours": (4, 9, 13, 90)})})
    assert reply_band_names(odd)[:3] == ("Inom 4 arbetstimmar", "4–9 arbetstimmar", "9–13 arbetstimmar")


def test_the_working_clock_is_described() -> None:
    method = load_method("kkik-2017")
    assert (opening_text(method), closed_text(method)) == (
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
