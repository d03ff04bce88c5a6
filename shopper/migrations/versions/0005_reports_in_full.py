"""Reports in full: drafts and final prints, batches, deliveries, what a person lets print, targets, Kolada.

Revision: 0005, after 0004. What was printed before has no draft and counts as one itself.
"""

from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import shopper.tables.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = shopper.tables.base.UtcTime
_FACTORS = "factor IN ('answer', 'information', 'interest', 'courtesy')"
_LANGUAGES = "language IN ('sv', 'en')"
_VARIANTS = "variant IN ('pdf/ua-1', 'pdf/a-3a')"
_STATES = "state IN ('ordered', 'rendering', 'ready', 'failed', 'cancelled')"
_UNDER_WAY = "of_draft_id IS NULL AND state IN ('ordered', 'rendering')"
_NEW_WORDS = (("language", "sv"), ("variant", "pdf/ua-1"), ("content_sha256", ""), ("approval_refused", ""))
_REPORT = (
    *("id", "measurement_id", "batch_id", "of_draft_id", "language", "variant", "ordered_by", "ordered_at", "state"),
    *("rendering_since", "rendering_by", "finished_at", "content_sha256", "sha256", "failure"),
    *("approval_asked_by", "approval_asked_at", "approval_refused", "approved_by", "approved_at"),
    *("html", "pdf", "workbook", "package"),
)
"""The columns in their order: what is large stands last, for SQLite reads a row from its beginning."""


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _TEXT(), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, _TIME(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refers(table: str, column: str, to: str, field: str = "id", ondelete: str | None = None) -> sa.schema.SchemaItem:
    """The named foreign key of a column."""
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.{field}"], name=name, ondelete=ondelete)


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...] = ("id",)) -> None:
    own = [_number("id")] if key == ("id",) else []
    op.create_table(name, *own, *parts, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))


