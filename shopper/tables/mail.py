"""Letters out and replies in."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from shopper.states import MAIL_MOVES
from shopper.tables.base import Compressed, UtcTime, one_of

SECURITIES = ("none", "starttls", "tls")
SIGN_INS = ("password", "oauth2")
CHECK_STATES = ("ordered", "running", "passed", "failed")


class MailAccount(SQLModel, table=True):
    """Where letters leave and replies arrive: a catch-all domain with its SMTP and IMAP servers."""

    __tablename__: ClassVar[str] = "mail_account"
    __table_args__ = (
        one_of("smtp_security", SECURITIES),
        one_of("imap_security", SECURITIES),
        one_of("sign_in", SIGN_INS),
        CheckConstraint("letters_a_minute > 0", name="letters_a_minute_is_positive"),
        CheckConstraint("minutes_between >= 0", name="minutes_between_is_not_negative"),
    )

    name: str = Field(primary_key=True)
    domain: str = Field(unique=True, description="every persona's address is at this domain")
    self_copy: str = Field(description="address in this account that gets a copy of each letter")
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str | None = None
    smtp_password_sealed: str | None = Field(default=None, description="see shopper/sealed.py")
    imap_host: str
    imap_port: int
    imap_security: str
    imap_user: str
    imap_password_sealed: str | None = None
    sign_in: str = Field(default="password", description="password, or oauth2 (XOAUTH2) at both servers")
    oauth_token_url: str | None = None
    oauth_client_id: str | None = None
    oauth_scope: str | None = None
    oauth_client_secret_sealed: str | None = None
    oauth_refresh_token_sealed: str | None = Field(default=None, description="None: client credentials")
    oauth_access_token_sealed: str | None = Field(default=None, description="the one in use")
    oauth_expires_at: datetime | None = Field(default=None, sa_type=UtcTime)
    letters_a_minute: int = Field(default=10, description="pace: at most so many letters leave in a minute")
    minutes_between: int = Field(default=2, description="pace: least time between two letters to one recipient domain")
    held_since: datetime | None = Field(
        default=None, sa_type=UtcTime, description="nothing is sent until a person says"
    )
    hold_reason: str = Field(default="", description="why, as a word of HOLDS in web/words.py")
    own_mx: str | None = Field(
        default=None, description="our receiving host's name in Received lines; None: trust IMAP"
    )
    smtp_failing_since: datetime | None = Field(default=None, sa_type=UtcTime)
    smtp_fault: str = Field(
        default="", description="what is wrong with sending, as a word of mail_probe/servers/diagnosis.py"
    )
    smtp_failure: str = Field(default="", description="the same in the server's words")
    imap_failing_since: datetime | None = Field(default=None, sa_type=UtcTime)
    imap_fault: str = Field(default="", description="what is wrong with fetching, as for sending")
    imap_failure: str = Field(default="", description="the same in the server's words")
    polled_at: datetime | None = Field(default=None, sa_type=UtcTime, description="last fetch that went well")


class Persona(SQLModel, table=True):
    """The citizen in whose name a letter is sent; each letter has an address of its own."""

    __tablename__: ClassVar[str] = "persona"
    __table_args__ = (UniqueConstraint("wave_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    account: str = Field(foreign_key="mail_account.name", index=True, description="where its letters leave")
    key: str = Field(description="as in plans: p1, p2 ...")
    name: str
    address: str = Field(unique=True)


class MailProbe(SQLModel, table=True):
    """One planned letter; never rewritten, only moved through its states.

    Message-ID, subject, recipient and raw bytes are stored when it is claimed, before any network traffic.
    """

    __tablename__: ClassVar[str] = "mail_probe"
    __table_args__ = (
        one_of("state", MAIL_MOVES),
        Index(
            "uq_mail_probe_measurement_id_question_id",
            "measurement_id",
            "question_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        CheckConstraint(
            "state IN ('planned', 'withdrawn') OR imported OR raw IS NOT NULL",
            name="claimed_has_its_bytes",
        ),
        CheckConstraint(
            "state NOT IN ('sent', 'answered', 'unanswered', 'undelivered', 'detected') OR sent_at IS NOT NULL",
            name="sent_has_its_time",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    area: str
    question_id: int = Field(foreign_key="question.id")
    persona_id: int | None = Field(default=None, foreign_key="persona.id", unique=True)
    planned_at: datetime = Field(sa_type=UtcTime, index=True)
    spare: bool = False
    replaces_id: int | None = Field(
        default=None, foreign_key="mail_probe.id", unique=True, description="the letter this one was sent instead of"
    )
    imported: bool = False
    state: str = Field(default="planned", index=True)
    locked: bool = Field(default=False, description="stays where it is when the wave is planned again")
    version: int = Field(default=1, description="one more with every change: of two at once, the second is told")
    next_try_at: datetime | None = Field(default=None, sa_type=UtcTime, description="when deferred: not before this")
    message_id: str | None = Field(default=None, unique=True, description="without angle brackets")
    recipient: str | None = None
    subject: str | None = None
    raw: bytes | None = Field(default=None, sa_type=LargeBinary)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime, description="our server's time")
    self_copy_at: datetime | None = Field(default=None, sa_type=UtcTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    looked_at: datetime | None = Field(
        default=None, sa_type=UtcTime, description="when every folder was searched for its reply at the window's end"
    )
    settled_at: datetime | None = Field(
        default=None, sa_type=UtcTime, description="when a person dealt with its bounce or refusal"
    )
    sender: str | None = Field(default=None, description="graded: category of the method")
    extra_information: bool | None = Field(default=None, description="graded: more than the bare answer")
    graded_by: int | None = Field(default=None, foreign_key="user_account.id")
    graded_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SendAttempt(SQLModel, table=True):
    """One try to hand a letter to a server, with the server's own words as evidence."""

    __tablename__: ClassVar[str] = "send_attempt"
    __table_args__ = (UniqueConstraint("mail_probe_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    mail_probe_id: int = Field(foreign_key="mail_probe.id", index=True)
    number: int
    worker: str = Field(description="executor and life of the process, so that a dead one's letters are recognised")
    started_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    result: str | None = Field(default=None, description="None: the process died, or it is under way")
    code: int | None = None
    reply: str = ""
    queue_id: str | None = None
    self_copy_accepted: bool = False


class InboundMail(SQLModel, table=True):
    """A mail in our mailbox: raw bytes first; kind and match are judgements about it, kept with their evidence."""

    __tablename__: ClassVar[str] = "inbound_mail"
    __table_args__ = (
        UniqueConstraint("account", "fingerprint"),
        one_of("desk", ("clear", "waiting", "decided")),
    )

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="mail_account.name", index=True)
    fingerprint: str = Field(description="SHA-256, see mail_probe/message.py")
    raw: bytes = Field(sa_type=Compressed)
    size: int = Field(description="bytes in the mailbox; more than `raw` holds when attachments were left there")
    arrived_at: datetime = Field(sa_type=UtcTime, description="our own server's time")
    arrived_by: str = Field(default="", description="the Received line that says so; empty: the mailbox's INTERNALDATE")
    stored_at: datetime = Field(sa_type=UtcTime)
    message_id: str | None = Field(default=None, index=True)
    thread_root: str | None = Field(default=None, description="22 bytes of its Thread-Index in hex (MS-OXOMSG 2.2.1.3)")
    from_address: str = ""
    subject: str = ""
    self_copy: bool = False
    tries: int = Field(default=0, description="how often judging it was begun before it was judged")
    kind: str | None = Field(default=None, description="None: not judged yet")
    certainty: str | None = None
    kind_evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    mail_probe_id: int | None = Field(default=None, foreign_key="mail_probe.id", index=True)
    match_level: str | None = None
    match_evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    desk: str = Field(default="clear", index=True)
    desk_reason: str = ""


class Sighting(SQLModel, table=True):
    """Where a stored mail was seen: a moved mail has a new UID but is the same mail."""

    __tablename__: ClassVar[str] = "sighting"
    __table_args__ = (UniqueConstraint("account", "folder", "uid_validity", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    inbound_mail_id: int = Field(foreign_key="inbound_mail.id", index=True)
    account: str = Field(foreign_key="mail_account.name")
    folder: str
    uid_validity: int = Field(sa_type=BigInteger, description="RFC 3501: 32 bits without a sign")
    uid: int = Field(sa_type=BigInteger)
    seen_at: datetime = Field(sa_type=UtcTime)


class LoopLetter(SQLModel, table=True):
    """A letter from an account to itself: how long our own mailbox takes, so that nobody else is blamed for it."""

    __tablename__: ClassVar[str] = "loop_letter"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="mail_account.name", index=True)
    message_id: str = Field(unique=True, description="without angle brackets")
    sent_at: datetime = Field(sa_type=UtcTime, description="when the server took it")
    arrived_at: datetime | None = Field(default=None, sa_type=UtcTime, description="when it was in the mailbox")


class AccountCheck(SQLModel, table=True):
    """One self-test of an account, ordered on the web: its step, and what is wrong."""

    __tablename__: ClassVar[str] = "account_check"
    __table_args__ = (one_of("state", CHECK_STATES),)

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="mail_account.name", index=True)
    state: str = "ordered"
    ordered_at: datetime = Field(sa_type=UtcTime)
    ordered_by: str
    step: str = Field(default="", description="word of the step under way, or of the one that failed")
    fault: str = Field(default="", description="what is wrong, as a word of mail_probe/servers/diagnosis.py")
    failure: str = Field(default="", description="the same in the server's words")
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    seconds: int | None = Field(default=None, description="how long the mail to ourselves was on its way")
    remarks: list[str] = Field(
        default_factory=list, sa_type=JSON, description="what could be better, as words of mail_probe/account_check.py"
    )
