"""Numbers, shares, lists and days as Swedish and English write them."""

import pickle
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from report_templates.grammar.rules import Noun, TextRules
from report_templates.language import SWEDISH, Code, Language, language_of
from report_templates.material import Material
from scoring.comparison import Thresholds
from scoring.figures import Figure, Unit
from shopper.faults import BadInput

ENGLISH = language_of("en")


def spaced(text: str) -> str:
    """The text with its no-break spaces as common ones, for the eye."""
    return text.replace("\u00a0", " ")


def a_figure(unit: Unit, value: Fraction | None, low: float | None = None, high: float | None = None) -> Figure:
    return Figure("any", unit, value, Fraction(33), 54, low, high, "", ())


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [
        (Fraction(1800, 31), "nära sex av tio svar", "nearly six in ten replies"),
        (Fraction(2100, 33), "nära två av tre svar", "nearly two in three replies"),
        (Fraction(2400, 31), "drygt tre av fyra svar", "just over three in four replies"),
        (Fraction(80), "åtta av tio svar", "eight in ten replies"),
        (Fraction(50), "hälften av svaren", "half of the replies"),
        (Fraction(48), "nära hälften av svaren", "nearly half of the replies"),
        (Fraction(1500, 47), "nästan vart tredje svar", "nearly one in three replies"),
        (Fraction(26), "drygt vart fjärde svar", "just over one in four replies"),
        (Fraction(10), "vart tionde svar", "one in ten replies"),
        (Fraction(15, 2), "nästan vart tionde svar", "nearly one in ten replies"),
        (Fraction(3), "färre än vart tionde svar", "fewer than one in ten replies"),
        (Fraction(95), "drygt nio av tio svar", "just over nine in ten replies"),
        (Fraction(97), "nästan alla svar", "almost all replies"),
        (Fraction(100), "alla svar", "all replies"),
        (Fraction(0), "inget av svaren", "none of the replies"),
    ],
)
def test_a_share_is_said_in_words(value: Fraction, swedish: str, english: str) -> None:
    assert (SWEDISH.share(value, Noun.ANSWERS), ENGLISH.share(value, Noun.ANSWERS)) == (swedish, english)


@pytest.mark.parametrize(
    ("noun", "third", "half", "none"),
    [
        (Noun.ANSWERS, "vart tredje svar", "hälften av svaren", "inget av svaren"),
        (
            Noun.ANSWERED,
            "vart tredje besvarat samtal",
            "hälften av de besvarade samtalen",
            "inget av de besvarade samtalen",
        ),
        (Noun.CALLS, "vart tredje samtal", "hälften av samtalen", "inget av samtalen"),
        (Noun.CONTACTS, "var tredje kontakt", "hälften av kontakterna", "ingen av kontakterna"),
        (Noun.LETTERS, "vart tredje brev", "hälften av breven", "inget av breven"),
    ],
)
def test_swedish_words_agree_with_the_noun(noun: Noun, third: str, half: str, none: str) -> None:
    said = [SWEDISH.share(value, noun) for value in (Fraction(100, 3), Fraction(50), Fraction(0))]
    assert said == [third, half, none]


@pytest.mark.parametrize("noun", Noun)
@pytest.mark.parametrize("language", [SWEDISH, ENGLISH], ids=["sv", "en"])
def test_every_share_of_every_noun_can_be_said(language: Language, noun: Noun) -> None:
    said = [language.share(Fraction(value, 2), noun) for value in range(201)]
    assert [text for text in said if not text or "  " in text] == []


def test_the_thresholds_of_words_are_a_setting() -> None:
    strict = language_of("sv", TextRules(near=Fraction(3), hardly_any=Fraction(20), nearly_all=Fraction(80)))
    said = [strict.share(Fraction(value), Noun.CALLS) for value in (58, 19, 81)]
    assert said == ["sex av tio samtal", "färre än vart tionde samtal", "nästan alla samtal"]


