"""Reading stored mails. Nothing here changes anything."""

from sqlmodel import Session, col, select

from shopper.tables.mail import InboundMail


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