def _indexed(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    """Add what is new; nothing stored changes its meaning."""
    _kolada()
    _reports()
    _deliveries()
    _decisions()
    _wishes()


def _kolada() -> None:
    _table(
        "kolada_snapshot",
        _moment("taken_at", nullable=False),
        *(_text(name) for name in ("read_by", "source", "sha256")),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("sha256", name=op.f("uq_kolada_snapshot_sha256")),
    )
    of_snapshot = {
        "kolada_group": (["group_id"], [_text("group_id"), _text("title"), _text("members")]),
        "kolada_kpi": (["kpi"], [_text("kpi"), _text("title")]),
        "kolada_value": (
            ["kpi", "municipality", "year"],
            [
                *(_text("kpi"), _text("municipality"), _number("year")),
                sa.Column("value", sa.Float(), nullable=False),
            ],
        ),
    }
    for table, (key, columns) in of_snapshot.items():
        refers = _refers(table, "snapshot_id", "kolada_snapshot", ondelete="CASCADE")
        _table(table, _number("snapshot_id"), *columns, refers, key=("snapshot_id", *key))


def _reports() -> None:
    _table(
        "report_batch",
        _number("wave_id"),
        *(_text(name) for name in ("language", "variant", "ordered_by")),
        _moment("ordered_at", nullable=False),
        _text("cancelled_by", nullable=True),
        _moment("cancelled_at"),
        sa.CheckConstraint(_LANGUAGES, name=op.f("ck_report_batch_language_is_known")),
        sa.CheckConstraint(_VARIANTS, name=op.f("ck_report_batch_variant_is_known")),
        _refers("report_batch", "wave_id", "wave", ondelete="CASCADE"),
    )
    _indexed("report_batch", "wave_id")
    with op.batch_alter_table("report", partial_reordering=[_REPORT]) as batch_op:
        batch_op.drop_constraint(op.f("ck_report_state_is_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_report_state_is_known"), _STATES)
        for name in ("batch_id", "of_draft_id"):
            batch_op.add_column(_number(name, nullable=True))
        for name, default in _NEW_WORDS:
            batch_op.add_column(sa.Column(name, _TEXT(), nullable=False, server_default=default))
        batch_op.add_column(sa.Column("html", shopper.tables.base.Compressed(), nullable=True))
        batch_op.add_column(sa.Column("package", sa.LargeBinary(), nullable=True))
        for name in ("approval_asked", "approved"):
            batch_op.add_column(_text(f"{name}_by", nullable=True))
            batch_op.add_column(_moment(f"{name}_at"))
        batch_op.create_unique_constraint(op.f("uq_report_of_draft_id"), ["of_draft_id"])
        for column, to, then in (("batch_id", "report_batch", "SET NULL"), ("of_draft_id", "report", "CASCADE")):
            batch_op.create_foreign_key(op.f(f"fk_report_{column}_{to}"), to, [column], ["id"], ondelete=then)
        batch_op.create_check_constraint(op.f("ck_report_language_is_known"), _LANGUAGES)
        batch_op.create_check_constraint(op.f("ck_report_variant_is_known"), _VARIANTS)
        rule = "(approved_at IS NULL) = (approved_by IS NULL)"
        batch_op.create_check_constraint(op.f("ck_report_approved_by_somebody"), rule)
    _indexed("report", "batch_id")
    _keep_one_under_way()
    op.create_index(
        "uq_report_draft_under_way",
        "report",
        ["measurement_id", "language", "variant"],
        unique=True,
        sqlite_where=sa.text(_UNDER_WAY),
        postgresql_where=sa.text(_UNDER_WAY),
    )


def _keep_one_under_way() -> None:
    """Of several drafts of a measurement the newest goes on; nothing is lost, they would have said the same."""
    report = sa.table("report", *(sa.column(name) for name in ("id", "measurement_id", "state")))
    waiting = report.c.state.in_(("ordered", "rendering"))
    newest = sa.select(sa.func.max(report.c.id)).where(waiting).group_by(report.c.measurement_id)
    op.execute(report.update().where(waiting, report.c.id.not_in(newest)).values(state="cancelled"))


def _deliveries() -> None:
    _table(
        "report_delivery",
        _number("report_id"),
        *(_text(name) for name in ("address", "token_hash", "made_by")),
        *(_moment(name, nullable=False) for name in ("made_at", "expires_at")),
        *(_moment(name) for name in ("sent_at", "first_read_at", "last_read_at")),
        _number("readings"),
        _moment("revoked_at"),
        _refers("report_delivery", "report_id", "report", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_report_delivery_token_hash")),
    )
    _indexed("report_delivery", "report_id")


def _decisions() -> None:
    _table(
        "printed_comment",
        *(_number(name) for name in ("call_probe_id", "measurement_id", "grade_version")),
        *(_text(name) for name in ("factor", "text")),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        _number("decided_by"),
        _moment("decided_at", nullable=False),
        sa.CheckConstraint(_FACTORS, name=op.f("ck_printed_comment_factor_is_known")),
        sa.CheckConstraint("NOT is_shown OR text <> ''", name=op.f("ck_printed_comment_shown_has_its_text")),
        _refers("printed_comment", "call_probe_id", "call_probe", ondelete="CASCADE"),
        _refers("printed_comment", "measurement_id", "measurement", ondelete="CASCADE"),
        _refers("printed_comment", "decided_by", "user_account"),
        key=("call_probe_id",),
    )
    _indexed("printed_comment", "measurement_id")
    _table(
        "printed_reply",
        *(_number(name) for name in ("measurement_id", "mail_probe_id", "inbound_mail_id")),
        *(_text(name) for name in ("text", "remark")),
        _number("decided_by"),
        _moment("decided_at", nullable=False),
        _refers("printed_reply", "measurement_id", "measurement", ondelete="CASCADE"),
        _refers("printed_reply", "mail_probe_id", "mail_probe", ondelete="CASCADE"),
        _refers("printed_reply", "inbound_mail_id", "inbound_mail", ondelete="CASCADE"),
        _refers("printed_reply", "decided_by", "user_account"),
        sa.UniqueConstraint("mail_probe_id", name=op.f("uq_printed_reply_mail_probe_id")),
        key=("measurement_id",),
    )


def _wishes() -> None:
    _table(
        "target",
        *(_text(name) for name in ("municipality_code", "figure")),
        _number("value"),
        _text("set_by"),
        _moment("set_at", nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value_fits")),
        _refers("target", "municipality_code", "municipality", "code"),
        sa.UniqueConstraint("municipality_code", "figure", name=op.f("uq_target_municipality_code_figure")),
    )
    _indexed("target", "municipality_code")
    _table(
        "report_look",
        _number("wave_id"),
        _text("colour"),
        *(_text(name) for name in ("logo_text", "publisher", "set_by")),
        _moment("set_at", nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        _refers("report_look", "wave_id", "wave", ondelete="CASCADE"),
        key=("wave_id",),
    )


def downgrade() -> None:
    """There is no way back: final prints and decisions would be lost. Restore the backup instead."""
    raise RuntimeError("0005 cannot be undone; restore the backup that was made before the upgrade")
