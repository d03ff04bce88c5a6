"""What the pages of double grading show of a call or letter: everything but what somebody else said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from shopper.call_rules import GRADES
from shopper.double.choice import lot
from shopper.double.due import READY_STATES
from shopper.double.rows import LETTER_FACTORS, Channel, contact_of, grades_of, outcome_of, part_of
from shopper.mail_queries import counting_reply
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.records import CONTACTS
from shopper.tables.calls import Attempt, CallProbe
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.anchors import anchors, criterion
from web.mail_text import MailText, text_of


@dataclass(frozen=True, slots=True)
class CaseView:
    """A contact that is graded twice. `outcome` is a call's; `is_ready`: its first grading is there to compare with."""

    id: int
    channel: Channel
    probe_id: int
    how: str
    note: str
    wave: str
    municipality: str
    area: str
    question: Question
    planned_at: datetime
    outcome: str | None
    is_ready: bool
    graded_at: datetime | None
    method: Method

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its times are shown."""
        return self.method.working_time.zone

    @property
    def factors(self) -> tuple[str, ...]:
        """What is graded: of a call with a wrong official the interest only, its answer follows from the outcome."""
        if self.channel == "mail":
            return LETTER_FACTORS
        return ("interest",) if self.outcome == "wrong_official" else GRADES


@dataclass(frozen=True, slots=True)
class Side:
    """One of two gradings that differ, without a name: its grades by factor, and what was written with them."""

    letter: str
    grades: dict[str, str | None]
    comment: str


def case_views(session: Session, cases: Sequence[DoubleGrade]) -> list[CaseView]:
    """The cases as lists show them, in the order given."""
    return [case_view(session, case) for case in cases]


def case_view(session: Session, case: DoubleGrade) -> CaseView:
    """One case."""
    channel, probe_id = contact_of(case)
    probe: CallProbe | MailProbe
    probe = session.get_one(CallProbe, probe_id) if channel == "call" else session.get_one(MailProbe, probe_id)
    measurement = session.get_one(Measurement, probe.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    method = method_of(wave)
    outcome = outcome_of(session, probe_id) if channel == "call" else None
    stands = probe.state == "answered" if channel == "mail" else probe.state in READY_STATES and outcome in CONTACTS
    return CaseView(
        id=stored_id(case.id),
        channel=channel,
        probe_id=probe_id,
        how=case.how,
        note=case.note,
        wave=wave.name,
        municipality=session.get_one(Municipality, measurement.municipality_code).name,
        area=method.area_named(probe.area).name,
        question=session.get_one(Question, probe.question_id),
        planned_at=_when(session, probe),
        outcome=outcome,
        is_ready=stands and part_of(session, channel, probe_id, "first") is not None,
        graded_at=case.graded_at,
        method=method,
    )


def steps_of_grades(view: CaseView) -> dict[str, dict[str, Any]]:
    """What each step of the method's scales means, and the question of each factor, as all who grade read them."""
    factors = view.factors if view.channel == "call" else ()
    scales: dict[str, tuple[str, ...]] = {factor: getattr(view.method.call, factor) for factor in factors}
    return {
        "anchors": {
            factor: {grade: anchors(factor).get(grade, "") for grade in scale} for factor, scale in scales.items()
        },
        "criteria": {factor: criterion(factor) for factor in factors},
    }


def reply_text(session: Session, view: CaseView) -> MailText | None:
    """The text of the reply that a letter is graded by; None for a call, and where there is none."""
    reply = counting_reply(session, view.probe_id) if view.channel == "mail" else None
    return text_of(reply.raw) if reply else None


def two_sides(session: Session, third: DoubleGrade) -> list[Side]:
    """The two gradings that differ, in an order that does not tell which was the first."""
    channel, probe_id = contact_of(third)
    rows = [part_of(session, channel, probe_id, "first"), part_of(session, channel, probe_id, "second")]
    if lot(stored_id(third.id), channel, probe_id)[0] % 2:
        rows.reverse()
    return [Side(letter, grades_of(row), row.comment) for letter, row in zip("AB", rows, strict=True) if row]


def _when(session: Session, probe: CallProbe | MailProbe) -> datetime:
    """When a call was dialled, or a letter sent; else when it is planned."""
    if isinstance(probe, MailProbe):
        return probe.sent_at or probe.planned_at
    dialled = select(Attempt.dialled_at).where(Attempt.call_probe_id == probe.id).order_by(col(Attempt.id).desc())
    return session.exec(dialled.limit(1)).first() or probe.planned_at
