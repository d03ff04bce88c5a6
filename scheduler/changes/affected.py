"""Which contacts an order is about, how they get new places, and how the plan's request reads with it in force."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler.changes.orders import Closed, Ill, Order, Postpone, QuestionWithdrawn, Reassign
from scheduler.changes.placing import Way, by_others, given_to, same_time_first, same_voice_first
from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.changes.relocate import changed_meanwhile
from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlanRequest
from scheduler.stored.contacts import day_of
from shopper.faults import BadInput, NotThere


@dataclass(frozen=True, slots=True)
class Affected:
    """What an order is about: contacts that move, and those that are withdrawn with the spare that steps in."""

    moving: tuple[StoredProbe, ...] = ()
    withdrawn: tuple[tuple[StoredProbe, StoredProbe | None], ...] = ()


def affected_by(session: Session, order: Order, stored: Sequence[StoredProbe], earliest: datetime) -> Affected:
    """The planned contacts of the wave (`stored`: all of it) that the order is about; done ones never are.

    Spares that step in for a withdrawn question move only when their own time comes before the `earliest`. BadInput or
    NotThere when the order names what the wave has not got; ChangedMeanwhile when it names a contact that is done.
    """
    planned = [one for one in stored if one.state == "planned"]
    match order:
        case Ill():
            return Affected(tuple(one for one in planned if _is_of_ill(order, one)))
        case Closed():
            return Affected(tuple(one for one in planned if _is_while_closed(order, one)))
        case Reassign():
            return Affected(_named(session, stored, (ProbeRef("call", each) for each in order.calls)))
        case Postpone():
            named = _named(session, stored, order.refs)
            return Affected(tuple(one for one in named if day_of(one.probe) < order.not_before))
        case QuestionWithdrawn():
            pairs = _with_spares(order, planned, earliest)
            late = (spare for _, spare in pairs if spare is not None and spare.probe.planned_at < earliest)
            return Affected(tuple(late), pairs)


def way_of(order: Order) -> Way:
    """How the contacts of an order get new places: with as little other change as can be."""
    match order:
        case Ill():
            return same_time_first
        case Reassign(interviewer=""):
            return by_others
        case Reassign():
            return given_to(order.interviewer)
        case _:
            return same_voice_first


def in_force(order: Order, request: PlanRequest) -> PlanRequest:
    """The plan's request as it reads once the order holds. BadInput when it names what the wave has not got."""
    match order:
        case Ill():
            days = frozenset(days_of(order))
            callers = _each(request.interviewers, order.interviewer, lambda one: _off(one, days))
            return replace(request, interviewers=callers)
        case Closed():
            closing = _closing(request.municipalities, order.municipality, frozenset(order.days))
            return replace(request, municipalities=closing)
        case Reassign():
            if order.interviewer and order.interviewer not in {one.name for one in request.interviewers}:
                raise BadInput(f"{order.interviewer!r} is no interviewer of {request.wave}; choose one of the wave's")
            return request
        case Postpone():
            return replace(request, not_before=_from_day(order.not_before, request))
        case QuestionWithdrawn():
            if order.number not in request.questions.get(order.area, ()):
                raise BadInput(f"{request.wave} does not ask question {order.number} of {order.area}; choose another")
            return request


def days_of(order: Ill) -> list[date]:
    """Every day of an illness."""
    return [order.first_day + timedelta(days=number) for number in range((order.last_day - order.first_day).days + 1)]


def _is_of_ill(order: Ill, one: StoredProbe) -> bool:
    return one.probe.interviewer == order.interviewer and order.first_day <= day_of(one.probe) <= order.last_day


def _is_while_closed(order: Closed, one: StoredProbe) -> bool:
    is_there = one.ref.channel == "call" and one.probe.municipality == order.municipality
    return is_there and day_of(one.probe) in order.days


def _named(session: Session, stored: Sequence[StoredProbe], refs: Iterable[ProbeRef]) -> tuple[StoredProbe, ...]:
    known = {one.ref: one for one in stored}
    found = []
    for ref in sorted(set(refs)):
        if ref not in known:
            raise NotThere(f"there is no {ref.channel} {ref.id} in the plan of this wave; look at the plan again")
        if known[ref].state != "planned":
            raise changed_meanwhile(session, ref)
        found.append(known[ref])
    return tuple(found)


def _with_spares(
    order: QuestionWithdrawn, planned: Sequence[StoredProbe], earliest: datetime
) -> tuple[tuple[StoredProbe, StoredProbe | None], ...]:
    """The planned contacts of the question, each with the spare of its area and channel: one still to come, if any."""
    of_question = [one for one in planned if (one.probe.area, one.probe.question) == (order.area, order.number)]
    spares = sorted(
        (one for one in planned if one.probe.spare and one.probe.area == order.area and one not in of_question),
        key=lambda one: (one.probe.planned_at < earliest, one.probe.planned_at, one.ref),
    )
    pairs: list[tuple[StoredProbe, StoredProbe | None]] = []
    for one in of_question:
        place = one.ref.channel, one.probe.municipality
        steps_in = next((each for each in spares if (each.ref.channel, each.probe.municipality) == place), None)
        if one.probe.spare:
            steps_in = None
        if steps_in is not None:
            spares.remove(steps_in)
        pairs.append((one, steps_in))
    return tuple(pairs)


def _off(one: PlanInterviewer, days: frozenset[date]) -> PlanInterviewer:
    return replace(one, days_off=one.days_off | days)


def _each(
    callers: Sequence[PlanInterviewer], name: str, changed: Callable[[PlanInterviewer], PlanInterviewer]
) -> tuple[PlanInterviewer, ...]:
    if name not in {one.name for one in callers}:
        raise BadInput(f"{name!r} is no interviewer of this wave; choose one of the wave's")
    return tuple(changed(one) if one.name == name else one for one in callers)


def _closing(places: Sequence[PlanMunicipality], code: str, days: frozenset[date]) -> tuple[PlanMunicipality, ...]:
    if code not in {one.code for one in places}:
        raise BadInput(f"{code!r} is not measured in this wave; choose one of its municipalities")
    return tuple(replace(one, closed_on=one.closed_on | days) if one.code == code else one for one in places)


def _from_day(day: date, request: PlanRequest) -> datetime:
    """The moment at which the day has begun in every municipality of the request, or the request's own when later."""
    if day > request.last_day:
        raise BadInput(f"{request.wave} ends on {request.last_day}; choose a day before that")
    names = {one.time_zone or request.method.working_time.time_zone for one in request.municipalities}
    starts = [datetime.combine(day, time(), ZoneInfo(name)) for name in names]
    return max(moment for moment in (*starts, request.not_before) if moment is not None)
