"""What a draft still needs before it can be launched, and what is no hindrance but should be known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session, col, select

from shopper.drafts.draft import measured
from shopper.drafts.planned_from import is_outdated, planned_contacts
from shopper.method import Method
from shopper.queries import method_of, questions_asked
from shopper.tables.mail import MailAccount
from shopper.tables.study import Municipality, Wave, WaveInterviewer


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a step still lacks; `facts` are the figures and names that its sentence needs."""

    step: str
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a step that hinders nothing, but that a coordinator should know."""

    step: str
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def missing(session: Session, wave: Wave) -> tuple[Missing, ...]:
    """Everything that the draft still lacks, in the order of the steps; nothing: it can be launched."""
    method = method_of(wave)
    return tuple(lack for check in _CHECKS for lack in check(session, wave, method))


def notes(session: Session, wave: Wave) -> tuple[Note, ...]:
    """What should be known about the draft's municipalities before it is launched."""
    method = method_of(wave)
    return tuple(note for _, one in measured(session, wave) for note in notes_about(one, method))


def notes_about(municipality: Municipality, method: Method) -> Iterator[Note]:
    """What should be known about measuring this municipality with this method.

    So few inhabitants that officials know each other and the citizens: the measurement is easily noticed. And a time
    zone of its own, while working time is counted in the method's (method study 6).
    """
    facts = {"code": municipality.code, "name": municipality.name}
    if municipality.population < method.plan.small_population:
        yield Note("municipalities", "small", facts | {"population": municipality.population})
    if municipality.time_zone != method.working_time.time_zone:
        zones = {"zone": municipality.time_zone, "method_zone": method.working_time.time_zone}
        yield Note("municipalities", "other_zone", facts | zones)


def _municipalities(session: Session, wave: Wave, _method: Method) -> Iterator[Missing]:
    found = measured(session, wave)
    if not found:
        yield Missing("municipalities", "no_municipalities")
    for _, municipality in found:
        if not any(municipality.opening_hours.values()):
            facts = {"code": municipality.code, "name": municipality.name}
            yield Missing("municipalities", "no_hours", facts)


def _questions(session: Session, wave: Wave, method: Method) -> Iterator[Missing]:
    spares = method.quota.spares if wave.spares is None else wave.spares
    needed = max(method.quota.calls, method.quota.mails) + spares
    asked = questions_asked(session, wave)
    for area in method.area:
        found = len(asked.get(area.code, {}))
        if found < needed:
            yield Missing("questions", "few_questions", {"area": area.code, "has": found, "needs": needed})


def _people(session: Session, wave: Wave, method: Method) -> Iterator[Missing]:
    if method.quota.calls == 0:
        return
    people = session.exec(select(WaveInterviewer).where(WaveInterviewer.wave_id == wave.id)).all()
    if not people:
        yield Missing("people", "no_interviewers")
    elif not any(each.available for each in people):
        yield Missing("people", "no_interviewer_hours")


def _senders(session: Session, wave: Wave, method: Method) -> Iterator[Missing]:
    if method.quota.mails == 0:
        return
    if not wave.mail_accounts:
        yield Missing("senders", "no_accounts")
    known = session.exec(select(MailAccount.name).where(col(MailAccount.name).in_(wave.mail_accounts))).all()
    for name in wave.mail_accounts:
        if name not in known:
            yield Missing("senders", "unknown_account", {"account": name})


def _plan(session: Session, wave: Wave, _: Method) -> Iterator[Missing]:
    planned = planned_contacts(session, wave)
    if not any(planned.values()):
        yield Missing("plan", "no_plan")
        return
    left_out = [code for code, contacts in planned.items() if not contacts]
    if left_out:
        yield Missing("plan", "incomplete_plan", {"codes": ", ".join(left_out)})
    if is_outdated(session, wave):
        yield Missing("plan", "old_plan")


_CHECKS: Final[tuple[Callable[[Session, Wave, Method], Iterator[Missing]], ...]] = (
    _municipalities,
    _questions,
    _people,
    _senders,
    _plan,
)
