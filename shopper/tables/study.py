"""What is measured: the register of municipalities, the question bank, waves and their measurements."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shopper.states import WAVE_MOVES
from shopper.tables.base import UtcTime, one_of


class Municipality(SQLModel, table=True):
    """One municipality of the register, identified by its four-digit code as a string (`"0685"`)."""

    __tablename__: ClassVar[str] = "municipality"
    __table_args__ = (
        CheckConstraint("length(code) = 4", name="code_has_four_digits"),
        CheckConstraint("population >= 0", name="population_is_not_negative"),
    )

    code: str = Field(primary_key=True)
    name: str = Field(min_length=1)
    population: int
    official_address: str
    switchboard: str
    opening_hours: dict[str, Any] = Field(
        sa_type=JSON, description="`mon` to `sun`, each a list of [from, to] in local time"
    )
    mail_domains: list[str] = Field(default_factory=list, sa_type=JSON, description="domains its officials write from")
    time_zone: str = Field(default="Europe/Stockholm", description="in which it is open, planned and counted")


class Question(SQLModel, table=True):
    """A simple question in an area, worded for each channel, with what a good answer holds."""

    __tablename__: ClassVar[str] = "question"
    __table_args__ = (UniqueConstraint("area", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    area: str = Field(index=True)
    number: int
    text: str = Field(description="the question itself, as the report lists it")
    call_wording: str
    mail_subject: str
    mail_wording: str
    facts: list[str] = Field(default_factory=list, sa_type=JSON, description="what the interviewer listens for")


class Wave(SQLModel, table=True):
    """Municipalities measured in the same weeks with one method, frozen at launch."""

    __tablename__: ClassVar[str] = "wave"
    __table_args__ = (
        one_of("state", WAVE_MOVES),
        CheckConstraint("first_day <= last_day", name="first_day_comes_first"),
        CheckConstraint("state = 'draft' OR method_checksum IS NOT NULL", name="launched_has_a_frozen_method"),
        CheckConstraint("spares IS NULL OR spares >= 0", name="spares_are_not_negative"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, min_length=1)
    state: str = "draft"
    method_name: str
    method_frozen: str | None = Field(default=None, description="canonical JSON, see shopper/method.py")
    method_checksum: str | None = Field(default=None, description="SHA-256 of method_frozen")
    first_day: date
    last_day: date
    seed: int
    mail_accounts: list[str] = Field(
        default_factory=list, sa_type=JSON, description="names of mail accounts, which the launch asks for"
    )
    spares: int | None = Field(default=None, description="spares in each area and channel; None: as the method says")
    allowed_breaks: list[str] = Field(
        default_factory=list, sa_type=JSON, description="rules of the plan that may be broken where it does not fit"
    )
    persona_names: list[str] = Field(
        default_factory=list, sa_type=JSON, description="the wave's own names of citizens, used before the shipped ones"
    )
    comparison: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="the comparison group, see shopper/comparison_group.py"
    )
    questions_frozen: str | None = Field(default=None, description="canonical JSON of the questions as launched")
    questions_checksum: str | None = Field(default=None, description="SHA-256 of questions_frozen")
    rules_frozen: str | None = Field(default=None, description="canonical JSON of what the plan was made from")
    rules_checksum: str | None = Field(default=None, description="SHA-256 of rules_frozen")
    created_at: datetime = Field(sa_type=UtcTime)
    launched_at: datetime | None = Field(default=None, sa_type=UtcTime)


class WaveQuestion(SQLModel, table=True):
    """A question that a wave asks: its choice among the variants of one number. A wave without any asks the first."""

    __tablename__: ClassVar[str] = "wave_question"

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    question_id: int = Field(foreign_key="question.id", primary_key=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime, description="asked no more since then")


class Measurement(SQLModel, table=True):
    """One municipality in one wave."""

    __tablename__: ClassVar[str] = "measurement"
    __table_args__ = (UniqueConstraint("wave_id", "municipality_code"),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    municipality_code: str = Field(foreign_key="municipality.code", index=True)
    closed_on: list[str] = Field(default_factory=list, sa_type=JSON, description="ISO dates without calls")


class WaveInterviewer(SQLModel, table=True):
    """When an interviewer of a wave can call, and what they must not take."""

    __tablename__: ClassVar[str] = "wave_interviewer"
    __table_args__ = (CheckConstraint("hours_a_week > 0", name="hours_a_week_is_positive"),)

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    hours_a_week: int
    available: dict[str, Any] = Field(sa_type=JSON, description='`mon` to `sun`: "08:00-17:00"')
    days_off: list[str] = Field(default_factory=list, sa_type=JSON)
    not_areas: list[str] = Field(default_factory=list, sa_type=JSON)
    not_municipalities: list[str] = Field(default_factory=list, sa_type=JSON)


class ImportedValue(SQLModel, table=True):
    """A value to compare with that was not counted here: similar municipalities, or an earlier wave."""

    __tablename__: ClassVar[str] = "imported_value"
    __table_args__ = (UniqueConstraint("measurement_id", "scope", "figure"), one_of("scope", ("similar", "previous")))

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    scope: str
    figure: str
    value: int
    low: int | None = None
    high: int | None = None
    municipalities: int | None = None
    inhabitants_from: int | None = None
    inhabitants_to: int | None = None
    source: str
