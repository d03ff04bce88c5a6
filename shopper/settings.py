"""Every setting, in one frozen class: read in the entry points and passed down.

`docs/operations.md` holds the table of them, made from this class and tested to be current.
"""

from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shopper.faults import BadInput
from shopper.toml_faults import first_rule_broken

_ROLE = "interviewer|reviewer|coordinator|auditor|administrator"
DEFAULT_SECRET = "change-me"  # noqa: S105 - the value that is refused


class Settings(BaseSettings):
    """Read from environment variables that begin with `SHOPPER_`."""

    model_config = SettingsConfigDict(env_prefix="SHOPPER_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/shopper.sqlite",
        description="Where everything is stored: SQLite, or postgresql+psycopg://user:password@host/name.",
    )
    secret: str = Field(
        default=DEFAULT_SECRET,
        description="Key that seals what must be readable again: mail passwords, second factors. "
        "`run`, `serve`, `work` and `mail account` refuse the default.",
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the web server listens on; 0 picks a free one.")
    secure_cookies: bool = Field(
        default=False, description="Send the session cookie over HTTPS only; set it wherever there is HTTPS."
    )
    session_hours: int = Field(default=12, ge=1, description="How long a sign-in lasts.")
    session_idle_minutes: int = Field(
        default=0, ge=0, description="Silence after which a sign-in ends, at least 15; 0: it lasts its hours."
    )
    trusted_proxy: bool = Field(
        default=False,
        description="Take the visitor's address from the last entry of X-Forwarded-For; only behind an own proxy.",
    )
    invitation_hours: int = Field(default=72, ge=1, description="How long the link of an invitation can be used.")
    second_factor_roles: str = Field(
        default="",
        pattern=rf"^(({_ROLE})(,({_ROLE}))*)?$",
        description="Roles that must have a second factor, such as coordinator,administrator; empty: nobody must.",
    )
    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="Issuer of a sign-in service (OpenID Connect), https or loopback; empty: there is none.",
    )
    oidc_client_id: str = Field(default="", description="Our name at the sign-in service.")
    oidc_client_secret: str = Field(default="", description="Our secret at the sign-in service; empty: PKCE alone.")
    oidc_name: str = Field(default="", description="What the button for the sign-in service says, such as its name.")
    executor_id: str = Field(
        default="local", pattern=r"^[A-Za-z0-9._-]+$", description="Name of this worker; every worker needs its own."
    )
    application_version: str = Field(
        default="1", description="Version of the job steps; raised only when the order of a job's steps changes."
    )
    worker_timeout_seconds: int = Field(
        default=60, ge=5, description="Silence after which another worker takes over a worker's jobs."
    )
    mail_lease_minutes: int = Field(
        default=20, ge=15, description="How long a letter may be under way before its sender is taken for dead."
    )
    mail_timeout_seconds: int = Field(default=30, ge=1, description="How long a mail server may be silent.")
    office_account: str = Field(
        default="",
        description="Mail account of office mail (digests, invitations), of its own: never one a wave writes from.",
    )
    digest_hour: int = Field(
        default=7, ge=0, le=23, description="Hour of a working day, in the wave's zone, from which the digest is sent."
    )
    site_url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s?#]+)?$",
        description="Where the site is reached from outside, such as https://matning.example: for links in mail.",
    )
    report_processes: int = Field(
        default=2,
        ge=1,
        le=64,
        description="How many processes print reports at once. A worker keeps as many again that work out what a "
        "report says, and the site as many that work out previews and overviews.",
    )
    report_seconds: int = Field(
        default=300, ge=10, le=540, description="How long one such process may take over a report, preview or overview."
    )
    report_mb: int = Field(default=800, ge=200, description="How much memory, in megabytes, one such process may take.")
    report_link_days: int = Field(
        default=30, ge=1, le=366, description="How long the link to a report that was sent can be used."
    )
    data_licence: str = Field(
        default="",
        pattern=r"^(https?://[^\s<>\x22]+)?$",
        description="Address of the licence that the data beside a report is given under, such as "
        "https://creativecommons.org/publicdomain/zero/1.0/; empty: the data is told to be restricted.",
    )
    text_level_points: Decimal = Field(
        default=Decimal(5), ge=0, le=100, description="Difference in points up to which a share is called level."
    )
    text_slight_points: Decimal = Field(
        default=Decimal(10), ge=0, le=100, description="Difference in points up to which it is called slightly better."
    )
    text_level_hours: Decimal = Field(
        default=Decimal(1), ge=0, le=90, description="Difference in hours up to which a reply time is called level."
    )
    text_slight_hours: Decimal = Field(
        default=Decimal(3), ge=0, le=90, description="Difference in hours up to which it is called slightly shorter."
    )
    text_near_points: Decimal = Field(
        default=Decimal(1),
        ge=0,
        le=5,
        description="Points from a fraction at which a share is said to be near or over it.",
    )
    text_hardly_any_percent: Decimal = Field(
        default=Decimal("7.5"), ge=0, le=10, description="Share below which it is called fewer than one in ten."
    )
    text_nearly_all_percent: Decimal = Field(
        default=Decimal(95), ge=90, le=100, description="Share above which it is called nearly all."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Form of the log lines on stderr.")

    @model_validator(mode="after")
    def _is_slight_more_than_level(self) -> Self:
        for unit in ("points", "hours"):
            if getattr(self, f"text_slight_{unit}") < getattr(self, f"text_level_{unit}"):
                raise ValueError(f"text_slight_{unit}: must not be below SHOPPER_TEXT_LEVEL_{unit.upper()}")
        return self

    @property
    def must_have_second_factor(self) -> frozenset[str]:
        """The roles that must have a second factor."""
        return frozenset(filter(None, self.second_factor_roles.split(",")))

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def read_settings() -> Settings:
    """The settings of the environment, or BadInput that names the variable and its rule."""
    try:
        return Settings()
    except ValidationError as error:
        key, _, rule = first_rule_broken(error, Settings).partition(": ")
        raise BadInput(f"SHOPPER_{key.upper()}: {rule}") from error


def refuse_default_secret(settings: Settings) -> None:
    """BadInput when the secret was never set; only the demo may run with the default."""
    if settings.secret == DEFAULT_SECRET:
        raise BadInput("set SHOPPER_SECRET to a long random text first; it seals the mail passwords in the database")
