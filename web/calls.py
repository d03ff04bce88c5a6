"""The interviewer's calls: the list, the call sheet, and what is stored about a call that is done."""

from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlmodel import Session

from shopper.call_drafts import EDITABLE, draft_of
from shopper.contact_time import STAMPS
from shopper.stamp_log import corrected
from shopper.training import cases_left
from web.call_form import Checked, TypedCall, typed_again
from web.call_list import SHOWN_AT_MOST, call_list, due_soon, next_call
from web.call_retries import retries_of
from web.call_sheet import Sheet, gone_page, sheet_page
from web.call_view import CallView, NoLongerYours, calls_of, own_call, stored_grading, was_own
from web.dependencies import Now, Number, StoreSession, TheUser
from web.pages import page

router = APIRouter()


@router.get("/calls")
def list_calls(
    request: Request, session: StoreSession, user: TheUser, now: Now, saved: int | None = None
) -> HTMLResponse:
    """The calls to make now, next, later today and on other days, those that came back, and those that are done."""
    calls = call_list(session, user.id, now)
    given_away = saved is not None and calls.call(saved) is None and was_own(session, saved, user.id)
    values: dict[str, Any] = {
        "calls": calls,
        "now": now,
        "saved": calls.call(saved),
        "given_away": given_away,
        "shown": SHOWN_AT_MOST,
        "stamps": STAMPS,
        "training_left": cases_left(session, user.id),
    }
    return page(request, "calls.html", **values)


@router.get("/calls/day.json")
def list_calls_json(session: StoreSession, user: TheUser, now: Now) -> JSONResponse:
    """What the device keeps for work without a network: the own calls due until tomorrow, and those that came back."""
    return JSONResponse(
        [
            {
                "id": call.id,
                "path": f"/calls/{call.id}",
                "planned_at": call.planned_at.isoformat(),
                "state": call.state,
                "version": call.version,
            }
            for call in due_soon(calls_of(session, user.id), now)
        ]
    )


@router.get("/calls/{call_id}")
def show_call(request: Request, call_id: Number, session: StoreSession, user: TheUser, now: Now) -> HTMLResponse:
    """The form of a call that is still to be made or was returned, or what was stored about one that is done."""
    try:
        call = own_call(session, call_id, user.id)
    except NoLongerYours as gone:
        return gone_page(request, "withdrawn" if gone.withdrawn else "moved", TypedCall(), 410)
    if call.state not in EDITABLE:
        return _done(request, session, call, user.id, now)
    return sheet_page(request, session, _sheet(session, call, user.id), now)


def _done(request: Request, session: Session, call: CallView, user_id: int, now: Now) -> HTMLResponse:
    attempt, grade = stored_grading(session, call.id)
    values: dict[str, Any] = {
        "call": call,
        "attempt": attempt,
        "grade": grade,
        "retries": retries_of(session, call, now),
        "stamps": STAMPS,
        "corrected": corrected(attempt.stamp_log),
        "next": next_call(session, user_id, now),
    }
    return page(request, "call_done.html", **values)


def _sheet(session: Session, call: CallView, user_id: int) -> Sheet:
    """The form as it was left: the newest draft, else what was returned, else empty."""
    draft = draft_of(session, call.id, user_id)
    if draft is not None:
        typed = TypedCall.model_validate({**draft.fields, "form_id": draft.form_id})
        return Sheet(call, typed, Checked(None, []), draft.saves, draft.saved_at)
    typed = TypedCall()
    if call.state == "returned":
        typed = typed_again(*stored_grading(session, call.id), call.zone)
    return Sheet(call, typed.model_copy(update={"form_id": str(uuid4())}), Checked(None, []), 0, None)
