"""All figures of 290 municipalities in 15 waves, from SQLite, beside bare pandas on the same rows.

Bare pandas reads the same rows and makes the sums of three figures by municipality and area, with one group-by each.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
from sqlmodel import col, func, select

from scoring.many import figures_of_waves
from shopper.contact_columns import contact_columns
from shopper.method import load_method
from shopper.queries import method_of, stored_id
from shopper.store import Store, open_store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from tests.bench.measured import Measured, fastest_seconds
from tests.stored_by_chance import copy_waves, store_by_chance, waves_by_id

MUNICIPALITIES, WAVES = 290, 15
METHODS = (load_method("kkik-2013"), load_method("kkik-2017"), load_method("kkik-2018"))

CALLS = """
    SELECT call_probe.measurement_id, call_probe.area, attempt.outcome, attempt.seconds_to_contact, grade.courtesy
    FROM call_probe
    JOIN attempt ON attempt.id = (
        SELECT id FROM attempt WHERE call_probe_id = call_probe.id ORDER BY number DESC, version DESC LIMIT 1)
    JOIN grade ON grade.call_probe_id = call_probe.id
        AND grade.version = (SELECT max(version) FROM grade WHERE call_probe_id = call_probe.id)
    WHERE call_probe.state = 'approved'
"""
MAILS = """
    SELECT measurement_id, area, state, sent_at, answered_at, sender, extra_information FROM mail_probe
    WHERE state IN ('sent', 'answered', 'unanswered', 'undelivered', 'refused')
"""


def measure() -> Iterator[Measured]:
    """`figures.520k_seconds`: from the open database to a frame of every figure in total and by area."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "many.sqlite"
        store = open_store(f"sqlite:///{file}")
        contacts = _filled(store)
        ours = fastest_seconds(lambda: _figures(store), runs=2)
        figures = len(_figures(store))
        store.close()
        bare = fastest_seconds(lambda: _bare(file), runs=2)
    beside = f"{figures} figures of {contacts} contacts; {bare:.1f} s for three of them in bare pandas"
    yield Measured("figures.520k_seconds", ours, "s", bar=10, beside=beside)


def _filled(store: Store) -> int:
    """A database of so many contacts, as many waves to each method; how many there are."""
    with store.transaction() as session:
        store_by_chance(session, METHODS, MUNICIPALITIES, Random(15))  # noqa: S311 - chance that can be repeated
        copy_waves(session, WAVES // len(METHODS) - 1)
        return sum(session.exec(select(func.count(col(table.id)))).one() for table in (CallProbe, MailProbe))


def _figures(store: Store) -> pd.DataFrame:
    with store.reading() as session:
        waves = waves_by_id(session)
        columns = contact_columns(session, waves)
        methods = {stored_id(wave.id): method_of(wave) for wave in waves}
    return figures_of_waves(columns, methods)


def _bare(file: Path) -> list[pd.DataFrame]:
    """No rule of the method is kept: days instead of working hours, every answered letter in time."""
    connection = sqlite3.connect(file)
    calls = pd.read_sql(CALLS, connection)
    mails = pd.read_sql(MAILS, connection, parse_dates=["sent_at", "answered_at"])
    connection.close()
    calls["in_time"] = calls["seconds_to_contact"] <= 60
    calls["points"] = calls["courtesy"].map({"very_good": 3, "good": 2, "medium": 1, "poor": 0})
    mails["hours"] = (mails["answered_at"] - mails["sent_at"]).dt.total_seconds() / 3600
    return [
        rows.groupby(["measurement_id", "area"])[wanted].agg(["sum", "count"])
        for rows, wanted in ((calls, "in_time"), (calls, "points"), (mails, "hours"))
    ]
