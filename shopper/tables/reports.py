"""Printed reports, who may read them, and what a person decided about what they print."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from shopper.call_rules import GRADES
from shopper.states import REPORT_MOVES
from shopper.tables.base import Compressed, UtcTime, one_of

LANGUAGES = ("sv", "en")
VARIANTS = ("pdf/ua-1", "pdf/a-3a")
DRAFT_UNDER_WAY = "of_draft_id IS NULL AND state IN ('ordered', 'rendering')"


class ReportBatch(SQLModel, table=True):
    """One order of reports for many municipalities of a wave; how far it has come is said by its reports."""

    __tablename__: ClassVar[str] = "report_batch"
    __table_args__ = (one_of("language", LANGUAGES), one_of("variant", VARIANTS))

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True, ondelete="CASCADE")
    language: str = "sv"
    variant: str = "pdf/ua-1"
    ordered_by: str
    ordered_at: datetime = Field(sa_type=UtcTime)
    cancelled_by: str | None = None
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcTime)


class Report(SQLModel, table=True):
    """One ordered printing of a measurement's report; the newest `ready` one is what is downloaded.

    Without `of_draft_id` it is a draft with a watermark. With it, it is the final print of that draft's very content,
    ordered when somebody approved the draft; only a final one is delivered.
    """

    __tablename__: ClassVar[str] = "report"
    __table_args__ = (
        one_of("state", REPORT_MOVES),
        one_of("language", LANGUAGES),
        one_of("variant", VARIANTS),
        CheckConstraint("state <> 'ready' OR pdf IS NOT NULL", name="ready_has_its_pdf"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
        # Two who order at once, or one who clicks twice, get one draft.
        Index(
            "uq_report_draft_under_way",
            "measurement_id",
            "language",
            "variant",
            unique=True,
            sqlite_where=text(DRAFT_UNDER_WAY),
            postgresql_where=text(DRAFT_UNDER_WAY),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="report_batch.id", index=True, ondelete="SET NULL")
    of_draft_id: int | None = Field(default=None, foreign_key="report.id", unique=True, ondelete="CASCADE")
    language: str = "sv"
    variant: str = "pdf/ua-1"
    ordered_by: str
    ordered_at: datetime = Field(sa_type=UtcTime)
    state: str = "ordered"
    rendering_since: datetime | None = Field(default=None, sa_type=UtcTime, description="when it was last taken")
    rendering_by: str | None = Field(default=None, description="by which worker: executor and life, as in send_attempt")
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    content_sha256: str = Field(default="", description="of what the report says, to see whether it has changed since")
    sha256: str | None = None
    failure: str = ""
    approval_asked_by: str | None = Field(default=None, description="who asked for it together with many others")
    approval_asked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    approval_refused: str = Field(default="", description="why what was asked for was not done: a word of its reasons")
    approved_by: str | None = Field(default=None, description="who approved this draft")
    approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    # What is large stands last: SQLite reads a row from its beginning, so what stands after a file costs the file.
    html: bytes | None = Field(default=None, sa_type=Compressed, description="what was printed, for the final print")
    pdf: bytes | None = Field(default=None, sa_type=LargeBinary)
    workbook: bytes | None = Field(default=None, sa_type=LargeBinary)
    package: bytes | None = Field(default=None, sa_type=LargeBinary, description="ZIP of every file, with a manifest")


class ReportDelivery(SQLModel, table=True):
    """A link to a final report, sent to an address; whoever has it reads until it expires or is taken back."""

    __tablename__: ClassVar[str] = "report_delivery"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE")
    address: str
    token_hash: str = Field(unique=True, description="SHA-256 of the word in the link, which is not stored")
    made_by: str
    made_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    first_read_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_read_at: datetime | None = Field(default=None, sa_type=UtcTime)
    readings: int = 0
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class DeliveryOrder(SQLModel, table=True):
    """A final report that somebody asked to have sent together with others, until its letter has left.

    It waits while it has neither link nor result. With a link and no result its letter is under way, or its worker
    died.
    """

    __tablename__: ClassVar[str] = "delivery_order"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE")
    address: str
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcTime)
    delivery_id: int | None = Field(default=None, foreign_key="report_delivery.id", unique=True, ondelete="CASCADE")
    result: str = Field(
        default="", description="what became of its letter, or `trouble` or `fault` where none was made"
    )
    fault: str = Field(default="", description="what is wrong with the account, or the word of the trouble")
    code: int | None = Field(default=None, description="the number of the mail server's answer")


class PrintedComment(SQLModel, table=True):
    """What a person decided about an interviewer's comment. Without a row a comment is not printed."""

    __tablename__: ClassVar[str] = "printed_comment"
    __table_args__ = (
        one_of("factor", GRADES),
        CheckConstraint("NOT is_shown OR text <> ''", name="shown_has_its_text"),
    )

    call_probe_id: int = Field(foreign_key="call_probe.id", primary_key=True, ondelete="CASCADE")
    measurement_id: int = Field(foreign_key="measurement.id", index=True, ondelete="CASCADE")
    grade_version: int = Field(description="the version of the grades whose comment was looked at")
    factor: str = Field(description="the factor it is printed under")
    text: str = Field(description="masked, as it is printed")
    is_shown: bool
    decided_by: int = Field(foreign_key="user_account.id")
    decided_at: datetime = Field(sa_type=UtcTime)


class PrintedReply(SQLModel, table=True):
    """The municipality's reply that a person chose as the report's good example, masked as it is printed."""

    __tablename__: ClassVar[str] = "printed_reply"

    measurement_id: int = Field(foreign_key="measurement.id", primary_key=True, ondelete="CASCADE")
    mail_probe_id: int = Field(foreign_key="mail_probe.id", unique=True, ondelete="CASCADE")
    inbound_mail_id: int = Field(
        foreign_key="inbound_mail.id", ondelete="CASCADE", description="the reply whose words were looked at"
    )
    text: str = Field(min_length=1)
    remark: str = Field(default="", description="what is good about it, in a sentence")
    decided_by: int = Field(foreign_key="user_account.id")
    decided_at: datetime = Field(sa_type=UtcTime)


class Target(SQLModel, table=True):
    """What a municipality has set out to reach: at least so many per cent, or at most so many hours."""

    __tablename__: ClassVar[str] = "target"
    __table_args__ = (UniqueConstraint("municipality_code", "figure"), CheckConstraint("value >= 0", name="value_fits"))

    id: int | None = Field(default=None, primary_key=True)
    municipality_code: str = Field(foreign_key="municipality.code", index=True)
    figure: str = Field(description="a key of scoring/figures.py")
    value: int
    set_by: str
    set_at: datetime = Field(sa_type=UtcTime)


class ReportLook(SQLModel, table=True):
    """The colour, the logo and the name that a wave's reports carry: those of whoever had it measured."""

    __tablename__: ClassVar[str] = "report_look"

    wave_id: int = Field(foreign_key="wave.id", primary_key=True, ondelete="CASCADE")
    colour: str = Field(default="", description="`#rrggbb`, dark enough for white text; empty: our own")
    logo_text: str = Field(default="", description="what the logo says, for who does not see it")
    publisher: str = Field(default="", description="who had the wave measured, as printed on the cover")
    set_by: str
    set_at: datetime = Field(sa_type=UtcTime)
    logo: bytes | None = Field(default=None, sa_type=LargeBinary, description="a PNG")