def test_the_thresholds_of_a_comparison_are_those_of_the_method_study() -> None:
    assert (TextRules().percent, TextRules().hours) == (
        Thresholds(Fraction(5), Fraction(10)),
        Thresholds(Fraction(1), Fraction(3)),
    )


@pytest.mark.parametrize(
    ("words", "swedish", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A och B", "A and B"),
        (["A", "B", "C"], "A, B och C", "A, B and C"),
        (["A, a", "B", "C"], "A, a; B; C", "A, a; B; C"),
        (["A", "B och C", "D"], "A, B och C samt D", "A, B och C and D"),
    ],
)
def test_a_list_ends_with_and(words: list[str], swedish: str, english: str) -> None:
    assert (SWEDISH.listed(words), ENGLISH.listed(words)) == (swedish, english)


def test_a_choice_ends_with_or() -> None:
    words = ["A", "B", "C"]
    assert (SWEDISH.either(words), ENGLISH.either(words)) == ("A, B eller C", "A, B or C")


@pytest.mark.parametrize(
    ("number", "swedish", "english"),
    [(0, "noll", "zero"), (2, "två", "two"), (12, "tolv", "twelve"), (13, "13", "13"), (26873, "26 873", "26,873")],
)
def test_small_numbers_are_words_and_large_ones_are_grouped(number: int, swedish: str, english: str) -> None:
    assert (spaced(SWEDISH.number(number)), ENGLISH.number(number)) == (swedish, english)


@pytest.mark.parametrize(
    ("unit", "value", "swedish", "english"),
    [
        ("percent", Fraction(3300, 54), "61 %", "61%"),
        ("percent", Fraction(0), "0 %", "0%"),
        ("percent", None, "-", "-"),
        ("hours", Fraction(29, 4), "7,3 timmar", "7.3 hours"),
        ("hours", None, "-", "-"),
        ("count", Fraction(54), "54", "54"),
        ("count", None, "-", "-"),
    ],
)
def test_a_figure_prints_as_a_reader_of_the_language_expects(
    unit: Unit, value: Fraction | None, swedish: str, english: str
) -> None:
    figure = a_figure(unit, value)
    assert (spaced(SWEDISH.printed(figure)), spaced(ENGLISH.printed(figure))) == (swedish, english)


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [(Fraction(15, 2), "8 timmar", "8 hours"), (Fraction(1), "1 timme", "1 hour"), (None, "-", "-")],
)
def test_running_text_has_whole_hours(value: Fraction | None, swedish: str, english: str) -> None:
    assert (spaced(SWEDISH.whole_hours(value)), spaced(ENGLISH.whole_hours(value))) == (swedish, english)


@pytest.mark.parametrize(
    ("figure", "swedish", "english"),
    [
        (a_figure("percent", Fraction(3300, 54), 47.8, 73.0), "48–73 %", "48–73%"),
        (a_figure("hours", Fraction(7), 5.44, 9.25), "5,4–9,3 timmar", "5.4–9.3 hours"),
        (a_figure("percent", Fraction(100)), "-", "-"),
    ],
    ids=["share", "hours", "none"],
)
def test_an_interval_has_its_unit_once(figure: Figure, swedish: str, english: str) -> None:
    assert (spaced(SWEDISH.interval(figure)), spaced(ENGLISH.interval(figure))) == (swedish, english)


def test_a_share_is_printed_with_its_proof_on_one_line() -> None:
    figure = a_figure("percent", Fraction(3300, 54))
    assert (SWEDISH.counted(figure), ENGLISH.counted(figure)) == (
        "61\u00a0% (33\u00a0av\u00a054)",
        "61% (33\u00a0of\u00a054)",
    )


def test_decimals_have_the_mark_of_the_language() -> None:
    assert (SWEDISH.decimal(Decimal("1.5")), ENGLISH.decimal(Decimal("1.5")), SWEDISH.decimal(None)) == (
        "1,5",
        "1.5",
        "-",
    )


