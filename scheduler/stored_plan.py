"""The plan and the database: what a wave's plan depends on, read from its rows, and the plan stored as probes."""

from datetime import date, time
from typing import Any

from sqlmodel import Session, col, delete, select

from scheduler.personas import citizens, senders
from scheduler.plan import make_plan
from scheduler.plan_parts import Plan, PlanInterviewer, PlanMunicipality, PlannedProbe, PlanRequest
from shopper.faults import Conflict
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.moves import Cause, record
from shopper.queries import measurements_of, method_of, municipality_of, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Question, Wave, WaveInterviewer


def plan_wave(session: Session, wave: Wave, cause: Cause, seed: int | None = None) -> Plan:
    """Plan a draft wave and store the plan in place of any earlier one; Conflict once it is launched.

    A `seed` other than the wave's becomes the wave's, so that the stored plan can always be made again.
    """
    _refuse_launched(wave)
    if seed is not None:
        wave.seed = seed
        session.add(wave)
    plan = make_plan(plan_request(session, wave))
    store_plan(session, wave, plan, cause)
    return plan


def plan_request(session: Session, wave: Wave) -> PlanRequest:
    """Everything the plan of a stored wave depends on."""
    measurements = measurements_of(session, wave)
    return PlanRequest(
        wave=wave.name,
        seed=wave.seed,
        method=method_of(wave),
        first_day=wave.first_day,
        last_day=wave.last_day,
        municipalities=tuple(_municipality(session, measurement) for measurement in measurements),
        interviewers=_interviewers(session, wave),
        questions={area: tuple(sorted(numbered)) for area, numbered in _questions(session).items()},
    )


def store_plan(session: Session, wave: Wave, plan: Plan, cause: Cause) -> None:
    """Store the plan's contacts as planned probes, letters with their personas; an earlier plan is replaced.

    Conflict when the wave is no longer a draft. Letters of a wave without a mail account have no sender yet.
    """
    _refuse_launched(wave)
    _remove_probes(session, wave)
    measurements = {each.municipality_code: stored_id(each.id) for each in measurements_of(session, wave)}
    questions = _questions(session)
    users = {user.name: stored_id(user.id) for user in session.exec(select(User)).all()}
    personas = _personas(session, wave, plan)
    for probe in plan.probes:
        shared: dict[str, Any] = {
            "measurement_id": measurements[probe.municipality],
            "area": probe.area,
            "question_id": questions[probe.area][probe.question],
            "planned_at": probe.planned_at,
            "spare": probe.spare,
        }
        session.add(_row(probe, shared, users, personas))
    session.flush()
    counts = {"placed": len(plan.probes), "unplaced": len(plan.unplaced), "seed": plan.seed}
    record(session, "wave", stored_id(wave.id), "plan", cause, details=counts)


def _row(
    probe: PlannedProbe, shared: dict[str, Any], users: dict[str, int], personas: dict[str, int]
) -> CallProbe | MailProbe:
    if probe.channel == "call":
        return CallProbe(**shared, interviewer_id=users[probe.interviewer or ""])
    return MailProbe(**shared, persona_id=personas.get(probe.persona or ""))


def _refuse_launched(wave: Wave) -> None:
    if wave.state != "draft":
        raise Conflict(f"{wave.name} is launched, so its plan stands; nothing was changed")


def _remove_probes(session: Session, wave: Wave) -> None:
    own = select(Measurement.id).where(Measurement.wave_id == wave.id)
    for table in (CallProbe, MailProbe):
        session.exec(delete(table).where(col(table.measurement_id).in_(own)))
    session.exec(delete(Persona).where(col(Persona.wave_id) == wave.id))
    session.flush()


def _personas(session: Session, wave: Wave, plan: Plan) -> dict[str, int]:
    """The ids of the plan's new personas by their key, shared out among the wave's accounts; none without one."""
    found = session.exec(select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts))).all()
    if not found:
        return {}
    accounts = {account.domain: account.name for account in sorted(found, key=lambda one: one.domain)}
    taken = frozenset(session.exec(select(Persona.address)).all()) | {account.self_copy for account in found}
    letters = [(probe.persona, probe.municipality) for probe in plan.probes if probe.persona is not None]
    strangers = citizens(plan.seed, tuple(accounts), taken)
    rows = [
        Persona(wave_id=stored_id(wave.id), account=accounts[one.domain], key=key, name=one.name, address=one.address)
        for (key, _), one in zip(letters, senders((code for _, code in letters), strangers), strict=True)
    ]
    session.add_all(rows)
    session.flush()
    return {row.key: stored_id(row.id) for row in rows}


def _questions(session: Session) -> dict[str, dict[int, int]]:
    """Question ids by area and number; of two with the same number, the one that was stored first.

    Only questions worded for each channel can be asked: those that came with an imported wave are not.
    """
    found: dict[str, dict[int, int]] = {}
    worded = select(Question).where(Question.call_wording != Question.mail_wording)
    for question in session.exec(worded.order_by(col(Question.id))):
        found.setdefault(question.area, {}).setdefault(question.number, stored_id(question.id))
    return found


def _municipality(session: Session, measurement: Measurement) -> PlanMunicipality:
    hours = municipality_of(session, measurement).opening_hours
    return PlanMunicipality(
        code=measurement.municipality_code,
        opening_hours={
            number: tuple(
                (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours.get(key, [])
            )
            for number, key in enumerate(WEEKDAY_KEYS, start=1)
        },
        closed_on=_dates(measurement.closed_on),
    )


def _interviewers(session: Session, wave: Wave) -> tuple[PlanInterviewer, ...]:
    rows = session.exec(
        select(WaveInterviewer, User)
        .join(User, col(User.id) == WaveInterviewer.user_id)
        .where(WaveInterviewer.wave_id == wave.id)
        .order_by(User.name)
    )
    return tuple(
        PlanInterviewer(
            name=user.name,
            hours_a_week=row.hours_a_week,
            available={WEEKDAY_KEYS.index(key) + 1: (read_hours(text),) for key, text in row.available.items()},
            days_off=_dates(row.days_off),
            not_areas=frozenset(row.not_areas),
            not_municipalities=frozenset(row.not_municipalities),
        )
        for row, user in rows
    )


def _dates(texts: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
