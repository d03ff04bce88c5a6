"""The plan and the database: what a wave's plan depends on, read from its rows, and the plan stored as probes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, delete, select

from scheduler.changes.refs import StoredProbe
from scheduler.changes.relocate import in_turn
from scheduler.plan import make_plan
from scheduler.planning.parts import Plan, PlannedProbe, PlanRequest
from scheduler.stored.contacts import TABLES, calls_with_others, contacts, day_of, elsewhere, in_order
from scheduler.stored.senders import store_senders
from scheduler.stored.setting import interviewers, municipalities
from shopper.drafts.planned_from import planned_from
from shopper.faults import Conflict
from shopper.method import Method
from shopper.moves import Cause, record
from shopper.queries import measurements_of, method_of, questions_asked, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Wave

_BATCH = 5_000
"""Rows handed to the database at once."""


def plan_wave(session: Session, wave: Wave, cause: Cause, seed: int | None = None) -> Plan:
    """Plan a draft wave from nothing and store the plan in place of any earlier one; Conflict once it is launched.

    A `seed` other than the wave's becomes the wave's, so that the stored plan can always be made again.
    """
    refuse_launched(wave)
    own = select(Measurement.id).where(Measurement.wave_id == wave.id)
    for table in TABLES.values():
        session.execute(update(table).where(col(table.measurement_id).in_(own)).values(locked=False))
    return replan_wave(session, wave, cause, seed)


def replan_wave(session: Session, wave: Wave, cause: Cause, seed: int | None = None) -> Plan:
    """The same around the locked contacts, which stay as they are with their ids and senders."""
    refuse_launched(wave)
    if seed is not None:
        wave.seed = seed
        session.add(wave)
        session.flush()
    plan = make_plan(plan_request(session, wave))
    store_plan(session, wave, plan, cause)
    return plan


def plan_request(
    session: Session, wave: Wave, now: datetime | None = None, codes: Collection[str] | None = None
) -> PlanRequest:
    """Everything the plan of a stored wave depends on, or that of its municipalities with these `codes`.

    Fixed are the locked contacts; of a launched wave also all that are done or under way, and, when `now` is given,
    those whose time is over: nothing new is then planned before `now`. What the interviewers have elsewhere, in other
    waves or in the municipalities that are left out, is in the way and counts in no quota.
    """
    method = method_of(wave)
    questions = questions_asked(session, wave)
    callers = interviewers(session, wave)
    places = municipalities(session, wave, questions, codes)
    known = [one.code for one in places]
    names = [one.name for one in callers]
    others = elsewhere(session, wave, known, names, _reach(method))
    if codes is not None:
        others = tuple(sorted((*others, *calls_with_others(session, wave, known, names)), key=in_order))
    return PlanRequest(
        wave=wave.name,
        seed=wave.seed,
        method=method,
        first_day=wave.first_day,
        last_day=wave.last_day,
        municipalities=places,
        interviewers=callers,
        questions={area: tuple(sorted(numbered)) for area, numbered in questions.items()},
        spares=method.quota.spares if wave.spares is None else wave.spares,
        fixed=_fixed(session, wave, now, known),
        elsewhere=others,
        not_before=now if wave.state == "launched" else None,
        allowed=frozenset(wave.allowed_breaks),
    )


def store_plan(session: Session, wave: Wave, plan: Plan, cause: Cause) -> None:
    """Store the plan's contacts as planned probes, letters with their personas; an earlier plan is replaced.

    Locked probes that the plan has where they are stay with their ids and senders. Conflict when the wave is no longer
    a draft. Letters of a wave without a mail account have no sender yet.
    """
    in_turn(session)
    refuse_launched(wave)
    planned = set(plan.probes)
    kept = [one for one in contacts(session, wave) if one.locked and one.probe in planned]
    there = {one.probe for one in kept}
    version = _next_version(session, wave)
    _remove_all_but(session, wave, kept)
    _insert(session, wave, plan, [probe for probe in plan.probes if probe not in there], version)
    counts = {"placed": len(plan.probes), "unplaced": len(plan.unplaced), "seed": plan.seed}
    made_from = {"planned_from": planned_from(session, wave)}
    record(session, "wave", stored_id(wave.id), "plan", cause, details=counts | made_from)


def refuse_launched(wave: Wave) -> None:
    """Conflict once the wave is launched: its plan is then changed by orders, not made anew."""
    if wave.state != "draft":
        raise Conflict(f"{wave.name} is launched, so its plan stands; nothing was changed")


def _reach(method: Method) -> timedelta:
    """How far apart two contacts may be and still be in each other's way."""
    rules = method.plan
    return timedelta(days=max(rules.days_between_same_interviewer, rules.hours_between_area_probes // 24) + 1)


def _fixed(session: Session, wave: Wave, now: datetime | None, codes: Collection[str]) -> tuple[PlannedProbe, ...]:
    stored = contacts(session, wave, codes)
    if wave.state == "launched":
        found = [one for one in stored if one.locked or one.state != "planned" or _is_past(one, now)]
    else:
        found = _still_valid(session, wave, [one for one in stored if one.locked])
    return tuple(sorted((one.probe for one in found), key=in_order))


def _is_past(one: StoredProbe, now: datetime | None) -> bool:
    return now is not None and one.probe.planned_at < now


def _still_valid(session: Session, wave: Wave, locked: Sequence[StoredProbe]) -> list[StoredProbe]:
    """Locked contacts of a draft that its weeks, interviewers and questions still allow; the lock of others is void."""
    asked = {row for numbered in questions_asked(session, wave).values() for row in numbered.values()}
    names = {one.name for one in interviewers(session, wave)}
    question_of = {
        channel: dict(session.exec(select(table.id, table.question_id).where(col(table.id).in_(ids))).all())
        for channel, table in TABLES.items()
        if (ids := [one.ref.id for one in locked if one.ref.channel == channel])
    }
    return [
        one
        for one in locked
        if question_of[one.ref.channel][one.ref.id] in asked
        and wave.first_day <= day_of(one.probe) <= wave.last_day
        and (one.ref.channel == "mail" or one.probe.interviewer in names)
    ]


def _remove_all_but(session: Session, wave: Wave, kept: Sequence[StoredProbe]) -> None:
    own = select(Measurement.id).where(Measurement.wave_id == wave.id)
    for channel, table in TABLES.items():
        ids = [one.ref.id for one in kept if one.ref.channel == channel]
        session.exec(delete(table).where(col(table.measurement_id).in_(own), col(table.id).not_in(ids)))
    keys = [one.probe.persona for one in kept if one.probe.persona is not None]
    session.exec(delete(Persona).where(col(Persona.wave_id) == wave.id, col(Persona.key).not_in(keys)))
    session.flush()


def _insert(session: Session, wave: Wave, plan: Plan, probes: Sequence[PlannedProbe], version: int) -> None:
    measurements = {each.municipality_code: stored_id(each.id) for each in measurements_of(session, wave)}
    questions = questions_asked(session, wave)
    users = {name: stored_id(row) for row, name in session.exec(select(User.id, User.name)).all()}
    personas = store_senders(session, wave, plan, [one for one in probes if one.channel == "mail"])
    rows: dict[str, list[dict[str, Any]]] = {"call": [], "mail": []}
    for probe in probes:
        who: dict[str, Any] = (
            {"interviewer_id": users[probe.interviewer or ""]}
            if probe.channel == "call"
            else {"persona_id": personas.get(probe.persona or "")}
        )
        shared = {
            "measurement_id": measurements[probe.municipality],
            "area": probe.area,
            "question_id": questions[probe.area][probe.question],
            "planned_at": probe.planned_at,
            "spare": probe.spare,
            "version": version,
        }
        rows[probe.channel].append(shared | who)
    for channel, table in (("call", CallProbe), ("mail", MailProbe)):
        for first in range(0, len(rows[channel]), _BATCH):
            session.execute(insert(table), rows[channel][first : first + _BATCH])


def _next_version(session: Session, wave: Wave) -> int:
    """A version that no contact of the wave has had: SQLite gives a removed contact's id to a new one."""
    own = select(Measurement.id).where(Measurement.wave_id == wave.id)
    highest = (
        session.exec(select(func.max(table.version)).where(col(table.measurement_id).in_(own))).one()
        for table in TABLES.values()
    )
    return max((one for one in highest if one is not None), default=0) + 1
