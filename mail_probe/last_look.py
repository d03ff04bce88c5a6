"""The last look before a letter is called unanswered: every folder is searched for its reply.

Rules and people move mail out of the folders that are polled. Only a search of all of them, after the letter's time is
over, lets us say that nothing came.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mail_probe.close_windows import window_end
from mail_probe.doorways import Mailbox, MailboxOpener, MailboxUnreached
from mail_probe.judge import judge_waiting
from mail_probe.keep import Place, keep
from mail_probe.take_in import last_seen, note_health
from shopper.clock import Clock
from shopper.faults import Fault
from shopper.moves import Cause, record
from shopper.queries import method_of, stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Wave

ACTOR = "last_look"


@dataclass(frozen=True, slots=True)
class _Sought:
    """A letter whose time is over, by what its replies name."""

    probe_id: int
    message_id: str
    address: str


def last_look(store: Store, clock: Clock, account: str, open_mailbox: MailboxOpener) -> int:
    """Search every folder for replies to the letters whose time is over, and take in what is found; how many letters.

    A mailbox that cannot be searched only delays it: the letters stay open until it was, and the account says why.
    """
    with store.reading() as session:
        sought = _sought(session, account, clock())
    if not sought:
        return 0
    looked: list[_Sought] = []
    try:
        with open_mailbox() as mailbox:
            polled = frozenset(mailbox.folders())
            looked.extend(one for one in sought if _search(store, clock, account, (mailbox, polled), one))
    except (MailboxUnreached, Fault) as trouble:
        # The poll may have gone well all the same: without a word here, nobody would know why letters stay open.
        note_health(store, account, clock(), trouble)
    judge_waiting(store, clock, account)
    _note(store, clock, looked)
    return len(looked)


def _sought(session: Session, account: str, now: datetime) -> list[_Sought]:
    """Letters without an answer whose window ended before the mailbox was last read, and not looked for since."""
    polled_at = session.get_one(MailAccount, account).polled_at
    found = []
    for wave in session.exec(select(Wave).where(Wave.state == "launched")).all():
        method = method_of(wave)
        rows = session.exec(
            select(MailProbe.id, MailProbe.message_id, MailProbe.sent_at, MailProbe.looked_at)
            .join(Persona, col(Persona.id) == MailProbe.persona_id)
            .where(Persona.wave_id == wave.id, Persona.account == account, MailProbe.state == "sent")
            .order_by(col(MailProbe.id))
        ).all()
        for probe_id, message_id, sent_at, looked_at in rows:
            if sent_at is None or message_id is None or polled_at is None:
                continue
            ended_at = window_end(sent_at, method)
            if ended_at < min(now, polled_at) and (looked_at is None or looked_at <= ended_at):
                found.append((stored_id(probe_id), message_id))
    return [_Sought(probe_id, message_id, _address(session, probe_id)) for probe_id, message_id in found]


def _address(session: Session, probe_id: int) -> str:
    return session.exec(
        select(Persona.address).join(MailProbe, col(MailProbe.persona_id) == Persona.id).where(MailProbe.id == probe_id)
    ).one()


def _search(store: Store, clock: Clock, account: str, where: tuple[Mailbox, frozenset[str]], letter: _Sought) -> bool:
    """Store what is found about one letter; False when some of it is still to be fetched by the next poll.

    A mail above the last one that was polled is left to the poll: what came before it would otherwise be passed over.
    """
    mailbox, polled = where
    is_complete = True
    for folder, validity, fetched in mailbox.find_replies(letter.message_id, letter.address):
        with store.reading() as session:
            place = Place(account, folder, validity, session.get_one(MailAccount, account).own_mx)
            last = last_seen(session, place)
        if folder in polled and fetched.uid > (last or 0):
            is_complete = False
        else:
            keep(store, clock, place, [fetched])
    return is_complete


def _note(store: Store, clock: Clock, looked: list[_Sought]) -> None:
    with store.transaction() as session:
        for letter in looked:
            session.get_one(MailProbe, letter.probe_id).looked_at = clock()
            record(session, "mail", letter.probe_id, "last_look", Cause(ACTOR, clock(), "every folder was searched"))
