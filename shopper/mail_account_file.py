"""A mail account as a TOML file: where letters leave and replies arrive. No password stands in the file.

name = "probes"
domain = "medborgare.example"            # every sender's address is at this domain
self_copy = "kopia@medborgare.example"   # left out: kopia@ the domain
own_mx = "mx.medborgare.example"         # our receiving host's name in Received lines; may be left out

[smtp]
host = "smtp.medborgare.example"
port = 465
security = "tls"                         # tls (left out: tls), starttls, or none on this very machine
user = "probes"                          # left out: no sign-in
password_from = "SMTP_PASSWORD"          # the variable that holds the password; left out: it is asked for

[imap]
host = "imap.medborgare.example"
port = 993
user = "probes"
password_from = "IMAP_PASSWORD"

[pace]                                   # may be left out
letters_a_minute = 10                    # at most so many letters leave in a minute
minutes_between = 2                      # least time between two letters to one recipient domain

With OAuth2 (XOAUTH2 at both servers) no passwords are named, but who gives the tokens:

[oauth]
token_url = "https://login.example/token"
client_id = "mailprobe"
scope = "mail"
client_secret_from = "CLIENT_SECRET"     # may be left out for a public client with a refresh token
refresh_token_from = "REFRESH_TOKEN"     # left out: the client signs in as itself (client credentials)
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator
from sqlmodel import Session, select

from shopper.faults import BadInput
from shopper.loopback import is_loopback, may_hear_secrets
from shopper.method_parts import Part
from shopper.moves import Cause, record
from shopper.outside_files import read_text
from shopper.sealed import seal
from shopper.tables.mail import MailAccount, Persona
from shopper.toml_faults import checked, parse_toml

Security = Literal["none", "starttls", "tls"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]

LONGEST_DOMAIN: Final = 42
"""So that every Message-ID, of 32 hex digits at the domain, fits on a line of 78 (`mail_probe/message.py`)."""

_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_HOST: Final = re.compile(r"[\w.-]+|\[?[0-9A-Fa-f:.]+\]?")
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")


class ServerEntry(Part):
    """One server: where it listens and who signs in."""

    host: Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
    port: Annotated[int, Field(ge=1, le=65535)]
    security: Security = "tls"
    user: Annotated[str, Field(min_length=1)] | None = None
    password_from: Variable | None = None

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        return _checked_host(host)

    @model_validator(mode="after")
    def _password_belongs_to_a_user(self) -> Self:
        if self.password_from is not None and self.user is None:
            raise ValueError("user: name who signs in with the password of password_from")
        return self

    @model_validator(mode="after")
    def _is_secured_on_the_way(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError(
                "security: none would send passwords and letters in clear text over the network; use tls or starttls "
                "(none is for a server on this machine: localhost, 127.0.0.1 or ::1)"
            )
        return self


class OAuthEntry(Part):
    """Who gives access tokens (OAuth2), and for whom."""

    token_url: Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
    client_id: Annotated[str, Field(min_length=1)]
    scope: Annotated[str, Field(min_length=1)]
    client_secret_from: Variable | None = None
    refresh_token_from: Variable | None = None

    @field_validator("token_url")
    @classmethod
    def _is_safe(cls, address: str) -> str:
        if not may_hear_secrets(address):
            raise ValueError("must begin with https://, because secrets are sent there")
        return address

    @model_validator(mode="after")
    def _has_something_to_show(self) -> Self:
        if self.client_secret_from is None and self.refresh_token_from is None:
            raise ValueError("client_secret_from: name the variable with the client's secret, or give a refresh token")
        return self


class PaceEntry(Part):
    """How fast letters may leave."""

    letters_a_minute: Annotated[int, Field(ge=1, le=1000)] = 10
    minutes_between: Annotated[int, Field(ge=0, le=1440)] = 2


class MailAccountFile(Part):
    """The whole file."""

    name: Name
    domain: str
    self_copy: str | None = None
    own_mx: str | None = None
    smtp: ServerEntry
    imap: ServerEntry
    oauth: OAuthEntry | None = None
    pace: PaceEntry = PaceEntry()

    @field_validator("domain")
    @classmethod
    def _is_a_domain(cls, domain: str) -> str:
        if not _DOMAIN.fullmatch(domain.lower()):
            raise ValueError("allowed is a domain in ASCII, such as medborgare.example")
        if len(domain) > LONGEST_DOMAIN:
            raise ValueError(f"allowed are at most {LONGEST_DOMAIN} characters, or no Message-ID would fit on its line")
        return domain.lower()

    @field_validator("own_mx")
    @classmethod
    def _is_a_host(cls, own_mx: str | None) -> str | None:
        return None if own_mx is None else _checked_host(own_mx)

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.imap.user is None:
            raise ValueError("imap.user: a mailbox needs somebody who signs in")
        local, _, domain = (self.self_copy or f"kopia@{self.domain}").rpartition("@")
        if domain.lower() != self.domain or not _LOCAL_PART.fullmatch(local):
            raise ValueError("self_copy: must be an address at the account's domain, in ASCII")
        return self

    @model_validator(mode="after")
    def _signs_in_one_way(self) -> Self:
        for table, server in (("smtp", self.smtp), ("imap", self.imap)):
            if self.oauth is not None and server.password_from is not None:
                raise ValueError(f"{table}.password_from: leave it out, [oauth] signs in without a password")
        return self


def _checked_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise ValueError("allowed is a host's name or address alone, such as mail.medborgare.example")
    return host


@dataclass(frozen=True, slots=True)
class Passwords:
    """What the servers ask for; None where nobody signs in, or where the sign-in is of the other kind."""

    smtp: str | None = None
    imap: str | None = None
    client_secret: str | None = None
    refresh_token: str | None = None


def read_mail_account_file(file: Path) -> MailAccountFile:
    """The account that a file describes, or BadInput with file, line, column, key and rule."""
    return parse_mail_account(read_text(file), where=str(file))


def parse_mail_account(text: str, where: str) -> MailAccountFile:
    """Check an account file whole. `where` names the file in the BadInput sentence."""
    return checked(MailAccountFile, parse_toml(text, where), where, text)


def store_mail_account(
    session: Session, wanted: MailAccountFile, passwords: Passwords, secret: str, cause: Cause
) -> bool:
    """Store the account, passwords sealed with `secret`; a known one is changed. Whether it is new.

    BadInput when another account has the same domain, because a reply could not be told apart, and when senders have
    addresses at the account's earlier domain, because their replies would be lost.
    """
    other = session.exec(select(MailAccount).where(MailAccount.domain == wanted.domain)).first()
    if other is not None and other.name != wanted.name:
        raise BadInput(f"the domain {wanted.domain} belongs to the account {other.name}; every account needs its own")
    stored = session.get(MailAccount, wanted.name)
    if stored is not None and stored.domain != wanted.domain and _has_senders(session, stored):
        raise BadInput(f"letters are sent from {stored.domain}, so it must stay; add an account for {wanted.domain}")
    values = _values(wanted, passwords, secret)
    if stored is None:
        session.add(MailAccount(**values))
    else:
        session.add(stored.sqlmodel_update(values))
    session.flush()
    record(session, "mail_account", wanted.name, "add" if stored is None else "change", cause)
    return stored is None


def _has_senders(session: Session, account: MailAccount) -> bool:
    return session.exec(select(Persona.id).where(Persona.account == account.name)).first() is not None


def _values(wanted: MailAccountFile, passwords: Passwords, secret: str) -> dict[str, Any]:
    def sealed(text: str | None) -> str | None:
        return None if text is None else seal(text, secret)

    return {
        "name": wanted.name,
        "domain": wanted.domain,
        "self_copy": wanted.self_copy or f"kopia@{wanted.domain}",
        "own_mx": wanted.own_mx,
        "smtp_host": wanted.smtp.host,
        "smtp_port": wanted.smtp.port,
        "smtp_security": wanted.smtp.security,
        "smtp_user": wanted.smtp.user,
        "smtp_password_sealed": sealed(passwords.smtp),
        "imap_host": wanted.imap.host,
        "imap_port": wanted.imap.port,
        "imap_security": wanted.imap.security,
        "imap_user": wanted.imap.user,
        "imap_password_sealed": sealed(passwords.imap),
        "letters_a_minute": wanted.pace.letters_a_minute,
        "minutes_between": wanted.pace.minutes_between,
        "oauth_client_secret_sealed": sealed(passwords.client_secret),
        "oauth_refresh_token_sealed": sealed(passwords.refresh_token),
        **_oauth_values(wanted.oauth),
    }


def _oauth_values(oauth: OAuthEntry | None) -> dict[str, Any]:
    """A token that was kept belongs to what was stored before, so it goes."""
    return {
        "sign_in": "password" if oauth is None else "oauth2",
        "oauth_token_url": None if oauth is None else oauth.token_url,
        "oauth_client_id": None if oauth is None else oauth.client_id,
        "oauth_scope": None if oauth is None else oauth.scope,
        "oauth_access_token_sealed": None,
        "oauth_expires_at": None,
    }
