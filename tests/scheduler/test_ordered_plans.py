"""An ordered planning is carried out once, tells what it lacks, and never stands still or overwrites a change."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from scheduler.ordered_plans import (
    CHANGED,
    GIVE_UP,
    INTERRUPTED,
    newest_order,
    order_plan,
    plan_ordered,
    plans_to_make,
)
from scheduler.plan import make_plan
from scheduler.planning.parts import Plan, PlanRequest
from scheduler.workplace import Workplace
from shopper.clock import SteppedClock
from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.queries import stored_id, wave_named
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Wave, WaveInterviewer
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch

NAME = "autumn-2026"
WAVE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
mail_account = "probes"
[[municipality]]
code = "0685"
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
"""


def not_used(_: object) -> None:
    raise AssertionError("planning needs neither mail nor printer")


@pytest.fixture
def workplace(study: Store, clock: SteppedClock, cause: Cause) -> Workplace:
    """A worker's place at the study with one draft wave."""
    with study.transaction() as session:
        create_wave(session, parse_wave_file(WAVE, "wave.toml"), cause)
    return Workplace(
        store=study,
        clock=clock,
        settings=Settings(database_url=study.url),
        outgoing=not_used,  # type: ignore[arg-type]
        mailbox=not_used,  # type: ignore[arg-type]
        print_report=not_used,  # type: ignore[arg-type]
        life="the first",
    )


def ordered(store: Store, cause: Cause, seed: int = 5) -> int:
    """Order a planning of the wave; the order's id."""
    with store.transaction() as session:
        return stored_id(order_plan(session, wave_named(session, NAME), seed, cause).id)


def order_now(store: Store) -> PlanOrder | None:
    """The newest order as it is stored."""
    with store.reading() as session:
        return newest_order(session, wave_named(session, NAME))


def planned(store: Store) -> list[CallProbe]:
    """The stored calls."""
    with store.reading() as session:
        return list(session.exec(select(CallProbe)).all())


def test_an_order_is_carried_out_once(workplace: Workplace, cause: Cause) -> None:
    number = ordered(workplace.store, cause)
    assert plans_to_make(workplace) == [number]
    states = [plan_ordered(workplace, number) for _ in range(2)]
    with workplace.store.reading() as session:
        assert (states, wave_named(session, NAME).seed) == (["done", "done"], 5)
    assert (len(planned(workplace.store)), plans_to_make(workplace)) == (60, [])


def test_while_one_is_under_way_no_other_is_ordered(workplace: Workplace, cause: Cause) -> None:
    assert ordered(workplace.store, cause, 5) == ordered(workplace.store, cause, 6)


def test_what_finds_no_place_is_kept_with_its_rule_and_figures(workplace: Workplace, cause: Cause) -> None:
    with workplace.store.transaction() as session:
        for row in session.exec(select(WaveInterviewer)):
            session.delete(row)
    number = ordered(workplace.store, cause)
    assert plan_ordered(workplace, number) == "done"
    order = order_now(workplace.store)
    assert order is not None
    told = {(one["channel"], one["municipality"], one["rule"], one["about"]) for one in order.unplaced}
    assert (len(order.unplaced), told) == (60, {("call", "0685", "interviewers", "plan")})


def test_locked_contacts_stay_where_they_are(workplace: Workplace, cause: Cause) -> None:
    plan_ordered(workplace, ordered(workplace.store, cause, 5))
    with workplace.store.transaction() as session:
        first = session.exec(select(CallProbe).order_by(col(CallProbe.id))).first()
        assert first is not None
        first.locked = True
        session.add(first)
    before = {probe.id: probe.planned_at for probe in planned(workplace.store)}
    plan_ordered(workplace, ordered(workplace.store, cause, 6))
    after = {probe.id: probe.planned_at for probe in planned(workplace.store)}
    assert (after.get(first.id), len(after)) == (before[first.id], 60)
    assert after != before


def test_a_wave_that_changes_meanwhile_keeps_its_contacts(workplace: Workplace, cause: Cause) -> None:
    number = ordered(workplace.store, cause)

    def change_meanwhile(request: PlanRequest) -> Plan:
        with workplace.store.transaction() as session:
            wave = wave_named(session, NAME)
            wave.last_day -= timedelta(days=7)
            session.add(wave)
        return make_plan(request)

    assert plan_ordered(workplace, number, change_meanwhile) == "failed"
    order = order_now(workplace.store)
    assert order is not None
    assert (order.failure, planned(workplace.store)) == (CHANGED, [])


def test_an_order_whose_worker_was_lost_fails_in_the_end(
    workplace: Workplace, cause: Cause, clock: SteppedClock
) -> None:
    number = ordered(workplace.store, cause)
    with workplace.store.transaction() as session:
        order = session.get_one(PlanOrder, number)
        order.state, order.started_at = "running", clock()
        session.add(order)
    assert (plan_ordered(workplace, number), plans_to_make(workplace)) == ("running", [])
    clock.move_to(clock() + GIVE_UP + timedelta(seconds=1))
    assert (plans_to_make(workplace), plan_ordered(workplace, number)) == ([number], "failed")
    lost = order_now(workplace.store)
    assert lost is not None
    assert lost.failure == INTERRUPTED


def test_a_lost_planning_keeps_nobody_from_ordering_another(workplace: Workplace, cause: Cause) -> None:
    first = ordered(workplace.store, cause)
    with workplace.store.transaction() as session:
        order = session.get_one(PlanOrder, first)
        order.state, order.started_at = "running", cause.at - GIVE_UP - timedelta(seconds=1)
        session.add(order)
    assert ordered(workplace.store, cause) != first


def test_nobody_waits_for_a_plan_to_be_made(workplace: Workplace, cause: Cause) -> None:
    number = ordered(workplace.store, cause)

    def note_meanwhile(request: PlanRequest) -> Plan:
        with workplace.store.transaction() as session:
            record(session, "user", 1, "password", cause)
        return make_plan(request)

    assert plan_ordered(workplace, number, note_meanwhile) == "done"


def test_a_launched_wave_is_not_planned(workplace: Workplace, cause: Cause) -> None:
    plan_ordered(workplace, ordered(workplace.store, cause))
    with workplace.store.transaction() as session:
        launch(session, wave_named(session, NAME), cause)
    with workplace.store.transaction() as session, pytest.raises(Conflict):
        order_plan(session, session.exec(select(Wave)).one(), 5, cause)
