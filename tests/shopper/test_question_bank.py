"""The question bank: whole, ours, and stored once."""

import csv
from importlib import resources

import pytest
from sqlmodel import select

from shopper.faults import BadInput
from shopper.method import load_method
from shopper.question_bank import load_bank, parse_area, store_bank
from shopper.store import Store
from shopper.tables.study import Question

QUESTION = """
[[question]]
number = 1
text = "Vad är maxtaxan?"
call_wording = "Hej! Vad är maxtaxan?"
mail_subject = "Maxtaxa"
mail_wording = "Hej, vad är maxtaxan?"
facts = ["ett belopp", "att taket ändras varje år"]
"""


def _texts_of_the_example() -> set[tuple[str, str]]:
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", "calls.csv").read_text(encoding="utf-8")
    return {(row["area"], row["question"]) for row in csv.DictReader(text.splitlines())}


def test_the_bank_has_six_questions_and_a_spare_one_in_each_area_of_the_method() -> None:
    method = load_method("kkik-2017")
    assert {area.area: len(area.question) for area in load_bank()} == {area.code: 7 for area in method.area}


def test_the_first_six_of_each_area_are_exactly_the_questions_of_the_vetlanda_measurement() -> None:
    first_six = {(area.area, question.text) for area in load_bank() for question in area.question[:6]}
    assert first_six == _texts_of_the_example()


def test_every_letter_of_the_bank_asks_something_and_greets() -> None:
    bodies = [question.mail_wording for area in load_bank() for question in area.question]
    assert [body for body in bodies if "?" not in body or not body.startswith("Hej")] == []


def test_no_two_letters_of_the_bank_are_worded_alike() -> None:
    bodies = [question.mail_wording for area in load_bank() for question in area.question]
    assert len(set(bodies)) == len(bodies)


def test_storing_the_bank_twice_stores_it_once(store: Store) -> None:
    with store.transaction() as session:
        counts = (store_bank(session), store_bank(session))
    assert counts == (70, 0)


def test_a_stored_question_carries_everything_the_interviewer_and_the_letter_need(store: Store) -> None:
    with store.transaction() as session:
        store_bank(session)
        found = session.exec(select(Question).where(Question.text == "Vad är maxtaxan just nu?")).one()
        expected = next(area for area in load_bank() if area.area == "forskola").question[1]
        assert (found.number, found.call_wording, found.mail_subject, found.mail_wording, tuple(found.facts)) == (
            2,
            expected.call_wording,
            expected.mail_subject,
            expected.mail_wording,
            expected.facts,
        )


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (QUESTION.replace("number = 1", "number = 2"), "line 4, column 1, question.1.number: must be 1"),
        (QUESTION.replace('"Maxtaxa"', '" "'), "line 7, column 1, question.1.mail_subject: must not be empty"),
        (
            QUESTION.replace(', "att taket ändras varje år"', ""),
            "line 9, column 1, question.1.facts: must have 2 or more entries",
        ),
        (QUESTION.replace("text =", "txt ="), "line 3, column 1, question.1.text: is missing; write it"),
        (
            QUESTION.replace('"Hej, vad är maxtaxan?"', '"Hej! Vad är maxtaxan?"'),
            "line 8, column 1, question.1.mail_wording: must differ from call_wording",
        ),
        (
            QUESTION + QUESTION.replace("number = 1", "number = 2"),
            "line 13, column 1, question.2.text: every question of an area needs a text of its own",
        ),
        ("[[question", "line 2, column 11: it is not valid TOML"),
    ],
)
def test_a_broken_file_is_told_by_file_place_key_and_rule(broken: str, sentence: str) -> None:
    with pytest.raises(BadInput) as told:
        parse_area(f'area = "forskola"\n{broken}', where="x.toml")
    assert str(told.value).startswith(f"x.toml, {sentence}")
