"""Links to a final report: made for an address, read until they expire or are revoked.

Only the SHA-256 of a link's secret is stored: a link can be sent or shown when it is made and never again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Literal

from sqlalchemy import func, literal, update
from sqlmodel import Session, col, select

from shopper.faults import Conflict, NotThere
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.base import UtcTime
from shopper.tables.reports import Report, ReportDelivery

DeliveryState = Literal["open", "expired", "revoked"]
READER = "link"
"""Who reads by a link, in the audit trail: nobody who is known."""


@dataclass(frozen=True, slots=True)
class DeliveryLink:
    """A fresh link: the delivery's id, and the secret that stands in its address."""

    delivery_id: int
    secret: str


def make_delivery(session: Session, final_id: int, address: str, lasts: timedelta, cause: Cause) -> DeliveryLink:
    """Make a link to a final report for this address. Conflict when the report is no final one, or not printed yet."""
    # Locked, so that its approval is not taken back in this very moment (PostgreSQL).
    final = session.get(Report, final_id, with_for_update=True, populate_existing=True)
    if final is None:
        raise Conflict("the approval of this report was taken back; print a new draft")
    if final.of_draft_id is None or final.state != "ready":
        raise Conflict("only a final report that is printed can be delivered")
    secret = token_urlsafe(32)
    made = ReportDelivery(
        report_id=final_id,
        address=address,
        token_hash=token_hash(secret),
        made_by=cause.actor,
        made_at=cause.at,
        expires_at=cause.at + lasts,
    )
    session.add(made)
    session.flush()
    delivery_id = stored_id(made.id)
    record(session, "report_delivery", delivery_id, "deliver", cause, details={"report": final_id})
    return DeliveryLink(delivery_id, secret)


def revoke_delivery(session: Session, delivery_id: int, cause: Cause) -> None:
    """End a link. Conflict when it has been revoked already."""
    still = col(ReportDelivery.id) == delivery_id, col(ReportDelivery.revoked_at).is_(None)
    if session.connection().execute(update(ReportDelivery).where(*still).values(revoked_at=cause.at)).rowcount != 1:
        raise Conflict("this link is revoked already; look at the list again")
    record(session, "report_delivery", delivery_id, "revoke", cause)


def note_sent(session: Session, delivery_id: int, at: datetime) -> None:
    """The letter with the link was taken by the mail server."""
    sent = update(ReportDelivery).where(col(ReportDelivery.id) == delivery_id).values(sent_at=at)
    session.connection().execute(sent)


def delivery_with(session: Session, secret: str) -> ReportDelivery:
    """The delivery whose link holds this secret, in whatever state it is; NotThere when there is none."""
    found = session.exec(select(ReportDelivery).where(ReportDelivery.token_hash == token_hash(secret))).first()
    if found is None:
        raise NotThere("this link leads nowhere; look whether the whole address came along")
    return found


def delivery_state(delivery: ReportDelivery, now: datetime) -> DeliveryState:
    """Whether the link can be used now, and if not, why."""
    if delivery.revoked_at is not None:
        return "revoked"
    return "expired" if delivery.expires_at <= now else "open"


def note_reading(session: Session, delivery_id: int, kind: str, now: datetime) -> None:
    """Count that a file of this kind was read, and when. Conflict when the link has ended meanwhile."""
    still = (
        col(ReportDelivery.id) == delivery_id,
        col(ReportDelivery.revoked_at).is_(None),
        col(ReportDelivery.expires_at) > now,
    )
    read = {
        "readings": col(ReportDelivery.readings) + 1,
        "first_read_at": func.coalesce(col(ReportDelivery.first_read_at), literal(now, UtcTime())),
        "last_read_at": now,
    }
    if session.connection().execute(update(ReportDelivery).where(*still).values(**read)).rowcount != 1:
        raise Conflict("this link can no longer be used; ask whoever sent it for a new one")
    record(session, "report_delivery", delivery_id, "read", Cause(READER, now), after=kind)


def token_hash(secret: str) -> str:
    """What is stored of a link's secret."""
    return sha256(secret.encode()).hexdigest()
