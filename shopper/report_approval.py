"""A draft becomes a final report when a person approves it, and goes back to being a draft until it is delivered."""

from typing import Literal

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from shopper.delivery_orders import drop_asked
from shopper.faults import Conflict
from shopper.moves import Cause, record
from shopper.queries import counted_states, method_of, stored_id
from shopper.report_orders import Edition, order_printing
from shopper.still_open import still_open
from shopper.tables.reports import Report, ReportDelivery
from shopper.tables.study import Measurement, Wave

Why = Literal[
    "not_launched", "not_ready", "approved", "newer", "changed", "unfinished", "not_approved", "printing", "delivered"
]

SENTENCES: dict[Why, str] = {
    "not_launched": "the wave has not been launched, so nothing of it is measured; launch it first",
    "not_ready": "only a draft that is printed can be approved",
    "approved": "this draft is approved already",
    "newer": "there is a newer draft; look at that one and approve it instead",
    "changed": "figures or comments have changed since this draft was printed; print a new draft and look at it",
    "unfinished": "calls or letters are still open; wait until they are decided, or give the reason not to wait",
    "not_approved": "this draft is not approved",
    "printing": "the final report is being printed; wait until it is done",
    "delivered": "the report is delivered; revoke its unread links first, or print a new draft",
}


class ApprovalRefused(Conflict):
    """A draft cannot be approved now, or its approval not be taken back; `why` says which of the reasons it is."""

    def __init__(self, why: Why) -> None:
        """With the sentence of the reason."""
        super().__init__(SENTENCES[why])
        self.why = why


def refuse_unapprovable(session: Session, draft: Report, content_sha256: str, reason: str = "") -> None:
    """ApprovalRefused unless the draft is ready, the newest of its edition, and says what its material says now.

    `content_sha256` is the checksum of what the report would say if it were printed now. While calls or letters of the
    measurement are open, `reason` must say why nobody waits for them; what is open stands on the report's first page.
    """
    measurement = session.get_one(Measurement, draft.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    if wave.state != "launched":
        raise ApprovalRefused("not_launched")
    if draft.of_draft_id is not None or draft.state != "ready" or not draft.html:
        raise ApprovalRefused("not_ready")
    if draft.approved_at is not None:
        raise ApprovalRefused("approved")
    if _has_newer(session, draft):
        raise ApprovalRefused("newer")
    if draft.content_sha256 != content_sha256:
        raise ApprovalRefused("changed")
    left = still_open(session, draft.measurement_id, counted_states(method_of(wave)))
    if left.is_anything and not reason:
        raise ApprovalRefused("unfinished")


def approve(session: Session, draft_id: int, content_sha256: str, cause: Cause) -> int:
    """Approve a draft and order its final print, whose id is given back. ApprovalRefused as above.

    The reason to approve the report of a measurement that is not finished is that of the cause: the trail keeps it.
    """
    draft = session.get_one(Report, draft_id)
    refuse_unapprovable(session, draft, content_sha256, cause.reason)
    free = update(Report).where(col(Report.id) == draft_id, col(Report.approved_at).is_(None))
    # What was asked for is done with it: an approval that is taken back later is not given again by itself.
    asked = {"approval_asked_by": None, "approval_asked_at": None, "approval_refused": ""}
    approved = free.values(approved_by=cause.actor, approved_at=cause.at, **asked)
    if session.connection().execute(approved).rowcount != 1:
        raise ApprovalRefused("approved")
    session.refresh(draft)
    record(session, "report", draft_id, "approve", cause, details={"sha256": draft.sha256})
    edition = Edition(draft.language, draft.variant)
    return order_printing(session, draft.measurement_id, edition, cause, draft_id=draft_id)


def take_back_approval(session: Session, draft_id: int, cause: Cause) -> None:
    """Take the approval of a draft back: its final print is removed with the links that nobody used.

    ApprovalRefused when it is not approved, while the final print is under way, or when it has been delivered: a link
    to it is open, or has been read.
    """
    # Locked first: a delivery of it, or whoever takes the same approval back, waits until this has ended (PostgreSQL).
    final = session.exec(select(Report).where(Report.of_draft_id == draft_id).with_for_update()).first()
    if final is None:
        raise ApprovalRefused("not_approved")
    if final.state == "rendering":
        raise ApprovalRefused("printing")
    if is_delivered(session, stored_id(final.id)):
        raise ApprovalRefused("delivered")
    approved = col(Report.id) == draft_id, col(Report.approved_at).is_not(None)
    taken_back = update(Report).where(*approved).values(approved_by=None, approved_at=None)
    if session.connection().execute(taken_back).rowcount != 1:
        raise ApprovalRefused("not_approved")
    final_id, state = stored_id(final.id), final.state
    has_waited = drop_asked(session, final_id)
    session.delete(final)
    session.flush()
    # Told of the draft: the final report is gone, and another may come to have its number.
    record(session, "report", draft_id, "take_back", cause, before=state, details={"final": final_id})
    if has_waited:
        record(session, "report", draft_id, "refuse_delivery", cause, after="take_back", details={"final": final_id})


def is_delivered(session: Session, final_id: int) -> bool:
    """Whether somebody has, or has had, this final report: a link that is not revoked, or one that was read."""
    used = or_(col(ReportDelivery.revoked_at).is_(None), col(ReportDelivery.readings) > 0)
    wanted = select(ReportDelivery.id).where(ReportDelivery.report_id == final_id, used)
    return session.exec(wanted.limit(1)).first() is not None


def _has_newer(session: Session, draft: Report) -> bool:
    newer = select(Report.id).where(
        Report.measurement_id == draft.measurement_id,
        Report.language == draft.language,
        Report.variant == draft.variant,
        col(Report.of_draft_id).is_(None),
        Report.state == "ready",
        col(Report.id) > stored_id(draft.id),
    )
    return session.exec(newer.limit(1)).first() is not None
