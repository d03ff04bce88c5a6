"""Planning the weeks: variants of questions, locked contacts, versions against lost updates, digest and calendar.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import shopper.tables.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = shopper.tables.base.UtcTime
_STATES = "state IN ('planned', 'submitted', 'withdrawn')"


def _kept(*checks: tuple[str, str]) -> tuple[sa.CheckConstraint, ...]:
    """The CHECKs that a table keeps: SQLite makes the table anew and would lose them."""
    if op.get_bind().dialect.name != "sqlite":
        return ()
    return tuple(sa.CheckConstraint(rule, name=op.f(name)) for name, rule in checks)


def upgrade() -> None:
    """Add the table and the columns; what is stored is as it was: chosen nothing, locked nothing."""
    op.create_table(
        "wave_question",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", _TIME(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_wave_question_question_id_question")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_question_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "question_id", name=op.f("pk_wave_question")),
    )
    _plan_orders()
    _probes()
    _waves()
    with op.batch_alter_table("municipality") as batch_op:
        batch_op.add_column(sa.Column("time_zone", _TEXT(), nullable=False, server_default="Europe/Stockholm"))
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.add_column(sa.Column("email", _TEXT(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("digest_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("calendar_hash", _TEXT(), nullable=True))
    op.add_column("attempt", sa.Column("form_id", _TEXT(), nullable=True))
    op.create_index("uq_attempt_call_probe_id_form_id", "attempt", ["call_probe_id", "form_id"], unique=True)
    op.create_index(op.f("ix_user_account_calendar_hash"), "user_account", ["calendar_hash"], unique=True)


def _plan_orders() -> None:
    op.create_table(
        "plan_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("ordered_by", _TEXT(), nullable=False),
        sa.Column("ordered_at", _TIME(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("started_at", _TIME(timezone=True), nullable=True),
        sa.Column("ended_at", _TIME(timezone=True), nullable=True),
        sa.Column("unplaced", sa.JSON(), nullable=False),
        sa.Column("broken", sa.JSON(), nullable=False),
        sa.Column("shortages", sa.JSON(), nullable=False),
        sa.Column("failure", _TEXT(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ordered', 'running', 'done', 'failed')", name=op.f("ck_plan_order_state_is_known")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_plan_order_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_order")),
    )
    op.create_index(op.f("ix_plan_order_wave_id"), "plan_order", ["wave_id"], unique=False)


def _probes() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_call_probe_state_is_known"), "call_probe", type_="check")
    with op.batch_alter_table("call_probe", recreate="auto") as batch_op:
        batch_op.create_check_constraint(op.f("ck_call_probe_state_is_known"), _STATES)
    for table in ("call_probe", "mail_probe"):
        op.add_column(table, sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def _waves() -> None:
    for name, default in (("allowed_breaks", "[]"), ("persona_names", "[]"), ("comparison", "{}")):
        op.add_column("wave", sa.Column(name, sa.JSON(), nullable=False, server_default=default))
    for name in ("questions_frozen", "questions_checksum", "rules_frozen", "rules_checksum"):
        op.add_column("wave", sa.Column(name, _TEXT(), nullable=True))
    op.add_column("wave", sa.Column("spares", sa.Integer(), nullable=True))
    kept = _kept(
        ("ck_wave_state_is_known", "state IN ('draft', 'launched')"),
        ("ck_wave_first_day_comes_first", "first_day <= last_day"),
        ("ck_wave_launched_has_a_frozen_method", "state = 'draft' OR method_checksum IS NOT NULL"),
    )
    with op.batch_alter_table("wave", table_args=kept) as batch_op:
        batch_op.create_check_constraint(op.f("ck_wave_spares_are_not_negative"), "spares IS NULL OR spares >= 0")


def downgrade() -> None:
    """There is no way back: withdrawn calls would have no state. Restore the backup instead."""
    raise RuntimeError("0003 cannot be undone; restore the backup that was made before the upgrade")
