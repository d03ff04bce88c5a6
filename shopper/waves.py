"""Making and launching waves. Planning stands in `scheduler/stored/plan.py`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import literal
from sqlmodel import Session, col, func, select

from shopper.drafts.planned_from import is_outdated
from shopper.faults import BadInput, Conflict
from shopper.frozen_wave import frozen_parts
from shopper.members import add_everybody
from shopper.method import Method, load_method
from shopper.moves import Cause, move, record
from shopper.office_account import refuse_office_account
from shopper.people import interviewers_named
from shopper.queries import questions_asked, stored_id
from shopper.register import municipality_with
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Question, Wave, WaveInterviewer, WaveQuestion
from shopper.wave_file import WaveFile, WaveFileInterviewer


def create_wave(session: Session, wanted: WaveFile, cause: Cause) -> Wave:
    """Store a draft wave with its measurements and interviewers.

    Interviewers who are new become users who cannot sign in yet, and everybody who can be a member of a wave becomes
    one. The mail account may be added later, before the plan is made for the launch. BadInput when it names an unknown
    municipality, or a user who is no interviewer; Conflict when there is a wave with this name. Nothing is planned yet.
    """
    if session.exec(select(Wave).where(Wave.name == wanted.name)).first() is not None:
        raise Conflict(f"there is a wave {wanted.name!r} already; give the new one another name")
    people = interviewers_named(session, (each.name for each in wanted.interviewer), cause)
    for municipality in wanted.municipality:
        municipality_with(session, municipality.code, cause)
    wave = Wave(
        name=wanted.name,
        method_name=wanted.method,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        seed=wanted.seed,
        spares=wanted.spares,
        mail_accounts=wanted.accounts,
        created_at=cause.at,
    )
    session.add(wave)
    session.flush()
    session.add_all(_measurements(wave, wanted))
    session.add_all(_wave_interviewer(wave, each, people[each.name]) for each in wanted.interviewer)
    session.flush()
    record(session, "wave", stored_id(wave.id), "create", cause, after="draft")
    add_everybody(session, stored_id(wave.id), cause)
    return wave


def launch(
    session: Session, wave: Wave, cause: Cause, *, accept_unplaced: bool = True, office_account: str = ""
) -> None:
    """Start a wave: method, questions and rules are frozen with checksums, and from now on what is due is done.

    BadInput when the wave has no plan, no mail account, the `office_account` of the settings, or letters whose senders
    do not belong to its accounts, when it was changed after its plan was made, and, unless somebody accepts it, when
    contacts have no time (`contacts_missing`); Conflict when it is launched already.
    """
    _hold(session, wave)
    if wave.state != "draft":
        raise Conflict(f"{wave.name} is launched already; nothing was changed")
    if not wave.mail_accounts:
        raise BadInput(f"{wave.name} has no mail account; choose one before the launch")
    refuse_office_account(wave.mail_accounts, office_account)
    if _probes(session, wave, CallProbe) + _probes(session, wave, MailProbe) == 0:
        raise BadInput(f"{wave.name} has no plan; run `shopper wave plan {wave.name}` first")
    for name in wave.mail_accounts:
        _account_named(session, name)
    if _strange_senders(session, wave):
        raise BadInput(f"{wave.name} was planned for another mail account; run `shopper wave plan {wave.name}` again")
    if is_outdated(session, wave):
        raise BadInput(f"{wave.name} was changed after its plan was made; run `shopper wave plan {wave.name}` again")
    method = load_method(wave.method_name)
    if not accept_unplaced and (missing := contacts_missing(session, wave, method)):
        raise BadInput(f"{wave.name} has no time for {missing} of its contacts; say that it starts without them")
    choose_questions(session, wave)
    _hold_questions(session, wave)
    frozen = {"method_frozen": method.frozen(), "method_checksum": method.checksum, **frozen_parts(session, wave)}
    move(session, "wave", stored_id(wave.id), ("draft", "launched"), cause, launched_at=cause.at, **frozen)


def contacts_missing(session: Session, wave: Wave, method: Method) -> int:
    """How many of the contacts that the method asks for the wave's plan has not got, spares left out."""
    wanted = len(method.area) * _measured(session, wave)
    missing = 0
    for table, quota in ((CallProbe, method.quota.calls), (MailProbe, method.quota.mails)):
        cells = (
            select(func.count())
            .select_from(table)
            .join(Measurement, col(Measurement.id) == table.measurement_id)
            .where(Measurement.wave_id == wave.id, col(table.spare).is_(False))
            .group_by(col(table.measurement_id), col(table.area))
        )
        counts = session.exec(cells).all()
        missing += wanted * quota - sum(min(count, quota) for count in counts)
    return missing


