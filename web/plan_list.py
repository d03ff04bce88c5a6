"""The list of a wave's contacts, calls and letters together: filtered, sorted and paged by the database."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from scheduler.planning.parts import Channel
from shopper.method import Method
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.weeks import week_in

CONTACTS_A_PAGE: Final = 100

Sort = Literal["time", "municipality", "area", "question", "channel", "who", "locked"]
SORTS: Final[tuple[Sort, ...]] = ("time", "channel", "municipality", "area", "question", "who", "locked")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts are wanted and in which order; an empty part filters nothing. `-time`: the latest first."""

    municipality: str = ""
    area: str = ""
    channel: str = ""
    interviewer: str = ""
    week: str = ""
    locked: str = ""
    spare: str = ""
    broken: str = ""
    sort: str = "time"

    @property
    def query(self) -> str:
        """The filter and the order as they stand in an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value and (name, value) != _AS_IS})

    @property
    def filters(self) -> dict[str, str]:
        """What filters, without the order."""
        return {name: value for name, value in asdict(self).items() if value and name != "sort"}

    @property
    def order(self) -> tuple[Sort, bool]:
        """The column to sort by, and whether the last comes first."""
        name = self.sort.removeprefix("-")
        return (name, self.sort.startswith("-")) if name in SORTS else ("time", False)

    def sorted_by(self, column: Sort) -> "Wanted":
        """The same contacts by this column; by the same column once more, turned round."""
        known, is_falling = self.order
        return replace(self, sort=f"-{column}" if column == known and not is_falling else column)


_AS_IS: Final = ("sort", "time")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as the list shows it; `planned_at` in the municipality's zone."""

    channel: Channel
    id: int
    planned_at: datetime
    municipality: str
    area: str
    number: int
    question: str
    who: str
    spare: bool
    locked: bool
    state: str


@dataclass(frozen=True, slots=True)
class ContactList:
    """A page of the list, and how many contacts the filter lets through."""

    lines: list[ContactLine]
    number: int


def listed(  # noqa: PLR0913, PLR0917 - what is listed, and the part of it that is wanted
    session: Session, wave: Wave, method: Method, wanted: Wanted, broken: Sequence[tuple[str, int]], start: int
) -> ContactList:
    """The wave's contacts that the filter lets through. `broken` are those that break a rule, as (channel, id)."""
    rows = _contacts(wave).subquery()
    conditions = [*_conditions(rows, method, wanted), *_broken(rows, wanted, broken)]
    number = session.execute(select(func.count()).select_from(rows).where(*conditions)).scalar_one()
    page = select(rows).where(*conditions).order_by(*_order(rows, method, wanted)).offset(start).limit(CONTACTS_A_PAGE)
    return ContactList([_line(row, method) for row in session.execute(page)], number)


def _contacts(wave: Wave) -> CompoundSelect[Any]:
    """Calls and letters with the same columns."""
    of_wave = col(Measurement.wave_id) == wave.id
    who: tuple[ColumnElement[Any], ...] = col(User.name).label("who"), col(User.name).label("interviewer")
    calls = _joined(select(*_columns(CallProbe, "call"), *who), CallProbe)
    sender = func.coalesce(col(Persona.name), "").label("who"), literal("").label("interviewer")
    letters = _joined(select(*_columns(MailProbe, "mail"), *sender), MailProbe)
    return union_all(
        calls.join(User, col(User.id) == CallProbe.interviewer_id).where(of_wave),
        letters.outerjoin(Persona, col(Persona.id) == MailProbe.persona_id).where(of_wave),
    )


def _columns(table: type[CallProbe | MailProbe], channel: Channel) -> list[ColumnElement[Any]]:
    return [
        literal(channel).label("channel"),
        col(table.id).label("id"),
        col(table.planned_at).label("planned_at"),
        col(Municipality.code).label("code"),
        col(Municipality.name).label("municipality"),
        col(Municipality.time_zone).label("time_zone"),
        col(table.area).label("area"),
        col(Question.number).label("number"),
        col(Question.text).label("question"),
        col(table.spare).label("spare"),
        col(table.locked).label("locked"),
        col(table.state).label("state"),
    ]


def _joined(columns: Select[Any], table: type[CallProbe | MailProbe]) -> Select[Any]:
    return (
        columns.select_from(table)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Question, col(Question.id) == table.question_id)
    )


def _conditions(rows: Subquery, method: Method, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    equal = {"code": wanted.municipality, "area": wanted.area, "channel": wanted.channel}
    for column, value in (equal | {"interviewer": wanted.interviewer}).items():
        if value:
            yield rows.c[column] == value
    for column, value in (("locked", wanted.locked), ("spare", wanted.spare)):
        if value:
            yield rows.c[column].is_(value == "yes")
    if wanted.week:
        week = week_in(method.working_time.zone, wanted.week)
        yield and_(rows.c.planned_at >= week[0], rows.c.planned_at < week[1]) if week else false()


def _broken(rows: Subquery, wanted: Wanted, broken: Sequence[tuple[str, int]]) -> Iterator[ColumnElement[bool]]:
    if not wanted.broken:
        return
    ids = {channel: [number for one, number in broken if one == channel] for channel in ("call", "mail")}
    breaks = or_(false(), *(and_(rows.c.channel == one, rows.c.id.in_(found)) for one, found in ids.items()))
    yield breaks if wanted.broken == "yes" else not_(breaks)


def _order(rows: Subquery, method: Method, wanted: Wanted) -> list[ColumnElement[Any]]:
    """The wanted column, then time: equal ones stay in one order from page to page."""
    names = sorted(method.area, key=lambda area: area.name.casefold())
    columns: dict[Sort, list[ColumnElement[Any]]] = {
        "time": [rows.c.planned_at],
        "municipality": [rows.c.municipality],
        "area": [case({area.code: place for place, area in enumerate(names)}, value=rows.c.area, else_=len(names))],
        "question": [rows.c.number],
        "channel": [rows.c.channel],
        "who": [rows.c.who],
        "locked": [rows.c.locked],
    }
    column, is_falling = wanted.order
    first = [one.desc() if is_falling else one.asc() for one in columns[column]]
    return [*first, rows.c.planned_at, rows.c.channel, rows.c.id]


def _line(row: Row[Any], method: Method) -> ContactLine:
    zone = row.time_zone or method.working_time.time_zone
    return ContactLine(
        channel=row.channel,
        id=row.id,
        planned_at=row.planned_at.astimezone(ZoneInfo(zone)),
        municipality=row.municipality,
        area=method.area_named(row.area).name,
        number=row.number,
        question=row.question,
        who=row.who,
        spare=row.spare,
        locked=row.locked,
        state=row.state,
    )
