"""Orders about a running plan: shown, done as shown, and by the rules of the plan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from scheduler.changes.change import make_change, preview_change, work_out
from scheduler.changes.move import lock
from scheduler.changes.orders import Closed, Ill, Order, Postpone, QuestionWithdrawn, Reassign
from scheduler.changes.refs import Change, ProbeRef, StoredProbe
from scheduler.changes.relocate import ChangedMeanwhile
from scheduler.planning.check import broken_rules
from scheduler.stored.contacts import contact, contacts
from scheduler.stored.plan import plan_request
from shopper.faults import BadInput, Conflict
from shopper.mail_queries import letters_in_trouble
from shopper.moves import Cause, move
from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.study import Measurement, Wave, WaveInterviewer, WaveQuestion
from shopper.tables.trail import AuditEvent

NOW = datetime(2026, 10, 19, 5, 30, tzinfo=UTC)
"""Monday of the second week, half past seven in Stockholm."""

CAUSE = Cause("kim", NOW, "because")
ILL = Ill("i1", date(2026, 10, 19), date(2026, 10, 21))


def wave_of(session: Session) -> Wave:
    return wave_named(session, "autumn-2026")


def stored(session: Session) -> dict[ProbeRef, StoredProbe]:
    return {one.ref: one for one in contacts(session, wave_of(session))}


def shown_and_done(store: Store, order: Order, cause: Cause = CAUSE) -> Change:
    """The order previewed in one transaction and done in the next, as two requests do it."""
    with store.reading() as session:
        shown = preview_change(session, wave_of(session), order, cause.at)
    with store.transaction() as session:
        done = make_change(session, wave_of(session), order, shown.checksum, cause)
    assert done == shown
    return done


def broken(session: Session, refs: set[ProbeRef]) -> list[tuple[ProbeRef, str]]:
    """The rules that these contacts break where they stand."""
    request = plan_request(session, wave_of(session))
    everything = stored(session)
    return [
        (ref, reason.rule)
        for ref in sorted(refs)
        for reason in broken_rules(
            request, everything[ref].probe, [one.probe for one in everything.values() if one.ref != ref]
        )
    ]


def test_a_preview_changes_nothing(running: Store) -> None:
    with running.reading() as session:
        before = stored(session)
        change = preview_change(session, wave_of(session), ILL, NOW)
        again = preview_change(session, wave_of(session), ILL, NOW + timedelta(minutes=20))
        assert stored(session) == before
    assert (again, len(change.moves) > 0, change.unplaced) == (change, True, ())


def test_the_calls_of_an_ill_interviewer_go_to_others_or_to_other_days(running: Store) -> None:
    with running.reading() as session:
        due = {
            ref
            for ref, one in stored(session).items()
            if one.probe.interviewer == "i1" and date(2026, 10, 19) <= one.probe.planned_at.date() <= date(2026, 10, 21)
        }
    change = shown_and_done(running, ILL)
    with running.reading() as session:
        after = stored(session)
        assert broken(session, due) == []
        assert [one.days_off for one in session.exec(select(WaveInterviewer)) if one.days_off] == [
            ["2026-10-19", "2026-10-20", "2026-10-21"]
        ]
    assert {one.ref for one in change.moves} == due
    assert [(after[one.ref].probe.planned_at, after[one.ref].probe.interviewer) for one in change.moves] == [
        (one.after.planned_at, one.after.interviewer) for one in change.moves
    ]
    assert any(one.before.planned_at == one.after.planned_at for one in change.moves)


def test_every_moved_contact_and_the_order_have_their_line_in_the_trail(running: Store) -> None:
    change = shown_and_done(running, ILL)
    with running.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.at == NOW).order_by(col(AuditEvent.id))).all()
    moves = [(one.thing, int(one.thing_id), one.reason) for one in events if one.action == "reschedule"]
    assert moves == [("call", one.ref.id, "because") for one in change.moves]
    order = next(one for one in events if one.action == "change")
    assert (order.thing, order.details["order"], order.details["moved"]) == ("wave", "ill", len(change.moves))


def test_a_locked_call_of_an_ill_interviewer_moves_too_and_the_change_says_so(running: Store) -> None:
    with running.transaction() as session:
        ref = next(
            ref
            for ref, one in stored(session).items()
            if one.probe.interviewer == "i1" and one.probe.planned_at.date() == date(2026, 10, 20)
        )
        lock(session, [ref], locked=True, cause=Cause("kim", NOW, "promised"))
    change = shown_and_done(running, ILL)
    assert [one.locked for one in change.moves if one.ref == ref] == [True]
    with running.reading() as session:
        assert (found := contact(session, ref)) is not None
        assert found.locked


def test_a_done_call_stays_whatever_is_ordered(running: Store) -> None:
    with running.transaction() as session:
        ref = next(
            ref
            for ref, one in stored(session).items()
            if one.probe.interviewer == "i1" and one.probe.planned_at.date() == date(2026, 10, 19)
        )
        move(session, "call", ref.id, ("planned", "submitted"), Cause("i1", NOW))
    assert ref not in {one.ref for one in shown_and_done(running, ILL).moves}
    with running.reading() as session, pytest.raises(ChangedMeanwhile, match="is submitted"):
        preview_change(session, wave_of(session), Reassign((ref.id,), "i2"), NOW)


def test_when_the_plan_has_changed_since_it_was_shown_nothing_is_done(running: Store) -> None:
    with running.reading() as session:
        shown = preview_change(session, wave_of(session), ILL, NOW)
    shown_and_done(running, Closed("0685", (date(2026, 10, 20),)), Cause("robin", NOW, "because"))
    with running.transaction() as session, pytest.raises(Conflict, match="has changed since this was shown"):
        make_change(session, wave_of(session), ILL, shown.checksum, CAUSE)


def test_an_order_asks_for_a_reason_and_a_launched_wave(draft: Store) -> None:
    with draft.transaction() as session:
        with pytest.raises(BadInput, match="is not launched"):
            preview_change(session, wave_of(session), ILL, NOW)
        with pytest.raises(BadInput, match="say why"):
            make_change(session, wave_of(session), ILL, "", Cause("kim", NOW))


def test_on_a_day_when_the_municipality_is_closed_nobody_calls_it_but_letters_stay(running: Store) -> None:
    day = date(2026, 10, 22)
    with running.reading() as session:
        there = [one for one in stored(session).values() if one.probe.planned_at.date() == day]
        here = {one.ref for one in there if one.probe.municipality == "0685" and one.ref.channel == "call"}
    change = shown_and_done(running, Closed("0685", (day,)))
    with running.reading() as session:
        assert broken(session, here) == []
        assert session.exec(select(Measurement.closed_on).order_by(Measurement.municipality_code)).all() == [
            ["2026-10-22"],
            [],
        ]
    assert {one.ref for one in change.moves} == here
    assert all(one.after.planned_at.date() != day for one in change.moves)


def test_a_withdrawn_question_is_asked_no_more_and_a_spare_steps_in(running: Store) -> None:
    with running.reading() as session:
        before = stored(session)
        asked = {ref for ref, one in before.items() if (one.probe.area, one.probe.question) == ("bygglov", 3)}
    change = shown_and_done(running, QuestionWithdrawn("bygglov", 3))
    with running.reading() as session:
        after = stored(session)
        states = [one.state for ref in sorted(asked) if (one := contact(session, ref)) is not None]
        assert letters_in_trouble(session) == []
        assert 3 not in plan_request(session, wave_of(session)).questions["bygglov"]
        assert session.exec(select(WaveQuestion).where(col(WaveQuestion.withdrawn_at).is_not(None))).one()
    assert (set(states), {one.ref for one in change.withdrawn}) == ({"withdrawn"}, asked)
    spares = [one.instead for one in change.withdrawn if one.instead is not None]
    assert len(spares) == 4
    assert [before[ref].probe.spare for ref in spares] == [True] * 4
    assert [after[ref].probe.spare for ref in spares] == [False] * 4


def test_a_question_that_the_wave_does_not_ask_cannot_be_withdrawn(running: Store) -> None:
    with running.reading() as session, pytest.raises(BadInput, match="does not ask question 99 of bygglov"):
        preview_change(session, wave_of(session), QuestionWithdrawn("bygglov", 99), NOW)


def planned_calls(session: Session, name: str, count: int) -> tuple[int, ...]:
    mine = [one for one in stored(session).values() if one.probe.interviewer == name and one.probe.planned_at > NOW]
    later = sorted((one for one in mine if one.probe.planned_at.day > 20), key=lambda one: one.ref)
    return tuple(one.ref.id for one in later[:count])


@pytest.mark.parametrize("name", ["i2", ""])
def test_calls_that_are_reassigned_go_to_whom_the_order_says(running: Store, name: str) -> None:
    with running.reading() as session:
        calls = planned_calls(session, "i1", 5)
    change = shown_and_done(running, Reassign(calls, name))
    with running.reading() as session:
        assert broken(session, {ProbeRef("call", each) for each in calls}) == []
    assert {one.ref.id for one in change.moves} == set(calls)
    assert {one.after.interviewer for one in change.moves} <= ({name} if name else {"i2", "i3"})


def test_postponed_contacts_come_on_the_day_or_later(running: Store) -> None:
    with running.reading() as session:
        first = [one.ref for one in stored(session).values() if one.probe.planned_at.date() == date(2026, 10, 19)]
    change = shown_and_done(running, Postpone(tuple(first), date(2026, 10, 26)))
    with running.reading() as session:
        assert broken(session, set(first)) == []
    assert {one.ref for one in change.moves} == set(first)
    assert all(one.after.planned_at.date() >= date(2026, 10, 26) for one in change.moves)


def test_what_finds_no_place_stays_where_it_is_with_the_rule_that_stands_in_the_way(running: Store) -> None:
    friday = datetime(2026, 11, 6, 14, 30, tzinfo=UTC)
    with running.reading() as session:
        left = [one for one in stored(session).values() if one.ref.channel == "call" and one.probe.planned_at > friday]
        before = {one.ref: one for one in left}
        calls = tuple(one.ref for one in stored(session).values() if one.probe.planned_at.date() == friday.date())
        calls = tuple(ref for ref in calls if ref.channel == "call")
    change = shown_and_done(running, Postpone(calls, date(2026, 11, 7)), Cause("kim", friday, "because"))
    with running.reading() as session:
        assert {ref: stored(session)[ref] for ref in before} == before
    assert ({one.ref for one in change.unplaced}, change.moves) == (set(calls), ())
    assert all(one.reason.rule for one in change.unplaced)


def test_what_was_worked_out_before_is_done_unless_something_has_come_between(running: Store) -> None:
    with running.reading() as session:
        worked = work_out(session, wave_of(session), ILL, NOW)
    with running.transaction() as session:
        done = make_change(session, wave_of(session), ILL, worked.change.checksum, CAUSE, worked)
    with running.transaction() as session, pytest.raises(Conflict, match="has changed since this was shown"):
        make_change(session, wave_of(session), ILL, worked.change.checksum, CAUSE, worked)
    assert (done, len(done.moves) > 0) == (worked.change, True)
