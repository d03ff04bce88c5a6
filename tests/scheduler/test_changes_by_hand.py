"""One contact moved by hand: by the rules, once, and with a sentence for whoever came second."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from scheduler.changes.move import RuleBroken, check_move, lock, move_probe
from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.changes.relocate import ChangedMeanwhile
from scheduler.stored.contacts import contact, contacts
from scheduler.stored.plan import plan_request, plan_wave, replan_wave
from shopper.faults import BadInput, NotThere
from shopper.moves import Cause, move
from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.trail import AuditEvent

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


def stored(session: Session, channel: str = "call") -> list[StoredProbe]:
    found = [one for one in contacts(session, wave_named(session, "autumn-2026")) if one.ref.channel == channel]
    return sorted(found, key=lambda one: (one.probe.planned_at, one.ref))


def other_place(session: Session, one: StoredProbe) -> tuple[datetime, str | None]:
    """The first time after the contact's own, in steps of 20 minutes, against which no rule speaks."""
    names = ["i1", "i2", "i3"] if one.ref.channel == "call" else [None]
    for step in range(1, 2000):
        at = one.probe.planned_at + timedelta(minutes=20 * step)
        for name in names:
            if not check_move(session, one.ref, at, name, NOW):
                return at, name
    raise AssertionError("every place is taken")


def test_a_contact_stands_where_it_is_moved_to_with_a_line_in_the_trail(draft: Store) -> None:
    cause = Cause("kim", NOW, "the interviewer asked for it")
    with draft.transaction() as session:
        one = stored(session)[0]
        at, name = other_place(session, one)
        move_probe(session, one.ref, one.version, at, name, cause)
        found = contact(session, one.ref)
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "reschedule")).one()
    assert found is not None
    assert (found.probe.planned_at, found.probe.interviewer, found.version) == (at, name, one.version + 1)
    assert (event.actor, event.thing_id, event.before, event.after, event.reason) == (
        "kim",
        str(one.ref.id),
        one.probe.planned_at.isoformat(),
        at.isoformat(),
        "the interviewer asked for it",
    )


def test_a_move_against_a_rule_is_refused_and_every_rule_is_named(draft: Store) -> None:
    with draft.transaction() as session:
        one = stored(session)[0]
        sunday = datetime(2026, 10, 18, 12, 10, tzinfo=STOCKHOLM)
        with pytest.raises(RuleBroken) as found:
            move_probe(session, one.ref, one.version, sunday, "i1", Cause("kim", NOW))
        assert contact(session, one.ref) == one
    rules = {reason.rule for reason in found.value.reasons}
    assert {"working_day", "lunch", "available"} <= rules
    assert str(found.value).startswith("the plan's rules forbid that (")


def test_a_rule_that_the_wave_allows_to_be_broken_refuses_no_move(draft: Store) -> None:
    with draft.transaction() as session:
        wave = wave_named(session, "autumn-2026")
        one = next(each for each in stored(session) if each.probe.planned_at.hour == 10)
        noon = one.probe.planned_at.replace(hour=12, minute=0)
        before = {reason.rule for reason in check_move(session, one.ref, noon, None, NOW)}
        wave.allowed_breaks = ["lunch"]
        session.add(wave)
        session.flush()
        after = {reason.rule for reason in check_move(session, one.ref, noon, None, NOW)}
    assert before - after == {"lunch"}


def test_the_second_of_two_who_move_a_contact_reads_who_moved_it_when_and_to_what(draft: Store) -> None:
    later = NOW + timedelta(minutes=5)
    with draft.transaction() as session:
        one = stored(session)[0]
        at, name = other_place(session, one)
        move_probe(session, one.ref, one.version, at, name, Cause("kim", NOW))
    with draft.transaction() as session, pytest.raises(ChangedMeanwhile) as found:
        move_probe(session, one.ref, one.version, at + timedelta(days=1), name, Cause("robin", later))
    assert str(found.value) == (
        f"kim moved call {one.ref.id} at 2026-10-01 10:00, it now stands at {at:%Y-%m-%d %H:%M} with {name}; "
        "nothing was changed, look at it again"
    )


