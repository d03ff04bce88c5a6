"""A call that reached nobody is dialled again where the method says so: at another time, by the rules of the plan.

For the page of the call there is one function: `submit_form(session, call_id, form, method, user_id, cause)`, which
gives back a `Retry` when the call is to be made again, and None when it is submitted. It takes the place of
`shopper.submit_call.submit_call`, which it calls in the end. Source: method study 3; `RetryRules`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from scheduler.changes.move import wave_of
from scheduler.changes.one_call import new_times
from scheduler.changes.refs import Placed, ProbeRef, StoredProbe, placed
from scheduler.changes.relocate import in_turn, relocate
from scheduler.stored.contacts import contact
from shopper.call_versions import attempts_made, is_stored, state_of
from shopper.method import Method
from shopper.moves import Cause
from shopper.submit_call import CallForm, store_attempt, submit_call

_SEEDS_APART: Final = 2_000_003


@dataclass(frozen=True, slots=True)
class Retry:
    """When a call is made again, by whom, and which attempt that is of how many."""

    planned_at: datetime
    interviewer: str
    attempt: int
    attempts: int


def submit_form(  # noqa: PLR0913, PLR0917 - as `submit_call`
    session: Session, call_id: int, form: CallForm, method: Method, user_id: int, cause: Cause
) -> Retry | None:
    """Store a call form that has passed its check: the call as done, or one dialling of it and when the next one is.

    With attempts left after an outcome that asks for another, the next one is planned at least `wait_hours` later; the
    same interviewer first. When nothing fits any more, the call is submitted as it is. The same form once more changes
    nothing. Conflict when the call is done already with another form.
    """
    if not asks_for_another(session, call_id, form, method):
        submit_call(session, call_id, form, method, user_id, cause)
        return None
    in_turn(session)
    one = contact(session, ProbeRef("call", call_id))
    if is_stored(session, call_id, form.form_id):
        return _next(one, attempts_made(session, call_id), method)
    there = _next_place(session, one, form, method, cause)
    if one is None or there is None:
        submit_call(session, call_id, form, method, user_id, cause)
        return None
    store_attempt(session, call_id, form, method)
    made = attempts_made(session, call_id)
    relocate(session, one, there, "retry", cause, outcome=form.outcome, attempt=made)
    return Retry(there.planned_at, there.interviewer or "", made + 1, method.retry.attempts)


def asks_for_another(session: Session, call_id: int, form: CallForm, method: Method) -> bool:
    """Whether the method wants the call dialled again after this outcome, counting the diallings stored before.

    Never when a reviewer has returned it: then the form corrects a dialling that was made.
    """
    rules = method.retry
    if rules.attempts <= 1 or form.outcome not in rules.after or state_of(session, call_id) == "returned":
        return False
    return is_stored(session, call_id, form.form_id) or attempts_made(session, call_id) + 1 < rules.attempts


def _next_place(
    session: Session, one: StoredProbe | None, form: CallForm, method: Method, cause: Cause
) -> Placed | None:
    """When the next attempt is, at least `wait_hours` after this one began; None when there is no room, or no need.

    Asked again now that nobody else changes the plan: another form may have been stored meanwhile.
    """
    if one is None or one.state != "planned" or not asks_for_another(session, one.ref.id, form, method):
        return None
    waited = form.stamps.dialled_at + timedelta(hours=method.retry.wait_hours)
    chance = _SEEDS_APART * one.ref.id + attempts_made(session, one.ref.id)
    places = new_times(session, wave_of(session, one.ref), [one], max(cause.at, waited), chance)
    return placed(places.found[one.ref]) if one.ref in places.found else None


def _next(one: StoredProbe | None, made: int, method: Method) -> Retry | None:
    """What the same form was answered the first time, as long as the next attempt is still to come."""
    if one is None or one.state != "planned":
        return None
    return Retry(one.probe.planned_at, one.probe.interviewer or "", made + 1, method.retry.attempts)
