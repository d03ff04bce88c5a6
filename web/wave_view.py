"""What the wave pages show, read from the store: progress per area and channel, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from shopper.board.contacts import SHOWN_AFTER_END, Which, period_at
from shopper.board.standing import Channels, Standing, standings, total
from shopper.faults import NotThere
from shopper.mail_queries import desk_size
from shopper.method import Method
from shopper.queries import method_of, stored_id, wave_named
from shopper.reach import own_waves
from shopper.tables.mail import MailAccount, MailProbe
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.accounts_view import is_read
from web.sessions import Visitor

MOST_TABLES: Final = 10
"""Municipalities whose tables stand below one another; of more than these the page has one line each."""

LISTED: Final = ("refused", "withdrawn", "detected")
"""States of letters that a municipality's part of the page lists one by one."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area's progress in both channels."""

    name: str
    call: Standing
    mail: Standing


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that needs a person's attention."""

    id: int
    area: str
    question: str
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class MunicipalityView:
    """One municipality of a wave: progress, total, and the letters in trouble."""

    code: str
    name: str
    rows: list[AreaRow]
    total: AreaRow
    refused: list[Letter]
    withdrawn: list[Letter]
    detected: list[Letter]
    uncertain: int

    @property
    def in_trouble(self) -> int:
        """How many letters need a person's attention."""
        return len(self.refused) + len(self.withdrawn) + len(self.detected) + self.uncertain


@dataclass(frozen=True, slots=True)
class WaveView:
    """One wave with everything its page shows. `place` is the code of the one municipality it is about, or empty."""

    wave: Wave
    method: Method
    accounts: list[MailAccount]
    unread: list[str]
    place: str
    municipalities: list[MunicipalityView]
    desk: int

    @property
    def is_list(self) -> bool:
        """Whether each municipality is one line that leads to its tables, for 290 tables are no page."""
        return len(self.municipalities) > MOST_TABLES


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One line of the list of waves."""

    wave: Wave
    municipalities: int
    call: Standing
    mail: Standing


def wave_lines(session: Session, now: datetime, user: Visitor) -> list[WaveLine]:
    """Every wave that the user works with, the newest first."""
    own = select(Wave).where(col(Wave.id).in_(own_waves(user)))
    waves = session.exec(own.order_by(col(Wave.first_day).desc(), col(Wave.name))).all()
    every = Which(tuple(stored_id(wave.id) for wave in waves))
    found = standings(session, every, period_at(now, ZoneInfo("UTC")), "wave")
    counted = select(Measurement.wave_id, func.count()).group_by(col(Measurement.wave_id))
    municipalities = dict(session.exec(counted).all())
    lines = []
    for wave in waves:
        of_wave = found.get((wave.id,), Channels())
        lines.append(WaveLine(wave, municipalities.get(stored_id(wave.id), 0), of_wave.call, of_wave.mail))
    return lines


def wave_view(session: Session, name: str, now: datetime, user: Visitor, place: str = "") -> WaveView:
    """The wave of this name, with the code of a municipality as `place` that one alone; or NotThere."""
    wave = wave_named(session, name)
    method = method_of(wave)
    views = [one for one in _municipalities(session, wave, method, now) if place in {"", one.code}]
    if place and not views:
        raise NotThere(f"{name} does not measure {place}; choose a municipality of the list")
    wanted = select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts)).order_by(MailAccount.name)
    accounts = list(session.exec(wanted).all())
    unread = [account.name for account in accounts if _is_awaited(wave, now) and not is_read(account, now)]
    return WaveView(wave, method, accounts, unread, place, views, desk_size(session, now, user))


def _is_awaited(wave: Wave, now: datetime) -> bool:
    """Whether replies may still come: from the launch until weeks after the last letter."""
    return wave.launched_at is not None and now.date() <= wave.last_day + SHOWN_AFTER_END


def _municipalities(session: Session, wave: Wave, method: Method, now: datetime) -> list[MunicipalityView]:
    """Every municipality of the wave by code, read together: a wave can have 290."""
    found = standings(
        session, Which((stored_id(wave.id),)), period_at(now, method.working_time.zone), "municipality", "area"
    )
    letters = _letters(session, wave, method)
    uncertain = _uncertain(session, wave)
    named = select(Municipality.code, Municipality.name).join(
        Measurement, col(Measurement.municipality_code) == Municipality.code
    )
    views = []
    for code, name in session.exec(named.where(Measurement.wave_id == wave.id).order_by(Municipality.code)):
        rows = [_row(area.name, found.get((code, area.code), Channels())) for area in method.area]
        lists = {state: letters.get((code, state), []) for state in LISTED}
        whole = _row("", total(found.get((code, area.code), Channels()) for area in method.area))
        views.append(MunicipalityView(code, name, rows, whole, **lists, uncertain=uncertain.get(code, 0)))
    return views


def _row(name: str, channels: Channels) -> AreaRow:
    return AreaRow(name, channels.call, channels.mail)


def _letters(session: Session, wave: Wave, method: Method) -> dict[tuple[str, str], list[Letter]]:
    """The wave's letters that did not go as planned, by municipality and state."""
    rows = session.exec(
        select(MailProbe, Question.text, Measurement.municipality_code)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(Measurement.wave_id == wave.id, col(MailProbe.state).in_(LISTED))
        .order_by(col(MailProbe.planned_at), col(MailProbe.id))
        .options(defer(MailProbe.raw))  # type: ignore[arg-type]  # a column, which SQLModel types as its value
    )
    found: dict[tuple[str, str], list[Letter]] = {}
    for probe, question, code in rows:
        letter = Letter(stored_id(probe.id), method.area_named(probe.area).name, question, probe.planned_at)
        found.setdefault((code, probe.state), []).append(letter)
    return found


def _uncertain(session: Session, wave: Wave) -> dict[str, int]:
    """How many letters may or may not have been sent, by municipality."""
    counted = (
        select(Measurement.municipality_code, func.count())
        .join(MailProbe, col(MailProbe.measurement_id) == Measurement.id)
        .where(Measurement.wave_id == wave.id, MailProbe.state == "uncertain")
        .group_by(col(Measurement.municipality_code))
    )
    return dict(session.exec(counted).all())
