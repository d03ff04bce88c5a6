"""A draft wave beside the small study: three municipalities, one interviewer, a mail account, one spare an area."""

import re
from datetime import date
from urllib.parse import quote

from sqlmodel import Session, select

from shopper.queries import stored_id
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer
from tests.web.stage import OPEN_WEEKDAYS, START, add_members, coordinators

DRAFT = "utkast 2018"
STEPS = f"/waves/{quote(DRAFT)}/steps"
NEIGHBOURS = {"0682": ("Nässjö", 31_000), "0684": ("Sävsjö", 11_500)}


def set_draft(session: Session) -> int:
    """Store the draft; its id. The study of `stage.py` must be there."""
    for code, (name, population) in NEIGHBOURS.items():
        session.add(
            Municipality(
                code=code,
                name=name,
                population=population,
                official_address=f"kommun@{code}.test",
                switchboard="0380-51 00 00",
                opening_hours=OPEN_WEEKDAYS,
            )
        )
    wave = Wave(
        name=DRAFT,
        method_name="kkik-2018",
        first_day=date(2018, 3, 5),
        last_day=date(2018, 4, 1),
        seed=7,
        mail_accounts=["probes"],
        spares=1,
        created_at=START,
    )
    session.add(wave)
    session.flush()
    wave_id = stored_id(wave.id)
    add_members(session, wave_id, coordinators(session))
    session.add_all(Measurement(wave_id=wave_id, municipality_code=code) for code in ("0685", *NEIGHBOURS))
    session.add(
        WaveInterviewer(
            wave_id=wave_id,
            user_id=user_id(session, "anna"),
            hours_a_week=20,
            available=dict.fromkeys(("mon", "tue", "wed"), "08:00-16:00"),
            days_off=["2018-03-08"],
        )
    )
    session.flush()
    return wave_id


def draft_of(session: Session) -> Wave:
    """The stored draft."""
    return session.exec(select(Wave).where(Wave.name == DRAFT)).one()


def user_id(session: Session, name: str) -> int:
    """The id of the user with this name."""
    return stored_id(session.exec(select(User.id).where(User.name == name)).one())


def version_in(html: str) -> str:
    """The mark of what a step's page showed, which its form sends back."""
    found = re.search(r'name="version" value="([^"]+)"', html)
    assert found is not None
    return found[1]
