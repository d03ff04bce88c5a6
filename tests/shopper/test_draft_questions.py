"""The questions of a draft: one variant of each number, own variants, and what was asked is never changed."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from shopper.drafts.questions import (
    add_question,
    change_question,
    choose,
    may_change,
    question_with,
    questions_of,
    remove_question,
)
from shopper.drafts.wording import Wording, read_wording
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.study import Question, Wave, WaveQuestion
from shopper.tables.trail import AuditEvent
from tests.web.stage import START
from tests.web.step_stage import draft_of

CAUSE = Cause("cecilia", START)
GREENHOUSE = Wording(
    "Behöver jag bygglov för ett växthus?",
    "Hej! Måste man söka bygglov för ett växthus?",
    "Växthus",
    "Hej!\n\nBehöver man bygglov för ett växthus på 8 kvadratmeter?",
    ("att det beror på storleken", "vem man frågar"),
)


def asked(session: Session, wave: Wave, area: str) -> dict[int, str]:
    """The texts of what the wave asks in an area, by number."""
    found = next(one for one in questions_of(session, wave) if one.area.code == area)
    return {number.number: row.text for number in found.numbers for row in number.variants if row.id == number.chosen}


def everything(session: Session, wave: Wave) -> set[int]:
    """The ids of all that the wave asks."""
    return {one.chosen for area in questions_of(session, wave) for one in area.numbers if one.chosen is not None}


def test_a_draft_that_has_not_chosen_asks_the_first_variant_of_each_number(studied: Store) -> None:
    with studied.reading() as session:
        areas = questions_of(session, draft_of(session))
    assert {(area.needed, area.asked, area.is_enough) for area in areas} == {(7, 7, True)}


def test_an_area_with_one_question_left_out_has_too_few(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        spare = session.exec(select(Question.id).where(Question.area == "bygglov", Question.number == 7)).one()
        choose(session, wave, everything(session, wave) - {stored_id(spare)}, CAUSE)
        few = [area.area.code for area in questions_of(session, wave) if not area.is_enough]
    assert few == ["bygglov"]


def test_a_new_variant_is_asked_in_place_of_the_other_of_its_number_alone(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        before = asked(session, wave, "bygglov")
        add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE)
        after = asked(session, wave, "bygglov")
        total = len(session.exec(select(WaveQuestion)).all())
    assert (after, total) == (before | {1: GREENHOUSE.text}, 70)


def test_a_new_question_gets_the_next_number_of_its_area(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        add_question(session, wave, ("bygglov", None), GREENHOUSE, CAUSE)
        assert asked(session, wave, "bygglov")[8] == GREENHOUSE.text


def test_every_change_is_told_in_the_trail_of_the_wave(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        number = add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE)
        change_question(session, wave, number, GREENHOUSE, CAUSE)
        remove_question(session, wave, number, CAUSE)
        told = [(event.thing, event.action) for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))]
    assert told == [
        ("question", "add"),
        ("wave", "questions"),
        ("question", "change"),
        ("wave", "questions"),
        ("wave", "questions"),
        ("question", "remove"),
    ]


def test_the_same_choice_twice_is_told_once(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        for _ in range(2):
            choose(session, wave, everything(session, wave), CAUSE)
        assert len(session.exec(select(AuditEvent)).all()) == 1


def test_a_number_without_its_own_variant_goes_back_to_the_first(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        before = asked(session, wave, "bygglov")
        remove_question(session, wave, add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE), CAUSE)
        assert asked(session, wave, "bygglov") == before


def test_two_variants_of_one_number_are_refused(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        before = everything(session, wave)
        add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE)
        with pytest.raises(BadInput, match="one variant of each number"):
            choose(session, wave, before | everything(session, wave), CAUSE)


@pytest.mark.parametrize("wanted", [set(), {10_000}])
def test_nothing_and_the_unknown_are_refused(wanted: set[int], studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(BadInput):
        choose(session, draft_of(session), wanted, CAUSE)


def test_a_text_that_the_area_has_is_refused(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE)
        with pytest.raises(Conflict, match="write another"):
            add_question(session, wave, ("bygglov", 2), GREENHOUSE, CAUSE)


def test_a_question_that_a_launched_wave_chose_is_never_changed(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        number = add_question(session, wave, ("bygglov", 1), GREENHOUSE, CAUSE)
        launched = session.exec(select(Wave.id).where(Wave.state == "launched")).one()
        session.add(WaveQuestion(wave_id=stored_id(launched), question_id=number))
        session.flush()
        with pytest.raises(Conflict):
            change_question(session, wave, number, replace(GREENHOUSE, text="En annan fråga?"), CAUSE)
        with pytest.raises(Conflict):
            remove_question(session, wave, number, CAUSE)
        assert question_with(session, number).text == GREENHOUSE.text


def test_a_question_of_the_bank_is_never_changed_even_before_it_is_asked(studied: Store) -> None:
    with studied.reading() as session:
        spare = session.exec(select(Question).where(Question.area == "bygglov", Question.number == 7)).one()
        assert may_change(session, spare) is False


TYPED = {
    "text": "Vad kostar det?",
    "call_wording": "Hej, vad kostar det?",
    "mail_subject": "Pris",
    "mail_wording": "Hej!\r\n\r\nVad kostar det?",
    "facts": "priset\r\n\r\nvem som bestämmer det",
}


def test_words_are_read_with_one_kind_of_line_end() -> None:
    assert read_wording(TYPED) == (
        Wording(
            "Vad kostar det?",
            "Hej, vad kostar det?",
            "Pris",
            "Hej!\n\nVad kostar det?",
            ("priset", "vem som bestämmer det"),
        ),
        {},
    )


@pytest.mark.parametrize(
    ("field", "typed", "rule"),
    [
        ("text", "  ", "missing"),
        ("text", "Vad\nkostar det?", "one_line"),
        ("mail_subject", "P" * 121, "too_long"),
        ("mail_wording", "Hej,  vad kostar\ndet?", "same_as_call"),
        ("facts", "bara en", "facts"),
        ("facts", "a\nb\nc\nd\ne", "facts"),
    ],
)
def test_words_that_cannot_be_used_are_told_by_field_and_rule(field: str, typed: str, rule: str) -> None:
    assert read_wording(TYPED | {field: typed}) == (None, {field: rule})
