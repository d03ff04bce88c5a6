"""A small study: one municipality, two interviewers, a mail account, and the question bank; and a wave to change."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from scheduler.stored.plan import plan_wave
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.question_bank import store_bank
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from shopper.tables.study import Municipality
from shopper.wave_file import parse_wave_file
from shopper.waves import create_wave, launch

WORKING_WEEK = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def cause() -> Cause:
    return Cause("the coordinator", datetime(2026, 10, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def study(store: Store) -> Store:
    """The store with everything a wave needs before it is made."""
    with store.transaction() as session:
        _add_people(session)
        session.add(
            Municipality(
                code="0685",
                name="Vetlanda",
                population=27_000,
                official_address="kommun@vetlanda.test",
                switchboard="0383-000 00",
                opening_hours={**WORKING_WEEK, "sat": [], "sun": []},
                mail_domains=["vetlanda.test"],
            )
        )
        session.add(
            MailAccount(
                name="probes",
                domain="post.test",
                self_copy="copy@post.test",
                smtp_host="127.0.0.1",
                smtp_port=25,
                smtp_security="none",
                imap_host="127.0.0.1",
                imap_port=143,
                imap_security="none",
                imap_user="probes",
                imap_password_sealed="sealed elsewhere",
                letters_a_minute=1000,
                minutes_between=0,
            )
        )
        store_bank(session)
    return store


def _add_people(session: Session) -> None:
    for name, role in (("i1", "interviewer"), ("i2", "interviewer"), ("kim", "coordinator")):
        session.add(User(name=name, role=role, created_at=datetime(2026, 1, 1, tzinfo=UTC)))


MENDED_WAVE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
[[municipality]]
code = "0686"
[[interviewer]]
name = "i1"
hours_a_week = 30
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-15:00" }
[[interviewer]]
name = "i2"
hours_a_week = 30
available = { mon = "08:00-17:00", tue = "08:00-17:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
[[interviewer]]
name = "i3"
hours_a_week = 20
available = { mon = "08:00-12:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-17:00" }
"""


@pytest.fixture
def draft(study: Store, cause: Cause) -> Store:
    """A planned draft wave of two municipalities with three interviewers, and a spare in each area and channel."""
    with study.transaction() as session:
        wave = create_wave(session, parse_wave_file(MENDED_WAVE, "w.toml"), cause)
        wave.spares = 1
        session.add(wave)
        plan_wave(session, wave, cause)
    return study


@pytest.fixture
def running(draft: Store, cause: Cause) -> Store:
    """The same, launched."""
    with draft.transaction() as session:
        launch(session, wave_named(session, "autumn-2026"), cause)
    return draft
