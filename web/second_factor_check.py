"""Whether a code is the user's: of their app or one of their recovery codes, each accepted once."""

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from shopper.one_time_codes import new_recovery_codes, recovery_hash, step_of
from shopper.sealed import unseal
from shopper.settings import Settings
from shopper.tables.people import User

LONGEST_CODE: Final = 40


def takes_code(session: Session, settings: Settings, user_id: int, code: str, now: datetime) -> bool:
    """Whether the code is right; if so it is used up. SecretChanged when the secret was sealed with another key."""
    # Locked on PostgreSQL; on SQLite no other writer is there.
    wanted = select(User).where(User.id == user_id).with_for_update()
    # Read anew: what the request knew of the user before it had to wait may have been used up since.
    user = session.exec(wanted.execution_options(populate_existing=True)).one()
    if len(code) > LONGEST_CODE or user.totp_sealed is None:
        return False
    step = step_of(unseal(user.totp_sealed, settings.secret), code, user.totp_step, now)
    if step is not None:
        # Conditional, so that two requests at once do not both use it.
        later = update(User).where(col(User.id) == user_id, col(User.totp_step) < step).values(totp_step=step)
        return session.connection().execute(later).rowcount == 1
    return user.totp_since is not None and _takes_recovery_code(session, user, code)


def _takes_recovery_code(session: Session, user: User, code: str) -> bool:
    hashed = recovery_hash(code)
    if hashed not in user.recovery_hashes:
        return False
    user.recovery_hashes = [left for left in user.recovery_hashes if left != hashed]
    session.add(user)
    return True


def give_recovery_codes(session: Session, user: User) -> list[str]:
    """New recovery codes in place of any earlier ones; only their hashes are stored."""
    codes = new_recovery_codes()
    user.recovery_hashes = [recovery_hash(code) for code in codes]
    session.add(user)
    return codes


def clear_factor(session: Session, user: User) -> None:
    """Forget the user's second factor."""
    user.totp_sealed, user.totp_since, user.totp_step, user.recovery_hashes = None, None, 0, []
    session.add(user)
