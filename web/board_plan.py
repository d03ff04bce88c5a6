"""The plan of a wave as a workbook to take away: read from the store, written by `report_templates`."""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from sqlalchemy import null
from sqlmodel import Session, col, select

from report_templates.plan_workbook import ContactRow, LoadRow, PlanBook, SpreadRow, Value, write_plan_workbook
from shopper.board.contacts import CHANNELS, TABLES, Channel, Which, of_all
from shopper.method import Method
from shopper.queries import method_of, stored_id, wave_named
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Municipality, Question, Wave, WaveInterviewer
from web.dependencies import StoreSession
from web.report_view import MEDIA
from web.words import CHANNELS as CHANNEL_WORDS
from web.words import STATES

router = APIRouter()

RULES: Final = {
    "probes_per_area_and_day": "Högst så många kontakter per område, kommun och dag",
    "lunch_from": "Lunch från",
    "lunch_to": "Lunch till",
    "mails_outside_hours_percent": "Andel brev utanför arbetstid, procent",
    "mail_earliest": "Brev skickas tidigast",
    "mail_latest": "Brev skickas senast",
    "minutes_a_call": "Minuter per samtal",
    "minutes_between_probes": "Minst så många minuter mellan två kontakter med en kommun",
    "hours_between_area_probes": "Minst så många timmar mellan två kontakter med ett område",
    "probes_a_day": "Högst så många kontakter per kommun och dag",
    "days_between_same_interviewer": "Minst så många dagar mellan samma intervjuares samtal till ett område",
}
"""The rules of `PlanRules` that a plan is made by; the workbook is in Swedish, as the report is."""


@router.get("/waves/{name}/plan.xlsx")
def download_plan(name: str, session: StoreSession) -> Response:
    """The plan as it stands now, withdrawn contacts left out."""
    wave = wave_named(session, name)
    filename = quote(f"plan-{name}.xlsx", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{filename}"}
    return Response(write_plan_workbook(_book(session, wave)), media_type=MEDIA["xlsx"], headers=headers)


def _book(session: Session, wave: Wave) -> PlanBook:
    method = method_of(wave)
    contacts = [row for channel in CHANNELS for row in _contacts(session, wave, method, channel)]
    contacts.sort(key=lambda row: (row.planned_at, row.code, row.channel, row.area, row.question))
    weeks = sorted({row.planned_at.isocalendar()[:2] for row in contacts})
    return PlanBook(
        wave=wave.name,
        weeks=tuple(weeks),
        contacts=contacts,
        loads=_loads(session, wave, method, contacts),
        spreads=_spreads(contacts, weeks, [area.name for area in method.area]),
        rules=_rules(wave, method),
    )


def _contacts(session: Session, wave: Wave, method: Method, channel: Channel) -> list[ContactRow]:
    table = TABLES[channel]
    names = {area.code: area.name for area in method.area}
    columns = (Municipality.code, Municipality.name, Municipality.time_zone, table.area, Question.number)
    rows = of_all(
        Which((stored_id(wave.id),)),
        channel,
        *(col(column) for column in (*columns, table.planned_at, table.spare, table.locked, table.state)),
        col(User.name) if channel == "call" else null(),
    ).join(Question, col(Question.id) == table.question_id)
    if channel == "call":
        rows = rows.join(User, col(User.id) == CallProbe.interviewer_id)
    return [
        ContactRow(
            channel=CHANNEL_WORDS[channel],
            code=code,
            municipality=name,
            area=names.get(area, area),
            question=question,
            planned_at=at.astimezone(ZoneInfo(zone) if zone else method.working_time.zone),
            interviewer=interviewer or "",
            is_spare=spare,
            is_locked=locked,
            state=STATES.get(state, state),
        )
        for code, name, zone, area, question, at, spare, locked, state, interviewer in session.connection().execute(
            rows.where(col(table.state) != "withdrawn")
        )
    ]


def _loads(session: Session, wave: Wave, method: Method, contacts: Sequence[ContactRow]) -> list[LoadRow]:
    """Each interviewer's week; who is in the plan without being in the wave any more has no hours."""
    given = select(User.name, WaveInterviewer.hours_a_week).join(User, col(User.id) == WaveInterviewer.user_id)
    hours = dict(session.exec(given.where(WaveInterviewer.wave_id == wave.id)).all())
    counted = Counter(
        (row.interviewer, *row.planned_at.isocalendar()[:2]) for row in contacts if row.interviewer and not row.is_spare
    )
    minutes = method.plan.minutes_a_call
    return [
        LoadRow(name, year, week, calls, round(calls * minutes / 60, 1), hours.get(name))
        for (name, year, week), calls in sorted(counted.items())
    ]


def _spreads(contacts: Sequence[ContactRow], weeks: Sequence[tuple[int, int]], areas: list[str]) -> list[SpreadRow]:
    counted = Counter(
        (row.channel, row.area, part)
        for row in contacts
        if not row.is_spare
        for part in (row.planned_at.isocalendar()[:2], row.planned_at.weekday())
    )
    return [
        SpreadRow(
            channel,
            area,
            tuple(counted[channel, area, week] for week in weeks),
            tuple(counted[channel, area, weekday] for weekday in range(7)),
        )
        for channel in CHANNEL_WORDS.values()
        for area in areas
    ]


def _rules(wave: Wave, method: Method) -> list[tuple[str, Value]]:
    first: list[tuple[str, Value]] = [
        ("Mätomgång", wave.name),
        ("Läge", STATES.get(wave.state, wave.state)),
        ("Första dag", wave.first_day),
        ("Sista dag", wave.last_day),
        ("Frö", wave.seed),
        ("Metod", f"{method.name}, {method.title}"),
        ("Metodens kontrollsumma (SHA-256)", wave.method_checksum or method.checksum),
        ("Frågornas kontrollsumma (SHA-256)", wave.questions_checksum or "fryses när mätomgången startas"),
        ("Planeringsreglernas kontrollsumma (SHA-256)", wave.rules_checksum or "fryses när mätomgången startas"),
        ("Reserver per område och kanal", method.quota.spares if wave.spares is None else wave.spares),
        ("Regler som får brytas", ", ".join(wave.allowed_breaks) or "inga"),
    ]
    return first + [(text, getattr(method.plan, name)) for name, text in RULES.items()]
