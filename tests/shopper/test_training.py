"""The training set: whole, valid by the methods, stored once, and answered in a way that counts the first try."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import col, select

from shopper.clock import SteppedClock
from shopper.faults import BadInput, Conflict, NotThere
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.grading import TrainingAnswer, TrainingCase
from shopper.tables.people import User
from shopper.training import answer_case, cases_left, import_cases, standings
from shopper.training_file import ExampleCall, parse_training, shipped_training
from shopper.training_rules import (
    FACTORS,
    Agreement,
    Compared,
    Value,
    agreement,
    asks,
    compare,
    faults_in,
    only_asked,
    scale_of,
)

METHOD = load_method("kkik-2018")
CALL = """
[[call]]
code = "plank"
area = "bygglov"
question = "Får jag sätta upp ett plank?"
happened = "Ja, sade handläggaren."
outcome = "reached"
agreed = { answer = "good", information = "poor", interest = "medium", courtesy = "good" }
why = "Frågan besvarades."
"""
LETTER = """
[[letter]]
code = "hack"
area = "gator_och_vagar"
question = "Vem ansvarar för häcken?"
happened = "Du."
agreed = { kind = "answer", sender = "other", extra_information = false }
why = "Ingen har skrivit under."
"""


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    """Somebody who imports or answers."""
    return Cause("anna", clock())


@pytest.fixture
def anna(store: Store, clock: SteppedClock) -> int:
    """The id of somebody who grades."""
    with store.transaction() as session:
        user = User(name="anna", role="interviewer", created_at=clock())
        session.add(user)
        session.flush()
        return stored_id(user.id)


@pytest.fixture
def plank(store: Store, cause: Cause) -> int:
    """The id of a stored example call."""
    with store.transaction() as session:
        import_cases(session, rows(CALL), cause)
        return stored_id(session.exec(select(TrainingCase.id)).one())


def rows(text: str) -> list[dict[str, Any]]:
    """The examples of a file as columns."""
    return parse_training(text, "x.toml").rows()


def graded(outcome: str = "reached", **grades: str) -> dict[str, Value]:
    """Grades of a call."""
    return {"outcome": outcome, **grades}


def test_the_shipped_set_has_calls_and_letters_enough() -> None:
    shipped = shipped_training()
    assert (len(shipped.call) >= 12, len(shipped.letter) >= 6) == (True, True)


@pytest.mark.parametrize("name", ["kkik-2017", "kkik-2018"])
def test_the_shipped_set_is_valid_by_the_methods_with_four_grades_of_courtesy(name: str) -> None:
    shipped_training().check_by(load_method(name))


def test_the_method_with_three_grades_of_courtesy_lacks_only_the_highest() -> None:
    method, examples = load_method("kkik-2013"), shipped_training().examples()
    refused = [
        (example.grades["courtesy"], fault.rule)
        for table, _, example in examples
        for fault in faults_in("call" if table == "call" else "mail", example.grades, method)
    ]
    assert set(refused) == {("very_good", "not_on_scale")}


@pytest.mark.parametrize("factor", [*FACTORS["call"][1:], "sender", "extra_information"])
def test_the_shipped_set_uses_every_grade(factor: str) -> None:
    used = {example.grades.get(factor) for _, _, example in shipped_training().examples()}
    assert set(scale_of(factor, METHOD)) - used == set()


def test_the_shipped_set_is_spread_over_areas_outcomes_and_kinds_of_reply() -> None:
    examples = [example for _, _, example in shipped_training().examples()]
    areas = {example.area for example in examples}
    outcomes = {example.outcome for example in examples if isinstance(example, ExampleCall)}
    kinds = {example.grades["kind"] for example in examples if "kind" in example.grades}
    hard = {"reached", "wrong_official", "referred_to_web", "callback_offered", "voicemail", "sent_around"}
    assert (areas, outcomes, kinds) == (
        {area.code for area in METHOD.area},
        hard,
        {"answer", "acknowledgement", "forwarded", "counter_question"},
    )


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (
            CALL.replace('"bygglov"', '"bygg"'),
            "line 4, column 1, call.1.area: 'bygg' is not known; allowed are bygglov",
        ),
        (
            CALL.replace('"reached"', '"voicemail"'),
            "line 8, column 12, call.1.agreed.answer: is not graded with this outcome",
        ),
        (
            CALL.replace('answer = "good", ', ""),
            "line 8, column 1, call.1.agreed.answer: is missing; write one of good, medium, poor",
        ),
        (
            CALL.replace('"medium"', '"meh"'),
            "line 8, column 51, call.1.agreed.interest: is not on the scale of kkik-2018",
        ),
        (CALL.replace('outcome = "reached"\n', ""), "line 2, column 1, call.1.outcome: is missing; write it"),
        (CALL + CALL, "line 12, column 1, call.2.code: 'plank' is there more than once"),
        (
            LETTER.replace('"answer"', '"forwarded"'),
            "line 7, column 32, letter.1.agreed.sender: is not graded with this outcome",
        ),
        (
            LETTER.replace("why =", "because = 1\nwhy ="),
            "line 8, column 1, letter.1.because: is not known; known keys are code",
        ),
        ("", "call: the file holds no example"),
        ("[[call", "line 1, column 7: it is not valid TOML"),
    ],
)
def test_a_broken_file_is_told_by_file_place_key_and_rule(broken: str, sentence: str) -> None:
    with pytest.raises(BadInput) as told:
        parse_training(broken, where="x.toml")
    assert str(told.value).startswith(f"x.toml, {sentence}")


def test_importing_twice_stores_once(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        done = [import_cases(session, shipped_training().rows(), cause) for _ in range(2)]
    assert [(each.added, each.changed, each.unchanged) for each in done] == [(22, 0, 0), (0, 0, 22)]


def test_an_example_that_nobody_has_graded_is_updated(store: Store, cause: Cause, plank: int) -> None:
    with store.transaction() as session:
        done = import_cases(session, rows(CALL.replace("besvarades", "fick svar")), cause)
        why = session.get_one(TrainingCase, plank).why
    assert (done.changed, why) == (1, "Frågan fick svar.")


def test_an_example_that_somebody_has_graded_is_never_changed(
    store: Store, cause: Cause, plank: int, anna: int
) -> None:
    with store.transaction() as session:
        answer_case(session, plank, anna, graded("voicemail"), cause)
    with pytest.raises(Conflict, match="'plank' has been graded already"), store.transaction() as session:
        import_cases(session, [*rows(LETTER), *rows(CALL.replace("Ja,", "Nej,"))], cause)
    with store.reading() as session:
        assert session.exec(select(TrainingCase.happened)).all() == ["Ja, sade handläggaren."]


def test_the_first_try_stays_what_is_compared(store: Store, cause: Cause, plank: int, anna: int) -> None:
    full = graded(answer="good", information="poor", interest="medium", courtesy="good")
    with store.transaction() as session:
        for grades in (graded("voicemail"), full, full):
            answer_case(session, plank, anna, grades, cause)
    with store.reading() as session:
        first = standings(session, anna)[0].first
        tries = session.exec(select(TrainingAnswer.attempt).order_by(col(TrainingAnswer.attempt))).all()
        assert (first and first.grades, tries, cases_left(session, anna)) == ({"outcome": "voicemail"}, [1, 2], 0)


def test_an_incomplete_grading_is_refused(store: Store, cause: Cause, plank: int, anna: int) -> None:
    with pytest.raises(BadInput, match="interest: missing"), store.transaction() as session:
        answer_case(session, plank, anna, graded(answer="poor"), cause)


def test_an_example_that_is_not_there_cannot_be_graded(store: Store, cause: Cause, anna: int) -> None:
    with pytest.raises(NotThere), store.transaction() as session:
        answer_case(session, 999, anna, graded("voicemail"), cause)


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        ("call", graded("voicemail", answer="good"), graded("voicemail")),
        ("call", graded(answer="poor", interest="good", courtesy="good"), graded(answer="poor", interest="good")),
        ("call", graded("wrong_official", interest="good"), graded("wrong_official", interest="good", answer="poor")),
        ("mail", {"kind": "automatic", "sender": "other"}, {"kind": "automatic"}),
    ],
)
def test_only_what_the_outcome_asks_for_is_kept(
    channel: str, given: Mapping[str, Value], kept: Mapping[str, Value]
) -> None:
    assert only_asked(channel, given, METHOD) == kept


@pytest.mark.parametrize(
    ("factor", "value", "brings"),
    [
        ("outcome", "reached", {"answer", "interest"}),
        ("outcome", "wrong_official", {"interest"}),
        ("outcome", "referred_to_web", set()),
        ("answer", "medium", {"information", "courtesy"}),
        ("answer", "poor", set()),
        ("kind", "answer", {"sender", "extra_information"}),
        ("kind", "forwarded", set()),
        ("interest", "good", set()),
    ],
)
def test_a_choice_brings_the_factors_that_follow(factor: str, value: str, brings: set[str]) -> None:
    assert asks(factor, value, METHOD) == brings


def test_grades_are_compared_in_steps_above_zero_where_one_is_stricter() -> None:
    agreed = graded(answer="good", information="poor", interest="medium", courtesy="very_good")
    given = graded(answer="medium", information="good", interest="medium", courtesy="poor")
    assert [(one.factor, one.steps) for one in compare("call", agreed, given, METHOD)] == [
        ("outcome", 0),
        ("answer", 1),
        ("information", -2),
        ("interest", 0),
        ("courtesy", 3),
    ]


def test_other_words_are_no_steps_apart() -> None:
    agreed: dict[str, Value] = {"kind": "answer", "sender": "complete", "extra_information": True}
    assert compare("mail", agreed, {"kind": "forwarded"}, METHOD) == [
        Compared("kind", "answer", "forwarded", None),
        Compared("sender", "complete", None, None),
        Compared("extra_information", agreed["extra_information"], None, None),
    ]


def test_agreement_counts_steps_and_leaves_out_what_only_one_graded() -> None:
    compared = [
        Compared("answer", "good", "good", 0),
        Compared("answer", "good", "poor", 2),
        Compared("answer", "medium", "good", -1),
        Compared("answer", "good", None, None),
        Compared("outcome", "reached", "voicemail", None),
    ]
    outcome, answer = agreement(compared)
    assert (outcome, answer) == (Agreement("outcome", {}, 1), Agreement("answer", {0: 1, 2: 1, -1: 1}, 0))
    assert (answer.cases, answer.same, answer.one_step, answer.further, answer.stricter, answer.milder) == (
        3,
        1,
        1,
        1,
        1,
        1,
    )
