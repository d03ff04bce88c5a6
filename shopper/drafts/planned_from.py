"""Whether a stored plan still fits what it was made from."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from shopper.drafts.draft import measured, version_of
from shopper.queries import measurements_of, questions_asked, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Municipality, Wave, WaveInterviewer
from shopper.tables.trail import AuditEvent

_A_WEEK: Final = timedelta(days=7)
PLANNED = ("plan", "replan")
"""The actions under which the trail of a wave tells that its plan was made, with `planned_from` in the details."""


def planned_from(session: Session, wave: Wave) -> str:
    """A mark of everything in the draft that its plan depends on; another mark means that the plan is outdated."""
    people = session.exec(select(WaveInterviewer).where(WaveInterviewer.wave_id == wave.id)).all()
    return version_of(
        {
            "wave": wave.model_dump(include=_OF_THE_WAVE),
            "municipalities": [_municipality(*each) for each in measured(session, wave)],
            "people": sorted((each.model_dump(mode="json") for each in people), key=lambda one: one["user_id"]),
            "questions": questions_asked(session, wave),
            "others": _other_waves(session, wave),
        }
    )


_OF_THE_WAVE = {"method_name", "first_day", "last_day", "spares", "mail_accounts", "allowed_breaks", "persona_names"}


def _other_waves(session: Session, wave: Wave) -> list[int]:
    """The launched waves whose contacts are in this one's way.

    Those with one of its municipalities, whenever that was, and those that share an interviewer's weeks with it.
    """
    own = select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)
    measured_there = select(Measurement.wave_id).where(col(Measurement.municipality_code).in_(own))
    people = select(WaveInterviewer.user_id).where(WaveInterviewer.wave_id == wave.id)
    calling_there = select(WaveInterviewer.wave_id).where(col(WaveInterviewer.user_id).in_(people))
    found = select(Wave.id).where(
        Wave.state == "launched",
        Wave.id != wave.id,
        or_(
            col(Wave.id).in_(measured_there),
            col(Wave.id).in_(calling_there)
            & (col(Wave.first_day) <= wave.last_day + _A_WEEK)
            & (col(Wave.last_day) >= wave.first_day - _A_WEEK),
        ),
    )
    return sorted(stored_id(row) for row in session.exec(found))


def _municipality(measurement: Measurement, stored: Municipality) -> dict[str, Any]:
    return {
        "code": stored.code,
        "opening_hours": stored.opening_hours,
        "time_zone": stored.time_zone,
        "closed_on": sorted(measurement.closed_on),
    }


def is_outdated(session: Session, wave: Wave) -> bool:
    """Whether the draft was changed in a way that its plan does not know of."""
    wanted = select(AuditEvent).where(
        AuditEvent.thing == "wave", AuditEvent.thing_id == str(wave.id), col(AuditEvent.action).in_(PLANNED)
    )
    made = session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
    mark = made.details.get("planned_from") if made else None
    # A plan made before marks were kept is taken as it is: nothing tells what it was made from.
    return mark is not None and mark != planned_from(session, wave)


def planned_contacts(session: Session, wave: Wave) -> dict[str, int]:
    """How many contacts the plan has for each municipality of the wave, by code."""
    found = {each.municipality_code: 0 for each in measurements_of(session, wave)}
    for table in (CallProbe, MailProbe):
        counted = (
            select(Measurement.municipality_code, func.count())
            .join(table, col(table.measurement_id) == Measurement.id)
            .where(Measurement.wave_id == wave.id)
            .group_by(Measurement.municipality_code)
        )
        for code, number in session.exec(counted):
            found[code] += number
    return found
