"""Calls and letters of the stage that have been graded once, and orders to grade them a second time."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from sqlmodel import Session, col, select

from shopper.double.orders import CallOrder, order_call, order_doubles
from shopper.double.rows import part_of
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Wave
from tests.web.stage import START, Stage

ORDERED: Final = Cause("cecilia", START)
FIRST_WORDS: Final = "intervjuarens egen kommentar"
GOOD: Final = {"answer": "good", "information": "medium", "interest": "poor", "courtesy": "good"}
"""What Anna said of the call; the second grader's forms say the same unless they are to differ."""


def user_id(session: Session, name: str) -> int:
    """The id of somebody on the stage."""
    return stored_id(session.exec(select(User.id).where(User.name == name)).one())


def graded_call(session: Session, call_id: int, outcome: str = "reached", **grades: str | None) -> None:
    """Let the call's interviewer have made and submitted it."""
    call = session.get_one(CallProbe, call_id)
    official = START + timedelta(seconds=20) if outcome in {"reached", "wrong_official"} else None
    attempt = Attempt(
        call_probe_id=call_id, number=1, dialled_at=START, official_at=official, outcome=outcome, seconds_to_contact=20
    )
    said: dict[str, Any] = {**GOOD, **grades} if official else dict(grades)
    grade = Grade(
        call_probe_id=call_id,
        comment=FIRST_WORDS,
        form_id=str(uuid4()),
        submitted_by=call.interviewer_id,
        submitted_at=START,
        **said,
    )
    call.state = "submitted"
    session.add_all([call, attempt, grade])
    session.flush()


def order(session: Session, call_id: int, grader: str | None = None) -> int:
    """Order a second grading of a call from its recording; the id of the case."""
    grader_id = user_id(session, grader) if grader else None
    order_call(session, call_id, CallOrder("recorded", grader_id, "mapp 3"), ORDERED)
    session.flush()
    found = part_of(session, "call", call_id, "second")
    assert found is not None
    return stored_id(found.id)


def graded_letter(session: Session, stage: Stage, grader: str = "cecilia") -> int:
    """Let somebody have graded the first answered letter of the stage; its id."""
    letter = session.get_one(MailProbe, stage.answered_letters[0])
    letter.sender, letter.extra_information = "complete", False
    letter.graded_by, letter.graded_at = user_id(session, grader), START
    session.add(letter)
    session.flush()
    return stored_id(letter.id)


def ordered_letter(session: Session, stage: Stage) -> int:
    """The same with a second grading that waits; the id of the case."""
    letter_id = graded_letter(session, stage)
    rows = [
        DoubleGrade(
            mail_probe_id=letter_id,
            part="first",
            grader_id=user_id(session, "cecilia"),
            ordered_at=START,
            graded_at=START,
            sender="complete",
            extra_information=False,
        ),
        DoubleGrade(mail_probe_id=letter_id, part="second", how="letter", ordered_at=START),
    ]
    session.add_all(rows)
    session.flush()
    return stored_id(rows[1].id)


def the_wave(session: Session) -> Wave:
    """The stage's wave."""
    return session.exec(select(Wave).where(Wave.state == "launched").order_by(col(Wave.id)).limit(1)).one()


def draw(session: Session) -> int:
    """What the job of each minute orders."""
    return order_doubles(session, the_wave(session), Cause("order_doubles", START))
