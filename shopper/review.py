"""A reviewer's decisions about submitted calls: approve one or many, or return one with a reason. Never by time.

A decision is about the grades that the reviewer saw (`Shown`): when they have changed since, or somebody else was
faster, nothing is done and the reviewer is told. What was submitted stays as it was; only the state moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.call_drafts import drop_drafts
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, move
from shopper.tables.calls import CallProbe, CallReview, Grade

LONGEST_REASON: Final = 1000
"""Characters of a return's reason."""

Hindrance = Literal["moved_on", "graded_anew", "own_call"]
"""Why a call is not decided about: its state or its grades are no longer those shown, or the reviewer made it."""

RETURNABLE: Final = ("submitted", "approved")
"""States from which a call can be returned: an approved one is reopened."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as the reviewer saw it: which version of its grades."""

    call_id: int
    grade_version: int


@dataclass(frozen=True, slots=True)
class NotApproved:
    """A call of many that was not approved, and why."""

    call_id: int
    why: Hindrance


def approve(session: Session, shown: Shown, user_id: int, cause: Cause) -> None:
    """Approve a submitted call, so that the figures count it.

    BadInput when the reviewer made the call; Conflict when it is no longer submitted or its grades have changed.
    """
    _decide_if(session, shown, ("submitted",), "approved", user_id, cause)


def approve_returned(session: Session, shown: Shown, user_id: int, cause: Cause) -> None:
    """Approve a returned call as it was submitted: its interviewer cannot correct it, or it was right after all.

    BadInput when the reviewer made the call; Conflict when it has been submitted anew or somebody else was faster.
    """
    _decide_if(session, shown, ("returned",), "approved", user_id, cause)
    drop_drafts(session, shown.call_id)


def approve_many(session: Session, shown: Iterable[Shown], user_id: int, cause: Cause) -> list[NotApproved]:
    """Approve each call that can be, with a line in the trail of its own; those that were not, and why."""
    left: list[NotApproved] = []
    for one in sorted(set(shown), key=lambda each: each.call_id):
        hindrance = _hindrance(_locked(session, one.call_id), _newest(session, one.call_id), one, user_id)
        if hindrance:
            left.append(NotApproved(one.call_id, hindrance))
        else:
            _decide(session, one, ("submitted", "approved"), user_id, cause)
    return left


def return_call(session: Session, shown: Shown, reason: str, user_id: int, cause: Cause) -> None:
    """Give a call back to its interviewer with a reason; an approved one is reopened by it and no longer counts.

    BadInput without a reason or when the reviewer made the call; Conflict when somebody was faster.
    """
    text = kept_reason(reason)
    if not text:
        raise BadInput("a call is returned with a reason; write what the interviewer is to look at")
    _decide_if(session, shown, RETURNABLE, "returned", user_id, replace(cause, reason=text))


def kept_reason(typed: str) -> str:
    """The reason of a return as it is stored."""
    return typed.replace("\x00", "").strip()[:LONGEST_REASON]


def _locked(session: Session, call_id: int) -> CallProbe | None:
    """The call, held until the transaction ends where the database can: nobody grades it anew meanwhile."""
    return session.get(CallProbe, call_id, populate_existing=True, with_for_update=True)


def _newest(session: Session, call_id: int) -> int | None:
    return session.exec(select(func.max(col(Grade.version))).where(Grade.call_probe_id == call_id)).one()


def _hindrance(
    call: CallProbe | None, newest: int | None, shown: Shown, user_id: int, state: str = "submitted"
) -> Hindrance | None:
    """What keeps the reviewer from deciding about a call that is to be in this state; None: nothing."""
    if call is None or call.state != state:
        return "moved_on"
    if newest != shown.grade_version:
        return "graded_anew"
    return "own_call" if call.interviewer_id == user_id else None


def _fault(hindrance: Hindrance, call_id: int) -> BadInput | Conflict:
    if hindrance == "own_call":
        return BadInput(f"call {call_id} is your own; let another reviewer decide about it")
    what = "its grades have changed" if hindrance == "graded_anew" else "somebody else was faster"
    return Conflict(f"call {call_id} is not as it was shown, {what}; nothing was changed")


def _decide_if(  # noqa: PLR0913, PLR0917 - what is decided about, from which states to which, by whom, and why
    session: Session, shown: Shown, states: tuple[str, ...], decision: str, user_id: int, cause: Cause
) -> None:
    """Decide about a call that is in one of the states and as it was shown; else say what is in the way."""
    call = _locked(session, shown.call_id)
    state = call.state if call is not None and call.state in states else states[0]
    hindrance = _hindrance(call, _newest(session, shown.call_id), shown, user_id, state)
    if hindrance:
        raise _fault(hindrance, shown.call_id)
    _decide(session, shown, (state, decision), user_id, cause)


def _decide(session: Session, shown: Shown, states: tuple[str, str], user_id: int, cause: Cause) -> None:
    move(session, "call", shown.call_id, states, cause)
    review = CallReview(
        call_probe_id=shown.call_id,
        grade_version=shown.grade_version,
        decision=states[1],
        reason=cause.reason,
        reviewer_id=user_id,
        decided_at=cause.at,
    )
    session.add(review)
    session.flush()
