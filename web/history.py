"""The audit trail as people read it: what was done with a mail or a letter, by whom, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import String, cast
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.queries import stored_id
from shopper.reach import is_own_letter, is_own_mail
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from web.sessions import Visitor
from web.words import JOBS

Tied = Literal["", "to_another", "to_none"]

LINES_A_PAGE: Final = 50
MAIL: Final = "inbound_mail"
LETTER: Final = "mail"
THINGS: Final = {"mail": MAIL, "letter": LETTER}
"""The trail's word for a thing by the word that stands in addresses."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the trail. `before` and `after` are kinds of a mail or states of a letter."""

    id: int
    at: datetime
    actor: str
    thing: str
    thing_id: str
    action: str
    before: str
    after: str
    tied: Tied
    reason: str

    @property
    def is_by_machine(self) -> bool:
        """Whether a job did it: its reason is then in English."""
        return self.actor in JOBS

    @property
    def words(self) -> Literal["kind", "state", "sender"]:
        """The group of words that `before` and `after` belong to."""
        if self.action == "regrade":
            return "sender"
        return "kind" if self.thing == MAIL else "state"


@dataclass(frozen=True, slots=True)
class Decision:
    """A deed of a person's at the desk, with what it was about."""

    deed: Deed
    title: str

    @property
    def address(self) -> str:
        """The page on which it is looked at and changed."""
        place = "mails" if self.deed.thing == MAIL else "letters"
        return f"/desk/{place}/{self.deed.thing_id}"


def history(session: Session, thing: str, thing_id: int) -> list[Deed]:
    """Everything that was done with one mail or letter, in order."""
    wanted = select(AuditEvent).where(AuditEvent.thing == thing, AuditEvent.thing_id == str(thing_id))
    return [_deed(event) for event in session.exec(wanted.order_by(col(AuditEvent.id)))]


def decisions(session: Session, user: Visitor, before: int | None = None) -> list[Decision]:
    """What people decided about what the user reaches, the newest first: a page of it, or the page before this id."""
    wanted = _decisions(session, user).order_by(col(AuditEvent.id).desc()).limit(LINES_A_PAGE)
    if before is not None:
        wanted = wanted.where(col(AuditEvent.id) < before)
    return _with_titles(session, [_deed(event) for event in session.exec(wanted)])


def last_decision(session: Session, key: str, user: Visitor) -> Decision | None:
    """What the user last decided about the case with this key; None when nothing."""
    kind, _, number = key.partition("-")
    wanted = _decisions(session, user).where(
        AuditEvent.thing == THINGS.get(kind, ""), AuditEvent.thing_id == number, AuditEvent.actor == user.name
    )
    event = session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
    return _with_titles(session, [_deed(event)])[0] if event else None


def _decisions(session: Session, user: Visitor) -> SelectOfScalar[AuditEvent]:
    """The lines that are a person's decision about what the user reaches; what followed from one by itself is none."""
    letters = select(cast(MailProbe.id, String)).where(is_own_letter(user))
    mails = select(cast(InboundMail.id, String)).where(is_own_mail(session, user))
    thing, action = col(AuditEvent.thing), col(AuditEvent.action)
    is_move = (action == "move") & (
        col(AuditEvent.before).in_(("uncertain", "withdrawn", "detected")) | (col(AuditEvent.after) == "detected")
    )
    is_of_letter = (thing == LETTER) & (action.in_(("settle", "reopen", "replace")) | is_move)
    is_of_mail = (thing == MAIL) & (action == "decide")
    thing_id = col(AuditEvent.thing_id)
    is_theirs = (is_of_mail & thing_id.in_(mails)) | (is_of_letter & thing_id.in_(letters))
    return select(AuditEvent).where(col(AuditEvent.actor).in_(select(User.name)), is_theirs)


def _deed(event: AuditEvent) -> Deed:
    return Deed(
        id=stored_id(event.id),
        at=event.at,
        actor=event.actor,
        thing=event.thing,
        thing_id=event.thing_id,
        action=event.action,
        before=event.before or "",
        after=event.after or "",
        tied=_tied(event.details),
        reason=event.reason,
    )


def _tied(details: dict[str, Any]) -> Tied:
    """What a decision did with a mail's letter: left it without one, gave it another, or neither."""
    if "probe_after" not in details:
        return ""
    if details["probe_after"] is None:
        return "to_none"
    return "to_another" if details["probe_after"] != details["probe_before"] else ""


def _with_titles(session: Session, deeds: Sequence[Deed]) -> list[Decision]:
    ids = {thing: [int(deed.thing_id) for deed in deeds if deed.thing == thing] for thing in (MAIL, LETTER)}
    mails = session.exec(select(InboundMail.id, InboundMail.subject).where(col(InboundMail.id).in_(ids[MAIL])))
    letters = session.exec(select(MailProbe.id, MailProbe.subject).where(col(MailProbe.id).in_(ids[LETTER])))
    titles = {(MAIL, str(one)): subject for one, subject in mails}
    titles |= {(LETTER, str(one)): subject or "" for one, subject in letters}
    return [Decision(deed, titles.get((deed.thing, deed.thing_id), "")) for deed in deeds]
