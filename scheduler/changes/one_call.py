"""A new time for single calls that were not made or reached nobody, by the rules of the plan and among all others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from scheduler.changes.placing import Places, same_voice_first, settle
from scheduler.changes.refs import StoredProbe
from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request
from shopper.tables.study import Wave


def new_times(session: Session, wave: Wave, moving: Sequence[StoredProbe], not_before: datetime, chance: int) -> Places:
    """Where these contacts of a launched wave go, not before this moment; by the same voices where that can be.

    `chance` tells this search from others of the same wave; the same one finds the same times.
    """
    codes = sorted({one.probe.municipality for one in moving})
    request = replace(plan_request(session, wave, not_before, codes), seed=wave.seed + chance)
    return settle(same_voice_first, request, contacts(session, wave, codes), moving)
