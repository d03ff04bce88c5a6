"""Which grades a call allows and needs."""

import csv
from importlib import resources

import pytest

from shopper.call_rules import (
    FieldError,
    Grades,
    check_contact,
    check_grades,
    grades_asked,
    settled,
)
from shopper.method import load_method

RULES = load_method("kkik-2017").call
FULL = Grades(answer="good", information="medium", interest="poor", courtesy="very_good")


def test_every_call_of_the_example_measurement_passes_the_rules() -> None:
    file = resources.files("shopper").joinpath("examples", "vetlanda_2017", "calls.csv")
    broken = []
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        factors = ("answer", "information", "interest", "courtesy")
        grades = settled(row["outcome"], Grades(**{factor: row[factor] or None for factor in factors}), RULES)
        contact = check_contact(row["outcome"], official_reached=bool(row["seconds_to_contact"]))
        broken += contact + check_grades(row["outcome"], grades, RULES)
    assert broken == []


@pytest.mark.parametrize(
    ("outcome", "answer", "asked"),
    [
        ("reached", "good", ("answer", "information", "interest", "courtesy")),
        ("reached", "medium", ("answer", "information", "interest", "courtesy")),
        ("reached", "poor", ("answer", "interest")),
        ("reached", None, ("answer", "interest")),
        ("wrong_official", None, ("interest",)),
        ("no_answer", None, ()),
        ("callback_offered", None, ()),
    ],
)
def test_an_outcome_asks_for_its_grades(outcome: str, answer: str | None, asked: tuple[str, ...]) -> None:
    assert grades_asked(outcome, answer, RULES) == asked


@pytest.mark.parametrize(
    ("outcome", "grades", "errors"),
    [
        ("reached", FULL, []),
        (
            "reached",
            Grades(answer="good"),
            [("information", "missing"), ("interest", "missing"), ("courtesy", "missing")],
        ),
        ("reached", Grades(), [("answer", "missing"), ("interest", "missing")]),
        ("reached", Grades(answer="poor", interest="good", courtesy="good"), [("courtesy", "not_allowed")]),
        ("reached", Grades(answer="poor", interest="splendid"), [("interest", "not_on_scale")]),
        ("wrong_official", Grades(answer="poor", interest="good"), []),
        ("wrong_official", Grades(answer="good", interest="good"), [("answer", "not_allowed")]),
        ("wrong_official", Grades(answer="poor"), [("interest", "missing")]),
        ("voicemail", Grades(), []),
        ("voicemail", Grades(answer="poor"), [("answer", "not_allowed")]),
    ],
)
def test_every_broken_rule_is_named_by_its_field(outcome: str, grades: Grades, errors: list[tuple[str, str]]) -> None:
    assert [(error.field, error.rule) for error in check_grades(outcome, grades, RULES)] == errors


def test_a_wrong_officials_answer_is_the_poorest_by_itself() -> None:
    assert settled("wrong_official", Grades(interest="good"), RULES) == Grades(answer="poor", interest="good")


@pytest.mark.parametrize(
    ("outcome", "reached", "errors"),
    [
        ("reached", True, []),
        ("reached", False, [FieldError("official_at", "missing")]),
        ("no_answer", True, [FieldError("official_at", "not_allowed")]),
        ("no_answer", False, []),
    ],
)
def test_an_official_is_stamped_exactly_when_one_was_reached(
    outcome: str,
    reached: bool,  # noqa: FBT001 - a column of the table
    errors: list[FieldError],
) -> None:
    assert check_contact(outcome, official_reached=reached) == errors
