"""Values to compare with that were not counted here, one by one: added, changed and removed for one measurement."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlmodel import Session, col, select

from shopper.faults import Conflict, NotThere
from shopper.moves import Cause, record
from shopper.tables.study import ImportedValue
from shopper.value_rows import Scope, ValueRow

THING: Final = "reference_value"
"""What the audit trail calls it; the id is the measurement's."""


def values_of(session: Session, measurement_id: int) -> Sequence[ImportedValue]:
    """The values of a measurement, in the order in which they came."""
    wanted = select(ImportedValue).where(ImportedValue.measurement_id == measurement_id)
    return session.exec(wanted.order_by(col(ImportedValue.id))).all()


def value_of(session: Session, measurement_id: int, scope: Scope, figure: str) -> ImportedValue | None:
    """The value to compare this figure with, if there is one."""
    return session.exec(
        select(ImportedValue).where(
            ImportedValue.measurement_id == measurement_id,
            ImportedValue.scope == scope,
            ImportedValue.figure == figure,
        )
    ).first()


def add_value(session: Session, measurement_id: int, value: ValueRow, cause: Cause) -> None:
    """Store a value; Conflict when the figure has one of this scope already."""
    if value_of(session, measurement_id, value.scope, value.figure) is not None:
        raise Conflict(f"{value.figure} already has a value of {value.scope}; change that one")
    session.add(ImportedValue(measurement_id=measurement_id, **asdict(value)))
    _record(session, measurement_id, "set", value, None, cause)


def change_value(session: Session, measurement_id: int, value: ValueRow, cause: Cause) -> None:
    """Store what was changed of a value; NotThere when somebody has removed it."""
    stored = _stored(session, measurement_id, value.scope, value.figure)
    before = stored.value
    if all(getattr(stored, name) == new for name, new in asdict(value).items()):
        return
    for name, new in asdict(value).items():
        setattr(stored, name, new)
    session.add(stored)
    _record(session, measurement_id, "set", value, before, cause)


def remove_value(session: Session, measurement_id: int, scope: Scope, figure: str, cause: Cause) -> None:
    """Compare the figure with this value no more; NotThere when somebody has removed it."""
    stored = _stored(session, measurement_id, scope, figure)
    details = {"scope": scope, "figure": figure}
    record(session, THING, measurement_id, "remove", cause, before=str(stored.value), details=details)
    session.delete(stored)
    session.flush()


def _stored(session: Session, measurement_id: int, scope: Scope, figure: str) -> ImportedValue:
    found = value_of(session, measurement_id, scope, figure)
    if found is None:
        raise NotThere(f"{figure} has no value of {scope} any more; open the page again")
    return found


def _record(  # noqa: PLR0913, PLR0917 - what the trail tells
    session: Session, measurement_id: int, action: str, value: ValueRow, before: int | None, cause: Cause
) -> None:
    """Numbers and words of the method; the source is somebody's text."""
    details = {name: told for name, told in asdict(value).items() if name != "source" and told is not None}
    was = None if before is None else str(before)
    record(session, THING, measurement_id, action, cause, before=was, after=str(value.value), details=details)
    session.flush()
