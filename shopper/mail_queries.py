"""Reading stored mails. Nothing here changes anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from shopper.reach import Person, is_own_letter, is_own_mail
from shopper.tables.mail import InboundMail, LoopLetter, MailAccount, MailProbe, SendAttempt

NOT_DELIVERED = ("undelivered", "refused")
"""States of a letter that its recipient's server did not take, or gave back."""

SELF_COPY_WAIT = timedelta(minutes=30)
"""How long the self-copy of an uncertain letter is waited for before a person decides about it."""

LOOP_LATE = timedelta(minutes=15)
"""A letter to ourselves that took longer says that our own mailbox was slow."""

LOOP_MISSING = timedelta(hours=1)
"""A letter to ourselves that is not there after so long is taken to be missing."""


@dataclass(frozen=True, slots=True)
class LoopRecord:
    """How our own mailboxes did: letters to ourselves, those that took over 15 minutes, and those that never came.

    `late` and `missing` have no letter in common. `longest_minutes` is the longest way of one that came, rounded up.
    """

    sent: int
    late: int
    missing: int
    longest_minutes: int


def counting_reply(session: Session, probe_id: int) -> InboundMail | None:
    """The reply that a letter's answer is counted from: the first mail of the letter's that is judged an answer.

    Mails that wait on the desk may yet be found to be something else, and copies to ourselves are no replies.
    """
    wanted = select(InboundMail).where(
        InboundMail.mail_probe_id == probe_id,
        InboundMail.kind == "answer",
        InboundMail.desk != "waiting",
        col(InboundMail.self_copy).is_(False),
    )
    return session.exec(wanted.order_by(col(InboundMail.arrived_at), col(InboundMail.id))).first()


def letters_to_settle(session: Session, now: datetime, *of_whom: ColumnElement[bool]) -> list[MailProbe]:
    """Uncertain letters whose self-copy has had its time to come back: a person says whether they left.

    `of_whom`, here and below, are conditions of `shopper/reach.py` on whose letters they are; without, everybody's.
    """
    just_tried = select(SendAttempt.id).where(
        SendAttempt.mail_probe_id == MailProbe.id, col(SendAttempt.started_at) > now - SELF_COPY_WAIT
    )
    wanted = select(MailProbe).where(
        MailProbe.state == "uncertain", ~just_tried.correlate(MailProbe).exists(), *of_whom
    )
    return list(session.exec(wanted.order_by(col(MailProbe.planned_at))).all())


def is_in_trouble() -> ColumnElement[bool]:
    """Whether a letter never reached an official: it bounced, was refused, or could not be written at all."""
    was_never_written = and_(col(MailProbe.state) == "withdrawn", col(MailProbe.raw).is_(None))
    return or_(col(MailProbe.state).in_(NOT_DELIVERED), was_never_written)


def never_reached(letter: MailProbe) -> bool:
    """The same of a letter at hand."""
    return letter.state in NOT_DELIVERED or (letter.state == "withdrawn" and letter.raw is None)


def letters_in_trouble(session: Session, *of_whom: ColumnElement[bool]) -> list[MailProbe]:
    """Letters in trouble that nobody has dealt with: no person's word, and none sent instead."""
    other = aliased(MailProbe)
    wanted = select(MailProbe).where(
        is_in_trouble(),
        col(MailProbe.settled_at).is_(None),
        col(MailProbe.imported).is_(False),
        ~select(other.id).where(col(other.replaces_id) == MailProbe.id).correlate(MailProbe).exists(),
        *of_whom,
    )
    return list(session.exec(wanted.order_by(col(MailProbe.planned_at), col(MailProbe.id))).all())


def desk_size(session: Session, now: datetime, person: Person) -> int:
    """How many cases wait on this person's desk: doubtful mails, and letters about which somebody must decide."""
    waiting = select(func.count(col(InboundMail.id))).where(InboundMail.desk == "waiting")
    mails = session.exec(waiting.where(is_own_mail(session, person))).one()
    own = is_own_letter(person)
    return mails + len(letters_to_settle(session, now, own)) + len(letters_in_trouble(session, own))


def loop_record(session: Session, accounts: Collection[str], first: datetime, last: datetime) -> LoopRecord:
    """How the accounts' mailboxes did with the letters to themselves that left between two moments, both included.

    A letter is missing only when its mailbox was read an hour after it left, and it was not there.
    """
    rows = session.exec(
        select(LoopLetter.sent_at, LoopLetter.arrived_at, MailAccount.polled_at)
        .join(MailAccount, col(MailAccount.name) == LoopLetter.account)
        .where(col(LoopLetter.account).in_(accounts), col(LoopLetter.sent_at) >= first, col(LoopLetter.sent_at) <= last)
    ).all()
    ways = [arrived_at - sent_at for sent_at, arrived_at, _ in rows if arrived_at is not None]
    waited = [polled_at - sent_at for sent_at, arrived_at, polled_at in rows if arrived_at is None and polled_at]
    return LoopRecord(
        sent=len(rows),
        late=sum(way > LOOP_LATE for way in ways),
        missing=sum(wait > LOOP_MISSING for wait in waited),
        longest_minutes=-(-max(ways, default=timedelta()) // timedelta(minutes=1)),
    )
