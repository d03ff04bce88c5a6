"""What the interviewer's pages show: the list of own calls, and one call with its question."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.study import Measurement, Municipality, Question, Wave
from shopper.tables.trail import AuditEvent


class NoLongerYours(NotThere):
    """A call that was this interviewer's: it was withdrawn with its question, or given to somebody else."""

    def __init__(self, call_id: int, *, withdrawn: bool) -> None:
        """Which of the two it is."""
        super().__init__(f"call {call_id} is no longer yours")
        self.withdrawn = withdrawn


@dataclass(frozen=True, slots=True)
class CallView:
    """One call of an interviewer's with what they need to know to make it."""

    id: int
    state: str
    planned_at: datetime
    area: str
    question: Question
    municipality: Municipality
    wave: str
    method: Method

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the call's times are shown and typed."""
        return self.method.working_time.zone


@dataclass(slots=True)
class CallSheet:
    """An interviewer's calls, sorted by when they are to be made; `dialled` counts the diallings of those begun."""

    now: list[CallView] = field(default_factory=list)
    next: list[CallView] = field(default_factory=list)
    later_today: list[CallView] = field(default_factory=list)
    other_days: list[CallView] = field(default_factory=list)
    done: list[CallView] = field(default_factory=list)
    dialled: dict[int, int] = field(default_factory=dict)

    def call(self, call_id: int | None) -> CallView | None:
        """The call with this id, wherever it stands."""
        lists = (self.done, self.now, self.next, self.later_today, self.other_days)
        return next((call for calls in lists for call in calls if call.id == call_id), None)


def call_sheet(session: Session, user_id: int, now: datetime) -> CallSheet:
    """The calls of launched waves that this interviewer makes or has made; the newest done call first."""
    calls = _calls(session, user_id)
    sheet = CallSheet(dialled=_dialled(session, user_id) if any(_may_come_back(call) for call in calls) else {})
    for call in calls:
        if call.state in ("submitted", "approved"):
            sheet.done.insert(0, call)
        elif call.planned_at <= now:
            sheet.now.append(call)
        elif not sheet.next:
            sheet.next.append(call)
        else:
            is_today = call.planned_at.astimezone(call.zone).date() == now.astimezone(call.zone).date()
            (sheet.later_today if is_today else sheet.other_days).append(call)
    return sheet


def own_call(session: Session, call_id: int, user_id: int) -> CallView:
    """One of this interviewer's calls; NotThere when there is none with this id, or it is somebody else's.

    NoLongerYours when it was theirs until somebody changed the plan.
    """
    found = _calls(session, user_id, call_id)
    if found:
        return found[0]
    probe = session.get(CallProbe, call_id)
    if probe is not None and probe.state == "withdrawn" and probe.interviewer_id == user_id:
        raise NoLongerYours(call_id, withdrawn=True)
    if was_own(session, call_id, user_id):
        raise NoLongerYours(call_id, withdrawn=False)
    raise NotThere(f"call {call_id} is not one of yours")


def was_own(session: Session, call_id: int, user_id: int) -> bool:
    """Whether the trail says that the call was taken from this interviewer."""
    trail = select(AuditEvent.details).where(AuditEvent.thing == "call", AuditEvent.thing_id == str(call_id))
    return any(details.get("interviewer_before") == user_id for details in session.exec(trail))


def stored_grading(session: Session, call_id: int) -> tuple[Attempt, Grade]:
    """The last dialling and the grades of a submitted call."""
    last = select(Attempt).where(Attempt.call_probe_id == call_id).order_by(col(Attempt.number).desc())
    grade = session.exec(select(Grade).where(Grade.call_probe_id == call_id)).one()
    return session.exec(last.limit(1)).one(), grade


def _may_come_back(call: CallView) -> bool:
    return call.state == "planned" and call.method.retry.attempts > 1


def _dialled(session: Session, user_id: int) -> dict[int, int]:
    """How often each call that is still to be made was dialled already."""
    counted = (
        select(Attempt.call_probe_id, func.count())
        .join(CallProbe, col(CallProbe.id) == Attempt.call_probe_id)
        .where(CallProbe.interviewer_id == user_id, CallProbe.state == "planned")
        .group_by(col(Attempt.call_probe_id))
    )
    return dict(session.exec(counted).all())


def _calls(session: Session, user_id: int, call_id: int | None = None) -> list[CallView]:
    wanted = (
        select(CallProbe, Question, Municipality, Wave)
        .join(Question, col(Question.id) == CallProbe.question_id)
        .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(CallProbe.interviewer_id == user_id, col(CallProbe.spare).is_(False), Wave.state == "launched")
        .where(CallProbe.state != "withdrawn")
        .order_by(col(CallProbe.planned_at), col(CallProbe.id))
    )
    if call_id is not None:
        wanted = wanted.where(CallProbe.id == call_id)
    methods: dict[int | None, Method] = {}
    calls = []
    for probe, question, municipality, wave in session.exec(wanted):
        method = methods.get(wave.id) or methods.setdefault(wave.id, method_of(wave))
        calls.append(_call(probe, question, municipality, wave, method))
    return calls


def _call(probe: CallProbe, question: Question, municipality: Municipality, wave: Wave, method: Method) -> CallView:
    return CallView(
        id=stored_id(probe.id),
        state=probe.state,
        planned_at=probe.planned_at,
        area=method.area_named(probe.area).name,
        question=question,
        municipality=municipality,
        wave=wave.name,
        method=method,
    )
