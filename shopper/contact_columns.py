"""Reads the counted contacts of many waves at once, as columns.

They are the same that `queries.py` gives as records, measurement by measurement.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from shopper.queries import counted_states, is_last_attempt, is_newest_grade, method_of, stored_id
from shopper.record_columns import CallColumns, MailColumns, call_columns, mail_columns
from shopper.states import BOUNCED_STATES, GONE_STATES
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Wave


@dataclass(frozen=True, slots=True)
class MeasuredIn:
    """One municipality in one wave."""

    measurement_id: int
    wave_id: int
    municipality: str


@dataclass(frozen=True, slots=True)
class ContactColumns:
    """What was measured, by measurement id, and every contact of it that figures count, by id."""

    measurements: tuple[MeasuredIn, ...]
    calls: CallColumns
    mails: MailColumns


def contact_columns(session: Session, waves: Sequence[Wave]) -> ContactColumns:
    """The contacts of these waves: the same records as `call_records` and `mail_records` of each measurement."""
    measured = select(Measurement).where(col(Measurement.wave_id).in_([wave.id for wave in waves]))
    return ContactColumns(
        measurements=tuple(
            MeasuredIn(stored_id(one.id), one.wave_id, one.municipality_code)
            for one in session.scalars(measured.order_by(col(Measurement.id)))
        ),
        calls=call_columns(sorted(_call_rows(session, waves), key=_by_id)),
        mails=mail_columns(_mail_rows(session, waves)),
    )


def _call_rows(session: Session, waves: Iterable[Wave]) -> Iterator[Any]:
    """The calls, read once for each choice of states that the waves' methods make."""
    waves_by_states: dict[tuple[str, ...], list[int | None]] = {}
    for wave in waves:
        waves_by_states.setdefault(counted_states(method_of(wave)), []).append(wave.id)
    for states, wave_ids in waves_by_states.items():
        of_probe = col(CallProbe.measurement_id), col(CallProbe.id), col(CallProbe.area)
        of_attempt = col(Attempt.seconds_to_contact), col(Attempt.outcome)
        of_grade = col(Grade.answer), col(Grade.information), col(Grade.interest), col(Grade.courtesy)
        yield from session.execute(
            select(*of_probe, *of_attempt, *of_grade)
            .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
            .join(Attempt, is_last_attempt())
            .join(Grade, is_newest_grade())
            .where(col(Measurement.wave_id).in_(wave_ids), col(CallProbe.state).in_(states))
        )


def _by_id(row: Sequence[Any]) -> Any:
    return row[1]


def _mail_rows(session: Session, waves: Iterable[Wave]) -> Iterator[Any]:
    found = session.execute(
        select(
            col(MailProbe.measurement_id),
            col(MailProbe.id),
            col(MailProbe.area),
            func.coalesce(col(MailProbe.sent_at), col(MailProbe.planned_at)),
            col(MailProbe.state).not_in(BOUNCED_STATES),
            col(MailProbe.acknowledged_at).is_not(None),
            col(MailProbe.answered_at),
            col(MailProbe.sender),
            col(MailProbe.extra_information),
        )
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(
            col(Measurement.wave_id).in_([wave.id for wave in waves]),
            col(MailProbe.state).in_(GONE_STATES),
        )
        .order_by(col(MailProbe.id))
    )
    yield from found
