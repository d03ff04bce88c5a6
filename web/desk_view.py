"""What the desk shows: the cases that wait for the coordinator, and one of them in full."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from mail_probe import message, quote
from shopper.faults import NotThere
from shopper.mail_queries import letters_to_settle
from shopper.method import Method
from shopper.queries import method_of, stored_id
from shopper.states import SENT_STATES
from shopper.tables.mail import InboundMail, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave

MOST_CANDIDATES = 500
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail as text for the page: what the sender wrote, and what was quoted."""

    visible: str
    quoted: str
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """One of our letters with what identifies it."""

    id: int
    state: str
    municipality: str
    area: str
    question: str
    persona: str
    sent_at: datetime | None
    planned_at: datetime
    zone: ZoneInfo
    method: Method


@dataclass(frozen=True, slots=True)
class Case:
    """One case in the queue: a doubtful mail, or a letter that may have been sent."""

    kind: Literal["mail", "letter"]
    id: int
    at: datetime
    title: str

    @property
    def key(self) -> str:
        """Its name in addresses, such as `mail-12`."""
        return f"{self.kind}-{self.id}"


def cases(session: Session, now: datetime) -> list[Case]:
    """Everything that waits, the oldest first; uncertain letters before mails, as they may be counted wrongly."""
    mails = session.exec(
        select(InboundMail.id, InboundMail.arrived_at, InboundMail.subject).where(InboundMail.desk == "waiting")
    )
    found = [
        Case("letter", stored_id(one.id), one.planned_at, one.subject or "") for one in letters_to_settle(session, now)
    ]
    found += [Case("mail", stored_id(one), at, subject) for one, at, subject in mails]
    return sorted(found, key=lambda case: (case.kind != "letter", case.at, case.id))


def chosen_case(waiting: list[Case], key: str | None) -> Case | None:
    """The case with this key, or the first one; None when nothing waits."""
    return next((case for case in waiting if case.key == key), waiting[0] if waiting else None)


def text_of(raw: bytes) -> MailText:
    """The mail as text. HTML is never shown; characters that hide or turn text around are taken out."""
    parsed = message.parse(raw)
    parts = quote.split(parsed.text)
    names = tuple(_clean(one.name or "") for one in parsed.attachments)
    return MailText(_clean(parts.visible), _clean(parts.quoted), names)


def candidate_letters(session: Session, account: str, arrived_at: datetime) -> list[LetterView]:
    """The letters a mail may belong to: those of its account that had left us when it arrived, newest first."""
    return _letters(
        session,
        Persona.account == account,
        col(MailProbe.state).in_((*SENT_STATES, "uncertain")),
        col(MailProbe.sent_at).is_(None) | (col(MailProbe.sent_at) <= arrived_at),
    )


def letters_to_grade(session: Session) -> list[LetterView]:
    """Answered letters that nobody has graded yet, the first sent last."""
    return _letters(session, MailProbe.state == "answered", col(MailProbe.sender).is_(None))


def letter_view(session: Session, probe_id: int) -> LetterView:
    """One letter, or NotThere."""
    found = _letters(session, MailProbe.id == probe_id)
    if not found:
        raise NotThere(f"there is no letter {probe_id}")
    return found[0]


def _letters(session: Session, *conditions: ColumnElement[bool] | bool) -> list[LetterView]:
    wanted = (
        select(MailProbe, Question, Municipality, Wave)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .outerjoin(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(*conditions)
        .order_by(col(MailProbe.planned_at).desc(), col(MailProbe.id).desc())
        .limit(MOST_CANDIDATES)
    )
    rows = session.exec(wanted).all()
    ids = [probe.persona_id for probe, *_ in rows]
    names = dict(session.exec(select(Persona.id, Persona.name).where(col(Persona.id).in_(ids))).all())
    methods: dict[int | None, Method] = {}
    letters = []
    for probe, question, municipality, wave in rows:
        method = methods.get(wave.id) or methods.setdefault(wave.id, method_of(wave))
        letters.append(_letter(probe, question, municipality, names.get(probe.persona_id, ""), method))
    return letters


def _letter(
    probe: MailProbe, question: Question, municipality: Municipality, persona: str, method: Method
) -> LetterView:
    return LetterView(
        id=stored_id(probe.id),
        state=probe.state,
        municipality=municipality.name,
        area=method.area_named(probe.area).name,
        question=question.text,
        persona=persona,
        sent_at=probe.sent_at,
        planned_at=probe.planned_at,
        zone=method.working_time.zone,
        method=method,
    )


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text)
