"""Plannings that a coordinator ordered: a small wave's while they wait, a large one's in the background.

A plan is made with no transaction open, and stored only when what it was made from still holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from scheduler.plan import make_plan
from scheduler.planning.parts import Plan, PlannedProbe, PlanRequest, Unplaced
from scheduler.planning.reasons import Reason
from scheduler.stored.plan import plan_request, store_plan
from shopper.clock import Clock
from shopper.faults import Conflict, Fault
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Measurement, Question, Wave
from shopper.texts import mark

Planner = Callable[[PlanRequest], Plan]

UNDER_WAY: Final = ("ordered", "running")
GIVE_UP: Final = timedelta(minutes=5)
"""A planning that runs longer than this has lost its process: 290 municipalities take about a minute."""
INTERRUPTED: Final = mark("Planeringen avbröts. Planera igen.")
CHANGED: Final = mark("Mätomgången ändrades medan planen gjordes, så den sparades inte. Planera igen.")
UNEXPECTED: Final = mark("Planen kunde inte göras på grund av ett fel i programmet; felet står i loggen.")

_log = structlog.get_logger(__name__)


class Place(Protocol):
    """Where a plan is made: a worker's place, or the site's."""

    @property
    def store(self) -> Store:
        """Where the wave is read and its plan stored."""
        ...

    @property
    def clock(self) -> Clock:
        """When it begins and ends."""
        ...


def order_plan(session: Session, wave: Wave, seed: int, cause: Cause) -> PlanOrder:
    """Order a planning of a draft wave, or the one that is under way; Conflict once the wave is launched."""
    if wave.state != "draft":
        raise Conflict(f"{wave.name} is launched, so its plan stands; nothing was changed")
    known = newest_order(session, wave)
    if known is not None and known.state in UNDER_WAY and not _is_lost(known, cause.at):
        return known
    ordered = PlanOrder(wave_id=stored_id(wave.id), seed=seed, ordered_by=cause.actor, ordered_at=cause.at)
    session.add(ordered)
    session.flush()
    return ordered


def _is_lost(order: PlanOrder, now: datetime) -> bool:
    return order.started_at is not None and order.started_at < now - GIVE_UP


def newest_order(session: Session, wave: Wave, state: str = "") -> PlanOrder | None:
    """The wave's newest order, or its newest in this state."""
    wanted = select(PlanOrder).where(PlanOrder.wave_id == wave.id)
    if state:
        wanted = wanted.where(PlanOrder.state == state)
    return session.exec(wanted.order_by(col(PlanOrder.id).desc()).limit(1)).first()


def note_plan(session: Session, wave: Wave, plan: Plan, cause: Cause) -> None:
    """Keep with the wave what a plan lacks that was made and stored without an order, as on the command line."""
    order = PlanOrder(wave_id=stored_id(wave.id), seed=plan.seed, ordered_by=cause.actor, ordered_at=cause.at)
    _note(session, wave, order, plan, cause)


def plan_ordered(place: Place, order_id: int, planner: Planner = make_plan) -> str:
    """Carry out an order, around the locked contacts; the state it ends in. Harmless when run twice."""
    if not _changed(place.store, order_id, "ordered", state="running", started_at=place.clock()):
        return _end_lost(place, order_id)
    try:
        _plan_apart(place, order_id, planner)
    except Fault as fault:
        return _fail(place, order_id, str(fault))
    except Exception:  # noqa: BLE001 - whatever it is, the coordinator is told and the order does not stand still
        _log.exception("planning failed", order=order_id)
        return _fail(place, order_id, UNEXPECTED)
    return "done"


def plans_to_make(place: Place) -> Sequence[int]:
    """Orders that wait, and those whose worker was lost."""
    lost = (col(PlanOrder.state) == "running") & (col(PlanOrder.started_at) < place.clock() - GIVE_UP)
    with place.store.reading() as session:
        wanted = select(PlanOrder.id).where(or_(col(PlanOrder.state) == "ordered", lost)).order_by(col(PlanOrder.id))
        return [stored_id(row) for row in session.exec(wanted)]


