"""Review and access: calls returned and approved, double grading, training, members, invitations, the chained trail.

Revision: 0004, after 0003.
"""

from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import shopper.tables.base
from shopper.audit_chain import FIRST, event_hash  # a format that never changes: old rows could not be verified else

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = shopper.tables.base.UtcTime
_ROLES = "role IN ('interviewer', 'reviewer', 'coordinator', 'auditor', 'administrator')"
_STATES = "state IN ('planned', 'submitted', 'returned', 'approved', 'withdrawn')"
_OUTCOMES = (
    "outcome IN ('reached', 'wrong_official', 'no_answer', 'voicemail', 'queue_abandoned', 'callback_offered', "
    "'switchboard_closed', 'machine_only', 'sent_around', 'referred_to_web')"
)
_SCHEMES = "colour_scheme IN ('auto', 'light', 'dark')"
_EVENTS = sa.table(
    "audit_event",
    sa.column("id", sa.Integer()),
    sa.column("at", _TIME()),
    *(sa.column(name, sa.Text()) for name in ("actor", "thing", "thing_id", "action", "before", "after", "reason")),
    sa.column("details", sa.JSON()),
    sa.column("hash", sa.Text()),
)
_TIE = _EVENTS.update().where(_EVENTS.c.id == sa.bindparam("event_id")).values(hash=sa.bindparam("tied"))
# A migration that makes audit_event anew, as batch mode does on SQLite, must make its triggers anew too.
_ONLY_GROWS = {
    "sqlite": [
        f"CREATE TRIGGER audit_event_no_{deed.lower()} BEFORE {deed} ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END"
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        (
            "CREATE FUNCTION audit_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$"
        ),
        (
            "CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()"
        ),
    ],
}


def _words(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, _TEXT(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, _TIME(timezone=True), nullable=nullable)


def _number(name: str, default: str = "1") -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _json(name: str, default: str = "[]") -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _id(
    name: str, to: str, *, nullable: bool = False, ondelete: str | None = None
) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    """A column that refers to the id of a row of `to`, with its named constraint put in by `_table`."""
    key = sa.ForeignKeyConstraint([name], [f"{to}.id"], ondelete=ondelete)
    return sa.Column(name, sa.Integer(), nullable=nullable), key


def _table(name: str, *parts: object, key: tuple[str, ...] = ("id",)) -> None:
    """Make a table of columns, of (column, foreign key) pairs and of constraints; the keys are named as ours are."""
    made: list[sa.schema.SchemaItem] = []
    for part in parts:
        if not isinstance(part, tuple):
            made.append(part)  # type: ignore[arg-type] # a column or a constraint
            continue
        column, foreign = part
        target = next(iter(foreign.elements)).target_fullname.partition(".")[0]
        foreign.name = op.f(f"fk_{name}_{column.name}_{target}")
        made += [column, foreign]
    if key == ("id",):
        made.insert(0, sa.Column("id", sa.Integer(), nullable=False))
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))


def upgrade() -> None:
    """Add what is new. Calls that were submitted before there was a review are approved: they were counted as such."""
    _people()
    _calls()
    _grading()
    _trail()


def _checked_anew(table: str, check: str, rule: str) -> None:
    """Give a CHECK of a table another rule."""
    name = op.f(f"ck_{table}_{check}")
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, rule)


