"""Approves the drafts that a person asked for together, each worked out anew with nothing locked."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from sqlmodel import Session

from report_templates.made_apart import said
from scheduler.processes import Runner, Stopped
from scheduler.report_job import gather_material, printed_on
from scheduler.wording import report_language
from scheduler.workplace import Workplace
from shopper.approval_orders import Refusal, asked_of, forget_asked, refuse_asked, waves_with_asked, who_asked
from shopper.faults import Fault
from shopper.moves import Cause
from shopper.report_approval import ApprovalRefused, approve, refuse_unapprovable
from shopper.settings import Settings
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave

_log = structlog.get_logger(__name__)


def approve_all_asked(workplace: Workplace, wave_id: int) -> int:
    """Approve the drafts of a wave that wait for it, or keep why not; how many were approved.

    Each is a transaction of its own: run again after its worker died, it goes on where it was.
    """
    approved = 0
    try:
        with ThreadPoolExecutor(workplace.settings.report_processes) as at_once:
            while waiting := _asked(workplace, wave_id):
                approved += sum(at_once.map(partial(_approve_one, workplace), waiting))
    except Stopped:  # this worker is closing: what is left stays asked for
        _log.info("approvals go on in the next worker", wave=wave_id)
    return approved


def waves_to_approve(workplace: Workplace) -> list[int]:
    """The waves in which drafts wait for an approval that was asked for."""
    with workplace.store.reading() as session:
        return waves_with_asked(session)


def content_now(session: Session, draft: Report, settings: Settings, apart: Runner) -> str:
    """The checksum of what a draft would say if it were printed now, with the day it bears; worked out `apart`.

    BadInput when a record does not fit the wave's method.
    """
    measurement = session.get_one(Measurement, draft.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    day = printed_on(wave, draft.rendering_since or draft.ordered_at)
    language = report_language(settings, draft.language)
    return apart(said, gather_material(session, wave, measurement, day, language))


def _asked(workplace: Workplace, wave_id: int) -> list[int]:
    with workplace.store.reading() as session:
        return asked_of(session, wave_id)


def _approve_one(workplace: Workplace, draft_id: int) -> bool:
    try:
        with workplace.store.reading() as session:
            draft = session.get_one(Report, draft_id)
            refuse_unapprovable(session, draft, draft.content_sha256)
            content_sha256 = content_now(session, draft, workplace.settings, workplace.apart)
        return _store(workplace, draft_id, content_sha256)
    except ApprovalRefused as refused:
        return _refuse(workplace, draft_id, refused.why)
    except Stopped as stopped:
        if stopped.ending == "closed":
            raise
        _log.warning("a draft could not be worked out", report=draft_id, reason=str(stopped))
    except Fault as fault:
        _log.warning("a draft could not be worked out", report=draft_id, reason=str(fault))
    except Exception:  # noqa: BLE001 - whatever it is, the others go on, and whoever asked is told
        _log.exception("an approval failed", report=draft_id)
    return _refuse(workplace, draft_id, "fault")


def _store(workplace: Workplace, draft_id: int, content_sha256: str) -> bool:
    with workplace.store.transaction() as session:
        asked_by = who_asked(session, draft_id)
        if asked_by is None:
            return False
        approve(session, draft_id, content_sha256, Cause(asked_by, workplace.clock()))
    return True


def _refuse(workplace: Workplace, draft_id: int, why: Refusal) -> bool:
    with workplace.store.transaction() as session:
        asked_by = who_asked(session, draft_id)
        if asked_by is None:
            return False
        if why == "approved":  # by somebody on the report's own page meanwhile: what was asked for is done
            forget_asked(session, draft_id)
        else:
            refuse_asked(session, draft_id, why, Cause(asked_by, workplace.clock()))
    return False
