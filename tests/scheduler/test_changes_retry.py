"""A call that reached nobody is dialled again as the method says, and counts with its last dialling."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.changes.retry import Retry, submit_form
from scheduler.planning.check import broken_rules
from scheduler.stored.contacts import contact, contacts
from scheduler.stored.plan import plan_request
from shopper.call_rules import Grades
from shopper.contact_time import Stamps
from shopper.faults import Conflict
from shopper.moves import Cause
from shopper.queries import call_records, method_of, wave_named
from shopper.states import GRADED_STATES
from shopper.store import Store
from shopper.submit_call import CallForm
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent


@pytest.fixture
def patient(running: Store) -> Store:
    """The launched wave, whose method dials up to three times, with at least three hours between."""
    with running.transaction() as session:
        wave = wave_named(session, "autumn-2026")
        method = method_of(wave)
        three = method.model_copy(update={"retry": method.retry.model_copy(update={"attempts": 3})})
        wave.method_frozen, wave.method_checksum = three.frozen(), three.checksum
    return running


def wave_of(session: Session) -> Wave:
    return wave_named(session, "autumn-2026")


def first_call(session: Session) -> StoredProbe:
    some = [one for one in contacts(session, wave_of(session)) if one.ref.channel == "call" and not one.probe.spare]
    return min(some, key=lambda one: (one.probe.planned_at, one.ref))


def form(at: datetime, outcome: str = "no_answer", form_id: str = "") -> CallForm:
    reached = at + timedelta(seconds=40) if outcome == "reached" else None
    stamps = Stamps(at, official_at=reached, ended_at=at + timedelta(minutes=3))
    return CallForm(form_id or str(uuid4()), stamps, outcome, Grades(), "")


def send(session: Session, call: StoredProbe, sent: CallForm) -> Retry | None:
    at = sent.stamps.dialled_at + timedelta(minutes=4)
    user_id = session.get_one(CallProbe, call.ref.id).interviewer_id
    method = method_of(wave_of(session))
    return submit_form(session, call.ref.id, sent, method, user_id, Cause(call.probe.interviewer or "", at))


def send_as_planned(session: Session, ref: ProbeRef) -> Retry | None:
    """The call dialled when it is planned now, and nobody answers."""
    call = reload(session, ref)
    return send(session, call, form(call.probe.planned_at))


def reload(session: Session, ref: ProbeRef) -> StoredProbe:
    found = contact(session, ref)
    assert found is not None
    return found


def test_a_call_that_nobody_answers_is_planned_anew_by_the_rules_with_the_same_interviewer(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        retry = send(session, call, form(call.probe.planned_at))
        now = reload(session, call.ref)
        request = plan_request(session, wave_of(session))
        others = [one.probe for one in contacts(session, wave_of(session)) if one.ref != call.ref]
        assert broken_rules(request, now.probe, others) == ()
        assert session.exec(select(Grade.id)).all() == []
        assert session.exec(select(Attempt.number, Attempt.outcome)).all() == [(1, "no_answer")]
    assert retry == Retry(now.probe.planned_at, call.probe.interviewer or "", attempt=2, attempts=3)
    assert (now.state, now.probe.interviewer) == ("planned", call.probe.interviewer)
    assert now.probe.planned_at >= call.probe.planned_at + timedelta(hours=3)


def test_the_trail_says_which_attempt_led_to_the_new_time(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        send(session, call, form(call.probe.planned_at, "queue_abandoned"))
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "retry")).one()
    assert (event.actor, event.details["attempt"], event.details["outcome"]) == (
        call.probe.interviewer,
        1,
        "queue_abandoned",
    )


def test_the_last_attempt_is_submitted_and_the_one_that_counts(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        answers = [send_as_planned(session, call.ref) for _ in range(3)]
        last = session.exec(select(Attempt).order_by(col(Attempt.id).desc()).limit(1)).one()
        measurement = session.get_one(CallProbe, call.ref.id).measurement_id
        [record] = call_records(session, measurement, GRADED_STATES)
        assert reload(session, call.ref).state == "submitted"
    assert [answer and answer.attempt for answer in answers] == [2, 3, None]
    assert (last.number, record.called_at, record.outcome) == (3, last.dialled_at, "no_answer")


def test_a_call_that_reaches_somebody_is_done_at_once(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        assert send(session, call, form(call.probe.planned_at, "reached")) is None
        assert reload(session, call.ref).state == "submitted"


def test_an_outcome_that_the_method_does_not_name_is_not_tried_again(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        assert send(session, call, form(call.probe.planned_at, "voicemail")) is None


def test_a_method_with_one_attempt_never_dials_again(running: Store) -> None:
    with running.transaction() as session:
        call = first_call(session)
        assert send(session, call, form(call.probe.planned_at)) is None
        assert reload(session, call.ref).state == "submitted"


def test_the_same_form_twice_stores_one_attempt_and_gives_the_same_answer(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        sent = form(call.probe.planned_at)
        first, second = send(session, call, sent), send(session, call, sent)
        assert session.exec(select(Attempt.number)).all() == [1]
    assert first == second


def test_the_same_last_form_twice_changes_nothing_and_another_one_is_refused(patient: Store) -> None:
    with patient.transaction() as session:
        call = first_call(session)
        sent = form(call.probe.planned_at, "reached")
        assert [send(session, call, sent), send(session, call, sent)] == [None, None]
        assert session.exec(select(Attempt.number)).all() == [1]
        with pytest.raises(Conflict):
            send(session, call, form(call.probe.planned_at, "reached"))


def test_without_room_for_another_attempt_the_call_is_submitted_as_it_is(patient: Store) -> None:
    late = datetime(2026, 11, 6, 15, 30, tzinfo=UTC)
    with patient.transaction() as session:
        call = first_call(session)
        assert send(session, call, form(late)) is None
        assert reload(session, call.ref).state == "submitted"
