"""Storing a person's grading of an answered letter, and changing it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict, NotThere
from shopper.moves import Cause, record
from shopper.sender_rules import DETAILS
from shopper.tables.mail import MailProbe
from shopper.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class LetterGrading:
    """Who the answer says it is from, and whether it gave more than the bare answer (method study 5).

    `there` are the details of the sender that a person confirmed, `found` those that were read from the reply
    beforehand: words of `sender_rules.DETAILS`, never what the letter says.
    """

    sender: str
    extra_information: bool
    there: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()

    @property
    def details(self) -> dict[str, Any]:
        """What the trail keeps of it."""
        return {
            "sender": self.sender,
            "extra": self.extra_information,
            "there": {one: one in self.there for one in DETAILS},
            "found": {one: one in self.found for one in DETAILS},
        }


def grade_letter(session: Session, probe_id: int, grading: LetterGrading, user_id: int, cause: Cause) -> None:
    """Store the first grading of a letter.

    The same grading once more changes nothing. Conflict when the letter is not answered or has another grading.
    """
    letter = _letter(session, probe_id)
    if _is_graded_so(letter, grading):
        return
    waiting = (col(MailProbe.state) == "answered", col(MailProbe.sender).is_(None))
    if not _store(session, letter, grading, waiting, user_id, cause):
        raise Conflict(f"letter {probe_id} is not waiting for its grade; nothing was changed")
    record(session, "mail", probe_id, "grade", cause, details=grading.details)


def regrade_letter(  # noqa: PLR0913, PLR0917 - what is changed to what, by whom, and why
    session: Session, probe_id: int, before: LetterGrading, grading: LetterGrading, user_id: int, cause: Cause
) -> None:
    """Change a grading, whose reason the trail keeps; `before` is the grading that the person saw.

    BadInput without a reason; Conflict when the letter is not graded as `before` any more. What stays the same
    altogether is no change.
    """
    if not cause.reason:
        raise BadInput("a changed grade needs its reason; write why it changes")
    letter = _letter(session, probe_id)
    if _is_graded_so(letter, grading) and confirmed_details(session, probe_id) == grading.there:
        return
    as_seen = (
        col(MailProbe.state) == "answered",
        col(MailProbe.sender) == before.sender,
        col(MailProbe.extra_information).is_(before.extra_information),
    )
    if not _store(session, letter, grading, as_seen, user_id, cause):
        raise Conflict(f"letter {probe_id} has been graded anew meanwhile; nothing was changed")
    seen = {"sender": before.sender, "extra": before.extra_information}
    details = {"before": seen, **grading.details}
    record(session, "mail", probe_id, "regrade", cause, before=before.sender, after=grading.sender, details=details)


def confirmed_details(session: Session, probe_id: int) -> frozenset[str] | None:
    """The details of the sender that were confirmed when the letter was last graded; None when nobody was asked."""
    wanted = select(AuditEvent.details).where(
        AuditEvent.thing == "mail",
        AuditEvent.thing_id == str(probe_id),
        col(AuditEvent.action).in_(("grade", "regrade")),
    )
    details = session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first() or {}
    if "there" not in details:
        return None
    return frozenset(one for one, is_there in details["there"].items() if is_there)


def _letter(session: Session, probe_id: int) -> MailProbe:
    letter = session.get(MailProbe, probe_id)
    if letter is None:
        raise NotThere(f"there is no letter {probe_id}")
    return letter


def _is_graded_so(letter: MailProbe, grading: LetterGrading) -> bool:
    return (letter.sender, letter.extra_information) == (grading.sender, grading.extra_information)


def _store(  # noqa: PLR0913, PLR0917 - what is stored, when, by whom
    session: Session,
    letter: MailProbe,
    grading: LetterGrading,
    conditions: tuple[ColumnElement[bool], ...],
    user_id: int,
    cause: Cause,
) -> bool:
    """Store the grades in one UPDATE if the conditions still hold; whether they did."""
    values = {
        "sender": grading.sender,
        "extra_information": grading.extra_information,
        "graded_by": user_id,
        "graded_at": cause.at,
    }
    wanted = update(MailProbe).where(col(MailProbe.id) == letter.id, *conditions).values(**values)
    if session.connection().execute(wanted).rowcount != 1:
        return False
    session.refresh(letter)
    return True
