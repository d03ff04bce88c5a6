"""A draft wave for the tests of the plan's pages: two municipalities, two interviewers, a mail account."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from scheduler.stored.plan import plan_wave
from shopper.moves import Cause
from shopper.queries import measurements_of, questions_asked, stored_id, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer
from tests.web.stage import OPEN_WEEKDAYS, QUICK, START, add_members, coordinators

DRAFT = "vår 2018"
ZONE = ZoneInfo("Europe/Stockholm")
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
        add_members(session, stored_id(wave.id), coordinators(session))
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


CALLS = {
    "bygglov 1": ("bygglov", 1, datetime(2018, 1, 16, 9, 0, tzinfo=ZONE), "kim", False),
    "bygglov 2": ("bygglov", 2, datetime(2018, 1, 23, 10, 0, tzinfo=ZONE), "robin", False),
    "forskola 1": ("forskola", 1, datetime(2018, 1, 17, 9, 20, tzinfo=ZONE), "kim", False),
    "forskola 7": ("forskola", 7, datetime(2018, 1, 24, 11, 0, tzinfo=ZONE), "robin", True),
}
LETTERS = {
    "bygglov 3": ("bygglov", 3, datetime(2018, 1, 18, 19, 7, tzinfo=ZONE)),
    "forskola 2": ("forskola", 2, datetime(2018, 1, 19, 10, 22, tzinfo=ZONE)),
}


def place_contacts(store: Store) -> dict[str, int]:
    """Give the draft a few contacts at known times, quicker than planning it; their ids by area and number."""
    with store.transaction() as session:
        wave = wave_named(session, DRAFT)
        measurement = stored_id(measurements_of(session, wave)[0].id)
        users = dict(session.exec(select(User.name, User.id)).all())
        asked = questions_asked(session, wave)
        rows: dict[str, CallProbe | MailProbe] = {}
        for key, (area, number, at, who, spare) in CALLS.items():
            rows[key] = CallProbe(
                measurement_id=measurement,
                area=area,
                question_id=asked[area][number],
                interviewer_id=stored_id(users[who]),
                planned_at=at,
                spare=spare,
            )
        for key, (area, number, at) in LETTERS.items():
            persona = Persona(
                wave_id=stored_id(wave.id), account="probes", key=key, name=f"Sam {key}", address=f"{number}@brev.test"
            )
            session.add(persona)
            session.flush()
            rows[key] = MailProbe(
                measurement_id=measurement,
                area=area,
                question_id=asked[area][number],
                persona_id=stored_id(persona.id),
                planned_at=at,
            )
        session.add_all(rows.values())
        session.flush()
        return {key: stored_id(row.id) for key, row in rows.items()}
