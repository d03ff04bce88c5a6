"""Storing a person's grading of an answered letter."""

from sqlalchemy import update
from sqlmodel import Session, col

from shopper.faults import Conflict, NotThere
from shopper.moves import Cause, record
from shopper.tables.mail import MailProbe


def grade_letter(  # noqa: PLR0913 - what is stored, by whom, and why
    session: Session, probe_id: int, sender: str, user_id: int, cause: Cause, *, extra_information: bool
) -> None:
    """Store who the answer says it is from and whether it gave more than the bare answer (method study 5).

    The same grading once more changes nothing. Conflict when the letter is not answered or has another grading.
    """
    letter = session.get(MailProbe, probe_id)
    if letter is None:
        raise NotThere(f"there is no letter {probe_id}")
    if (letter.sender, letter.extra_information) == (sender, extra_information):
        return
    waiting = (col(MailProbe.id) == probe_id, col(MailProbe.state) == "answered", col(MailProbe.sender).is_(None))
    values = {
        "sender": sender,
        "extra_information": extra_information,
        "graded_by": user_id,
        "graded_at": cause.at,
    }
    if session.connection().execute(update(MailProbe).where(*waiting).values(**values)).rowcount != 1:
        raise Conflict(f"letter {probe_id} is not waiting for its grade; nothing was changed")
    session.refresh(letter)
    record(session, "mail", probe_id, "grade", cause, details={"sender": sender, "extra": extra_information})
