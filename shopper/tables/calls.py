"""Calls: the planned contact, each dialling within it, and the grades."""

from datetime import datetime
from typing import ClassVar, get_args

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from shopper.records import Outcome
from shopper.states import CALL_MOVES
from shopper.tables.base import UtcTime, one_of

OUTCOMES: tuple[str, ...] = get_args(Outcome)


class CallProbe(SQLModel, table=True):
    """One planned call; never rewritten, only moved through its states."""

    __tablename__: ClassVar[str] = "call_probe"
    __table_args__ = (one_of("state", CALL_MOVES), UniqueConstraint("measurement_id", "question_id"))

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    area: str
    question_id: int = Field(foreign_key="question.id")
    interviewer_id: int = Field(foreign_key="user_account.id", index=True)
    planned_at: datetime = Field(sa_type=UtcTime, index=True)
    spare: bool = False
    state: str = Field(default="planned", index=True)
    locked: bool = Field(default=False, description="stays where it is when the wave is planned again")
    version: int = Field(default=1, description="one more with every change: of two at once, the second is told")


class Attempt(SQLModel, table=True):
    """One dialling within a call probe, with its time stamps from the stopwatch."""

    __tablename__: ClassVar[str] = "attempt"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        UniqueConstraint("call_probe_id", "number"),
        CheckConstraint("seconds_to_contact IS NULL OR seconds_to_contact >= 0", name="seconds_are_not_negative"),
        Index("uq_attempt_call_probe_id_form_id", "call_probe_id", "form_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int = Field(foreign_key="call_probe.id", index=True)
    number: int
    dialled_at: datetime = Field(sa_type=UtcTime)
    human_at: datetime | None = Field(default=None, sa_type=UtcTime, description="first human voice")
    official_at: datetime | None = Field(default=None, sa_type=UtcTime, description="an official who handles questions")
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str
    seconds_to_contact: int | None = Field(default=None, description="whole seconds as the method counts them")
    form_id: str | None = Field(default=None, description="of the web form: sent twice, stored once")


class Grade(SQLModel, table=True):
    """The interviewer's judgement of a call, in words of the method's scales."""

    __tablename__: ClassVar[str] = "grade"
    __table_args__ = (UniqueConstraint("call_probe_id"),)

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int = Field(foreign_key="call_probe.id")
    answer: str | None = None
    information: str | None = None
    interest: str | None = None
    courtesy: str | None = None
    comment: str = ""
    form_id: str | None = Field(default=None, description="of the web form: sent twice, stored once")
    submitted_by: int = Field(foreign_key="user_account.id")
    submitted_at: datetime = Field(sa_type=UtcTime)
