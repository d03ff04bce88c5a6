"""Grading twice, to know how far grades can be trusted: blind second grades, decisions, and the training set."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime, one_of

PARTS = ("first", "second", "third")


class DoubleGrade(SQLModel, table=True):
    """One person's grading of a contact that is graded twice: first and second blind, the third where they differ.

    `first` is a copy of the interviewer's own grades, kept here so that a later decision cannot change what was
    compared. A `second` or `third` that is still to be done has no `graded_at`.
    """

    __tablename__: ClassVar[str] = "double_grade"
    __table_args__ = (
        UniqueConstraint("call_probe_id", "part"),
        UniqueConstraint("mail_probe_id", "part"),
        one_of("part", PARTS),
        one_of("how", ("", "recorded", "listened_in", "letter")),
        CheckConstraint("(call_probe_id IS NULL) <> (mail_probe_id IS NULL)", name="is_of_one_contact"),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int | None = Field(default=None, foreign_key="call_probe.id", index=True)
    mail_probe_id: int | None = Field(default=None, foreign_key="mail_probe.id", index=True)
    part: str
    how: str = Field(default="", description="how the second grader met the contact")
    grader_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, description="None: anybody")
    ordered_at: datetime = Field(sa_type=UtcTime)
    note: str = Field(default="", description="where the recording is, or how to listen in; or why it was dropped")
    graded_at: datetime | None = Field(default=None, sa_type=UtcTime)
    dropped_at: datetime | None = Field(
        default=None,
        sa_type=UtcTime,
        description="of a second: when it was found that the contact cannot be graded again",
    )
    answer: str | None = None
    information: str | None = None
    interest: str | None = None
    courtesy: str | None = None
    sender: str | None = None
    extra_information: bool | None = None
    comment: str = ""


class TrainingCase(SQLModel, table=True):
    """An example call or letter with the grades that experienced graders agreed on, and why."""

    __tablename__: ClassVar[str] = "training_case"
    __table_args__ = (one_of("channel", ("call", "mail")),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, min_length=1)
    channel: str
    area: str
    question: str
    happened: str = Field(description="the call as it went, or the letter's reply")
    outcome: str | None = Field(default=None, description="of a call")
    agreed: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="the agreed grade by factor")
    why: str = Field(default="", description="what the grades rest on")


class TrainingAnswer(SQLModel, table=True):
    """How somebody graded a training case; the first try is the one that is compared."""

    __tablename__: ClassVar[str] = "training_answer"
    __table_args__ = (UniqueConstraint("case_id", "user_id", "attempt"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="training_case.id", index=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    attempt: int = 1
    grades: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    answered_at: datetime = Field(sa_type=UtcTime)
