"""The list from which contacts are chosen to be given to somebody else or moved: what is still to be made of a wave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, false, func, literal, select, union_all
from sqlmodel import Session, col

from shopper.board.contacts import CHANNELS, TABLES, Channel, is_late
from shopper.queries import method_of, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.weeks import week_in

LINES_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PickFilter:
    """Which contacts are wanted; an empty part filters nothing. `week` is an ISO week such as `2026-W43`."""

    channel: str = ""
    who: str = ""
    place: str = ""
    area: str = ""
    week: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class PickLine:
    """One contact that can be chosen."""

    channel: str
    id: int
    code: str
    municipality: str
    area: str
    number: int
    question: str
    planned_at: datetime
    interviewer: str
    locked: bool
    late: bool

    @property
    def key(self) -> str:
        """The word by which a form names it."""
        return f"{self.channel}-{self.id}"


@dataclass(frozen=True, slots=True)
class PickList:
    """A page of the list, and how many the filter lets through."""

    lines: list[PickLine]
    number: int


def pick_list(session: Session, wave: Wave, wanted: PickFilter, now: datetime, start: int) -> PickList:
    """The planned contacts that the filter lets through, spares left out, in order of time."""
    found = _found(wave, wanted, now)
    page = select(found).order_by(found.c.planned_at, found.c.channel, found.c.id).offset(start).limit(LINES_A_PAGE)
    number = session.execute(select(func.count()).select_from(found)).scalar_one()
    return PickList([_line(row) for row in session.execute(page)], number)


def pick_keys(session: Session, wave: Wave, wanted: PickFilter, now: datetime) -> str:
    """All contacts that the filter lets through, as a form names them."""
    found = _found(wave, wanted, now)
    rows = session.execute(select(found.c.channel, found.c.id).order_by(found.c.channel, found.c.id))
    return " ".join(f"{channel}-{number}" for channel, number in rows)


def _found(wave: Wave, wanted: PickFilter, now: datetime) -> Subquery:
    # Only calls have an interviewer.
    possible: tuple[Channel, ...] = ("call",) if wanted.who else CHANNELS
    chosen = [one for one in possible if wanted.channel in ("", one)] or possible
    return union_all(*(_query(channel, wave, wanted, now) for channel in chosen)).subquery()


def _query(channel: Channel, wave: Wave, wanted: PickFilter, now: datetime) -> Select[Any]:
    table = TABLES[channel]
    columns: tuple[Any, ...] = (
        literal(channel).label("channel"),
        col(table.id).label("id"),
        col(Municipality.code).label("code"),
        col(Municipality.name).label("municipality"),
        col(table.area).label("area"),
        col(Question.number).label("number"),
        col(Question.text).label("question"),
        col(table.planned_at).label("planned_at"),
        (col(User.name) if table is CallProbe else literal("")).label("interviewer"),
        col(table.locked).label("locked"),
        is_late(channel, now).label("late"),
    )
    query: Select[Any] = (
        select(*columns)
        .select_from(table)
        .join(Question, col(Question.id) == table.question_id)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(*_conditions(channel, wave, wanted, now))
    )
    if table is MailProbe:
        return query
    query = query.join(User, col(User.id) == CallProbe.interviewer_id)
    return query.where(col(User.name) == wanted.who) if wanted.who else query


def _conditions(channel: Channel, wave: Wave, wanted: PickFilter, now: datetime) -> Sequence[ColumnElement[bool]]:
    table = TABLES[channel]
    conditions = [
        col(Measurement.wave_id) == stored_id(wave.id),
        col(table.state) == "planned",
        col(table.spare).is_(False),
    ]
    if wanted.place:
        conditions.append(col(Measurement.municipality_code) == wanted.place)
    if wanted.area:
        conditions.append(col(table.area) == wanted.area)
    if wanted.late:
        conditions.append(is_late(channel, now))
    if wanted.week:
        week = week_in(method_of(wave).working_time.zone, wanted.week)
        conditions += [col(table.planned_at) >= week[0], col(table.planned_at) < week[1]] if week else [false()]
    return conditions


def _line(row: Any) -> PickLine:
    return PickLine(
        channel=row.channel,
        id=row.id,
        code=row.code,
        municipality=row.municipality,
        area=row.area,
        number=row.number,
        question=row.question,
        planned_at=row.planned_at,
        interviewer=row.interviewer,
        locked=row.locked,
        late=row.late,
    )
