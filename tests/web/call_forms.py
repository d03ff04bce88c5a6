"""Forms of calls as a browser and the script of the call sheet send them, and what is stored of them."""

import json
from typing import Any, Final
from uuid import uuid4

from sqlmodel import Session, col, select

from shopper.call_rules import GRADES
from shopper.double.decisions import decide
from shopper.double.rows import Judgement, newest_grade
from shopper.moves import Cause, move
from shopper.states import GRADED_STATES
from shopper.store import Store
from shopper.tables.calls import Attempt, CallDraft, CallProbe, CallReview, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.people import User
from tests.web.stage import START

AS_JSON: Final = {"accept": "application/json"}
DIALLED: Final = "2017-10-16 08:00:00"
REACHED: Final = {
    "dialled_at": DIALLED,
    "human_at": "08:00:12.4",
    "official_at": "08:01:00.9",
    "ended_at": "08:03:10",
    "outcome": "reached",
    "answer": "good",
    "information": "medium",
    "interest": "good",
    "courtesy": "very_good",
    "comment": "Trevlig röst.",
}


def form(**changes: str) -> dict[str, str]:
    """A filled-in form with an id of its own."""
    return REACHED | {"form_id": str(uuid4())} | changes


def history(*rows: dict[str, Any]) -> str:
    """The stamps' history as the script sends it."""
    return json.dumps([{"name": "dialled_at", "how": "key", "before": None} | row for row in rows])


def give_back(store: Store, call_id: int, reason: str) -> None:
    """What a reviewer does who returns a call."""
    with store.transaction() as session:
        version = session.exec(select(Grade.version).where(Grade.call_probe_id == call_id)).all()[-1]
        rut = session.get_one(CallProbe, call_id).interviewer_id
        review = CallReview(
            call_probe_id=call_id,
            grade_version=version,
            decision="returned",
            reason=reason,
            reviewer_id=rut,
            decided_at=START,
        )
        session.add(review)
        move(session, "call", call_id, ("submitted", "returned"), Cause("rut", START, reason))


def decide_otherwise(store: Store, call_id: int, courtesy: str) -> None:
    """What a third grader does who decides that the courtesy was another."""
    with store.transaction() as session:
        third = DoubleGrade(call_probe_id=call_id, part="third", ordered_at=START)
        session.add(third)
        session.flush()
        said = {factor: getattr(newest_grade(session, call_id), factor) for factor in GRADES} | {"courtesy": courtesy}
        grader = session.exec(select(User.id).where(User.name == "alva")).one() or 0
        decide(session, third, Judgement(said, "Hörs på inspelningen."), grader, Cause("alva", START))


def drafts(store: Store) -> list[tuple[int, str, int]]:
    """The drafts that are kept: call, what its comment says, and how often it was saved."""
    with store.reading() as session:
        return [(one.call_probe_id, one.fields["comment"], one.saves) for one in session.exec(select(CallDraft))]


def state(store: Store, call_id: int) -> str:
    """The state of the call."""
    with store.reading() as session:
        return session.get_one(CallProbe, call_id).state


def is_graded(store: Store, call_id: int) -> bool:
    """Whether the call has been made and graded."""
    return state(store, call_id) in GRADED_STATES


def attempts(session: Session, call_id: int) -> list[Attempt]:
    """The call's diallings, each version of them, as they were stored."""
    return list(session.exec(select(Attempt).where(Attempt.call_probe_id == call_id).order_by(col(Attempt.id))))
