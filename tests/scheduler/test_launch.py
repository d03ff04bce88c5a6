"""What a launch freezes: method, questions and rules, each with its checksum; and what it refuses."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlmodel import col, select

from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_wave
from shopper.faults import BadInput
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.study import Measurement, Question, WaveQuestion
from shopper.wave_file import parse_wave_file
from shopper.waves import contacts_missing, create_wave, launch

CAUSE = Cause("kim", datetime(2026, 10, 1, 8, 0, tzinfo=UTC))
SECOND_WAVE = """
name = "autumn-2026-b"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
mail_account = "probes"
[[municipality]]
code = "0687"
[[interviewer]]
name = "i1"
hours_a_week = 30
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-15:00" }
"""


def test_each_frozen_part_has_the_checksum_of_its_bytes(running: Store) -> None:
    with running.reading() as session:
        wave = wave_named(session, "autumn-2026")
        parts = [
            (wave.method_frozen, wave.method_checksum),
            (wave.questions_frozen, wave.questions_checksum),
            (wave.rules_frozen, wave.rules_checksum),
        ]
    assert [sha256((text or "").encode()).hexdigest() for text, _ in parts] == [checksum for _, checksum in parts]


def test_the_frozen_questions_are_worded_as_they_were_at_the_launch(running: Store) -> None:
    with running.transaction() as session:
        rows = session.exec(select(Question).order_by(col(Question.area), col(Question.number))).all()
        as_launched = [row.model_dump(exclude={"id"}) for row in rows]
        rows[0].mail_wording = "Something else"
        session.flush()
        frozen = json.loads(wave_named(session, "autumn-2026").questions_frozen or "")
    assert frozen == as_launched


def test_the_frozen_rules_say_what_the_plan_was_made_from(running: Store) -> None:
    with running.reading() as session:
        rules = json.loads(wave_named(session, "autumn-2026").rules_frozen or "")
    assert (rules["first_day"], rules["last_day"], rules["seed"], rules["spares"]) == ("2026-10-12", "2026-11-08", 7, 1)
    assert [(one["name"], one["hours_a_week"]) for one in rules["interviewers"]] == [("i1", 30), ("i2", 30), ("i3", 20)]
    assert [(one["code"], one["closed_on"]) for one in rules["municipalities"]] == [("0685", []), ("0686", [])]


def test_a_launch_writes_down_which_questions_the_wave_asks(running: Store) -> None:
    with running.reading() as session:
        wave = wave_named(session, "autumn-2026")
        chosen = set(session.exec(select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id)))
        used = set(session.exec(select(CallProbe.question_id)))
    assert (used <= chosen, len(chosen)) == (True, 70)


def test_a_plan_with_contacts_missing_is_launched_only_when_somebody_accepts_it(draft: Store) -> None:
    with draft.transaction() as session:
        wave = wave_named(session, "autumn-2026")
        plan_wave(session, wave, CAUSE)
        calls = [one for one in contacts(session, wave) if one.ref.channel == "call" and not one.probe.spare]
        for one in calls[:3]:
            session.delete(session.get_one(CallProbe, one.ref.id))
        session.flush()
        assert contacts_missing(session, wave, load_method("kkik-2018")) == 3
        with pytest.raises(BadInput, match="has no time for 3 of its contacts"):
            launch(session, wave, CAUSE, accept_unplaced=False)
        launch(session, wave, CAUSE, accept_unplaced=True)
        assert (wave.state, len(session.exec(select(Measurement)).all())) == ("launched", 2)


def test_a_wave_whose_letters_leave_from_the_account_of_the_daily_digest_is_not_launched(draft: Store) -> None:
    with draft.transaction() as session, pytest.raises(BadInput, match="the daily digest leaves from"):
        launch(session, wave_named(session, "autumn-2026"), CAUSE, office_account="probes")


def test_a_wave_that_was_changed_after_its_plan_was_made_is_not_launched(draft: Store) -> None:
    with draft.transaction() as session:
        wave = wave_named(session, "autumn-2026")
        wave.last_day -= timedelta(days=7)
        with pytest.raises(BadInput, match="was changed after its plan was made"):
            launch(session, wave, CAUSE)


def test_of_two_waves_with_the_same_interviewers_the_second_is_planned_again_before_its_launch(draft: Store) -> None:
    second = parse_wave_file(SECOND_WAVE, "w.toml")
    with draft.transaction() as session:
        wave = create_wave(session, second, CAUSE)
        plan_wave(session, wave, CAUSE)
        launch(session, wave_named(session, "autumn-2026"), CAUSE)
        with pytest.raises(BadInput, match="was changed after its plan was made"):
            launch(session, wave, CAUSE)
        plan_wave(session, wave, CAUSE)
        launch(session, wave, CAUSE)
        assert wave.state == "launched"
