"""The audit trail and the workers' signs of life."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime


class AuditEvent(SQLModel, table=True):
    """Who did what to which thing when: rows are only ever added, each chained to the one before by its hash."""

    __tablename__: ClassVar[str] = "audit_event"
    __table_args__ = (Index("ix_audit_event_thing_thing_id", "thing", "thing_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    actor: str = Field(description="a user's name, or the job that acted")
    thing: str = Field(description="mail, call, wave, report, inbound_mail, user ...")
    thing_id: str
    action: str
    before: str | None = None
    after: str | None = None
    reason: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    hash: str = Field(default="", description="SHA-256 of the row before's hash and of this row")


class AuditHead(SQLModel, table=True):
    """How many events there have ever been: one row, counted up with each, so that a removed last one shows."""

    __tablename__: ClassVar[str] = "audit_head"

    id: int = Field(default=1, primary_key=True)
    events: int = 0


class Heartbeat(SQLModel, table=True):
    """When a worker was last alive: a dead one's work is taken over by another."""

    __tablename__: ClassVar[str] = "heartbeat"

    executor_id: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=UtcTime)