@pytest.mark.parametrize(
    ("local", "swedish", "english"),
    [
        ("2017-10-16T09:05", "Mån 16/10 09:05", "Mon 16 Oct 09:05"),
        ("2017-11-07T17:55", "Tis 7/11 17:55", "Tue 7 Nov 17:55"),
        ("2017-10-18T20:00", "Ons 18/10 20:00", "Wed 18 Oct 20:00"),
        ("2017-11-09T19:50", "Tors 9/11 19:50", "Thu 9 Nov 19:50"),
        ("2017-11-10T12:50", "Fre 10/11 12:50", "Fri 10 Nov 12:50"),
        ("2017-11-04T08:00", "Lör 4/11 08:00", "Sat 4 Nov 08:00"),
        ("2017-10-22T10:35", "Sön 22/10 10:35", "Sun 22 Oct 10:35"),
    ],
)
def test_a_letters_time_has_weekday_and_day_without_zeros(local: str, swedish: str, english: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Stockholm"))
    assert (SWEDISH.moment(at), ENGLISH.moment(at)) == (swedish, english)


@pytest.mark.parametrize(
    ("first", "last", "swedish", "english"),
    [
        (
            date(2017, 10, 16),
            date(2017, 11, 12),
            ("16 oktober – 12 november 2017", "vecka 42–45"),
            ("16 October – 12 November 2017", "weeks 42–45"),
        ),
        (
            date(2017, 12, 18),
            date(2018, 1, 14),
            ("18 december 2017 – 14 januari 2018", "vecka 51–2"),
            ("18 December 2017 – 14 January 2018", "weeks 51–2"),
        ),
        (
            date(2017, 5, 1),
            date(2017, 5, 7),
            ("1 maj – 7 maj 2017", "vecka 18"),
            ("1 May – 7 May 2017", "week 18"),
        ),
    ],
    ids=["one year", "new year", "one week"],
)
def test_a_period_names_each_year_once_and_its_weeks(
    first: date, last: date, swedish: tuple[str, str], english: tuple[str, str]
) -> None:
    said = [(language.period(first, last), language.weeks(first, last)) for language in (SWEDISH, ENGLISH)]
    assert said == [swedish, english]


def test_the_month_is_small_inside_a_swedish_sentence_only() -> None:
    day = date(2018, 1, 15)
    said = [(language.month(day), language.month_within(day)) for language in (SWEDISH, ENGLISH)]
    assert said == [("Januari 2018", "januari 2018"), ("January 2018", "January 2018")]


def test_weekdays_are_counted_from_monday() -> None:
    assert [(language.weekday(1), language.weekday_short(7)) for language in (SWEDISH, ENGLISH)] == [
        ("måndag", "Sön"),
        ("Monday", "Sun"),
    ]


def test_a_thing_and_many_things_are_said_apart() -> None:
    said = [ENGLISH.say_many("{n} kommun", "{n} kommuner", number) for number in (1, 2)]
    assert said == ["1 municipality", "2 municipalities"]


@pytest.mark.parametrize("code", ["sv", "en"])
def test_a_language_reaches_another_process_with_its_settings(code: Code) -> None:
    language = language_of(code, TextRules(near=Fraction(2)))
    there = pickle.loads(pickle.dumps(language))  # noqa: S301 - made here
    assert (there.code, there.rules, there.say("okänt")) == (code, language.rules, language.say("okänt"))


def test_a_language_that_no_report_has_is_refused() -> None:
    with pytest.raises(BadInput, match="written in one of sv, en, not in 'fi'"):
        language_of("fi")


def test_a_comparison_is_judged_by_the_reports_own_thresholds(vetlanda_material: Material) -> None:
    strict = replace(
        vetlanda_material, language=language_of("sv", TextRules(percent=Thresholds(Fraction(1), Fraction(2))))
    )
    found = [material.similar("contact_pct") for material in (vetlanda_material, strict)]
    assert [comparison and comparison.standing for comparison in found] == ["level", "worse"]
