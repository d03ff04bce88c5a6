"""Reads the counted contacts of many waves at once, as columns.

They are the same that `queries.py` gives as records, measurement by measurement.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Select, func, select, true, type_coerce
from sqlalchemy.types import UserDefinedType
from sqlmodel import Session, col

from shopper.queries import counted_states, is_last_attempt, is_newest_grade, method_of, stored_id
from shopper.record_columns import CallColumns, Columns, MailColumns, call_columns, joined, mail_columns, taken
from shopper.states import BOUNCED_STATES, DECIDED_STATES
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


PART: Final = 10_000
"""Rows taken at a time: the arrays they become need a small part of the memory."""


class AsStored(UserDefinedType[Any]):
    """A value as the database's driver gives it: a moment in UTC is a text on SQLite, aware on PostgreSQL."""

    cache_ok = True


def contact_columns(
    session: Session, waves: Sequence[Wave], measurements: Collection[int] | None = None
) -> ContactColumns:
    """The contacts of these waves, or of these measurements in them: the same records as those of `queries.py`."""
    wave_ids = [stored_id(wave.id) for wave in waves]
    chosen = true() if measurements is None else col(Measurement.id).in_(measurements)
    measured = select(Measurement).where(col(Measurement.wave_id).in_(wave_ids), chosen).order_by(col(Measurement.id))
    calls = [call_columns(part) for part in _parts(session, *(wanted.where(chosen) for wanted in _calls(waves)))]
    mails = [mail_columns(part) for part in _parts(session, _mails(wave_ids).where(chosen))]
    return ContactColumns(
        measurements=tuple(
            MeasuredIn(stored_id(one.id), one.wave_id, one.municipality_code) for one in session.scalars(measured)
        ),
        calls=_by_id(joined(calls or [call_columns([])])),
        mails=_by_id(joined(mails or [mail_columns([])])),
    )


def _parts(session: Session, *wanted: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Sequence[Any]]]:
    for one in wanted:
        # Past the ORM, which makes an object of each row.
        yield from session.connection().execute(one).partitions(PART)


def _by_id(columns: Columns) -> Columns:
    return taken(columns, np.argsort(columns.id))


def _calls(waves: Iterable[Wave]) -> Iterator[Select[*tuple[Any, ...]]]:
    """The calls, one query for each choice of states that the waves' methods make."""
    waves_by_states: dict[tuple[str, ...], list[int | None]] = {}
    for wave in waves:
        waves_by_states.setdefault(counted_states(method_of(wave)), []).append(wave.id)
    of_probe = col(CallProbe.measurement_id), col(CallProbe.id), col(CallProbe.area)
    of_attempt = col(Attempt.seconds_to_contact), col(Attempt.outcome)
    of_grade = col(Grade.answer), col(Grade.information), col(Grade.interest), col(Grade.courtesy)
    for states, wave_ids in waves_by_states.items():
        yield (
            select(*of_probe, *of_attempt, *of_grade)
            .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
            .join(Attempt, is_last_attempt())
            .join(Grade, is_newest_grade())
            .where(col(Measurement.wave_id).in_(wave_ids), col(CallProbe.state).in_(states))
        )


def _mails(wave_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    sent_at = func.coalesce(col(MailProbe.sent_at), col(MailProbe.planned_at))
    return (
        select(
            col(MailProbe.measurement_id),
            col(MailProbe.id),
            col(MailProbe.area),
            type_coerce(sent_at, AsStored()),
            col(MailProbe.state).not_in(BOUNCED_STATES),
            col(MailProbe.acknowledged_at).is_not(None),
            type_coerce(col(MailProbe.answered_at), AsStored()),
            col(MailProbe.sender),
            col(MailProbe.extra_information),
        )
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(col(Measurement.wave_id).in_(wave_ids), col(MailProbe.state).in_(DECIDED_STATES))
    )
