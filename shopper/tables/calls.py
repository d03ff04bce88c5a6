"""Calls: the planned contact, each dialling within it, the grades, what reviewers said, and forms not yet sent."""

from datetime import datetime
from typing import Any, ClassVar, get_args

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
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
    """One dialling within a call probe, with its time stamps from the stopwatch.

    What an interviewer corrects after the call was returned is a new row with the same number and the next version.
    """

    __tablename__: ClassVar[str] = "attempt"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        UniqueConstraint("call_probe_id", "number", "version"),
        CheckConstraint("seconds_to_contact IS NULL OR seconds_to_contact >= 0", name="seconds_are_not_negative"),
        Index("uq_attempt_call_probe_id_form_id", "call_probe_id", "form_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int = Field(foreign_key="call_probe.id", index=True)
    number: int
    version: int = Field(default=1, description="one more each time it was corrected after a return")
    dialled_at: datetime = Field(sa_type=UtcTime)
    machine_at: datetime | None = Field(default=None, sa_type=UtcTime, description="first words of a talking machine")
    human_at: datetime | None = Field(default=None, sa_type=UtcTime, description="first human voice")
    transferred_at: datetime | None = Field(default=None, sa_type=UtcTime, description="first put through")
    official_at: datetime | None = Field(default=None, sa_type=UtcTime, description="an official who handles questions")
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    stamp_log: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=JSON,
        description="every stamp as it was set: name, at, how (`key` or `typed`), and before what it corrected",
    )
    outcome: str
    comment: str = Field(default="", description="of a dialling after which the call comes back")
    seconds_to_contact: int | None = Field(default=None, description="whole seconds as the method counts them")
    form_id: str | None = Field(default=None, description="of the web form: sent twice, stored once")


class Grade(SQLModel, table=True):
    """A judgement of a call, in words of the method's scales; of several the highest version counts.

    A returned call that is submitted anew, and a third grader's decision, are new versions: what was there stays.
    """

    __tablename__: ClassVar[str] = "grade"
    __table_args__ = (UniqueConstraint("call_probe_id", "version"), one_of("origin", ("interviewer", "decided")))

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int = Field(foreign_key="call_probe.id")
    version: int = 1
    origin: str = Field(default="interviewer", description="the interviewer's, or decided by a third grader")
    answer: str | None = None
    information: str | None = None
    interest: str | None = None
    courtesy: str | None = None
    comment: str = ""
    form_id: str | None = Field(default=None, description="of the web form: sent twice, stored once")
    submitted_by: int = Field(foreign_key="user_account.id")
    submitted_at: datetime = Field(sa_type=UtcTime)


class CallReview(SQLModel, table=True):
    """What a reviewer decided about a submitted call. A return has a reason, which the interviewer reads."""

    __tablename__: ClassVar[str] = "call_review"
    __table_args__ = (
        one_of("decision", ("approved", "returned")),
        CheckConstraint("decision = 'approved' OR reason <> ''", name="return_has_a_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_probe_id: int = Field(foreign_key="call_probe.id", index=True)
    grade_version: int = Field(description="the version of the grades that was decided about")
    decision: str
    reason: str = ""
    reviewer_id: int = Field(foreign_key="user_account.id")
    decided_at: datetime = Field(sa_type=UtcTime)


class CallDraft(SQLModel, table=True):
    """A call form that has not been submitted, as it was last saved from the interviewer's device."""

    __tablename__: ClassVar[str] = "call_draft"

    call_probe_id: int = Field(foreign_key="call_probe.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    form_id: str
    saves: int = Field(default=1, description="counts the saves on the device: an older one never overwrites")
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="what was typed, by field name")
    saved_at: datetime = Field(sa_type=UtcTime)
