"""Drafts that a person asked to have approved together: marked at once, approved one by one in the background."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.report_approval import Why
from shopper.tables.reports import Report
from shopper.tables.study import Measurement

Refusal = Why | Literal["fault"]
"""Why a draft was not approved: a reason of `report_approval`, or `fault` when its report could not be worked out."""


def ask_approval(session: Session, wave_id: int, drafts: Sequence[int], cause: Cause) -> int:
    """Ask for the approval of these drafts of a wave; how many of them wait for it now.

    Drafts of another wave, approved ones and those that are not printed are left out; Conflict when none remains.
    """
    of_wave = select(Measurement.id).where(Measurement.wave_id == wave_id)
    can_be = (
        col(Report.id).in_(drafts),
        col(Report.measurement_id).in_(of_wave),
        col(Report.of_draft_id).is_(None),
        col(Report.state) == "ready",
        col(Report.approved_at).is_(None),
    )
    asked = {"approval_asked_by": cause.actor, "approval_asked_at": cause.at, "approval_refused": ""}
    marked = session.connection().execute(update(Report).where(*can_be).values(**asked)).rowcount
    if not marked:
        raise Conflict("none of these drafts can be approved; look at the list again")
    record(session, "wave", wave_id, "ask_approval", cause, details={"reports": marked})
    return marked


def asked_of(session: Session, wave_id: int) -> list[int]:
    """The drafts of a wave that wait for the approval that was asked for, the oldest first."""
    wanted = select(Report.id).join(Measurement).where(Measurement.wave_id == wave_id, *_waits())
    return [each for each in session.exec(wanted.order_by(col(Report.id))) if each is not None]


def waves_with_asked(session: Session) -> list[int]:
    """The waves in which drafts wait for an approval that was asked for."""
    found = select(Measurement.wave_id).join(Report).where(*_waits()).distinct()
    return list(session.exec(found.order_by(col(Measurement.wave_id))))


def who_asked(session: Session, draft_id: int) -> str | None:
    """Who asked for the approval that this draft waits for; None when it waits for none."""
    return session.exec(select(Report.approval_asked_by).where(col(Report.id) == draft_id, *_waits())).first()


def forget_asked(session: Session, draft_id: int) -> None:
    """What was asked for is done: a draft whose approval is taken back is not approved again."""
    done = {"approval_asked_by": None, "approval_asked_at": None}
    session.connection().execute(update(Report).where(col(Report.id) == draft_id).values(**done))


def refuse_asked(session: Session, draft_id: int, why: Refusal, cause: Cause) -> None:
    """Keep why a draft was not approved, for the list; it can be asked for again."""
    refused = update(Report).where(col(Report.id) == draft_id, *_waits()).values(approval_refused=why)
    if session.connection().execute(refused).rowcount:
        record(session, "report", draft_id, "refuse_approval", cause, after=why)


def _waits() -> tuple[ColumnElement[bool], ...]:
    return col(Report.approval_asked_at).is_not(None), func.length(Report.approval_refused) == 0
