"""What a person can decide at the desk, and how each decision is carried out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Final

from fastapi import Form
from pydantic import BaseModel, Field
from sqlmodel import Session, select

from mail_probe.decide import (
    DETECTABLE,
    decide,
    mark_detected,
    mark_undetected,
    reopen_trouble,
    restore_dropped,
    settle_trouble,
    settle_uncertain,
)
from mail_probe.kind import Kind
from shopper.faults import BadInput, NotThere
from shopper.mail_queries import never_reached
from shopper.moves import Cause
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt
from web.language import gettext

KINDS: Final = (
    "answer",
    "acknowledgement",
    "automatic",
    "bounce",
    "counter_question",
    "forwarded",
    "other",
    "delayed",
    "read_receipt",
)
"""What a mail can be decided to be, in the order of the buttons and of their keys 1 to 9."""

LONGEST_REASON: Final = 500

LetterDeed = Callable[[Session, int, Cause], object]

LETTER_DEEDS: Final[Mapping[str, LetterDeed]] = {
    "sent": partial(settle_uncertain, sent=True),
    "drop": partial(settle_uncertain, sent=False),
    "note": settle_trouble,
    "reopen": reopen_trouble,
    "restore": restore_dropped,
    "detected": mark_detected,
    "undetected": mark_undetected,
}
"""What can be done with a letter of ours, besides replacing it."""

NEEDS_REASON: Final = frozenset({"reopen", "restore", "detected", "undetected"})
"""Decisions about a letter that no case asked for: they change an earlier one, or come from what somebody heard."""


class Typed(BaseModel):
    """A decision as it was typed. `letter` is an id of at most so many digits as every database takes."""

    decision: str = ""
    letter: str = Field(default="", max_length=9)
    reason: str = ""

    @property
    def names_letter(self) -> bool:
        """Whether it says which letter the mail belongs to."""
        return self.decision in (*KINDS, "detected") and self.letter.isdecimal()


TypedDecision = Annotated[Typed, Form()]


def stored_mail(session: Session, mail_id: int) -> InboundMail:
    """The mail, or NotThere; our own copies are no mails to decide about."""
    mail = session.get(InboundMail, mail_id)
    if mail is None or mail.self_copy:
        raise NotThere(f"there is no mail {mail_id}")
    return mail


def with_reason(cause: Cause, typed: Typed) -> Cause:
    """The deed with the reason that was typed."""
    return Cause(cause.actor, cause.at, typed.reason.replace("\x00", "").strip()[:LONGEST_REASON])


def what_is_missing(mail: InboundMail, typed: Typed) -> str:
    """What must still be said before the decision can be taken, in the language of the request; empty: nothing."""
    if typed.decision not in (*KINDS, "none", "detected", "undetected"):
        raise BadInput(f"{typed.decision!r} is no decision of the desk")
    if typed.decision in (*KINDS, "detected") and not typed.letter.isdecimal():
        return gettext("Välj vilket brev det hör till, eller att det inte hör till något.")
    if mail.desk != "waiting" and not typed.reason.strip() and not _is_the_same(mail, typed):
        return gettext("Det är redan avgjort. Skriv varför beslutet ändras.")
    return ""


def decide_about_mail(session: Session, mail: InboundMail, typed: Typed, cause: Cause) -> None:
    """Carry out a complete decision about a mail."""
    mail_id, kind = mail.id or 0, mail.kind or Kind.OTHER.value
    if typed.decision == "undetected":
        if mail.mail_probe_id is not None:
            mark_undetected(session, mail.mail_probe_id, cause)
    elif typed.decision == "none":
        decide(session, mail_id, kind, None, cause)
    elif typed.decision == "detected":
        # First, so that what the mail says about the letter is not counted on the way; an earlier mail may have told.
        if _state_of(session, int(typed.letter)) != "detected":
            mark_detected(session, int(typed.letter), cause)
        decide(session, mail_id, kind, int(typed.letter), cause)
    else:
        decide(session, mail_id, typed.decision, int(typed.letter), cause)


def _state_of(session: Session, probe_id: int) -> str:
    letter = session.get(MailProbe, probe_id, populate_existing=True)
    if letter is None:
        raise BadInput(f"there is no letter {probe_id}")
    return letter.state


def possible_deeds(session: Session, letter: MailProbe) -> tuple[str, ...]:
    """What can be decided about a letter in the state it is in, in the order of the buttons."""
    state = letter.state
    if letter.imported or is_replaced(session, letter):
        return ()
    if never_reached(letter):
        return ("reopen", "replace") if letter.settled_at else ("replace", "note")
    if state == "withdrawn":
        return ("restore",) if _was_tried(session, letter) else ()
    deeds = {"uncertain": ("sent", "drop"), "detected": ("undetected", "replace")}
    return deeds.get(state, ("detected",) if state in DETECTABLE else ())


def is_replaced(session: Session, letter: MailProbe) -> bool:
    """Whether another letter is or was sent instead of this one."""
    return session.exec(select(MailProbe.id).where(MailProbe.replaces_id == letter.id)).first() is not None


def _was_tried(session: Session, letter: MailProbe) -> bool:
    return session.exec(select(SendAttempt.id).where(SendAttempt.mail_probe_id == letter.id)).first() is not None


def _is_the_same(mail: InboundMail, typed: Typed) -> bool:
    """Whether the decision is the one that was taken: a button pressed twice, or a page shown again."""
    if typed.decision not in (*KINDS, "none") or mail.desk != "decided":
        return False
    now = (mail.kind, mail.mail_probe_id)
    return now == ((mail.kind, None) if typed.decision == "none" else (typed.decision, int(typed.letter)))
