"""What is stored about a call that was dialled: its forms, its diallings, each version of what was submitted."""

from typing import Any, Final

from sqlalchemy import bindparam, func, union_all
from sqlmodel import Session, col, select

from shopper.tables.calls import Attempt, CallProbe, Grade

# Built once: asked at every change of a call sheet. Forms of old, whose diallings know none, stand with the grades.
_FORM: Final[Any] = union_all(
    *(
        select(table.id).where(
            col(table.call_probe_id) == bindparam("call_id"), col(table.form_id) == bindparam("form_id")
        )
        for table in (Attempt, Grade)
    )
)


def is_stored(session: Session, call_id: int, form_id: str) -> bool:
    """Whether this form of a call is stored, as a dialling or with its grades."""
    return session.connection().execute(_FORM, {"call_id": call_id, "form_id": form_id}).first() is not None


def attempts_made(session: Session, call_id: int) -> int:
    """How often a call has been dialled: versions of one dialling are one."""
    made = select(func.count(col(Attempt.number).distinct())).where(Attempt.call_probe_id == call_id)
    return session.exec(made).one()


def state_of(session: Session, call_id: int) -> str | None:
    """The call's state as it is stored now; None when there is no such call."""
    return session.exec(select(CallProbe.state).where(CallProbe.id == call_id)).first()


def submitted_versions(session: Session, call_id: int) -> list[tuple[Attempt, Grade]]:
    """What the interviewer submitted, each time: the last dialling and its grades, the first version first.

    Grades decided by a third grader are no submission and are not among them.
    """
    graded = select(Grade).where(Grade.call_probe_id == call_id, Grade.origin == "interviewer")
    last = select(func.max(Attempt.number)).where(Attempt.call_probe_id == call_id).scalar_subquery()
    dialled = select(Attempt).where(Attempt.call_probe_id == call_id, Attempt.number == last)
    attempts = session.exec(dialled.order_by(col(Attempt.version))).all()
    grades = session.exec(graded.order_by(col(Grade.version))).all()
    return list(zip(attempts, grades, strict=False))
