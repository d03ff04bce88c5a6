"""Letters from an account to itself, all through a wave: they tell a slow municipality from a slow mailbox of ours.

One in each of the day's slots, at a minute that differs from day to day. The municipalities never see them; to our own
servers they look like a note that somebody writes to himself. A hold of the account stops letters to municipalities,
not these.
"""

from datetime import datetime, time, timedelta
from random import Random
from secrets import choice
from typing import Final

from sqlmodel import Session, col, select

from mail_probe.close_windows import window_end
from mail_probe.doorways import Outgoing
from mail_probe.message import compose
from mail_probe.send_due import note_unreached
from mail_probe.sending.to_ourselves import letter_to_ourselves
from shopper.clock import Clock
from shopper.method import Method
from shopper.queries import method_of
from shopper.store import Store
from shopper.tables.mail import InboundMail, LoopLetter, MailAccount
from shopper.tables.study import Wave

SLOTS: Final = tuple(time(hour) for hour in (6, 9, 12, 15, 18))
"""When each slot begins, in the wave's zone; the letter leaves in the first hour of its slot."""

NOTES: Final = (
    ("Kom ihåg", "Ringa tandläkaren.\n"),
    ("Att handla", "Mjölk, bröd, kaffe.\n"),
    ("Till imorgon", "Ta med nycklarna.\n"),
    ("Tider", "Tvättstugan torsdag kväll.\n"),
    ("Lista", "Biblioteket, posten, banken.\n"),
)


def send_loop_letter(store: Store, clock: Clock, account: str, outgoing: Outgoing) -> bool:
    """Send the account's letter to itself if one is due and write down that the server took it; whether it did.

    What is not taken for sure is not written down, and is tried again at the next round; a server that is not reached
    stands on the account, also while no letter is due.
    """
    with store.reading() as session:
        moment = due_since(session, account, clock())
        row = session.get_one(MailAccount, account)
    if moment is None:
        return False
    words = choice(NOTES)
    letter = letter_to_ourselves(row, row.self_copy, words, clock().astimezone(moment.tzinfo))
    outcome = outgoing.deliver(compose(letter), row.self_copy, row.self_copy, None, lambda: None)
    if outcome.result in ("sent", "unreached"):
        failure = "" if outcome.result == "sent" else outcome.reply or "no reply"
        note_unreached(store, account, clock(), failure, outcome.fault or "other")
    if outcome.result != "sent":
        return False
    with store.transaction() as session:
        session.add(LoopLetter(account=account, message_id=letter.message_id, sent_at=clock()))
    return True


def due_since(session: Session, account: str, now: datetime) -> datetime | None:
    """Since when a loop letter of the account is due, in its wave's zone; None while none is."""
    for wave in session.exec(select(Wave).where(Wave.state == "launched")).all():
        method = method_of(wave)
        moment = _latest_moment(account, now.astimezone(method.working_time.zone))
        if account in wave.mail_accounts and _is_under_way(wave, method, moment):
            sent = select(LoopLetter.id).where(LoopLetter.account == account, col(LoopLetter.sent_at) >= moment)
            return moment if session.exec(sent).first() is None else None
    return None


def settle_loop_letters(store: Store, account: str) -> int:
    """Write on every loop letter that is in the mailbox when it arrived there; how many.

    Looked for anew each time: a letter can be taken in before it is written down that it left.
    """
    with store.transaction() as session:
        found = session.exec(
            select(LoopLetter, InboundMail.arrived_at)
            .join(InboundMail, col(InboundMail.message_id) == LoopLetter.message_id)
            .where(LoopLetter.account == account, InboundMail.account == account, col(LoopLetter.arrived_at).is_(None))
            .order_by(col(InboundMail.arrived_at).desc())
        ).all()
        for letter, arrived_at in found:
            letter.arrived_at = arrived_at
            session.add(letter)
    return len({letter.id for letter, _ in found})


def _is_under_way(wave: Wave, method: Method, moment: datetime) -> bool:
    """From the wave's first day until the last letter's window is over: as long as an answer can be in time."""
    zone = method.working_time.zone
    last_letter = datetime.combine(wave.last_day + timedelta(days=1), time(), zone)
    return datetime.combine(wave.first_day, time(), zone) <= moment <= window_end(last_letter, method)


def _latest_moment(account: str, now: datetime) -> datetime:
    """The last moment up to now at which a letter was to leave: the same whoever asks, another one each day."""
    days = (now.date() - timedelta(days=1), now.date())
    moments = (_moment(account, datetime.combine(day, slot, now.tzinfo)) for day in days for slot in SLOTS)
    return max(moment for moment in moments if moment <= now)


def _moment(account: str, slot: datetime) -> datetime:
    """A minute of the slot's first hour that nobody can foresee from outside, and every process finds again."""
    return slot + timedelta(minutes=Random(f"{account} {slot.isoformat()}").randint(1, 59))  # noqa: S311 - no secret
