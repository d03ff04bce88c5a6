"""The weeks of the Vetlanda measurement, event by event, on the stepped clock.

At each moment the clock is moved there and everything that is due is done before it moves on: letters leave, the
municipality answers, replies are taken in, calls are entered. That is why the times in the report are those of the
files, to the minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mail_probe.close_windows import window_end
from scheduler.engine import Engine
from shopper.clock import SteppedClock
from shopper.queries import measurement_of, method_of, stored_id, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Question
from shopper.wave_rows import CallRow, MailRow
from web.demo.people import Person, call_ends_at
from web.demo.robot import Robot
from web.demo.stage import ACCOUNT, CODE, WAVE, Script

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who takes part."""

    store: Store
    clock: SteppedClock
    engine: Engine
    robot: Robot
    interviewers: dict[str, Person]
    coordinator: Person
    reviewer: Person


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is due at a moment: a letter to send, a reply to come, or a call to enter."""

    at: datetime
    call: tuple[int, CallRow] | None = None


def events(company: Company, script: Script) -> list[Event]:
    """Every moment of the story at which something happens, in order."""
    with company.store.reading() as session:
        calls = _by_question(session, CallProbe)
    found = [Event(call_ends_at(row), (calls[row.area, row.question], row)) for row in script.rows.calls]
    moments = {moment for row in script.rows.mails for moment in _moments(row)}
    return sorted([*found, *(Event(at) for at in moments)], key=lambda event: event.at)


def _moments(row: MailRow) -> Iterator[datetime]:
    yield row.sent_at
    if row.delivery == "bounced":
        yield row.sent_at + A_MINUTE
    yield from (at for at in (row.acknowledged_at, row.answered_at) if at is not None)


def play(company: Company, event: Event) -> None:
    """Let one moment happen."""
    company.clock.move_to(event.at)
    if event.call is not None:
        call_id, row = event.call
        company.interviewers[row.interviewer].enter_call(call_id, row)
        return
    company.engine.run_now("send_due", ACCOUNT)
    company.robot.act(event.at)
    company.engine.run_now("take_in", ACCOUNT)


def close(company: Company) -> None:
    """Let the last windows close by themselves."""
    with company.store.reading() as session:
        wave = wave_named(session, WAVE)
        method = method_of(wave)
        measurement = measurement_of(session, wave, CODE)
        waiting = session.exec(
            select(MailProbe).where(MailProbe.measurement_id == measurement.id, MailProbe.state == "sent")
        ).all()
        ends = [window_end(probe.sent_at, method) for probe in waiting if probe.sent_at is not None]
    company.clock.move_to(max([company.clock(), *ends]) + A_MINUTE)
    company.engine.run_now("take_in", ACCOUNT)
    company.engine.run_now("close_windows")


def grade_letters(company: Company, script: Script) -> None:
    """The coordinator reads each reply and grades it on the form."""
    with company.store.reading() as session:
        letters = _by_question(session, MailProbe)
    for row in script.rows.mails:
        if row.answered_at is not None:
            company.coordinator.grade_letter(letters[row.area, row.question], row)


def _by_question(session: Session, table: type[CallProbe | MailProbe]) -> dict[tuple[str, str], int]:
    measurement = measurement_of(session, wave_named(session, WAVE), CODE)
    rows = session.exec(
        select(table.id, Question.area, Question.text)
        .join(Question, col(Question.id) == table.question_id)
        .where(table.measurement_id == measurement.id)
    )
    return {(area, text): stored_id(probe_id) for probe_id, area, text in rows}
