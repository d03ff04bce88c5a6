"""The audit trail as somebody with the database's password could change it: only after taking its guards away."""

from sqlalchemy import text
from sqlmodel import Session

_GUARDS = {
    "sqlite": ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"),
    "postgresql": ("DROP TRIGGER audit_event_only_grows ON audit_event",),
}


def tamper(session: Session, *statements: str) -> None:
    """Take the guards of the trail away, and run these statements."""
    for statement in (*_GUARDS[session.connection().dialect.name], *statements):
        session.connection().execute(text(statement))
