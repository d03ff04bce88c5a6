"""What must be in place before the demo's first day: register, questions, users, mail account, and the three waves.

The Vetlanda wave gets the plan its files tell of, so that its figures are the known ones. A second wave, for trying
out, is planned by the planner and lies after the first. A third is a planned draft, to change and to launch.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Final

from sqlmodel import Session, select

from scheduler.planning.parts import Channel, Plan, PlannedProbe
from scheduler.stored.plan import plan_wave, store_plan
from shopper.comparison_group import OfKoladaGroup
from shopper.drafts.comparison import choose_group
from shopper.kolada.snapshot import read_snapshot
from shopper.kolada.stored import store_snapshot
from shopper.method import Method, load_method
from shopper.moves import Cause
from shopper.queries import measurement_of, stored_id, wave_named
from shopper.question_bank import store_bank
from shopper.register import import_register
from shopper.sealed import seal
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import ImportedValue, Question
from shopper.wave_file import WaveFile, WaveFileInterviewer, WaveMunicipality
from shopper.wave_rows import CallRow, Limits, MailRow, WaveRows, read_wave_rows
from shopper.waves import create_wave, launch
from web.demo.servers import LOOPBACK, MailServers
from web.passwords import hash_password

WAVE = "vetlanda-2017"
TRIAL_WAVE = "prova-pa"
DRAFT_WAVE = "var-2018"
CODE = "0685"
TRIAL_CODE = "0682"
DRAFT_CODES = ("0680", "0683", "0684", "0685", "0686")
METHOD = "kkik-2017"
ACCOUNT = "brevlada"
COORDINATOR = "samordnare"
REVIEWER = "rut"
INTERVIEWERS = ("I1", "I2", "I3")
PASSWORD = "visa-mig-demon"  # noqa: S105 - printed by the demo for everybody to use
CAUSE = "demo"
SIMILAR = "G1"
"""The group of the example of Kolada that Vetlanda is compared with."""
OFFICE_HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")


@dataclass(frozen=True, slots=True)
class Script:
    """The rows of the example and the day before the first of them."""

    rows: WaveRows
    method: Method
    begins_at: datetime


def examples() -> Path:
    """The folder of examples that comes with the package."""
    return Path(str(resources.files("shopper") / "examples"))


KOLADA: Final = examples() / "kolada.json"
"""Made up, and marked as such: so that the report has indices of the survey to show beside the figures."""


def read_script() -> Script:
    """Read the Vetlanda example as the importer does."""
    method = load_method(METHOD)
    rows = read_wave_rows(examples() / "vetlanda_2017", method, Limits())
    first = min([row.called_at for row in rows.calls] + [row.sent_at for row in rows.mails])
    begins_at = datetime.combine(first.astimezone(UTC).date(), time(4), UTC)
    return Script(rows, method, begins_at)


def set_up(store: Store, script: Script, servers: MailServers, secret: str) -> None:
    """Store everything that the demo begins with, and launch the first two waves."""
    cause = Cause(CAUSE, script.begins_at)
    with store.transaction() as session:
        import_register(session, examples() / "municipalities.csv", cause)
        store_bank(session)
        snapshot = store_snapshot(session, read_snapshot(KOLADA.read_bytes(), KOLADA.name), cause)
        _add_users(session, script.begins_at)
        session.add(_account(servers, secret))
        session.flush()
        _add_vetlanda(session, script, OfKoladaGroup(SIMILAR, snapshot), cause)
        _add_trial(session, script, cause)
        _add_draft(session, script, cause)


def _add_users(session: Session, at: datetime) -> None:
    password_hash = hash_password(PASSWORD)
    roles = {COORDINATOR: "coordinator", REVIEWER: "reviewer", **dict.fromkeys(INTERVIEWERS, "interviewer")}
    session.add_all(
        User(name=name, role=role, password_hash=password_hash, created_at=at) for name, role in roles.items()
    )


def _account(servers: MailServers, secret: str) -> MailAccount:
    user, password = servers.login
    domain = servers.domains.probes
    return MailAccount(
        name=ACCOUNT,
        domain=domain,
        self_copy=f"kopia@{domain}",
        smtp_host=LOOPBACK,
        smtp_port=servers.smtp_port,
        smtp_security="none",
        imap_host=LOOPBACK,
        imap_port=servers.imap_port,
        imap_security="none",
        imap_user=user,
        imap_password_sealed=seal(password, secret),
        letters_a_minute=1000,
        minutes_between=0,  # the letters leave at the minutes of the example, whatever the pace
    )


def _wave_file(name: str, codes: Sequence[str], first: datetime, days: int) -> WaveFile:
    return WaveFile(
        name=name,
        method=METHOD,
        first_day=first.date(),
        last_day=first.date() + timedelta(days=days - 1),
        seed=2017,
        mail_accounts=(ACCOUNT,),
        municipality=tuple(WaveMunicipality(code=code) for code in codes),
        interviewer=tuple(
            WaveFileInterviewer(name=each, hours_a_week=20, available=OFFICE_HOURS) for each in INTERVIEWERS
        ),
    )


def _add_vetlanda(session: Session, script: Script, group: OfKoladaGroup, cause: Cause) -> None:
    create_wave(session, _wave_file(WAVE, [CODE], script.begins_at, 28), cause)
    wave = wave_named(session, WAVE)
    choose_group(session, wave, group, cause)
    store_plan(session, wave, _plan_of(session, script.rows, wave.seed), cause)
    launch(session, wave, cause)
    measurement = stored_id(measurement_of(session, wave, CODE).id)
    session.add_all(ImportedValue(measurement_id=measurement, **asdict(value)) for value in script.rows.values)


def _add_trial(session: Session, script: Script, cause: Cause) -> None:
    first = script.begins_at + timedelta(days=42)
    create_wave(session, _wave_file(TRIAL_WAVE, [TRIAL_CODE], first, 28), cause)
    wave = wave_named(session, TRIAL_WAVE)
    plan_wave(session, wave, cause)
    launch(session, wave, cause)


def _add_draft(session: Session, script: Script, cause: Cause) -> None:
    first = script.begins_at + timedelta(days=84)
    create_wave(session, _wave_file(DRAFT_WAVE, DRAFT_CODES, first, 28), cause)
    plan_wave(session, wave_named(session, DRAFT_WAVE), cause)


def _plan_of(session: Session, rows: WaveRows, seed: int) -> Plan:
    """The plan that the files tell of, in the form in which the planner gives one."""
    numbers = {
        (area, text): number
        for area, text, number in session.exec(select(Question.area, Question.text, Question.number))
    }
    calls = [_planned("call", row, row.called_at, numbers, interviewer=row.interviewer) for row in rows.calls]
    mails = [
        _planned("mail", row, row.sent_at, numbers, persona=f"p{key}") for key, row in enumerate(rows.mails, start=1)
    ]
    probes: Sequence[PlannedProbe] = sorted([*calls, *mails], key=lambda probe: probe.planned_at)
    return Plan(WAVE, seed, METHOD, tuple(probes), ())


def _planned(
    channel: Channel,
    row: CallRow | MailRow,
    at: datetime,
    numbers: dict[tuple[str, str], int],
    **who: str,
) -> PlannedProbe:
    return PlannedProbe(channel, CODE, row.area, numbers[row.area, row.question], spare=False, planned_at=at, **who)
