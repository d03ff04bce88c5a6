"""The good example that a report prints: one reply of the municipality, chosen and masked by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict
from shopper.mail_queries import counting_reply
from shopper.method import Method
from shopper.moves import Cause, record
from shopper.printed_text import LONGEST_LINE, LONGEST_REPLY, fault_of, lines, one_line
from shopper.queries import stored_id
from shopper.tables.mail import MailProbe
from shopper.tables.reports import PrintedReply
from shopper.tables.study import Question

THING = "example"
"""What the audit trail calls it; the id is that of the letter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that could be the example: its sender is complete, and it told more than was asked."""

    probe_id: int
    inbound_id: int
    area: str
    question: str
    answered_at: datetime | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class ExampleChoice:
    """What a person chose: the letter, the reply they read, the words to print, and what is good about it."""

    probe_id: int
    inbound_id: int
    text: str
    remark: str


@dataclass(frozen=True, slots=True)
class ChosenExample:
    """The example as it is printed."""

    candidate: Candidate
    text: str
    remark: str


def candidates(session: Session, measurement_id: int, method: Method) -> list[Candidate]:
    """The replies that could be the example, of areas that count in the total, the first answered first."""
    found = session.exec(
        select(MailProbe, Question.text)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .where(
            MailProbe.measurement_id == measurement_id,
            MailProbe.state == "answered",
            MailProbe.sender == method.mail.complete_sender,
            col(MailProbe.extra_information).is_(True),
            col(MailProbe.area).in_(method.areas_in_total),
        )
        .order_by(col(MailProbe.answered_at), col(MailProbe.id))
    )
    replies = ((probe, question, counting_reply(session, stored_id(probe.id))) for probe, question in found)
    return [
        Candidate(stored_id(probe.id), stored_id(mail.id), probe.area, question, probe.answered_at, mail.raw)
        for probe, question, mail in replies
        if mail is not None
    ]


def chosen_example(session: Session, measurement_id: int, method: Method) -> ChosenExample | None:
    """The example as it stands; None without a choice, and when the reply counts no more or is graded otherwise."""
    row = session.get(PrintedReply, measurement_id)
    if row is None:
        return None
    for one in candidates(session, measurement_id, method):
        if (one.probe_id, one.inbound_id) == (row.mail_probe_id, row.inbound_mail_id):
            return ChosenExample(one, row.text, row.remark)
    return None


def choose_example(  # noqa: PLR0913, PLR0917 - whose, by which method, what, by whom and why
    session: Session, measurement_id: int, method: Method, choice: ExampleChoice, user_id: int, cause: Cause
) -> None:
    """Print this reply as the example, instead of any other.

    BadInput when the text is empty or too long; Conflict when the reply is not a candidate any more.
    """
    text, remark = lines(choice.text), one_line(choice.remark)
    if fault := fault_of(text, LONGEST_REPLY) or (fault_of(remark, LONGEST_LINE) if remark else None):
        raise BadInput(f"the example or its remark is {fault}; shorten it or write something")
    here = {(one.probe_id, one.inbound_id) for one in candidates(session, measurement_id, method)}
    if (choice.probe_id, choice.inbound_id) not in here:
        raise Conflict("the reply is not one to choose any more; look at the list again")
    row = session.get(PrintedReply, measurement_id, with_for_update=True)
    before = None if row is None else str(row.mail_probe_id)
    session.merge(
        PrintedReply(
            measurement_id=measurement_id,
            mail_probe_id=choice.probe_id,
            inbound_mail_id=choice.inbound_id,
            text=text,
            remark=remark,
            decided_by=user_id,
            decided_at=cause.at,
        )
    )
    record(session, THING, choice.probe_id, "choose_example", cause, details={"before": before})
    session.flush()


def drop_example(session: Session, measurement_id: int, cause: Cause) -> bool:
    """Print no example; False when none was chosen."""
    row = session.get(PrintedReply, measurement_id, with_for_update=True)
    if row is None:
        return False
    record(session, THING, row.mail_probe_id, "undo_decision", cause)
    session.delete(row)
    session.flush()
    return True
