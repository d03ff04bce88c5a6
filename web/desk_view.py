"""Letters of ours as the desk and the other pages of letters show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.reach import is_own_letter
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.sessions import Visitor

MOST_LETTERS: Final = 500


@dataclass(frozen=True, slots=True)
class LetterView:
    """One of our letters with what identifies it."""

    id: int
    state: str
    wave: str
    municipality: str
    municipality_code: str
    area: str
    question: str
    persona: str
    address: str
    recipient: str
    sent_at: datetime | None
    planned_at: datetime
    zone: ZoneInfo
    method: Method


def letters_to_grade(session: Session, user: Visitor) -> list[LetterView]:
    """Answered letters of the user's waves that nobody has graded yet, the first sent last."""
    return letters_with(session, MailProbe.state == "answered", col(MailProbe.sender).is_(None), is_own_letter(user))


def letter_view(session: Session, probe_id: int) -> LetterView:
    """One letter, or NotThere."""
    found = letters_with(session, MailProbe.id == probe_id)
    if not found:
        raise NotThere(f"there is no letter {probe_id}")
    return found[0]


def letters_with(
    session: Session, *conditions: ColumnElement[bool] | bool, limit: int = MOST_LETTERS
) -> list[LetterView]:
    """The letters of which all this holds, the last planned first."""
    wanted = (
        select(MailProbe, Question, Municipality, Wave)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .outerjoin(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(*conditions)
        .order_by(col(MailProbe.planned_at).desc(), col(MailProbe.id).desc())
        .limit(limit)
    )
    rows = session.exec(wanted).all()
    personas = _personas(session, [probe.persona_id for probe, *_ in rows])
    methods: dict[int | None, Method] = {}
    letters = []
    for probe, question, municipality, wave in rows:
        method = methods.get(wave.id) or methods.setdefault(wave.id, method_of(wave))
        letters.append(_letter((probe, question, municipality, wave), personas.get(probe.persona_id), method))
    return letters


def _personas(session: Session, ids: Sequence[int | None]) -> dict[int | None, Persona]:
    return {one.id: one for one in session.exec(select(Persona).where(col(Persona.id).in_(ids)))}


def _letter(row: tuple[MailProbe, Question, Municipality, Wave], persona: Persona | None, method: Method) -> LetterView:
    probe, question, municipality, wave = row
    return LetterView(
        id=stored_id(probe.id),
        state=probe.state,
        wave=wave.name,
        municipality=municipality.name,
        municipality_code=municipality.code,
        area=method.area_named(probe.area).name,
        question=question.text,
        persona=persona.name if persona else "",
        address=persona.address if persona else "",
        recipient=probe.recipient or municipality.official_address,
        sent_at=probe.sent_at,
        planned_at=probe.planned_at,
        zone=method.working_time.zone,
        method=method,
    )