def _people() -> None:
    _checked_anew("user_account", "role_is_known", _ROLES)
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.add_column(_words("colour_scheme", "auto"))
        batch_op.add_column(sa.Column("totp_sealed", _TEXT(), nullable=True))
        batch_op.add_column(_moment("totp_since"))
        batch_op.add_column(_number("totp_step", "0"))
        batch_op.add_column(_json("recovery_hashes"))
        batch_op.add_column(sa.Column("oidc_subject", _TEXT(), nullable=True))
        batch_op.add_column(_moment("closed_at"))
        batch_op.create_check_constraint(op.f("ck_user_account_colour_scheme_is_known"), _SCHEMES)
        batch_op.create_unique_constraint(op.f("uq_user_account_oidc_subject"), ["oidc_subject"])
    for column in (_moment("seen_at"), _words("device"), _flag("awaits_code")):
        op.add_column("web_session", column)
    op.add_column("sign_in_failure", _words("address"))
    op.create_index(op.f("ix_sign_in_failure_address"), "sign_in_failure", ["address"])
    _members_and_invitations()


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _members_and_invitations() -> None:
    _table(
        "wave_member",
        _id("wave_id", "wave", ondelete="CASCADE"),
        _id("user_id", "user_account", ondelete="CASCADE"),
        _moment("added_at", nullable=False),
        key=("wave_id", "user_id"),
    )
    op.execute(
        "INSERT INTO wave_member (wave_id, user_id, added_at) "
        "SELECT wave.id, user_account.id, wave.created_at FROM wave, user_account "
        "WHERE user_account.role = 'coordinator'"
    )
    _table(
        "invitation",
        sa.Column("token_hash", _TEXT(), nullable=False),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("email", _TEXT(), nullable=False),
        sa.Column("role", _TEXT(), nullable=False),
        sa.Column("wave_ids", sa.JSON(), nullable=False),
        _id("user_id", "user_account", nullable=True, ondelete="CASCADE"),
        _id("invited_by", "user_account"),
        _moment("invited_at", nullable=False),
        _moment("expires_at", nullable=False),
        _moment("sent_at"),
        _moment("used_at"),
        _moment("revoked_at"),
        sa.CheckConstraint(_ROLES, name=op.f("ck_invitation_role_is_known")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )


def _calls() -> None:
    _checked_anew("call_probe", "state_is_known", _STATES)
    op.execute("UPDATE call_probe SET state = 'approved' WHERE state = 'submitted'")
    _checked_anew("attempt", "outcome_is_known", _OUTCOMES)
    with op.batch_alter_table("attempt") as batch_op:
        for column in (_moment("machine_at"), _moment("transferred_at"), _json("stamp_log"), _words("comment")):
            batch_op.add_column(column)
    with op.batch_alter_table("grade") as batch_op:
        batch_op.add_column(_words("origin", "interviewer"))
        batch_op.create_check_constraint(op.f("ck_grade_origin_is_known"), "origin IN ('interviewer', 'decided')")
    _in_versions("attempt", "uq_attempt_call_probe_id_number", ["call_probe_id", "number"])
    _in_versions("grade", "uq_grade_call_probe_id", ["call_probe_id"])
    _reviews()


def _in_versions(table: str, unique: str, columns: list[str]) -> None:
    """Let rows that were alone in their kind stand in several versions."""
    wider = [*columns, "version"]
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(_number("version"))
        batch_op.drop_constraint(op.f(unique), type_="unique")
        batch_op.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(wider)}"), wider)


