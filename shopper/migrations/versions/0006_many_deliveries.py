"""Many deliveries at once: the final reports that somebody asked to have sent, until their letters have left.

Revision: 0006, after 0005. A new table; nothing stored changes.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import shopper.tables.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "delivery_order",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", shopper.tables.base.UtcTime(timezone=True), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["report_delivery.id"],
            name=op.f("fk_delivery_order_delivery_id_report_delivery"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_delivery_order_report_id_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_delivery_order")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_delivery_order_delivery_id")),
    )


def downgrade() -> None:
    """Take the table away: what waited must be asked for again, what was sent stays."""
    op.drop_table("delivery_order")
