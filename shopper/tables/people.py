"""Those who use the platform, what they are members of, their invitations and their sign-ins."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from shopper.tables.base import UtcTime, one_of

ROLES = ("interviewer", "reviewer", "coordinator", "auditor", "administrator")
"""An auditor reads everything and changes nothing; an administrator also looks after people and access."""

COLOUR_SCHEMES = ("auto", "light", "dark")


class User(SQLModel, table=True):
    """A person who signs in. `name` is the sign-in name; an interviewer's name also stands in plans and records."""

    __tablename__: ClassVar[str] = "user_account"
    __table_args__ = (one_of("role", ROLES), one_of("colour_scheme", COLOUR_SCHEMES))

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
    colour_scheme: str = Field(default="auto", description="auto: as the device is set")
    totp_sealed: str | None = Field(default=None, description="sealed secret of the second factor (RFC 6238)")
    totp_since: datetime | None = Field(default=None, sa_type=UtcTime, description="None: not confirmed, not asked for")
    totp_step: int = Field(default=0, description="the last time step whose code was used: none is taken twice")
    recovery_hashes: list[str] = Field(
        default_factory=list, sa_type=JSON, description="SHA-256 of each recovery code that is left"
    )
    oidc_subject: str | None = Field(default=None, unique=True, description="issuer and subject at the sign-in service")
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime, description="since then nobody signs in with it")
    created_at: datetime = Field(sa_type=UtcTime)


class WaveMember(SQLModel, table=True):
    """Who works with a wave: a reviewer or coordinator reaches nothing of a wave they are not a member of.

    Interviewers reach their own calls and what they are given to grade; auditors read every wave.
    """

    __tablename__: ClassVar[str] = "wave_member"

    wave_id: int = Field(foreign_key="wave.id", primary_key=True, ondelete="CASCADE")
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    added_at: datetime = Field(sa_type=UtcTime)


class Invitation(SQLModel, table=True):
    """A link by e-mail with which somebody chooses a password: as a new user, or as one who has forgotten theirs.

    Only the SHA-256 of the link's secret is stored. Used once; ended by its time, its use, or a person.
    """

    __tablename__: ClassVar[str] = "invitation"
    __table_args__ = (one_of("role", ROLES),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    name: str = Field(min_length=1, description="the sign-in name")
    email: str
    role: str
    wave_ids: list[int] = Field(default_factory=list, sa_type=JSON, description="waves they become a member of")
    user_id: int | None = Field(
        default=None, foreign_key="user_account.id", ondelete="CASCADE", description="who has forgotten their password"
    )
    invited_by: int = Field(foreign_key="user_account.id")
    invited_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime, description="when the office account had sent it")
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class WebSession(SQLModel, table=True):
    """A sign-in. Only the SHA-256 of the cookie is stored, so the table lets nobody in."""

    __tablename__: ClassVar[str] = "web_session"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcTime, description="last use, to the nearest minutes")
    device: str = Field(default="", description="browser and system as it named itself, for the list of sign-ins")
    awaits_code: bool = Field(default=False, description="the password was right, the second factor is still to come")


class SignInFailure(SQLModel, table=True):
    """A failed sign-in, kept so that guessing passwords becomes slow."""

    __tablename__: ClassVar[str] = "sign_in_failure"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    address: str = Field(default="", index=True, description="the network address it came from")
    failed_at: datetime = Field(sa_type=UtcTime)
