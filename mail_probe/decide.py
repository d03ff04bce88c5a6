"""A person's decisions at the desk. Each is recorded; a decided mail is never judged again by rule."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from mail_probe.kind import Certainty, Kind
from mail_probe.recount import recount
from shopper.faults import BadInput, Conflict
from shopper.mail_queries import SELF_COPY_WAIT, is_in_trouble
from shopper.moves import Cause, move, record
from shopper.queries import stored_id
from shopper.tables.mail import InboundMail, MailProbe, Persona, SendAttempt

DETECTABLE = ("sent", "answered", "unanswered")
"""States in which a letter can be found to have been seen through."""


def decide(session: Session, inbound_id: int, kind: str, probe_id: int | None, cause: Cause) -> None:
    """Say what a mail is and which letter it belongs to (None: none of ours), and count those letters anew.

    BadInput when an earlier decision, a person's or the rules', is changed without a reason. The same decision made
    twice changes nothing.
    """
    if kind not in set(Kind):
        raise BadInput(f"{kind!r} is no kind of mail; allowed are {', '.join(sorted(Kind))}")
    mail = session.get_one(InboundMail, inbound_id, with_for_update=True, populate_existing=True)
    if probe_id is not None and not _may_belong(session, mail, probe_id):
        raise BadInput(f"there is no letter {probe_id} that this mail can answer; choose one of the list")
    if mail.self_copy:
        raise Conflict("this is our own letter; there is nothing to decide")
    if mail.desk == "decided" and (mail.kind, mail.mail_probe_id) == (kind, probe_id):
        return
    if mail.desk != "waiting":
        _ask_for_reason(cause)
    _write(session, mail, kind, probe_id, cause)


def mark_detected(session: Session, probe_id: int, cause: Cause) -> None:
    """Say that the municipality saw that it was measured: the letter is counted openly and scored nowhere.

    Conflict when the letter cannot have been seen through, as it has not left us or never came there.
    """
    state = session.get_one(MailProbe, probe_id, populate_existing=True).state
    if state not in DETECTABLE:
        raise Conflict(f"letter {probe_id} is {state}; only one that was sent can have been detected")
    move(session, "mail", probe_id, (state, "detected"), cause)


def mark_undetected(session: Session, probe_id: int, cause: Cause) -> None:
    """Take that back, and count the letter's mails anew.

    BadInput without a reason; Conflict when the letter is not detected, or replaced.
    """
    _ask_for_reason(cause)
    _ask_not_replaced(session, probe_id)
    move(session, "mail", probe_id, ("detected", "sent"), cause)
    recount(session, probe_id, cause)


def settle_uncertain(session: Session, probe_id: int, cause: Cause, *, sent: bool) -> None:
    """Say whether an uncertain letter left us: it counts from the moment sending began, or it is dropped.

    It is never sent again: a doubled question gives the measurement away, a dropped one costs one letter. Conflict when
    it is dropped before its self-copy has had time to come back.
    """
    if not sent:
        if _last_attempt(session, probe_id).started_at + SELF_COPY_WAIT > cause.at:
            raise Conflict("wait half an hour before this letter is dropped: its self-copy may still come back")
        move(session, "mail", probe_id, ("uncertain", "withdrawn"), cause)
        return
    _count_as_sent(session, probe_id, "uncertain", cause)


def restore_dropped(session: Session, probe_id: int, cause: Cause) -> None:
    """Say that a letter which was dropped as uncertain was sent after all.

    BadInput without a reason; Conflict when it was never tried, or is not dropped.
    """
    _ask_for_reason(cause)
    _count_as_sent(session, probe_id, "withdrawn", cause)


def settle_trouble(session: Session, probe_id: int, cause: Cause) -> None:
    """Note a letter that never reached an official without a replacement, so that it leaves the desk.

    Conflict when that is done already or the letter is in no such trouble.
    """
    _set_settled(session, probe_id, "settle", cause)


def reopen_trouble(session: Session, probe_id: int, cause: Cause) -> None:
    """Put a noted letter back on the desk. BadInput without a reason; Conflict when it is not noted, or replaced."""
    _ask_for_reason(cause)
    _ask_not_replaced(session, probe_id)
    _set_settled(session, probe_id, "reopen", cause)


def _set_settled(session: Session, probe_id: int, action: str, cause: Cause) -> None:
    is_settling = action == "settle"
    settled_at = col(MailProbe.settled_at)
    statement = update(MailProbe).where(
        col(MailProbe.id) == probe_id,
        is_in_trouble(),
        settled_at.is_(None) if is_settling else settled_at.is_not(None),
    )
    changed = session.connection().execute(statement.values(settled_at=cause.at if is_settling else None))
    if changed.rowcount != 1:
        raise Conflict(f"letter {probe_id} does not wait for this decision; nothing was changed")
    record(session, "mail", probe_id, action, cause)


def _count_as_sent(session: Session, probe_id: int, before: str, cause: Cause) -> None:
    sent_at = _last_attempt(session, probe_id).started_at
    move(session, "mail", probe_id, (before, "sent"), cause, sent_at=sent_at)
    recount(session, probe_id, cause)


def _ask_for_reason(cause: Cause) -> None:
    if not cause.reason:
        raise BadInput("say why the decision is changed")


def _ask_not_replaced(session: Session, probe_id: int) -> None:
    if session.exec(select(MailProbe.id).where(MailProbe.replaces_id == probe_id)).first() is not None:
        raise Conflict(f"letter {probe_id} has been replaced; its replacement is already planned")


def _last_attempt(session: Session, probe_id: int) -> SendAttempt:
    last = select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id).order_by(col(SendAttempt.number).desc())
    attempt = session.exec(last).first()
    if attempt is None:
        raise Conflict("this letter was never tried, so it cannot have been sent")
    return attempt


def _write(session: Session, mail: InboundMail, kind: str, probe_id: int | None, cause: Cause) -> None:
    earlier_kind, earlier_probe = mail.kind, mail.mail_probe_id
    ids = {"probe_before": earlier_probe, "probe_after": probe_id}
    mail.kind = kind
    mail.certainty = Certainty.CERTAIN.value
    mail.mail_probe_id = probe_id
    mail.match_level = "person" if probe_id is not None else None
    mail.desk = "decided"
    session.add(mail)
    session.flush()
    record(session, "inbound_mail", stored_id(mail.id), "decide", cause, before=earlier_kind, after=kind, details=ids)
    for concerned in {earlier_probe, probe_id}:
        if concerned is not None:
            recount(session, concerned, cause)


def _may_belong(session: Session, mail: InboundMail, probe_id: int) -> bool:
    """Whether the letter was written from the account that the mail came to."""
    account = session.exec(
        select(Persona.account)
        .join(MailProbe, col(MailProbe.persona_id) == Persona.id)
        .where(MailProbe.id == probe_id, col(MailProbe.imported).is_(False))
    ).first()
    return account == mail.account
