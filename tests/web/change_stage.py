"""A planned and launched wave with three interviewers, for the tests of changes; its first call is done."""

from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from scheduler.stored.plan import plan_wave
from shopper.call_rules import Grades
from shopper.contact_time import Stamps
from shopper.moves import Cause
from shopper.queries import method_of, stored_id, wave_named
from shopper.submit_call import CallForm, submit_call
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch
from tests.web.stage import OPEN_WEEKDAYS, START

RUNNING = "vecka 42-45"
FILE = """
name = "vecka 42-45"
method = "kkik-2017"
first_day = 2017-10-16
last_day = 2017-11-12
seed = 7
mail_account = "probes"
[[municipality]]
code = "0680"
[[interviewer]]
name = "anna"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
[[interviewer]]
name = "bo"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
[[interviewer]]
name = "calle"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
"""
Probe = TypeVar("Probe", CallProbe, MailProbe)
CAUSE = Cause("cecilia", START)


@dataclass(frozen=True, slots=True)
class Running:
    """The wave as it was planned, each in order of time: the call that is done, those left, the letters, the spares."""

    done: CallProbe
    calls: tuple[CallProbe, ...]
    letters: tuple[MailProbe, ...]
    spare_calls: tuple[CallProbe, ...]


def set_running(session: Session) -> Running:
    """Plan and launch the wave on the small study, and make its first call."""
    session.add(_municipality())
    session.flush()
    wave = create_wave(session, parse_wave_file(FILE, "the wave"), CAUSE)
    wave.spares = 1
    plan_wave(session, wave, CAUSE)
    launch(session, wave, CAUSE)
    first = next(one for one in probes(session, CallProbe) if not one.spare)
    grades = Grades("good", "good", "good", "good")
    form = CallForm("00000000-0000-4000-8000-000000000000", Stamps(START, official_at=START), "reached", grades, "")
    submit_call(session, stored_id(first.id), form, method_of(wave), first.interviewer_id, Cause("anna", START))
    session.flush()
    return Running(
        done=first,
        calls=tuple(one for one in probes(session, CallProbe) if not one.spare and one.state == "planned"),
        letters=tuple(one for one in probes(session, MailProbe) if not one.spare),
        spare_calls=tuple(one for one in probes(session, CallProbe) if one.spare),
    )


def probes(session: Session, table: type[Probe]) -> tuple[Probe, ...]:
    """The wave's contacts of one channel in order of time."""
    wave = wave_named(session, RUNNING)
    wanted = (
        select(table)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .where(Measurement.wave_id == wave.id)
    )
    return tuple(session.exec(wanted.order_by(col(table.planned_at), col(table.id))).all())


def user_named(session: Session, name: str) -> int:
    """The id of the user of this name."""
    return stored_id(session.exec(select(User.id).where(User.name == name)).one())


def wave_of(session: Session) -> Wave:
    """The running wave."""
    return wave_named(session, RUNNING)


def _municipality() -> Municipality:
    return Municipality(
        code="0680",
        name="Jönköping",
        population=139_000,
        official_address="kommunen@jonkoping.test",
        switchboard="036-10 50 00",
        opening_hours=OPEN_WEEKDAYS,
        mail_domains=["jonkoping.test"],
    )