def choose_questions(session: Session, wave: Wave) -> None:
    """Write down which questions the wave asks, where it has left that to the order of the bank."""
    known = session.exec(select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id).limit(1)).first()
    if known is None:
        asked = [row for numbered in questions_asked(session, wave).values() for row in numbered.values()]
        session.add_all(WaveQuestion(wave_id=stored_id(wave.id), question_id=row) for row in asked)
        session.flush()


def _hold(session: Session, wave: Wave) -> None:
    """Keep the steps and the plan of the wave as they are until this transaction ends: what is frozen is what is so."""
    session.flush()
    held = select(Wave).where(Wave.id == wave.id).with_for_update()
    session.exec(held.execution_options(populate_existing=True)).one()


def _hold_questions(session: Session, wave: Wave) -> None:
    """The same for the words of its questions: from the launch on nobody changes them."""
    asked = select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id)
    held = select(Question).where(col(Question.id).in_(asked)).order_by(col(Question.id)).with_for_update(read=True)
    session.exec(held.execution_options(populate_existing=True)).all()


def _measured(session: Session, wave: Wave) -> int:
    return session.exec(select(func.count()).select_from(Measurement).where(Measurement.wave_id == wave.id)).one()


def planned_in_the_past(session: Session, wave: Wave, now: datetime) -> int:
    """How many of a wave's contacts were planned for a time that is over: launched now, they are due at once."""
    counted = [
        session.exec(
            select(func.count())
            .select_from(table)
            .join(Measurement, col(Measurement.id) == table.measurement_id)
            .where(Measurement.wave_id == wave.id, table.state == "planned", col(table.planned_at) < now)
        ).one()
        for table in (CallProbe, MailProbe)
    ]
    return sum(counted)


def _account_named(session: Session, name: str) -> MailAccount:
    account = session.get(MailAccount, name)
    if account is None:
        names = session.exec(select(MailAccount.name).order_by(MailAccount.name)).all()
        known = ", ".join(names) or "none yet"
        raise BadInput(f"there is no mail account {name!r}, known are {known}; add it and plan the wave again")
    return account


def _measurements(wave: Wave, wanted: WaveFile) -> Iterable[Measurement]:
    for each in wanted.municipality:
        closed_on = [day.isoformat() for day in each.closed_on]
        yield Measurement(wave_id=stored_id(wave.id), municipality_code=each.code, closed_on=closed_on)


def _wave_interviewer(wave: Wave, each: WaveFileInterviewer, user_id: int) -> WaveInterviewer:
    return WaveInterviewer(
        wave_id=stored_id(wave.id),
        user_id=user_id,
        hours_a_week=each.hours_a_week,
        available=dict(each.available),
        days_off=[day.isoformat() for day in each.days_off],
        not_areas=list(each.not_areas),
        not_municipalities=list(each.not_municipalities),
    )


def _probes(session: Session, wave: Wave, table: type[CallProbe | MailProbe]) -> int:
    counted = (
        select(func.count())
        .select_from(table)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .where(Measurement.wave_id == wave.id)
    )
    return session.exec(counted).one()


def _strange_senders(session: Session, wave: Wave) -> int:
    """Letters without a sender in one of the wave's accounts, at that account's domain."""
    at_home = (
        select(Persona.id)
        .join(MailAccount, col(MailAccount.name) == Persona.account)
        .where(
            Persona.wave_id == wave.id,
            col(Persona.account).in_(wave.mail_accounts),
            col(Persona.address).endswith(literal("@") + col(MailAccount.domain)),
        )
    )
    strange = (
        select(func.count())
        .select_from(MailProbe)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(
            Measurement.wave_id == wave.id,
            col(MailProbe.persona_id).is_(None) | col(MailProbe.persona_id).not_in(at_home),
        )
    )
    return session.exec(strange).one()
