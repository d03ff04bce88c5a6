"""Users that come in by name from files."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from shopper.faults import BadInput
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.people import User


def interviewers_named(session: Session, names: Iterable[str], cause: Cause) -> dict[str, int]:
    """The interviewers' user ids by name; new ones become users who cannot sign in until they get a password.

    BadInput when a name belongs to a user who is no interviewer.
    """
    wanted = sorted(set(names))
    known = {user.name: user for user in session.exec(select(User).where(col(User.name).in_(wanted)))}
    for user in known.values():
        if user.role != "interviewer":
            raise BadInput(f"{user.name!r} is a {user.role}; only an interviewer can be given calls")
    new = [User(name=name, role="interviewer", created_at=cause.at) for name in wanted if name not in known]
    session.add_all(new)
    session.flush()
    for user in new:
        record(session, "user", stored_id(user.id), "add", cause, after=user.role)
    return {user.name: stored_id(user.id) for user in (*known.values(), *new)}
