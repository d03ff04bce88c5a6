"""Graded calls as a reviewer reads them: what counts, and what the interviewer said, when a third grader decided."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.call_rules import GRADES
from shopper.graded_calls import graded_calls, tallies
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.study import Wave
from tests.web.call_forms import decide_otherwise, form
from tests.web.stage import Stage


@pytest.fixture
def decided(interviewer: TestClient, stage: Stage, store: Store) -> int:
    """Anna's first call, to which she gave a very good courtesy and a third grader a poor one."""
    interviewer.post(f"/calls/{stage.due_call}", data=form(courtesy="very_good"))
    decide_otherwise(store, stage.due_call, "poor")
    return stage.due_call


def test_the_decided_grade_counts_and_the_interviewers_own_stands_beside_it(store: Store, decided: int) -> None:
    with store.reading() as session:
        calls = graded_calls(session, select(col(Wave.id)), col(CallProbe.id) == decided)
    assert [(call.grade.courtesy, call.own.courtesy) for call in calls] == [("poor", "very_good")]


def test_a_decided_grade_is_no_habit_of_the_interviewers(store: Store, decided: int) -> None:
    with store.reading() as session:
        [call] = graded_calls(session, select(col(Wave.id)), col(CallProbe.id) == decided)
        mine = tallies(session, [call.wave_id])[call.wave_id][call.probe.interviewer_id]
    given = Counter({(factor, getattr(call.own, factor)): 1 for factor in GRADES})
    assert mine == given
