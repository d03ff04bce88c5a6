"""Sends the final reports that a person asked for together, a letter each, with nothing locked meanwhile."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlmodel import Session

from mail_probe.doorways import Outcome
from scheduler.delivery_letters import Told, letter_words, link_address, note_outcome
from scheduler.office_letter import deliver_office_letter, office_letter
from scheduler.workplace import Workplace
from shopper.clock import OUR_ZONE
from shopper.delivery_orders import (
    WORKER,
    Sending,
    Standing,
    Taken,
    asked_of,
    end_taken,
    refuse_waiting,
    take_asked,
    waves_with_asked,
)
from shopper.moves import Cause
from shopper.office_account import letter_trouble
from shopper.queries import municipality_of
from shopper.report_look import sender_of
from shopper.tables.mail import MailAccount
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Letter:
    """An order whose link is made, what its letter says besides, and the account that it leaves from."""

    taken: Taken
    told: Told
    account: MailAccount


def deliver_all_asked(workplace: Workplace, wave_id: int) -> int:
    """Send the letters of a wave that wait, or keep why not; how many the server took.

    Run again after its worker died, it goes on with those whose link was not made yet. Where no letter can leave, all
    that wait are told so: whoever asked mends what is wrong and asks again.
    """
    sent = 0
    while waiting := _asked(workplace, wave_id):
        for final_id in waiting:
            if workplace.closing.is_set():  # what is left stays asked for
                return sent
            ended = _deliver_one(workplace, final_id)
            sent += ended.standing == "sent"
            if ended.result in {"unreached", "trouble"}:
                _refuse(workplace, _asked(workplace, wave_id), ended)
                break
    return sent


def waves_to_deliver(workplace: Workplace) -> list[int]:
    """The waves in which letters wait that were asked for."""
    with workplace.store.reading() as session:
        return waves_with_asked(session)


def _asked(workplace: Workplace, wave_id: int) -> list[int]:
    with workplace.store.reading() as session:
        return asked_of(session, wave_id)


def _deliver_one(workplace: Workplace, final_id: int) -> Sending:
    try:
        with workplace.store.transaction() as session:
            trouble = letter_trouble(session, workplace.settings)
            letter = None if trouble else _take(workplace, session, final_id)
        if trouble:
            return Sending("refused", result="trouble", fault=trouble)
        return _send(workplace, letter) if letter else Sending("open")
    except Exception:  # noqa: BLE001 - whatever it is, the others go on; one whose link is made is told as unknown
        _log.exception("a delivery failed", report=final_id)
    failed = Sending("refused", result="fault")
    _refuse(workplace, [final_id], failed)
    return failed


def _take(workplace: Workplace, session: Session, final_id: int) -> _Letter | None:
    lasts = timedelta(days=workplace.settings.report_link_days)
    taken = take_asked(session, final_id, lasts, workplace.clock())
    if taken is None:
        return None
    final = session.get_one(Report, final_id)
    measurement = session.get_one(Measurement, final.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    sender = sender_of(session, measurement.wave_id, taken.asked_by)
    told = Told(final.language, municipality_of(session, measurement).name, wave.name, sender)
    return _Letter(taken, told, session.get_one(MailAccount, workplace.settings.office_account))


def _send(workplace: Workplace, letter: _Letter) -> Sending:
    taken, account = letter.taken, letter.account
    words = letter_words(letter.told, link_address(workplace.settings.site_url, taken.link), taken.until)
    at = workplace.clock().astimezone(OUR_ZONE)
    outcome = deliver_office_letter(workplace.outgoing, account, office_letter(account, taken.address, words, at))
    ended = Sending(_standing(outcome), None, taken.address, outcome.result, outcome.fault, outcome.code)
    with workplace.store.transaction() as session:
        cause = Cause(taken.asked_by, workplace.clock())
        note_outcome(session, taken.link.delivery_id, outcome, cause)
        end_taken(session, taken.link.delivery_id, ended, cause)
    return ended


def _standing(outcome: Outcome) -> Standing:
    return "sent" if outcome.result == "sent" else "unknown" if outcome.result == "uncertain" else "refused"


def _refuse(workplace: Workplace, finals: list[int], ended: Sending) -> None:
    with workplace.store.transaction() as session:
        refuse_waiting(session, finals, ended, Cause(WORKER, workplace.clock()))
