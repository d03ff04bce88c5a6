"""What the wave pages show, read from the store: progress per area and channel, and what needs a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.mail_queries import letters_in_trouble, letters_to_settle
from shopper.method import Method
from shopper.queries import (
    Progress,
    measurements_of,
    method_of,
    municipality_of,
    progress_of,
    stored_id,
    wave_named,
)
from shopper.states import SENT_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailAccount, MailProbe
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.accounts_view import is_read

REPLIES_COME = timedelta(days=28)
"""So long after its last day a wave's mailboxes are missed when nobody reads them."""

DONE = {"call": frozenset({"submitted"}), "mail": frozenset({*SENT_STATES, "detected", "refused"})}
"""States in which the interviewer's or the sender's work with a probe is over."""


@dataclass(frozen=True, slots=True)
class Count:
    """How far one channel has come: spares and withdrawn probes are left out."""

    done: int
    planned: int
    overdue: int
    answered: int

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.done + other.done,
            self.planned + other.planned,
            self.overdue + other.overdue,
            self.answered + other.answered,
        )


NOTHING = Count(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area's progress in both channels."""

    name: str
    call: Count
    mail: Count


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


@dataclass(frozen=True, slots=True)
class WaveView:
    """One wave with everything its page shows."""

    wave: Wave
    method: Method
    accounts: list[MailAccount]
    unread: list[str]
    municipalities: list[MunicipalityView]
    desk: int


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One line of the list of waves."""

    wave: Wave
    municipalities: int
    call: Count
    mail: Count


def wave_lines(session: Session) -> list[WaveLine]:
    """Every wave, the newest first."""
    waves = session.exec(select(Wave).order_by(col(Wave.first_day).desc(), col(Wave.name))).all()
    return [_line(session, wave) for wave in waves]


def _line(session: Session, wave: Wave) -> WaveLine:
    of_wave = select(Measurement.id).where(Measurement.wave_id == wave.id)
    counts = {}
    for channel, table in (("call", CallProbe), ("mail", MailProbe)):
        states = session.exec(
            select(table.state, func.count())
            .where(col(table.measurement_id).in_(of_wave), col(table.spare).is_(False))
            .group_by(table.state)
        ).all()
        counts[channel] = _count(channel, dict(states), 0)
    municipalities = session.exec(select(func.count()).select_from(of_wave.subquery())).one()
    return WaveLine(wave, municipalities, counts["call"], counts["mail"])


def wave_view(session: Session, name: str, now: datetime) -> WaveView:
    """The wave of this name, or NotThere."""
    wave = wave_named(session, name)
    method = method_of(wave)
    views = [_municipality(session, each, method, now) for each in measurements_of(session, wave)]
    wanted = select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts)).order_by(MailAccount.name)
    accounts = list(session.exec(wanted).all())
    unread = [account.name for account in accounts if _is_awaited(wave, now) and not is_read(account, now)]
    return WaveView(wave, method, accounts, unread, views, desk_size(session, now))


def _is_awaited(wave: Wave, now: datetime) -> bool:
    """Whether replies may still come: from the launch until weeks after the last letter."""
    return wave.launched_at is not None and now.date() <= wave.last_day + REPLIES_COME


def desk_size(session: Session, now: datetime) -> int:
    """How many cases wait on the coordinator's desk: doubtful mails, and letters about which somebody must decide."""
    mails = session.exec(select(func.count(col(InboundMail.id))).where(InboundMail.desk == "waiting")).one()
    return mails + len(letters_to_settle(session, now)) + len(letters_in_trouble(session))


def _municipality(session: Session, measurement: Measurement, method: Method, now: datetime) -> MunicipalityView:
    municipality: Municipality = municipality_of(session, measurement)
    progress = progress_of(session, stored_id(measurement.id), now)
    rows = _rows(progress, method)
    total = AreaRow("", sum((row.call for row in rows), start=NOTHING), sum((row.mail for row in rows), start=NOTHING))
    uncertain = sum(one.states.get("uncertain", 0) for one in progress)
    return MunicipalityView(
        code=municipality.code,
        name=municipality.name,
        rows=rows,
        total=total,
        refused=_letters(session, measurement, "refused", method),
        withdrawn=_letters(session, measurement, "withdrawn", method),
        detected=_letters(session, measurement, "detected", method),
        uncertain=uncertain,
    )


def _rows(progress: Sequence[Progress], method: Method) -> list[AreaRow]:
    counts = {(one.area, one.channel): _count(one.channel, one.states, one.overdue) for one in progress}
    return [
        AreaRow(area.name, counts.get((area.code, "call"), NOTHING), counts.get((area.code, "mail"), NOTHING))
        for area in method.area
    ]


def _count(channel: str, states: dict[str, int], overdue: int) -> Count:
    return Count(
        done=sum(number for state, number in states.items() if state in DONE[channel]),
        planned=sum(number for state, number in states.items() if state != "withdrawn"),
        overdue=overdue,
        answered=states.get("answered", 0),
    )


def _letters(session: Session, measurement: Measurement, state: str, method: Method) -> list[Letter]:
    rows = session.exec(
        select(MailProbe, Question)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .where(MailProbe.measurement_id == measurement.id, MailProbe.state == state)
        .order_by(col(MailProbe.planned_at))
    )
    return [
        Letter(stored_id(probe.id), method.area_named(probe.area).name, question.text, probe.planned_at)
        for probe, question in rows
    ]
