"""Reading stored mails. Nothing here changes anything."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from shopper.tables.mail import InboundMail, MailProbe, SendAttempt

SELF_COPY_WAIT = timedelta(minutes=30)
"""How long the self-copy of an uncertain letter is waited for before a person decides about it."""


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


def letters_to_settle(session: Session, now: datetime) -> list[MailProbe]:
    """Uncertain letters whose self-copy has had its time to come back: a person says whether they left."""
    just_tried = select(SendAttempt.id).where(
        SendAttempt.mail_probe_id == MailProbe.id, col(SendAttempt.started_at) > now - SELF_COPY_WAIT
    )
    wanted = select(MailProbe).where(MailProbe.state == "uncertain", ~just_tried.correlate(MailProbe).exists())
    return list(session.exec(wanted.order_by(col(MailProbe.planned_at))).all())
