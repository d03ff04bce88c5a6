"""Those who use the platform, and their sign-ins."""

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime, one_of

ROLES = ("interviewer", "coordinator")


class User(SQLModel, table=True):
    """A person who signs in. `name` is the sign-in name; an interviewer's name also stands in plans and records."""

    __tablename__: ClassVar[str] = "user_account"
    __table_args__ = (one_of("role", ROLES),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, min_length=1)
    role: str
    password_hash: str | None = Field(default=None, description="argon2id; None: cannot sign in")
    language: str = "sv"
    email: str = Field(default="", description="where the daily digest goes; empty: nowhere")
    wants_digest: bool = False
    digest_on: date | None = Field(default=None, description="the last day whose digest has been handed over")
    calendar_hash: str | None = Field(
        default=None, index=True, unique=True, description="SHA-256 of the secret in the address of the calendar feed"
    )
    created_at: datetime = Field(sa_type=UtcTime)


class WebSession(SQLModel, table=True):
    """A sign-in. Only the SHA-256 of the cookie is stored, so the table lets nobody in."""

    __tablename__: ClassVar[str] = "web_session"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class SignInFailure(SQLModel, table=True):
    """A failed sign-in, kept so that guessing passwords becomes slow."""

    __tablename__: ClassVar[str] = "sign_in_failure"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    failed_at: datetime = Field(sa_type=UtcTime)
