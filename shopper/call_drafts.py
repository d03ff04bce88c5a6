"""Forms of calls that are not submitted: the newest one is kept beside the call, and goes when the call is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, col, select

from shopper.call_versions import is_stored
from shopper.faults import Conflict
from shopper.tables.calls import CallDraft, CallProbe

EDITABLE: Final = ("planned", "returned")
"""States in which the interviewer may still fill in the form of their call."""


@dataclass(frozen=True, slots=True)
class SavedForm:
    """One save of a form on a device: `saves` counts them, and the same form keeps its `form_id` everywhere."""

    form_id: str
    saves: int
    fields: Mapping[str, str]


def save_draft(session: Session, call_id: int, user_id: int, form: SavedForm, at: datetime) -> CallDraft:
    """Keep this save unless a newer one of the same form is there; gives back what is kept.

    A save that was late on its way never takes the place of a newer one. Another form does: it was opened later.
    Conflict when the call, or this form of it, has been submitted.
    """
    # The call's own row makes the saves and the submitting of a call wait for each other.
    state = session.exec(select(CallProbe.state).where(CallProbe.id == call_id).with_for_update()).first()
    if state not in EDITABLE or is_stored(session, call_id, form.form_id):
        raise Conflict(f"call {call_id} has been submitted; nothing was changed")
    kept = draft_of(session, call_id, user_id)
    if kept is not None and kept.form_id == form.form_id and kept.saves >= form.saves:
        return kept
    draft = kept or CallDraft(call_probe_id=call_id, user_id=user_id, form_id=form.form_id, saved_at=at)
    draft.form_id, draft.saves, draft.fields, draft.saved_at = form.form_id, form.saves, dict(form.fields), at
    session.add(draft)
    session.flush()
    return draft


def draft_of(session: Session, call_id: int, user_id: int) -> CallDraft | None:
    """The user's unsent form of the call."""
    wanted = select(CallDraft).where(CallDraft.call_probe_id == call_id, CallDraft.user_id == user_id)
    return session.exec(wanted).first()


def drop_drafts(session: Session, call_id: int) -> None:
    """Let go of every unsent form of a call that has just been stored."""
    session.connection().execute(delete(CallDraft).where(col(CallDraft.call_probe_id) == call_id))