def test_a_contact_of_a_plan_that_was_made_anew_is_not_mistaken_for_the_one_that_was_shown(draft: Store) -> None:
    with draft.transaction() as session:
        one = stored(session)[0]
    with draft.transaction() as session:
        plan_wave(session, wave_named(session, "autumn-2026"), Cause("robin", NOW), seed=8)
    with draft.transaction() as session, pytest.raises((ChangedMeanwhile, NotThere)) as found:
        move_probe(session, one.ref, one.version, one.probe.planned_at, None, Cause("kim", NOW))
    assert "robin planned the wave again" in str(found.value) or "any more" in str(found.value)


def test_a_done_call_never_moves(running: Store) -> None:
    cause = Cause("kim", NOW, "asked")
    with running.transaction() as session:
        one = stored(session)[0]
        move(session, "call", one.ref.id, ("planned", "submitted"), Cause("i1", NOW))
        with pytest.raises(ChangedMeanwhile, match=r"is submitted since 2026-10-01 10:00 \(i1\) and moves no more"):
            move_probe(session, one.ref, one.version, one.probe.planned_at + timedelta(days=7), None, cause)


def test_a_letter_that_is_being_sent_is_left_alone(running: Store) -> None:
    cause = Cause("kim", NOW, "asked")
    with running.transaction() as session:
        one = stored(session, "mail")[0]
        letter = session.get_one(MailProbe, one.ref.id)
        letter.state, letter.raw = "claimed", b"a letter"
        session.flush()
        with pytest.raises(ChangedMeanwhile):
            move_probe(session, one.ref, one.version, one.probe.planned_at + timedelta(days=1), None, cause)
        assert session.get_one(MailProbe, one.ref.id).planned_at == one.probe.planned_at


def test_a_launched_wave_is_changed_with_a_reason_only(running: Store) -> None:
    with running.transaction() as session:
        one = stored(session)[0]
        with pytest.raises(BadInput, match="say why its plan is changed"):
            move_probe(session, one.ref, one.version, one.probe.planned_at, None, Cause("kim", NOW, " "))
        with pytest.raises(BadInput, match="say why its plan is changed"):
            lock(session, [one.ref], locked=True, cause=Cause("kim", NOW))


def test_nothing_of_a_launched_wave_moves_into_the_past(running: Store) -> None:
    now = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)
    with running.reading() as session:
        last = stored(session)[-1]
        past = last.probe.planned_at.replace(month=10, day=14)
        assert "past" in {reason.rule for reason in check_move(session, last.ref, past, None, now)}


def test_a_contact_that_is_not_there_is_not_moved(draft: Store) -> None:
    with draft.reading() as session, pytest.raises(NotThere, match="there is no letter 99999 any more"):
        check_move(session, ProbeRef("mail", 99_999), NOW, None, NOW)


def test_locked_contacts_keep_place_id_and_sender_when_the_wave_is_planned_again(draft: Store) -> None:
    with draft.transaction() as session:
        kept = [stored(session)[5].ref, stored(session, "mail")[7].ref]
        lock(session, kept, locked=True, cause=Cause("kim", NOW))
        before = {one.ref: one for one in (contact(session, ref) for ref in kept) if one}
        names = dict(session.exec(select(Persona.key, Persona.name)).all())
    with draft.transaction() as session:
        replan_wave(session, wave_named(session, "autumn-2026"), Cause("kim", NOW), seed=8)
    with draft.reading() as session:
        after = {one.ref: one for one in (contact(session, ref) for ref in kept) if one}
        key = after[kept[1]].probe.persona or ""
        assert session.exec(select(Persona.name).where(Persona.key == key)).one() == names[key]
        assert len(stored(session)) == 2 * 10 * 7
    assert after == before


def test_the_lock_of_a_contact_outside_the_waves_new_weeks_is_void(draft: Store) -> None:
    with draft.transaction() as session:
        last = stored(session)[-1]
        lock(session, [last.ref], locked=True, cause=Cause("kim", NOW))
        wave = wave_named(session, "autumn-2026")
        wave.last_day = last.probe.planned_at.date() - timedelta(days=1)
        session.flush()
        assert plan_request(session, wave).fixed == ()


def test_planning_from_nothing_keeps_no_lock(draft: Store) -> None:
    with draft.transaction() as session:
        lock(session, [one.ref for one in stored(session)[:5]], locked=True, cause=Cause("kim", NOW))
        plan_wave(session, wave_named(session, "autumn-2026"), Cause("kim", NOW))
        assert session.exec(select(CallProbe.id).where(CallProbe.locked)).all() == []
