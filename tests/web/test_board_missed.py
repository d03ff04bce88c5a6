"""The board tells which missed calls found no room, by which rule, and how many came back into the plan."""

from datetime import timedelta
from urllib.parse import quote

from fastapi.testclient import TestClient

from shopper.board.lateness import MENDER, MISSED
from shopper.moves import Cause, record
from shopper.store import Store
from shopper.tables.calls import CallProbe
from tests.web.stage import START, WAVE, Stage

BOARD = f"/waves/{quote(WAVE)}/board"


def miss(store: Store, call_id: int) -> None:
    """The call was to be made three days ago."""
    with store.transaction() as session:
        session.get_one(CallProbe, call_id).planned_at = START - timedelta(days=3)


def test_a_missed_call_without_room_names_the_rule(coordinator: TestClient, stage: Stage, store: Store) -> None:
    miss(store, stage.due_call)
    with store.transaction() as session:
        record(session, "call", stage.due_call, MISSED, Cause(MENDER, START), details={"rule": "hours_a_week"})
    html = coordinator.get(BOARD).text
    assert "Samtalet missades och fick ingen ny tid. Orsak: intervjuarnas timmar är slut." in html


def test_a_miss_before_its_present_time_is_no_reason_any_more(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    miss(store, stage.due_call)
    with store.transaction() as session:
        cause = Cause(MENDER, START - timedelta(days=4))
        record(session, "call", stage.due_call, MISSED, cause, details={"rule": "hours_a_week"})
    html = coordinator.get(BOARD).text
    assert ("Samtalet är inte ringt." in html, "Samtalet missades" in html) == (True, False)


def test_missed_calls_that_came_back_are_counted(coordinator: TestClient, stage: Stage, store: Store) -> None:
    sentence = "1 missat samtal har fått en ny tid i planen den här veckan."
    before = sentence in coordinator.get(BOARD).text
    with store.transaction() as session:
        record(session, "call", stage.later_call, "reschedule", Cause(MENDER, START))
    assert (before, sentence in coordinator.get(BOARD).text) == (False, True)
