"""A wave while it is prepared: finding it, and telling that somebody else changed it since it was shown."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlmodel import Session, col, select

from shopper.faults import Conflict, NotThere
from shopper.moves import Cause, record
from shopper.queries import stored_id, wave_named
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.tables.trail import AuditEvent

STEPS: Final = ("frame", "municipalities", "questions", "people", "senders", "comparison", "plan")
"""The steps in their order; each is also the action under which its changes stand in the trail of the wave."""

_VERSION_DIGITS: Final = 16


class WaveStarted(Conflict):
    """The wave is no draft any more: it is changed as a wave under way."""


@dataclass(frozen=True, slots=True)
class LastSaved:
    """Who changed a step last, and when."""

    by: str
    at: datetime


def draft_named(session: Session, name: str, *, to_change: bool = False) -> Wave:
    """The draft with this name; NotThere when there is no such wave, WaveStarted when it is launched.

    With `to_change` its row is held until the transaction ends, so that of two at once the second sees the first's.
    """
    wave = wave_named(session, name)
    if to_change:
        wanted = select(Wave).where(Wave.id == wave.id).with_for_update()
        found = session.exec(wanted.execution_options(populate_existing=True)).first()
        if found is None:
            raise NotThere(f"{name} was deleted meanwhile; nothing was changed")
        wave = found
    if wave.state != "draft":
        raise WaveStarted(f"{name} is launched; change it as a wave under way")
    return wave


def measured(session: Session, wave: Wave) -> list[tuple[Measurement, Municipality]]:
    """The wave's measurements with their municipalities, by code, in one query."""
    wanted = (
        select(Measurement, Municipality)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(Measurement.wave_id == wave.id)
        .order_by(col(Municipality.code))
    )
    return list(session.exec(wanted).all())


def version_of(shown: Any) -> str:
    """A mark of what a step showed: another mark later means that somebody changed it in between."""
    text = json.dumps(shown, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:_VERSION_DIGITS]


def record_step(session: Session, wave: Wave, step: str, cause: Cause, **details: Any) -> None:
    """Add a change of one of the `STEPS` to the wave's trail; details hold ids and words of the method."""
    record(session, "wave", stored_id(wave.id), step, cause, details=details)


def last_saved(session: Session, wave: Wave, step: str) -> LastSaved | None:
    """Who changed this step of the wave last, by its trail; None when nobody has since it was made."""
    wanted = select(AuditEvent).where(
        AuditEvent.thing == "wave", AuditEvent.thing_id == str(wave.id), AuditEvent.action == step
    )
    event = session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
    return None if event is None else LastSaved(event.actor, event.at)
