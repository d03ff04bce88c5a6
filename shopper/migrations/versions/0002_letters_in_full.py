"""Letters in full: several accounts a wave, pace, OAuth2, loop letters, compressed mails.

Revision: 0002, after 0001.
"""

import zlib

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import shopper.tables.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = [
    "planned",
    "claimed",
    "sending",
    "deferred",
    "uncertain",
    "sent",
    "answered",
    "unanswered",
    "undelivered",
    "detected",
    "refused",
    "withdrawn",
]
_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = shopper.tables.base.UtcTime
_MAILS = sa.table("inbound_mail", sa.column("id"), sa.column("raw", sa.LargeBinary), sa.column("size"))


def _one_of(column: str, words: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _kept(*checks: tuple[str, str]) -> tuple[sa.CheckConstraint, ...]:
    """The CHECKs that a table keeps: SQLite makes the table anew and would lose them."""
    return tuple(sa.CheckConstraint(rule, name=op.f(name)) for name, rule in checks)


def upgrade() -> None:
    """Add the tables and columns; give what is stored already its accounts, sizes and compression."""
    _new_tables()
    _inbound_mails()
    _accounts()
    _probes()
    _personas_and_waves()
    with op.batch_alter_table("send_attempt") as batch_op:
        batch_op.add_column(sa.Column("self_copy_accepted", sa.Boolean(), nullable=False, server_default=sa.false()))


def _new_tables() -> None:
    op.create_table(
        "account_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", _TEXT(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("ordered_at", _TIME(timezone=True), nullable=False),
        sa.Column("ordered_by", _TEXT(), nullable=False),
        sa.Column("step", _TEXT(), nullable=False),
        sa.Column("fault", _TEXT(), nullable=False),
        sa.Column("failure", _TEXT(), nullable=False),
        sa.Column("ended_at", _TIME(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ordered', 'running', 'passed', 'failed')", name=op.f("ck_account_check_state_is_known")
        ),
        sa.ForeignKeyConstraint(["account"], ["mail_account.name"], name=op.f("fk_account_check_account_mail_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_check")),
    )
    op.create_index(op.f("ix_account_check_account"), "account_check", ["account"])
    op.create_table(
        "loop_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", _TEXT(), nullable=False),
        sa.Column("message_id", _TEXT(), nullable=False),
        sa.Column("sent_at", _TIME(timezone=True), nullable=False),
        sa.Column("arrived_at", _TIME(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["mail_account.name"], name=op.f("fk_loop_letter_account_mail_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loop_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_loop_letter_message_id")),
    )
    op.create_index(op.f("ix_loop_letter_account"), "loop_letter", ["account"])


def _inbound_mails() -> None:
    with op.batch_alter_table("inbound_mail") as batch_op:
        batch_op.add_column(sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("arrived_by", _TEXT(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("thread_root", _TEXT(), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for mail_id in connection.execute(sa.select(_MAILS.c.id)).scalars().all():
        raw = connection.execute(sa.select(_MAILS.c.raw).where(_MAILS.c.id == mail_id)).scalar_one()
        compressed = sa.update(_MAILS).where(_MAILS.c.id == mail_id).values(raw=zlib.compress(raw), size=len(raw))
        connection.execute(compressed)


def _accounts() -> None:
    kept = _kept(
        ("ck_mail_account_smtp_security_is_known", "smtp_security IN ('none', 'starttls', 'tls')"),
        ("ck_mail_account_imap_security_is_known", "imap_security IN ('none', 'starttls', 'tls')"),
    )
    with op.batch_alter_table("mail_account", table_args=kept) as batch_op:
        batch_op.add_column(sa.Column("sign_in", _TEXT(), nullable=False, server_default="password"))
        for name in ("token_url", "client_id", "scope", "client_secret_sealed", "refresh_token_sealed"):
            batch_op.add_column(sa.Column(f"oauth_{name}", _TEXT(), nullable=True))
        batch_op.add_column(sa.Column("oauth_access_token_sealed", _TEXT(), nullable=True))
        batch_op.add_column(sa.Column("oauth_expires_at", _TIME(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("letters_a_minute", sa.Integer(), nullable=False, server_default="10"))
        batch_op.add_column(sa.Column("minutes_between", sa.Integer(), nullable=False, server_default="2"))
        batch_op.add_column(sa.Column("held_since", _TIME(timezone=True), nullable=True))
        for name in ("hold_reason", "smtp_fault", "imap_fault"):
            batch_op.add_column(sa.Column(name, _TEXT(), nullable=False, server_default=""))
        batch_op.alter_column("imap_password_sealed", existing_type=_TEXT(), nullable=True)
        batch_op.create_check_constraint(
            op.f("ck_mail_account_sign_in_is_known"), _one_of("sign_in", ["password", "oauth2"])
        )
        batch_op.create_check_constraint(op.f("ck_mail_account_letters_a_minute_is_positive"), "letters_a_minute > 0")
        batch_op.create_check_constraint(
            op.f("ck_mail_account_minutes_between_is_not_negative"), "minutes_between >= 0"
        )


def _probes() -> None:
    kept = _kept(
        ("ck_mail_probe_claimed_has_its_bytes", "state IN ('planned', 'withdrawn') OR imported OR raw IS NOT NULL")
    )
    if not _is_sqlite():
        op.drop_constraint(op.f("ck_mail_probe_state_is_known"), "mail_probe", type_="check")
        op.drop_constraint(op.f("ck_mail_probe_sent_has_its_time"), "mail_probe", type_="check")
    with op.batch_alter_table("mail_probe", table_args=kept) as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("looked_at", _TIME(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_at", _TIME(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("uq_mail_probe_measurement_id_question_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_mail_probe_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(op.f("fk_mail_probe_replaces_id_mail_probe"), "mail_probe", ["replaces_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_mail_probe_state_is_known"), _one_of("state", _STATES))
        batch_op.create_check_constraint(
            op.f("ck_mail_probe_sent_has_its_time"),
            "state NOT IN ('sent', 'answered', 'unanswered', 'undelivered', 'detected') OR sent_at IS NOT NULL",
        )
    op.create_index(
        "uq_mail_probe_measurement_id_question_id",
        "mail_probe",
        ["measurement_id", "question_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )


def _personas_and_waves() -> None:
    with op.batch_alter_table("persona") as batch_op:
        batch_op.add_column(sa.Column("account", _TEXT(), nullable=True))
    op.execute("UPDATE persona SET account = (SELECT mail_account FROM wave WHERE wave.id = persona.wave_id)")
    with op.batch_alter_table("persona") as batch_op:
        batch_op.alter_column("account", existing_type=_TEXT(), nullable=False)
        batch_op.create_index(op.f("ix_persona_account"), ["account"])
        batch_op.create_foreign_key(op.f("fk_persona_account_mail_account"), "mail_account", ["account"], ["name"])
    with op.batch_alter_table("wave") as batch_op:
        batch_op.add_column(sa.Column("mail_accounts", sa.JSON(), nullable=False, server_default="[]"))
    waves = sa.table("wave", sa.column("id"), sa.column("mail_account"), sa.column("mail_accounts", sa.JSON))
    connection = op.get_bind()
    for wave_id, account in connection.execute(sa.select(waves.c.id, waves.c.mail_account)).all():
        names = [] if account is None else [account]
        connection.execute(sa.update(waves).where(waves.c.id == wave_id).values(mail_accounts=names))
    kept = _kept(
        ("ck_wave_state_is_known", "state IN ('draft', 'launched')"),
        ("ck_wave_first_day_comes_first", "first_day <= last_day"),
        ("ck_wave_launched_has_a_frozen_method", "state = 'draft' OR method_checksum IS NOT NULL"),
    )
    with op.batch_alter_table("wave", table_args=kept) as batch_op:
        batch_op.drop_column("mail_account")


def downgrade() -> None:
    """There is no way back: letters of a second account would have no place. Restore the backup instead."""
    raise RuntimeError("0002 cannot be undone; restore the backup that was made before the upgrade")
