"""Orders of printed reports: one, or those of many municipalities; cancelled, and made again where they failed."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, move, record
from shopper.queries import stored_id
from shopper.tables.reports import LANGUAGES, VARIANTS, Report, ReportBatch

UNDER_WAY = ("ordered", "rendering")


@dataclass(frozen=True, slots=True)
class Edition:
    """How a report is printed: its language, and its variant of PDF."""

    language: str = LANGUAGES[0]
    variant: str = VARIANTS[0]


def edition_of(language: str, variant: str) -> Edition:
    """The edition that was asked for; BadInput when there is no such language or variant."""
    if language not in LANGUAGES or variant not in VARIANTS:
        raise BadInput(f"choose a language among {', '.join(LANGUAGES)} and a variant among {', '.join(VARIANTS)}")
    return Edition(language, variant)


def order_report(
    session: Session, measurement_id: int, edition: Edition, cause: Cause, batch_id: int | None = None
) -> int | None:
    """Order a draft of a measurement's report; its id, or None when one of the same edition is under way."""
    if is_under_way(session, measurement_id, edition):
        return None
    return order_printing(session, measurement_id, edition, cause, batch_id=batch_id)


def order_printing(  # noqa: PLR0913 - what is printed, by whom, and what it belongs to
    session: Session,
    measurement_id: int,
    edition: Edition,
    cause: Cause,
    *,
    batch_id: int | None = None,
    draft_id: int | None = None,
) -> int:
    """Order a printing whatever is under way: a draft, of a batch or not, or the final print of a draft; its id."""
    printing = Report(
        measurement_id=measurement_id,
        batch_id=batch_id,
        of_draft_id=draft_id,
        language=edition.language,
        variant=edition.variant,
        ordered_by=cause.actor,
        ordered_at=cause.at,
    )
    session.add(printing)
    session.flush()
    of = {"batch": batch_id, "draft": draft_id}
    details = {thing: number for thing, number in of.items() if number is not None}
    record(session, "report", stored_id(printing.id), "order", cause, after=printing.state, details=details)
    return stored_id(printing.id)


def is_under_way(session: Session, measurement_id: int, edition: Edition) -> bool:
    """Whether a draft of this edition waits or is being printed."""
    wanted = select(Report.id).where(
        Report.measurement_id == measurement_id,
        Report.language == edition.language,
        Report.variant == edition.variant,
        col(Report.of_draft_id).is_(None),
        col(Report.state).in_(UNDER_WAY),
    )
    return session.exec(wanted.limit(1)).first() is not None


def order_batch(
    session: Session, wave_id: int, measurements: Sequence[int], edition: Edition, cause: Cause
) -> tuple[int, list[int]]:
    """Order drafts for these measurements of a wave together: the batch's id, and those of its reports.

    A measurement whose draft is under way gets none. BadInput without measurements; Conflict when all are under way.
    """
    if not measurements:
        raise BadInput("choose at least one municipality")
    batch = ReportBatch(
        wave_id=wave_id,
        language=edition.language,
        variant=edition.variant,
        ordered_by=cause.actor,
        ordered_at=cause.at,
    )
    session.add(batch)
    session.flush()
    batch_id = stored_id(batch.id)
    ordered = [order_report(session, each, edition, cause, batch_id) for each in measurements]
    reports = [each for each in ordered if each is not None]
    if not reports:
        raise Conflict("the reports of these municipalities are under way already")
    record(session, "report_batch", batch_id, "order", cause, details={"reports": len(reports)})
    return batch_id, reports


def newest_batch(session: Session, wave_id: int) -> ReportBatch | None:
    """The batch of a wave that was ordered last."""
    wanted = select(ReportBatch).where(ReportBatch.wave_id == wave_id).order_by(col(ReportBatch.id).desc())
    return session.exec(wanted.limit(1)).first()


def states_of_batch(session: Session, batch_id: int) -> dict[str, int]:
    """How many reports of a batch are in each state."""
    counted = select(Report.state, func.count()).where(Report.batch_id == batch_id).group_by(Report.state)
    return dict(session.exec(counted).all())


def cancel_batch(session: Session, batch_id: int, cause: Cause) -> int:
    """Cancel the reports of a batch that have not been begun; how many. Those under way are printed to their end.

    Conflict when none is left to cancel.
    """
    waiting = select(Report.id).where(Report.batch_id == batch_id, Report.state == "ordered").order_by(col(Report.id))
    cancelled = 0
    for report_id in session.exec(waiting).all():
        with suppress(Conflict):  # a worker has begun it meanwhile
            move(session, "report", stored_id(report_id), ("ordered", "cancelled"), cause)
            cancelled += 1
    if not cancelled:
        raise Conflict("every report of this order has been begun; there is nothing left to cancel")
    by = update(ReportBatch).where(col(ReportBatch.id) == batch_id)
    session.connection().execute(by.values(cancelled_by=cause.actor, cancelled_at=cause.at))
    record(session, "report_batch", batch_id, "cancel", cause, details={"reports": cancelled})
    return cancelled


def failed_of_batch(session: Session, batch_id: int) -> list[int]:
    """The measurements whose report of this batch failed."""
    wanted = select(Report.measurement_id).where(Report.batch_id == batch_id, Report.state == "failed")
    return list(session.exec(wanted.order_by(col(Report.id))).all())
