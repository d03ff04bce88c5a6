"""The same seed and input give the same plan byte for byte: in two processes, and from both databases."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from scheduler.plan import make_plan, plan_as_json
from scheduler.stored.plan import plan_request, plan_wave, replan_wave
from shopper.moves import Cause
from shopper.question_bank import store_bank
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Municipality
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave
from tests.scheduler.plan_checker import faults_of
from tests.scheduler.printed_plan import requests

PRINTER = Path(__file__).with_name("printed_plan.py")
ROOT = PRINTER.parents[2]

FILE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
closed_on = [2026-10-30]
[[municipality]]
code = "1280"
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-12:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-15:00" }
days_off = [2026-10-20]
not_areas = ["bygglov"]
[[interviewer]]
name = "i2"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00" }
"""


def printed(name: str, hash_seed: str) -> bytes:
    """The plan as another process prints it, whose sets and dictionaries of strings are ordered by this seed."""
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, str(PRINTER), name], env=environment, capture_output=True, check=True, timeout=120
    )
    return done.stdout


@pytest.mark.parametrize("name", ["roomy", "locked", "tight"])
def test_two_processes_make_the_same_plan(name: str) -> None:
    first, second = printed(name, "1"), printed(name, "4711")
    here = json.dumps(plan_as_json(make_plan(requests()[name])), ensure_ascii=False).encode()
    assert first == second == here


@pytest.mark.parametrize("name", ["roomy", "locked", "tight"])
def test_the_plans_that_are_compared_keep_every_rule(name: str) -> None:
    request = requests()[name]
    plan = make_plan(request)
    assert (faults_of(request, plan), plan.unplaced) == ([], ())


def test_both_databases_give_the_same_plan(
    upgraded_sqlite_file: Path, postgres_database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "one.sqlite"
    file.write_bytes(upgraded_sqlite_file.read_bytes())
    one, other = planned_in(f"sqlite:///{file}"), planned_in(postgres_database_url)
    assert one == other


def municipality(code: str) -> Municipality:
    return Municipality(
        code=code,
        name=f"Kommun {code}",
        population=27_000,
        official_address=f"kommun@k{code}.test",
        switchboard="0383-000 00",
        opening_hours={key: [["08:00", "17:00"]] for key in ("mon", "tue", "wed", "thu", "fri")},
        mail_domains=[f"k{code}.test"],
    )


def planned_in(url: str) -> list[bytes]:
    """The plan of a new wave in this database, then the one that is made anew around every fifth call and letter."""
    store, cause = Store(url), Cause("the coordinator", datetime(2026, 10, 1, 8, 0, tzinfo=UTC))
    with store.transaction() as session:
        store_bank(session)
        session.add(municipality("0685"))
        session.add(municipality("1280"))
        wave = create_wave(session, parse_wave_file(FILE, "w.toml"), cause)
        plans = [plan_wave(session, wave, cause)]
        for table in (CallProbe, MailProbe):
            for row in session.exec(select(table).order_by(col(table.planned_at), col(table.area))).all()[::5]:
                row.locked = True
        session.flush()
        plans.append(replan_wave(session, wave, cause, seed=8))
        assert plan_request(session, wave).fixed
    store.close()
    return [json.dumps(plan_as_json(plan), ensure_ascii=False).encode() for plan in plans]
