"""Signs of life: each worker says that it is alive, and one of them takes over from one that has fallen silent."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from shopper.tables.trail import Heartbeat


def beat(session: Session, executor_id: str, now: datetime) -> None:
    """Store that this worker is alive."""
    session.merge(Heartbeat(executor_id=executor_id, seen_at=now))


def claim_silent(session: Session, executor_id: str, now: datetime, timeout: timedelta) -> list[str]:
    """Workers that have been silent for longer than `timeout` and are now this worker's to clear up after.

    Each is claimed for another `timeout` by a conditional UPDATE, so that two living workers never share one; should
    the claimer die as well, the next one finds the silent worker again.
    """
    silent = session.exec(
        select(Heartbeat).where(col(Heartbeat.executor_id) != executor_id, col(Heartbeat.seen_at) < now - timeout)
    ).all()
    return [row.executor_id for row in silent if _claim(session, row, now)]


def forget(session: Session, executor_id: str, seen_at: datetime) -> None:
    """Drop a worker that has nothing left to clear up, unless it has come back to life since `seen_at`."""
    session.connection().execute(
        delete(Heartbeat).where(col(Heartbeat.executor_id) == executor_id, col(Heartbeat.seen_at) <= seen_at)
    )


def _claim(session: Session, row: Heartbeat, now: datetime) -> bool:
    statement = update(Heartbeat).where(
        col(Heartbeat.executor_id) == row.executor_id, col(Heartbeat.seen_at) == row.seen_at
    )
    return session.connection().execute(statement.values(seen_at=now)).rowcount == 1
