"""Taking things out of a draft: a municipality with its part of the plan, or the whole draft."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, SQLModel, col, delete, select

from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.queries import measurements_of, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.people import WaveMember
from shopper.tables.plans import PlanOrder
from shopper.tables.reports import PrintedComment, PrintedReply, Report, ReportBatch, ReportLook
from shopper.tables.study import ImportedValue, Measurement, Wave, WaveInterviewer, WaveQuestion

OF_A_MEASUREMENT: Final = (PrintedComment, PrintedReply, CallProbe, MailProbe, ImportedValue, Report)
"""Tables whose rows go with a measurement."""
OF_A_WAVE: Final = (
    PlanOrder,
    Persona,
    ReportBatch,
    ReportLook,
    WaveInterviewer,
    WaveMember,
    WaveQuestion,
    Measurement,
)
"""Tables whose rows go with a wave, after those of its measurements."""

_ONLY_PLANNED: Final = ("planned", "withdrawn")


def delete_draft(session: Session, wave: Wave, cause: Cause) -> None:
    """Delete a draft with its plan; its trail stays. Conflict when one of its contacts was made already."""
    remove_measurements(session, measurements_of(session, wave))
    for table in OF_A_WAVE:
        session.exec(delete(table).where(col(table.wave_id) == wave.id))
    record(session, "wave", stored_id(wave.id), "delete", cause, before="draft", details={"name": wave.name})
    session.delete(wave)
    session.flush()


def remove_measurements(session: Session, measurements: Sequence[Measurement]) -> None:
    """Take these municipalities out of their draft, each with its part of the plan.

    Conflict when one of the contacts was made already: it is a record that stays.
    """
    ids = [stored_id(each.id) for each in measurements]
    _refuse_records(session, ids)
    personas = session.exec(select(MailProbe.persona_id).where(col(MailProbe.measurement_id).in_(ids))).all()
    for table in OF_A_MEASUREMENT:
        _delete(session, table, ids)
    session.exec(delete(Persona).where(col(Persona.id).in_([each for each in personas if each is not None])))
    session.exec(delete(Measurement).where(col(Measurement.id).in_(ids)))
    session.flush()


def _delete(session: Session, table: type[SQLModel], measurement_ids: Sequence[int]) -> None:
    session.exec(delete(table).where(table.measurement_id.in_(measurement_ids)))  # type: ignore[attr-defined]  # a column of each of these tables


def _refuse_records(session: Session, measurement_ids: Sequence[int]) -> None:
    for table in (CallProbe, MailProbe):
        made = col(table.measurement_id).in_(measurement_ids), col(table.state).not_in(_ONLY_PLANNED)
        if session.exec(select(table.id).where(*made)).first() is not None:
            raise Conflict("contacts of this wave were made already; they are records and stay")