def _reviews() -> None:
    _table(
        "call_review",
        _id("call_probe_id", "call_probe"),
        sa.Column("grade_version", sa.Integer(), nullable=False),
        sa.Column("decision", _TEXT(), nullable=False),
        sa.Column("reason", _TEXT(), nullable=False),
        _id("reviewer_id", "user_account"),
        _moment("decided_at", nullable=False),
        sa.CheckConstraint("decision IN ('approved', 'returned')", name=op.f("ck_call_review_decision_is_known")),
        sa.CheckConstraint("decision = 'approved' OR reason <> ''", name=op.f("ck_call_review_return_has_a_reason")),
    )
    op.create_index(op.f("ix_call_review_call_probe_id"), "call_review", ["call_probe_id"])
    _table(
        "call_draft",
        _id("call_probe_id", "call_probe"),
        _id("user_id", "user_account"),
        sa.Column("form_id", _TEXT(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        _moment("saved_at", nullable=False),
        key=("call_probe_id", "user_id"),
    )


def _grading() -> None:
    _table(
        "double_grade",
        _id("call_probe_id", "call_probe", nullable=True),
        _id("mail_probe_id", "mail_probe", nullable=True),
        sa.Column("part", _TEXT(), nullable=False),
        sa.Column("how", _TEXT(), nullable=False),
        _id("grader_id", "user_account", nullable=True),
        _moment("ordered_at", nullable=False),
        sa.Column("note", _TEXT(), nullable=False),
        _moment("graded_at"),
        _moment("dropped_at"),
        *(sa.Column(name, _TEXT(), nullable=True) for name in ("answer", "information", "interest", "courtesy")),
        sa.Column("sender", _TEXT(), nullable=True),
        sa.Column("extra_information", sa.Boolean(), nullable=True),
        sa.Column("comment", _TEXT(), nullable=False),
        sa.CheckConstraint("part IN ('first', 'second', 'third')", name=op.f("ck_double_grade_part_is_known")),
        sa.CheckConstraint(
            "how IN ('', 'recorded', 'listened_in', 'letter')", name=op.f("ck_double_grade_how_is_known")
        ),
        sa.CheckConstraint(
            "(call_probe_id IS NULL) <> (mail_probe_id IS NULL)", name=op.f("ck_double_grade_is_of_one_contact")
        ),
        sa.UniqueConstraint("call_probe_id", "part", name=op.f("uq_double_grade_call_probe_id_part")),
        sa.UniqueConstraint("mail_probe_id", "part", name=op.f("uq_double_grade_mail_probe_id_part")),
    )
    for column in ("call_probe_id", "mail_probe_id", "grader_id"):
        op.create_index(op.f(f"ix_double_grade_{column}"), "double_grade", [column])
    _training()


def _training() -> None:
    _table(
        "training_case",
        *(sa.Column(name, _TEXT(), nullable=False) for name in ("code", "channel", "area", "question", "happened")),
        sa.Column("outcome", _TEXT(), nullable=True),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("why", _TEXT(), nullable=False),
        sa.CheckConstraint("channel IN ('call', 'mail')", name=op.f("ck_training_case_channel_is_known")),
        sa.UniqueConstraint("code", name=op.f("uq_training_case_code")),
    )
    _table(
        "training_answer",
        _id("case_id", "training_case"),
        _id("user_id", "user_account"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        _moment("answered_at", nullable=False),
        sa.UniqueConstraint("case_id", "user_id", "attempt", name=op.f("uq_training_answer_case_id_user_id_attempt")),
    )
    for column in ("case_id", "user_id"):
        op.create_index(op.f(f"ix_training_answer_{column}"), "training_answer", [column])


def _trail() -> None:
    """Tie the events that there are to each other, make the head, and let the trail only grow from now on."""
    op.add_column("audit_event", _words("hash"))
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    last = _tie_events()
    op.execute(f"INSERT INTO audit_head (id, events) VALUES (1, {last})")  # noqa: S608 - a number that we counted
    for statement in _ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(statement)


def _tie_events() -> int:
    """Give each event its hash, in order; the highest id. Ids may have gaps here: PostgreSQL leaves some out."""
    bind, tied_to, last = op.get_bind(), FIRST, 0
    while rows := bind.execute(sa.select(_EVENTS).where(_EVENTS.c.id > last).order_by(_EVENTS.c.id).limit(1000)).all():
        hashes = []
        for row in rows:
            tied_to = event_hash(tied_to, row._asdict())
            hashes.append({"event_id": row.id, "tied": tied_to})
        bind.execute(_TIE, hashes)
        last = rows[-1].id
    return last


def downgrade() -> None:
    """There is no way back: returned calls would have no state. Restore the backup instead."""
    raise RuntimeError("0004 cannot be undone; restore the backup that was made before the upgrade")
