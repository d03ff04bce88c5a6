"""What a person reaches: everything of the study by way of the wave it belongs to, and of who works with that wave.

One query each, to narrow others with; `shopper/members.py` says who works with which wave.
"""

from typing import Protocol

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.members import waves_of
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Wave


class Person(Protocol):
    """Somebody with an account."""

    @property
    def id(self) -> int:
        """Of the user."""
        ...

    @property
    def role(self) -> str:
        """One of `tables.people.ROLES`."""
        ...


def own_waves(person: Person) -> SelectOfScalar[int | None]:
    """The ids of the waves they work with, to use in `.in_()`."""
    return waves_of(person.id, person.role)


def own_measurements(person: Person) -> SelectOfScalar[int | None]:
    """The ids of the measurements of those waves, to use in `.in_()`."""
    return select(col(Measurement.id)).where(col(Measurement.wave_id).in_(own_waves(person)))


def is_own_call(person: Person) -> ColumnElement[bool]:
    """Whether a call is the interviewer's to make, or of a wave that anybody else works with."""
    if person.role == "interviewer":
        return col(CallProbe.interviewer_id) == person.id
    return col(CallProbe.measurement_id).in_(own_measurements(person))


def is_own_letter(person: Person) -> ColumnElement[bool]:
    """Whether a letter of ours is of a wave they work with; an interviewer has no letters."""
    if person.role == "interviewer":
        return false()
    return col(MailProbe.measurement_id).in_(own_measurements(person))


def is_own_mail(session: Session, person: Person) -> ColumnElement[bool]:
    """Whether a mail belongs to a letter of theirs, or to none and came to an account that a wave of theirs uses."""
    letters = select(MailProbe.id).where(is_own_letter(person))
    of_no_letter = col(InboundMail.mail_probe_id).is_(None)
    came_to_ours = col(InboundMail.account).in_(own_accounts(session, person))
    return or_(col(InboundMail.mail_probe_id).in_(letters), and_(of_no_letter, came_to_ours))


def own_accounts(session: Session, person: Person) -> frozenset[str]:
    """The names of the mail accounts that their waves use, or have senders in."""
    if person.role == "interviewer":
        return frozenset()
    return _used_by(session, col(Wave.id).in_(own_waves(person)))


def visible_accounts(session: Session, person: Person) -> frozenset[str]:
    """Those, and the accounts that no wave uses: who prepares a wave has to find them. An auditor sees every one."""
    every = frozenset(session.exec(select(MailAccount.name)))
    if person.role == "auditor":
        return every
    if person.role not in ("coordinator", "administrator"):
        return frozenset()
    return own_accounts(session, person) | (every - _used_by(session, col(Wave.id).is_not(None)))


def _used_by(session: Session, which: ColumnElement[bool]) -> frozenset[str]:
    listed = session.exec(select(Wave.mail_accounts).where(which)).all()
    senders = select(Persona.account).join(Wave, col(Wave.id) == Persona.wave_id).where(which).distinct()
    return frozenset(name for names in listed for name in names) | frozenset(session.exec(senders))
