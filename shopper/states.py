"""Every state and every allowed move. The diagrams in `docs/architecture.md` are made from these dictionaries."""

MAIL_MOVES: dict[str, frozenset[str]] = {
    "planned": frozenset({"claimed", "withdrawn", "sent"}),
    "claimed": frozenset({"planned", "sending", "deferred", "refused"}),
    "sending": frozenset({"sent", "deferred", "refused", "uncertain"}),
    "deferred": frozenset({"claimed", "sent"}),
    "uncertain": frozenset({"sent", "withdrawn"}),
    "sent": frozenset({"answered", "unanswered", "undelivered", "detected"}),
    "answered": frozenset({"sent", "undelivered", "detected"}),
    "unanswered": frozenset({"answered", "undelivered", "detected"}),
    "undelivered": frozenset({"sent", "answered"}),
    "detected": frozenset({"sent"}),
    "refused": frozenset(),
    "withdrawn": frozenset({"sent"}),
}
"""A letter. `claimed`: Message-ID and bytes are stored, nothing has been said to a server that could send it.

`sending`: DATA may have begun, so only the server's clear word or the self-copy ends it; never a second sending.
The moves back from answered, unanswered and undelivered are a person's corrections at the desk, or a late reply.
`detected`: the municipality saw that it was measured, so the letter is counted openly and scored nowhere.
A planned or deferred letter is `sent` at once when its self-copy proves that it left before a backup was restored.
`withdrawn`: it could not be written, or a person dropped an uncertain one; the self-copy may still prove that it left.
"""

CALL_MOVES: dict[str, frozenset[str]] = {
    "planned": frozenset({"submitted", "withdrawn"}),
    "submitted": frozenset({"approved", "returned"}),
    "returned": frozenset({"submitted", "approved"}),
    "approved": frozenset({"returned"}),
    "withdrawn": frozenset(),
}
"""A call: planned, then graded and submitted by the interviewer, or withdrawn with its question by a coordinator.

A reviewer approves it, or returns it with a reason; then the interviewer submits it anew, and what was there stays.
A returned one can be approved as it was submitted: its interviewer may be ill or gone, or the reason was mistaken.
"""

GRADED_STATES = ("submitted", "returned", "approved")
"""States of a call that has been made and graded."""

COUNTED_STATES = {"approved": ("approved",), "submitted": ("submitted", "approved")}
"""States of the calls that figures count, by the method's rule `review.counts`; a returned one never counts."""

WAVE_MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"launched"}),
    "launched": frozenset(),
}
"""A wave: being prepared, then under way with a frozen method."""

REPORT_MOVES: dict[str, frozenset[str]] = {
    "ordered": frozenset({"rendering", "cancelled"}),
    "rendering": frozenset({"ready", "failed", "ordered"}),
    "ready": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
"""A printed report. One that is `cancelled` was never begun.

`rendering` goes back to `ordered` when its worker died; a failed one is ordered as a new one."""

SENT_STATES = ("sent", "answered", "unanswered", "undelivered")
"""States of a letter that has certainly left us."""

BOUNCED_STATES = ("undelivered", "refused")
"""States of a letter that never arrived: it came back, or was not taken."""

DECIDED_STATES = ("answered", "unanswered", *BOUNCED_STATES)
"""States of a letter that figures know of: it was answered, its time is over, or it never arrived.

One that is only `sent` may still be answered within the method's time (method study 5.2): it is in no base until then.
"""

COMING_STATES = ("planned", "claimed", "sending", "deferred", "uncertain")
"""States of a letter that is still to leave us, or of which nobody knows yet whether it has."""

MOVES = {"mail": MAIL_MOVES, "call": CALL_MOVES, "wave": WAVE_MOVES, "report": REPORT_MOVES}
"""The moves by the kind of thing that makes them."""


def may_move(kind: str, before: str, after: str) -> bool:
    """Whether a thing of this kind may go from one state to the other in one move."""
    return after in MOVES[kind][before]
