"""Printed reports."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from shopper.states import REPORT_MOVES
from shopper.tables.base import UtcTime, one_of


class Report(SQLModel, table=True):
    """One ordered printing of a measurement's report; the newest `ready` one is what is downloaded."""

    __tablename__: ClassVar[str] = "report"
    __table_args__ = (
        one_of("state", REPORT_MOVES),
        CheckConstraint("state <> 'ready' OR pdf IS NOT NULL", name="ready_has_its_pdf"),
    )

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    ordered_by: str
    ordered_at: datetime = Field(sa_type=UtcTime)
    state: str = "ordered"
    rendering_since: datetime | None = Field(default=None, sa_type=UtcTime, description="when it was last taken")
    rendering_by: str | None = Field(default=None, description="by which worker: executor and life, as in send_attempt")
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    pdf: bytes | None = Field(default=None, sa_type=LargeBinary)
    workbook: bytes | None = Field(default=None, sa_type=LargeBinary)
    sha256: str | None = None
    failure: str = ""
