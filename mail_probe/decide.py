"""A person's decisions at the desk. Each is recorded; a decided mail is never judged again by rule."""

from sqlmodel import Session, col, select

from mail_probe.kind import Certainty, Kind
from mail_probe.recount import recount
from shopper.faults import BadInput, Conflict
from shopper.mail_queries import SELF_COPY_WAIT
from shopper.moves import Cause, move, record
from shopper.tables.mail import InboundMail, MailProbe, Persona, SendAttempt


def decide(session: Session, inbound_id: int, kind: str, probe_id: int | None, cause: Cause) -> None:
    """Say what a mail is and which letter it belongs to (None: none of ours), and count those letters anew."""
    if kind not in set(Kind):
        raise BadInput(f"{kind!r} is no kind of mail; allowed are {', '.join(sorted(Kind))}")
    mail = session.get_one(InboundMail, inbound_id)
    if probe_id is not None and not _may_belong(session, mail, probe_id):
        raise BadInput(f"there is no letter {probe_id} that this mail can answer; choose one of the list")
    if mail.self_copy:
        raise Conflict("this is our own letter; there is nothing to decide")
    earlier_kind, earlier_probe = mail.kind, mail.mail_probe_id
    mail.kind = kind
    mail.certainty = Certainty.CERTAIN.value
    mail.mail_probe_id = probe_id
    mail.match_level = "person" if probe_id is not None else None
    mail.desk = "decided"
    session.add(mail)
    session.flush()
    details = {"probe_before": earlier_probe, "probe_after": probe_id}
    record(session, "inbound_mail", inbound_id, "decide", cause, before=earlier_kind, after=kind, details=details)
    for concerned in {earlier_probe, probe_id}:
        if concerned is not None:
            recount(session, concerned, cause)


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
    move(session, "mail", probe_id, ("uncertain", "sent"), cause, sent_at=_last_attempt(session, probe_id).started_at)
    recount(session, probe_id, cause)


def _may_belong(session: Session, mail: InboundMail, probe_id: int) -> bool:
    """Whether the letter was written from the account that the mail came to."""
    account = session.exec(
        select(Persona.account)
        .join(MailProbe, col(MailProbe.persona_id) == Persona.id)
        .where(MailProbe.id == probe_id, col(MailProbe.imported).is_(False))
    ).first()
    return account == mail.account


def _last_attempt(session: Session, probe_id: int) -> SendAttempt:
    last = select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id).order_by(col(SendAttempt.number).desc())
    attempt = session.exec(last).first()
    if attempt is None:
        raise Conflict("this letter was never tried, so it cannot have been sent")
    return attempt
