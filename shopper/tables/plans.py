"""Orders to plan a wave, with what could not be placed and which rules gave way."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime, one_of

PLAN_ORDER_STATES = ("ordered", "running", "done", "failed")


class PlanOrder(SQLModel, table=True):
    """One planning of a wave; the newest `done` one says what its plan lacks. The contacts are probes, as always.

    `unplaced`, `broken` and `shortages` are lists as `scheduler/plan_order.py` writes them.
    """

    __tablename__: ClassVar[str] = "plan_order"
    __table_args__ = (one_of("state", PLAN_ORDER_STATES),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    state: str = "ordered"
    ordered_by: str
    ordered_at: datetime = Field(sa_type=UtcTime)
    seed: int = Field(description="which becomes the wave's")
    started_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    unplaced: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    broken: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    shortages: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    failure: str = ""
