"""What the boards show, read from the store: where things stand against the plan, what is late, and when it ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from shopper.alphabet import in_alphabet
from shopper.board.contacts import CHANNELS, Channel, Period, Which, period_at, running_waves
from shopper.board.lateness import Late, came_back, late_by_reason, late_contacts
from shopper.board.outlook import Outlook, ends_on, outlooks
from shopper.board.standing import Apart, Channels, Standing, apart, standings, total
from shopper.clock import OUR_ZONE
from shopper.mail_queries import desk_size
from shopper.method import Method
from shopper.queries import method_of, stored_id, wave_named
from shopper.reach import own_waves
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave
from web.accounts_view import is_read
from web.board_chart import Drawing, drawn
from web.sessions import Visitor

LINES_A_PAGE: Final = 50
_ID: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the tables below the summary are about; an empty part leaves nothing out."""

    channel: str = ""
    area: str = ""
    interviewer: str = ""
    municipality: str = ""
    late: str = ""

    def which(self, *waves: int) -> Which:
        """The contacts that the filter lets through; what is no channel or no id filters nothing."""
        channel: Any = self.channel if self.channel in CHANNELS else ""
        interviewer = int(self.interviewer) if _ID.fullmatch(self.interviewer) else 0
        return Which(waves, channel, self.area, interviewer, self.municipality.strip())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: an area, an interviewer, a municipality or a wave."""

    key: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Board:
    """One wave's board. `municipalities` is one page of the `found` ones that the filter lets through."""

    wave: Wave
    method: Method
    period: Period
    channels: Channels
    apart: dict[Channel, Apart]
    outlooks: dict[Channel, Outlook]
    ends_on: date | None
    drawing: Drawing
    reasons: dict[str, int]
    late: list[Late]
    came_back: int
    areas: list[Line]
    interviewers: list[Line]
    municipalities: list[Line]
    found: int
    people: list[tuple[int, str]]
    accounts: list[MailAccount]
    unread: list[str]
    desk: int


@dataclass(frozen=True, slots=True)
class WaveOutlook:
    """A wave on the board of all: its standing, and when it ends."""

    wave: Wave
    channels: Channels
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AllBoards:
    """The board of every wave that is looked after. Areas' names come from their waves' methods."""

    period: Period
    waves: list[WaveOutlook]
    channels: Channels
    reasons: dict[str, int]
    late: list[Late]
    interviewers: list[Line]
    methods: dict[int, Method]
    desk: int


def board(  # noqa: PLR0913, PLR0917 - what the address says, and who asks
    session: Session, name: str, now: datetime, user: Visitor, wanted: BoardFilter, start: int
) -> Board:
    """The board of the wave of this name, or NotThere."""
    wave = wave_named(session, name)
    method = method_of(wave)
    period = period_at(now, method.working_time.zone)
    whole, which = Which((stored_id(wave.id),)), wanted.which(stored_id(wave.id))
    found = outlooks(session, wave, method, period)
    municipalities = _municipalities(session, which, period, only_late=bool(wanted.late))
    accounts = _accounts(session, wave)
    return Board(
        wave=wave,
        method=method,
        period=period,
        channels=standings(session, whole, period).get((), Channels()),
        apart=apart(session, whole),
        outlooks=found,
        ends_on=ends_on(found),
        drawing=drawn([each.days for each in found.values()], period.today),
        reasons=late_by_reason(session, which, now),
        late=late_contacts(session, which, now),
        came_back=came_back(session, which, period),
        areas=_areas(session, which, period, method),
        interviewers=_interviewers(session, which, period),
        municipalities=municipalities[start : start + LINES_A_PAGE],
        found=len(municipalities),
        people=_people(session, whole, period),
        accounts=accounts,
        unread=[account.name for account in accounts if now.date() <= wave.last_day and not is_read(account, now)],
        desk=desk_size(session, now, user),
    )


def all_boards(session: Session, now: datetime, user: Visitor) -> AllBoards:
    """The board of every wave that is looked after and that the user works with."""
    waves = running_waves(session, now, col(Wave.id).in_(own_waves(user)))
    methods = {stored_id(wave.id): method_of(wave) for wave in waves}
    which, period = Which(tuple(methods)), period_at(now, OUR_ZONE)
    by_wave = standings(session, which, period, "wave")
    lines = []
    for wave in waves:
        method = methods[stored_id(wave.id)]
        found = outlooks(session, wave, method, period_at(now, method.working_time.zone))
        lines.append(WaveOutlook(wave, by_wave.get((wave.id,), Channels()), ends_on(found)))
    return AllBoards(
        period=period,
        waves=lines,
        channels=total(by_wave.values()),
        reasons=late_by_reason(session, which, now),
        late=late_contacts(session, which, now),
        interviewers=_interviewers(session, which, period),
        methods=methods,
        desk=desk_size(session, now, user),
    )


def _areas(session: Session, which: Which, period: Period, method: Method) -> list[Line]:
    found = standings(session, which, period, "area")
    return [Line(area.code, area.name, found[area.code,].both) for area in method.area if (area.code,) in found]


def _municipalities(session: Session, which: Which, period: Period, *, only_late: bool) -> list[Line]:
    named = select(Municipality.code, Municipality.name).join(
        Measurement, col(Measurement.municipality_code) == Municipality.code
    )
    names = dict(session.exec(named.where(col(Measurement.wave_id).in_(which.waves))).all())
    found = standings(session, which, period, "municipality")
    lines = [Line(code, names[code], channels.both) for (code,), channels in found.items()]
    return _worst_first(line for line in lines if line.standing.late or not only_late)


def _interviewers(session: Session, which: Which, period: Period) -> list[Line]:
    if "call" not in which.channels:
        return []
    calls = Which(which.waves, "call", which.area, which.interviewer, which.municipality)
    names = dict(session.exec(select(User.id, User.name)).all())
    found = standings(session, calls, period, "interviewer")
    return _worst_first(Line(str(key), names[key], channels.call) for (key,), channels in found.items())


def _worst_first(lines: Iterable[Line]) -> list[Line]:
    """Those with most late contacts first."""
    return sorted(lines, key=lambda line: (-line.standing.late, in_alphabet(line.name), line.key))


def _people(session: Session, whole: Which, period: Period) -> list[tuple[int, str]]:
    """The wave's interviewers to choose among."""
    lines = _interviewers(session, whole, period)
    return sorted(((int(line.key), line.name) for line in lines), key=lambda pair: pair[1])


def _accounts(session: Session, wave: Wave) -> list[MailAccount]:
    wanted = select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts)).order_by(MailAccount.name)
    return list(session.exec(wanted).all())
