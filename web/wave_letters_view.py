"""What the list of a wave's letters shows, read from the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from shopper.alphabet import in_alphabet
from shopper.method import Method
from shopper.queries import stored_id
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.study import Measurement, Municipality, Question, Wave

LETTERS_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are wanted; an empty part filters nothing."""

    state: str = ""
    area: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One line of the list."""

    id: int
    state: str
    spare: bool
    municipality: str
    area: str
    question: str
    planned_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterList:
    """A page of the list, with what there is to choose from. `states` are counted within the other filters."""

    lines: list[LetterLine]
    number: int
    states: dict[str, int]
    municipalities: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Related:
    """The letters that this one was sent instead of, or that was sent instead of it."""

    replaces: int | None
    replaced_by: int | None


def listed(session: Session, wave: Wave, method: Method, wanted: LetterFilter, start: int) -> LetterList:
    """The wave's letters that the filter lets through, in the order in which they leave."""
    places = [Measurement.wave_id == wave.id, *_conditions(wanted)]
    counted = (
        select(MailProbe.state, func.count())
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(*places)
        .group_by(MailProbe.state)
    )
    states = dict(session.exec(counted).all())
    if wanted.state:
        places.append(MailProbe.state == wanted.state)
    return LetterList(
        lines=_lines(session, method, places, start),
        number=states.get(wanted.state, 0) if wanted.state else sum(states.values()),
        states=dict(sorted(states.items(), key=lambda pair: -pair[1])),
        municipalities=_municipalities(session, wave),
    )


def mails_of(session: Session, probe_id: int) -> dict[int, InboundMail]:
    """The mails that are tied to a letter, by id."""
    wanted = select(InboundMail).where(InboundMail.mail_probe_id == probe_id)
    raw = defer(InboundMail.raw)  # type: ignore[arg-type]  # a column, which SQLModel types as its value
    return {stored_id(mail.id): mail for mail in session.exec(wanted.options(raw))}


def related(session: Session, probe_id: int) -> Related:
    """What this letter replaces and is replaced by."""
    replaced_by = session.exec(select(MailProbe.id).where(MailProbe.replaces_id == probe_id)).first()
    return Related(session.get_one(MailProbe, probe_id).replaces_id, replaced_by)


def _conditions(wanted: LetterFilter) -> list[ColumnElement[bool] | bool]:
    conditions: list[ColumnElement[bool] | bool] = []
    if wanted.area:
        conditions.append(MailProbe.area == wanted.area)
    if wanted.municipality:
        conditions.append(Measurement.municipality_code == wanted.municipality)
    return conditions


def _lines(
    session: Session, method: Method, conditions: list[ColumnElement[bool] | bool], start: int
) -> list[LetterLine]:
    rows = session.exec(
        select(MailProbe, Question.text, Municipality.name)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(*conditions)
        .order_by(col(MailProbe.planned_at), col(MailProbe.id))
        .offset(start)
        .limit(LETTERS_A_PAGE)
        .options(defer(MailProbe.raw))  # type: ignore[arg-type]  # a column, which SQLModel types as its value
    )
    return [_line(probe, question, municipality, method) for probe, question, municipality in rows]


def _line(probe: MailProbe, question: str, municipality: str, method: Method) -> LetterLine:
    return LetterLine(
        id=stored_id(probe.id),
        state=probe.state,
        spare=probe.spare,
        municipality=municipality,
        area=method.area_named(probe.area).name,
        question=question,
        planned_at=probe.planned_at,
        sent_at=probe.sent_at,
        acknowledged_at=probe.acknowledged_at,
        answered_at=probe.answered_at,
    )


def _municipalities(session: Session, wave: Wave) -> list[tuple[str, str]]:
    rows = session.exec(
        select(Municipality.code, Municipality.name)
        .join(Measurement, col(Measurement.municipality_code) == Municipality.code)
        .where(Measurement.wave_id == wave.id)
    )
    return sorted(((code, name) for code, name in rows), key=lambda each: (in_alphabet(each[1]), each[0]))
