"""Calls that nobody made on their day go back into the plan, each once a day, and say why."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from scheduler.changes.missed import replan_missed, waves_with_missed
from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.planning.check import broken_rules
from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request
from shopper.moves import Cause, move
from shopper.queries import measurements_of, wave_named
from shopper.store import Store
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

TUESDAY = datetime(2026, 10, 13, 5, 0, tzinfo=UTC)
"""Seven in the morning of the wave's second day."""


def wave_of(session: Session) -> Wave:
    return wave_named(session, "autumn-2026")


def calls(session: Session) -> dict[ProbeRef, StoredProbe]:
    found = (one for one in contacts(session, wave_of(session)) if one.ref.channel == "call" and not one.probe.spare)
    return {one.ref: one for one in found}


def of_monday(session: Session) -> set[ProbeRef]:
    return {ref for ref, one in calls(session).items() if one.probe.planned_at.date() == date(2026, 10, 12)}


def test_a_call_of_today_is_late_but_not_missed(running: Store) -> None:
    monday_evening = datetime(2026, 10, 12, 20, 0, tzinfo=UTC)
    with running.transaction() as session:
        assert waves_with_missed(session, monday_evening) == []
        assert replan_missed(session, wave_of(session), monday_evening) == 0


def test_calls_of_yesterday_that_nobody_made_get_a_new_time_by_the_rules(running: Store) -> None:
    with running.transaction() as session:
        missed = of_monday(session)
        assert waves_with_missed(session, TUESDAY) == [wave_of(session).id]
        assert replan_missed(session, wave_of(session), TUESDAY) == len(missed) > 0
        after = calls(session)
        request = plan_request(session, wave_of(session))
        everything = contacts(session, wave_of(session))
        broken = [
            broken_rules(request, after[ref].probe, [one.probe for one in everything if one.ref != ref])
            for ref in missed
        ]
        assert waves_with_missed(session, TUESDAY) == []
    assert (set(broken), of_monday(session)) == ({()}, set())
    assert all(after[ref].probe.planned_at > TUESDAY for ref in missed)


def test_a_call_that_was_made_stays(running: Store) -> None:
    with running.transaction() as session:
        made = min(of_monday(session))
        before = calls(session)[made].probe.planned_at
        move(session, "call", made.id, ("planned", "submitted"), Cause("i1", before))
        replan_missed(session, wave_of(session), TUESDAY)
        assert of_monday(session) == {made}


def test_the_trail_says_that_the_call_was_missed(running: Store) -> None:
    with running.transaction() as session:
        missed = of_monday(session)
        replan_missed(session, wave_of(session), TUESDAY)
        events = session.exec(select(AuditEvent).where(AuditEvent.reason == "missed")).all()
    assert {(one.actor, one.action, int(one.thing_id)) for one in events} == {
        ("replan_missed", "reschedule", ref.id) for ref in missed
    }


def test_what_finds_no_place_stays_and_is_tried_again_the_next_day(running: Store) -> None:
    with running.transaction() as session:
        wave = wave_of(session)
        missed = of_monday(session)
        wave.last_day = date(2026, 10, 14)
        _close(session, wave)
        session.flush()
        assert (replan_missed(session, wave, TUESDAY), of_monday(session)) == (0, missed)
        assert waves_with_missed(session, TUESDAY + timedelta(hours=8)) == []
        assert waves_with_missed(session, TUESDAY + timedelta(days=1)) == [wave.id]
        rules = session.exec(select(AuditEvent.details).where(AuditEvent.action == "missed")).all()
    assert {rule["rule"] for rule in rules} != {""}


def _close(session: Session, wave: Wave) -> None:
    """Every municipality is closed for the rest of the wave."""
    for measurement in measurements_of(session, wave):
        measurement.closed_on = ["2026-10-13", "2026-10-14"]
        session.add(measurement)


def test_after_the_waves_end_missed_calls_stay(running: Store) -> None:
    with running.reading() as session:
        assert waves_with_missed(session, datetime(2026, 11, 9, 8, 0, tzinfo=UTC)) == []
