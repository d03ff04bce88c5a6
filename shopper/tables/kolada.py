"""What was read from Kolada, the municipalities' open database: one snapshot a reading, kept as it was.

Groups and their members change every year, so whatever names one names its snapshot too (method study 12.3).
"""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime


class KoladaSnapshot(SQLModel, table=True):
    """One reading of Kolada; `source` is the address, or the name of the file, that it was read from."""

    __tablename__: ClassVar[str] = "kolada_snapshot"

    id: int | None = Field(default=None, primary_key=True)
    taken_at: datetime = Field(sa_type=UtcTime)
    read_by: str
    source: str
    sha256: str = Field(unique=True, description="of the snapshot as a file, `shopper kolada` writes and reads it")
    made_up: bool = Field(default=False, description="an example, not read from Kolada; one that was goes before it")


class KoladaGroup(SQLModel, table=True):
    """A group of municipalities, such as `Liknande kommuner, övergripande, Vetlanda, 2025`."""

    __tablename__: ClassVar[str] = "kolada_group"

    snapshot_id: int = Field(foreign_key="kolada_snapshot.id", primary_key=True, ondelete="CASCADE")
    group_id: str = Field(primary_key=True)
    title: str
    members: str = Field(description="the members' four-digit codes, a space between them")


class KoladaValue(SQLModel, table=True):
    """A key figure of a municipality in a year, for women and men together."""

    __tablename__: ClassVar[str] = "kolada_value"

    snapshot_id: int = Field(foreign_key="kolada_snapshot.id", primary_key=True, ondelete="CASCADE")
    kpi: str = Field(primary_key=True)
    municipality: str = Field(primary_key=True, description="its four-digit code; the register need not know it")
    year: int = Field(primary_key=True)
    value: float


class KoladaKpi(SQLModel, table=True):
    """What a key figure is called."""

    __tablename__: ClassVar[str] = "kolada_kpi"

    snapshot_id: int = Field(foreign_key="kolada_snapshot.id", primary_key=True, ondelete="CASCADE")
    kpi: str = Field(primary_key=True)
    title: str
