"""Approving and returning calls: each decision once, about the grades that were shown, and never by oneself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from shopper.call_drafts import SavedForm, save_draft
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.review import NotApproved, Shown, approve, approve_many, approve_returned, return_call
from shopper.still_open import still_open
from shopper.store import Store
from shopper.tables.calls import CallDraft, CallProbe, CallReview, Grade
from shopper.tables.people import User
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from tests.graded import add_graded_calls

NOW = datetime(2017, 10, 17, 12, 0, tzinfo=UTC)
WHY = "Lyssna en gång till på slutet"
CAUSE = Cause("rut", NOW)


@dataclass(frozen=True, slots=True)
class Calls:
    """Four submitted calls, their measurement, who made them and who reviews them."""

    ids: list[int]
    measurement: int
    interviewer: int
    reviewer: int


@pytest.fixture
def calls(store: Store) -> Calls:
    with store.transaction() as session:
        ids = add_graded_calls(session, 4)
        people = dict(session.exec(select(User.name, User.id)).all())
        measurement = session.exec(select(Measurement.id)).one()
    return Calls(ids, measurement or 0, people["anna"] or 0, people["rut"] or 0)


def do(store: Store, deed: Callable[[Session], Any]) -> Any:
    """Carry it out in a transaction of its own."""
    with store.transaction() as session:
        return deed(session)


def states(store: Store) -> list[str]:
    """The state of each call, by id."""
    with store.reading() as session:
        return list(session.exec(select(CallProbe.state).order_by(col(CallProbe.id))))


def reviews(store: Store) -> list[tuple[int, int, str, str, int]]:
    """What was decided, in order: call, version, decision, reason and reviewer."""
    with store.reading() as session:
        rows = session.exec(select(CallReview).order_by(col(CallReview.id))).all()
    return [(one.call_probe_id, one.grade_version, one.decision, one.reason, one.reviewer_id) for one in rows]


def test_an_approved_call_is_approved_with_a_line_in_the_trail(store: Store, calls: Calls) -> None:
    first = calls.ids[0]
    do(store, lambda session: approve(session, Shown(first, 1), calls.reviewer, CAUSE))
    with store.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.thing == "call")).one()
    assert states(store) == ["approved", "submitted", "submitted", "submitted"]
    assert reviews(store) == [(first, 1, "approved", "", calls.reviewer)]
    assert (event.thing_id, event.actor, event.before, event.after) == (str(first), "rut", "submitted", "approved")


def test_a_returned_call_carries_its_reason(store: Store, calls: Calls) -> None:
    first = calls.ids[0]
    do(store, lambda session: return_call(session, Shown(first, 1), f"  {WHY}\x00 ", calls.reviewer, CAUSE))
    with store.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.thing == "call")).one()
    assert (states(store)[0], event.reason) == ("returned", WHY)
    assert reviews(store) == [(first, 1, "returned", WHY, calls.reviewer)]


def test_a_return_without_a_reason_is_refused(store: Store, calls: Calls) -> None:
    with pytest.raises(BadInput, match="with a reason"):
        do(store, lambda session: return_call(session, Shown(calls.ids[0], 1), " \x00\n", calls.reviewer, CAUSE))
    assert (states(store)[0], reviews(store)) == ("submitted", [])


def test_an_approved_call_is_reopened_with_a_reason(store: Store, calls: Calls) -> None:
    shown = Shown(calls.ids[0], 1)
    do(store, lambda session: approve(session, shown, calls.reviewer, CAUSE))
    do(store, lambda session: return_call(session, shown, WHY, calls.reviewer, CAUSE))
    decisions = [decision for _, _, decision, _, _ in reviews(store)]
    assert (states(store)[0], decisions) == ("returned", ["approved", "returned"])


def test_a_returned_call_is_approved_as_it_was_submitted_and_its_draft_goes(store: Store, calls: Calls) -> None:
    shown = Shown(calls.ids[0], 1)
    do(store, lambda session: return_call(session, shown, WHY, calls.reviewer, CAUSE))
    saved = SavedForm("00000000-0000-4000-8000-000000000001", 1, {})
    do(store, lambda session: save_draft(session, shown.call_id, calls.interviewer, saved, NOW))
    with pytest.raises(Conflict, match="somebody else was faster"):
        do(store, lambda session: approve(session, shown, calls.reviewer, CAUSE))
    do(store, lambda session: approve_returned(session, shown, calls.reviewer, CAUSE))
    with store.reading() as session:
        drafts = session.exec(select(CallDraft)).all()
    decisions = [decision for _, _, decision, _, _ in reviews(store)]
    assert (states(store)[0], decisions, drafts) == ("approved", ["returned", "approved"], [])


def test_who_comes_second_is_told_and_changes_nothing(store: Store, calls: Calls) -> None:
    shown = Shown(calls.ids[0], 1)
    do(store, lambda session: approve(session, shown, calls.reviewer, CAUSE))
    with pytest.raises(Conflict, match="somebody else was faster"):
        do(store, lambda session: approve(session, shown, calls.reviewer, CAUSE))
    assert len(reviews(store)) == 1


def test_grades_that_have_changed_since_they_were_shown_are_not_approved(store: Store, calls: Calls) -> None:
    first = calls.ids[0]
    newer = Grade(call_probe_id=first, version=2, origin="decided", submitted_by=calls.reviewer, submitted_at=NOW)
    do(store, lambda session: session.add(newer))
    with pytest.raises(Conflict, match="its grades have changed"):
        do(store, lambda session: approve(session, Shown(first, 1), calls.reviewer, CAUSE))
    with pytest.raises(Conflict, match="its grades have changed"):
        do(store, lambda session: return_call(session, Shown(first, 1), WHY, calls.reviewer, CAUSE))
    assert (states(store)[0], reviews(store)) == ("submitted", [])


def test_nobody_decides_about_a_call_they_made(store: Store, calls: Calls) -> None:
    first = calls.ids[0]
    with pytest.raises(BadInput, match="is your own"):
        do(store, lambda session: approve(session, Shown(first, 1), calls.interviewer, CAUSE))
    with pytest.raises(BadInput, match="is your own"):
        do(store, lambda session: return_call(session, Shown(first, 1), WHY, calls.interviewer, CAUSE))
    assert reviews(store) == []


def test_of_many_those_that_can_be_are_approved_and_the_others_named(store: Store, calls: Calls) -> None:
    done, other, own, last = calls.ids

    def approve_some(session: Session) -> list[NotApproved]:
        approve(session, Shown(done, 1), calls.reviewer, CAUSE)
        session.get_one(CallProbe, own).interviewer_id = calls.reviewer
        shown = [Shown(done, 1), Shown(other, 2), Shown(own, 1), Shown(last, 1), Shown(last, 1), Shown(10_000, 1)]
        return approve_many(session, shown, calls.reviewer, CAUSE)

    left = do(store, approve_some)
    assert left == [
        NotApproved(done, "moved_on"),
        NotApproved(other, "graded_anew"),
        NotApproved(own, "own_call"),
        NotApproved(10_000, "moved_on"),
    ]
    assert states(store) == ["approved", "submitted", "submitted", "approved"]


def test_time_approves_nothing_and_what_waits_is_counted(store: Store, calls: Calls) -> None:
    later = Cause("rut", NOW + timedelta(days=400))
    do(store, lambda session: approve(session, Shown(calls.ids[0], 1), calls.reviewer, CAUSE))
    do(store, lambda session: return_call(session, Shown(calls.ids[1], 1), WHY, calls.reviewer, later))
    with store.reading() as session:
        waiting = [
            still_open(session, calls.measurement, counted).calls_not_reviewed
            for counted in (("approved",), ("submitted", "approved"))
        ]
    assert (states(store), waiting) == (["approved", "returned", "submitted", "submitted"], [3, 1])