def _plan_apart(place: Place, order_id: int, planner: Planner) -> None:
    with place.store.reading() as session:
        order = session.get_one(PlanOrder, order_id)
        asked = _asked(session, session.get_one(Wave, order.wave_id), order)
    plan = planner(asked)
    with place.store.transaction() as session:
        order = session.get_one(PlanOrder, order_id)
        wave = session.get_one(Wave, order.wave_id)
        if order.state != "running" or _asked(session, wave, order) != asked:
            raise Conflict(CHANGED)
        _keep(session, wave, order, plan, Cause(order.ordered_by, place.clock()))


def _asked(session: Session, wave: Wave, order: PlanOrder) -> PlanRequest:
    return replace(plan_request(session, wave), seed=order.seed)


def _keep(session: Session, wave: Wave, order: PlanOrder, plan: Plan, cause: Cause) -> None:
    """Store the plan, its seed as the wave's, and with the order what the plan lacks."""
    wave.seed = order.seed
    session.add(wave)
    session.flush()
    store_plan(session, wave, plan, cause)
    _note(session, wave, order, plan, cause)


def _note(session: Session, wave: Wave, order: PlanOrder, plan: Plan, cause: Cause) -> None:
    ids = _ids(session, wave) if plan.broken else {}
    order.unplaced = [_unplaced(one) for one in plan.unplaced]
    order.broken = [_broken(one.probe, one.reason, ids) for one in plan.broken]
    order.shortages = [_told(reason) for reason in plan.shortages]
    order.state, order.ended_at = "done", cause.at
    session.add(order)
    session.flush()


def _unplaced(one: Unplaced) -> dict[str, Any]:
    where = {"channel": one.channel, "municipality": one.municipality, "area": one.area, "question": one.question}
    return where | _told(one.reason)


def _told(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "about": reason.about, "facts": dict(reason.facts)}


def _broken(probe: PlannedProbe, reason: Reason, ids: dict[tuple[str, str, str, int], int]) -> dict[str, Any]:
    key = (probe.channel, probe.municipality, probe.area, probe.question)
    return {"channel": probe.channel, "id": ids[key], "planned_at": probe.planned_at.isoformat(), **_told(reason)}


def _ids(session: Session, wave: Wave) -> dict[tuple[str, str, str, int], int]:
    """The stored contacts' ids by channel, municipality, area and number of the question."""
    found: dict[tuple[str, str, str, int], int] = {}
    for channel, table in (("call", CallProbe), ("mail", MailProbe)):
        rows = session.exec(
            select(Measurement.municipality_code, table.area, Question.number, table.id)
            .join(Measurement, col(Measurement.id) == table.measurement_id)
            .join(Question, col(Question.id) == table.question_id)
            .where(Measurement.wave_id == wave.id)
        )
        found |= {(channel, code, area, number): stored_id(row) for code, area, number, row in rows}
    return found


def _fail(place: Place, order_id: int, failure: str) -> str:
    _changed(place.store, order_id, "running", state="failed", failure=failure, ended_at=place.clock())
    return "failed"


def _end_lost(place: Place, order_id: int) -> str:
    """Fail an order whose worker was lost; the state it is in now."""
    if order_id in plans_to_make(place):
        return _fail(place, order_id, INTERRUPTED)
    with place.store.reading() as session:
        return session.get_one(PlanOrder, order_id).state


def _changed(store: Store, order_id: int, before: str, **columns: Any) -> bool:
    """Write the columns if the order is in the state `before`; whether it was."""
    same = (col(PlanOrder.id) == order_id, col(PlanOrder.state) == before)
    with store.transaction() as session:
        done = session.connection().execute(update(PlanOrder).where(*same).values(**columns))
        return done.rowcount == 1
