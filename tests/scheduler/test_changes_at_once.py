"""Two who change the same plan at the same moment: one wins, the other reads what happened, nothing is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session, select

from scheduler.changes.missed import replan_missed
from scheduler.changes.move import RuleBroken, check_move, move_probe
from scheduler.changes.refs import StoredProbe
from scheduler.changes.relocate import ChangedMeanwhile, user_id
from scheduler.changes.retry import Retry, submit_form
from scheduler.stored.contacts import contact, contacts
from shopper.call_rules import Grades
from shopper.contact_time import Stamps
from shopper.moves import Cause
from shopper.queries import method_of, wave_named
from shopper.store import Store
from shopper.submit_call import CallForm
from shopper.tables.calls import Attempt
from shopper.tables.trail import AuditEvent
from tests.scheduler.deeds_at_once import at_once

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


def calls(session: Session) -> list[StoredProbe]:
    found = [one for one in contacts(session, wave_named(session, "autumn-2026")) if one.ref.channel == "call"]
    return sorted(found, key=lambda one: (one.probe.planned_at, one.ref))


def free_times(session: Session, one: StoredProbe, count: int) -> list[datetime]:
    """Times of the same interviewer to which the call could be moved."""
    steps = (one.probe.planned_at + timedelta(minutes=20 * step) for step in range(1, 2000))
    some = (at for at in steps if not check_move(session, one.ref, at, None, NOW))
    return [next(some) for _ in range(count)]


def test_of_two_who_move_a_call_one_wins_and_the_other_reads_what_happened(draft: Store) -> None:
    with draft.reading() as session:
        one = calls(session)[0]
        first, second = free_times(session, one, 2)
    wishes = {"kim": first, "robin": second}

    def by(name: str) -> Callable[[Session], None]:
        return lambda session: move_probe(session, one.ref, one.version, wishes[name], None, Cause(name, NOW))

    refusals = [found for found in at_once(draft, by("kim"), by("robin")) if found is not None]
    with draft.reading() as session:
        now = contact(session, one.ref)
        winner = session.exec(select(AuditEvent.actor).where(AuditEvent.action == "reschedule")).one()
    assert now is not None
    assert (now.probe.planned_at, now.version) == (wishes[winner], one.version + 1)
    assert [type(refusal) for refusal in refusals] == [ChangedMeanwhile]
    assert str(refusals[0]).startswith(
        f"{winner} moved call {one.ref.id} at 2026-10-01 10:00, it now stands at {wishes[winner]:%Y-%m-%d %H:%M}"
    )


def test_two_calls_are_not_given_to_the_same_interviewer_at_the_same_time(draft: Store) -> None:
    with draft.reading() as session:
        mine = [one for one in calls(session) if one.probe.interviewer == "i2"]
        one, other = next(pair for pair in pairwise(mine) if _towns(*pair) == 2)
        step = (one.probe.planned_at + timedelta(minutes=20 * number) for number in range(1, 2000))
        at = next(
            each for each in step if not any(check_move(session, call.ref, each, None, NOW) for call in (one, other))
        )
    deeds = [
        lambda session, call=call: move_probe(session, call.ref, call.version, at, None, Cause("kim", NOW))
        for call in (one, other)
    ]
    refused = [found for found in at_once(draft, *deeds) if found is not None]
    assert [type(found) for found in refused] == [RuleBroken]
    assert "one_call_at_a_time" in str(refused[0])


def _towns(one: StoredProbe, other: StoredProbe) -> int:
    return len({one.probe.municipality, other.probe.municipality})


def test_a_form_of_a_call_that_is_sent_twice_at_once_stores_one_attempt(running: Store) -> None:
    with running.transaction() as session:
        wave = wave_named(session, "autumn-2026")
        frozen = method_of(wave)
        method = frozen.model_copy(update={"retry": frozen.retry.model_copy(update={"attempts": 3})})
        call = next(one for one in calls(session) if not one.probe.spare)
    at = call.probe.planned_at
    form = CallForm("one form", Stamps(at), "no_answer", Grades(), "")

    def send(session: Session) -> Retry | None:
        cause = Cause("i1", at + timedelta(minutes=5))
        return submit_form(session, call.ref.id, form, method, user_id(session, "i1"), cause)

    first, second = at_once(running, send, send)
    with running.reading() as session:
        assert session.exec(select(Attempt.number)).all() == [1]
    assert isinstance(first, Retry)
    assert first == second


def test_two_workers_give_each_missed_call_one_new_time(running: Store) -> None:
    tuesday = datetime(2026, 10, 13, 0, 30, tzinfo=UTC)
    with running.reading() as session:
        missed = {one.ref.id for one in calls(session) if one.probe.planned_at < tuesday and not one.probe.spare}

    def mend(session: Session) -> int:
        return replan_missed(session, wave_named(session, "autumn-2026"), tuesday)

    assert sorted(at_once(running, mend, mend), key=str) == [0, len(missed)]
    with running.reading() as session:
        events = session.exec(select(AuditEvent.thing_id).where(AuditEvent.reason == "missed")).all()
        late = [one for one in calls(session) if one.probe.planned_at < tuesday and not one.probe.spare]
    assert (Counter(events), late) == (Counter(str(each) for each in missed), [])
