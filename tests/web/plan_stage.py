"""A draft wave for the tests of the plan's pages: two municipalities, two interviewers, a mail account."""

from datetime import date

from sqlmodel import Session

from scheduler.stored_plan import plan_wave
from shopper.moves import Cause
from shopper.queries import stored_id, wave_named
from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer
from tests.web.stage import OPEN_WEEKDAYS, QUICK, START

DRAFT = "vår 2018"
CAUSE = Cause("cecilia", START)
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")


def add_draft(store: Store, municipalities: int = 1, *, hours_a_week: int = 20) -> str:
    """Store the draft on the small study; its name. Nothing is planned yet; the first municipality is Vetlanda."""
    with store.transaction() as session:
        wave = Wave(
            name=DRAFT,
            method_name="kkik-2017",
            first_day=date(2018, 1, 15),
            last_day=date(2018, 2, 11),
            seed=7,
            mail_accounts=["probes"],
            spares=1,
            created_at=START,
        )
        session.add(wave)
        session.flush()
        codes = ["0685", *(_municipality(session, number) for number in range(1, municipalities))]
        session.add_all(Measurement(wave_id=stored_id(wave.id), municipality_code=code) for code in codes)
        for name in ("kim", "robin"):
            user = User(name=name, role="interviewer", password_hash=QUICK.hash("x"), created_at=START)
            session.add(user)
            session.flush()
            session.add(
                WaveInterviewer(
                    wave_id=stored_id(wave.id),
                    user_id=stored_id(user.id),
                    hours_a_week=hours_a_week,
                    available=WEEK,
                )
            )
    return DRAFT


def plan_draft(store: Store) -> None:
    """Plan the draft, as the coordinator would."""
    with store.transaction() as session:
        plan_wave(session, wave_named(session, DRAFT), CAUSE)


def _municipality(session: Session, number: int) -> str:
    code = f"{1000 + number}"
    session.add(
        Municipality(
            code=code,
            name=f"Provkommun {number}",
            population=1_500 if number == 1 else 12_000,
            official_address=f"kommun@prov{number}.test",
            switchboard="010-000 00 00",
            opening_hours=OPEN_WEEKDAYS,
            mail_domains=[f"prov{number}.test"],
        )
    )
    session.flush()
    return code
