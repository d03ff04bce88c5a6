"""A mail account as a TOML file: where letters leave and replies arrive. No password stands in the file.

name = "probes"
domain = "medborgare.example"            # every sender's address is at this domain
self_copy = "kopia@medborgare.example"   # left out: kopia@ the domain
own_mx = "mx.medborgare.example"         # our receiving host's name in Received lines; may be left out

[smtp]
host = "smtp.medborgare.example"
port = 465
security = "tls"                         # tls, starttls or none
user = "probes"                          # left out: no sign-in
password_from = "SMTP_PASSWORD"          # the variable that holds the password; left out: it is asked for

[imap]
host = "imap.medborgare.example"
port = 993
security = "tls"
user = "probes"
password_from = "IMAP_PASSWORD"
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator
from sqlmodel import Session, select

from shopper.faults import BadInput
from shopper.method_parts import Part
from shopper.moves import Cause, record
from shopper.outside_files import read_text
from shopper.sealed import seal
from shopper.tables.mail import MailAccount
from shopper.toml_faults import checked, parse_toml

Security = Literal["none", "starttls", "tls"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]

_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class ServerEntry(Part):
    """One server: where it listens and who signs in."""

    host: Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
    port: Annotated[int, Field(ge=1, le=65535)]
    security: Security
    user: Annotated[str, Field(min_length=1)] | None = None
    password_from: Variable | None = None

    @model_validator(mode="after")
    def _password_belongs_to_a_user(self) -> Self:
        if self.password_from is not None and self.user is None:
            raise ValueError("user: name who signs in with the password of password_from")
        return self


class MailAccountFile(Part):
    """The whole file."""

    name: Name
    domain: str
    self_copy: str | None = None
    own_mx: str | None = None
    smtp: ServerEntry
    imap: ServerEntry

    @field_validator("domain")
    @classmethod
    def _is_a_domain(cls, domain: str) -> str:
        if not _DOMAIN.fullmatch(domain.lower()):
            raise ValueError("allowed is a domain in ASCII, such as medborgare.example")
        return domain.lower()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.imap.user is None:
            raise ValueError("imap.user: a mailbox needs somebody who signs in")
        if self.self_copy is not None and not re.fullmatch(rf"[\w.+-]+@{re.escape(self.domain)}", self.self_copy):
            raise ValueError("self_copy: must be an address at the account's domain")
        return self


@dataclass(frozen=True, slots=True)
class Passwords:
    """What the two servers ask for; `smtp` is None where nobody signs in."""

    smtp: str | None
    imap: str


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

    BadInput when another account has the same domain: a reply could not be told apart.
    """
    other = session.exec(select(MailAccount).where(MailAccount.domain == wanted.domain)).first()
    if other is not None and other.name != wanted.name:
        raise BadInput(f"the domain {wanted.domain} belongs to the account {other.name}; every account needs its own")
    stored = session.get(MailAccount, wanted.name)
    values = _values(wanted, passwords, secret)
    if stored is None:
        session.add(MailAccount(**values))
    else:
        session.add(stored.sqlmodel_update(values))
    session.flush()
    record(session, "mail_account", wanted.name, "add" if stored is None else "change", cause)
    return stored is None


def _values(wanted: MailAccountFile, passwords: Passwords, secret: str) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "domain": wanted.domain,
        "self_copy": wanted.self_copy or f"kopia@{wanted.domain}",
        "own_mx": wanted.own_mx,
        "smtp_host": wanted.smtp.host,
        "smtp_port": wanted.smtp.port,
        "smtp_security": wanted.smtp.security,
        "smtp_user": wanted.smtp.user,
        "smtp_password_sealed": None if passwords.smtp is None else seal(passwords.smtp, secret),
        "imap_host": wanted.imap.host,
        "imap_port": wanted.imap.port,
        "imap_security": wanted.imap.security,
        "imap_user": wanted.imap.user,
        "imap_password_sealed": seal(passwords.imap, secret),
    }
