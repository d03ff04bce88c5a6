"""What its mails mean for a letter: when it left, when it was acknowledged and answered, and its state.

Counted anew from all its judged mails each time, so that counting twice changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mail_probe.kind import Kind
from shopper.clock import Clock
from shopper.moves import Cause, move, record
from shopper.queries import stored_id
from shopper.states import SENT_STATES
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe

ACTOR = "take_in"
ACKNOWLEDGING = (Kind.ACKNOWLEDGEMENT, Kind.FORWARDED, Kind.AUTOMATIC)
"""First signs of life: the letter arrived, by a person or a machine. None of them stops the clock."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """As much of a mail as counts: its bytes stay in the database."""

    kind: str | None
    arrived_at: datetime


def recount(session: Session, probe_id: int, cause: Cause) -> None:
    """Set a letter's acknowledgement, answer and state from all its judged mails.

    A letter that has not left us, or whose answer was imported, is left as it is. The grades of an answer that no
    longer is the answer are taken away, so that the new one is graded.
    """
    # Locked first: two people deciding at once must count one after the other (PostgreSQL).
    probe = session.get_one(MailProbe, probe_id, with_for_update=True, populate_existing=True)
    if probe.imported or probe.state not in SENT_STATES or probe.sent_at is None:
        return
    mails = _counting_mails(session, probe_id)
    probe.acknowledged_at = _first(mails, probe.sent_at, *ACKNOWLEDGING)
    _set_answer(session, probe, _first(mails, probe.sent_at, Kind.ANSWER), cause)
    session.add(probe)
    session.flush()
    after = _state_after(probe, is_bounced=_first(mails, probe.sent_at, Kind.BOUNCE) is not None)
    if after != probe.state:
        move(session, "mail", probe_id, (probe.state, after), cause)


def settle_by_self_copies(store: Store, clock: Clock, account: str) -> int:
    """Give every letter whose self-copy is here its proof and its sending time; how many.

    An uncertain letter, one that was dropped as such, or one that a restored backup holds as still to be sent, is
    thereby known to have left. Looked for anew each time: the copy can be taken in before the letter's doubt is known.
    Only the first copy counts: a server that redirects our letter back to us must not move its time.
    """
    with store.transaction() as session:
        waiting = session.exec(
            select(MailProbe, InboundMail.arrived_at)
            .join(InboundMail, col(InboundMail.mail_probe_id) == MailProbe.id)
            .where(
                InboundMail.account == account,
                col(InboundMail.self_copy).is_(True),
                col(MailProbe.self_copy_at).is_(None),
                col(MailProbe.state).in_((*SENT_STATES, "uncertain", "withdrawn", "planned", "deferred")),
            )
            .order_by(col(InboundMail.arrived_at).desc())
        ).all()
        copies = {stored_id(probe.id): (probe, arrived_at) for probe, arrived_at in waiting}
        for probe_id in sorted(copies):  # in the order in which judging locks them (PostgreSQL)
            _settle(session, *copies[probe_id], clock())
    return len(copies)


def _settle(session: Session, probe: MailProbe, arrived_at: datetime, now: datetime) -> None:
    probe_id, cause = stored_id(probe.id), Cause(ACTOR, now, "the self-copy arrived")
    # A copy that was held up on its way must not make the letter younger than the replies to it.
    sent_at = min([arrived_at, *(mail.arrived_at for mail in _counting_mails(session, probe_id))])
    if probe.state in SENT_STATES:
        details = {"sent_at_before": str(probe.sent_at), "sent_at": str(sent_at)}
        probe.sent_at, probe.self_copy_at = sent_at, arrived_at
        session.add(probe)
        record(session, "mail", probe_id, "self_copy", cause, details=details)
    else:
        times = {"sent_at": sent_at, "self_copy_at": arrived_at}
        move(session, "mail", probe_id, (probe.state, "sent"), cause, **times)
    session.flush()
    recount(session, probe_id, cause)


def _set_answer(session: Session, probe: MailProbe, answered_at: datetime | None, cause: Cause) -> None:
    if answered_at == probe.answered_at:
        return
    if probe.graded_at is not None:
        grades = {"sender": probe.sender, "extra_information": probe.extra_information}
        record(session, "mail", stored_id(probe.id), "ungrade", cause, before="graded", after="", details=grades)
        probe.sender = probe.extra_information = probe.graded_by = probe.graded_at = None
    probe.answered_at = answered_at


def _counting_mails(session: Session, probe_id: int) -> Sequence[_Counting]:
    """The mails that say something about a letter: not our own copy, and none that still waits for a person."""
    wanted = select(InboundMail.kind, InboundMail.arrived_at).where(
        InboundMail.mail_probe_id == probe_id,
        InboundMail.desk != "waiting",
        col(InboundMail.self_copy).is_(False),
    )
    rows = session.exec(wanted.order_by(col(InboundMail.arrived_at), col(InboundMail.id))).all()
    return [_Counting(*row) for row in rows]


def _state_after(probe: MailProbe, *, is_bounced: bool) -> str:
    if probe.answered_at is not None:
        return "answered"
    if is_bounced:
        return "undelivered"
    return "unanswered" if probe.state == "unanswered" else "sent"


def _first(mails: Sequence[_Counting], sent_at: datetime, *kinds: Kind) -> datetime | None:
    """When the first mail of these kinds arrived; never before the letter left, whatever two clocks say."""
    found = next((mail.arrived_at for mail in mails if mail.kind in kinds), None)
    return None if found is None else max(found, sent_at)
