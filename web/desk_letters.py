"""Which of our letters a mail may belong to: the proposal, then the likeliest, or those that a search finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from mail_probe.evidence.phrases import fold
from mail_probe.match import belongs
from shopper.method import Method
from shopper.queries import method_of
from shopper.reach import is_own_letter
from shopper.states import SENT_STATES
from shopper.tables.mail import InboundMail, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave
from web.desk_view import LetterView, letters_with
from web.sessions import Visitor

MOST_CHOICES: Final = 5
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The letters that a page offers for a mail. `proposed` is the one the mail is tied to now."""

    proposed: LetterView | None
    others: list[LetterView]
    has_more: bool
    find: str


def choice(session: Session, mail: InboundMail, user: Visitor, find: str = "") -> Choice:
    """What to choose from for this mail: the likeliest letters, or those in which every searched word stands."""
    find = find.strip()[:LONGEST_SEARCH]
    proposed = letters_with(session, MailProbe.id == mail.mail_probe_id) if mail.mail_probe_id is not None else []
    possible = (*_possible(mail.account, mail.arrived_at), is_own_letter(user))
    if find:
        possible = (*possible, col(MailProbe.id).in_(_found(session, fold(find).split(), possible)))
    likely = (*possible, col(Measurement.municipality_code).in_(_municipalities(session, mail.from_address)))
    others = _first(session, mail.mail_probe_id, likely, possible)
    return Choice(proposed[0] if proposed else None, others[:MOST_CHOICES], len(others) > MOST_CHOICES, find)


def _possible(account: str, arrived_at: datetime) -> tuple[ColumnElement[bool] | bool, ...]:
    """The letters of an account that had left us, or may have left us, when a mail arrived."""
    return (
        Persona.account == account,
        col(MailProbe.state).in_((*SENT_STATES, "detected", "uncertain")),
        col(MailProbe.imported).is_(False),
        col(MailProbe.sent_at).is_(None) | (col(MailProbe.sent_at) <= arrived_at),
    )


def _first(session: Session, proposed: int | None, *ways: tuple[ColumnElement[bool] | bool, ...]) -> list[LetterView]:
    """The first letters that these ways of asking give, one way after the other, without the proposed one."""
    found: dict[int, LetterView] = {}
    for conditions in ways:
        for letter in letters_with(session, *conditions, MailProbe.id != proposed, limit=MOST_CHOICES + 1):
            found.setdefault(letter.id, letter)
    return list(found.values())[: MOST_CHOICES + 1]


def _municipalities(session: Session, sender: str) -> list[str]:
    """The codes of the municipalities whose officials write from the sender's domain."""
    domain = sender.rpartition("@")[2]
    rows = session.exec(select(Municipality.code, Municipality.mail_domains))
    return [code for code, domains in rows if belongs(domain, domains)]


def _found(session: Session, words: list[str], possible: tuple[ColumnElement[bool] | bool, ...]) -> list[int | None]:
    """The ids of the letters in which every word stands. Compared here: a database folds no Swedish letters."""
    texts = _texts(session, possible)
    found = [probe_id for probe_id, text in texts if all(word in text for word in words)]
    return found[: MOST_CHOICES + 2]


def _texts(session: Session, possible: tuple[ColumnElement[bool] | bool, ...]) -> Iterator[tuple[int | None, str]]:
    """What a letter can be found by: municipality, area, question, subject and sender; the last sent first."""
    rows = session.exec(
        select(MailProbe, Question, Municipality.name, Persona)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(*possible)
        .order_by(col(MailProbe.planned_at).desc(), col(MailProbe.id).desc())
        .options(defer(MailProbe.raw))  # type: ignore[arg-type]  # a column, which SQLModel types as its value
    )
    methods: dict[int, Method] = {}
    for probe, question, municipality, persona in rows:
        method = methods.get(persona.wave_id) or methods.setdefault(persona.wave_id, _method(session, persona.wave_id))
        area = method.area_named(probe.area).name
        text = f"{municipality} {area} {question.text} {question.mail_subject} {persona.name} {persona.address}"
        yield probe.id, fold(text)


def _method(session: Session, wave_id: int) -> Method:
    return method_of(session.get_one(Wave, wave_id))
