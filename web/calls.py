"""The interviewer's calls: the day's list, and the form with the stopwatch."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from scheduler.changes.retry import submit_form
from shopper.call_rules import GRADES
from shopper.contact_time import STAMPS
from web.call_form import OUTCOMES, Checked, TypedCall, asked_by_outcome, in_page_order, read_call
from web.call_retries import Retries, retries_of
from web.call_view import CallView, NoLongerYours, call_sheet, own_call, stored_grading, was_own
from web.dependencies import Now, Number, StoreSession, TheActor, TheUser
from web.pages import page

router = APIRouter()


@router.get("/calls")
def list_calls(
    request: Request, session: StoreSession, user: TheUser, now: Now, saved: int | None = None
) -> HTMLResponse:
    """The calls to make now, next, later today and on other days, and those that are done."""
    sheet = call_sheet(session, user.id, now)
    given_away = saved is not None and sheet.call(saved) is None and was_own(session, saved, user.id)
    return page(request, "calls.html", sheet=sheet, now=now, saved=sheet.call(saved), given_away=given_away)


@router.get("/calls/{call_id}")
def show_call(request: Request, call_id: Number, session: StoreSession, user: TheUser, now: Now) -> HTMLResponse:
    """The form of a call that is still to be made, or what was stored about one that is done."""
    try:
        call = own_call(session, call_id, user.id)
    except NoLongerYours as gone:
        return _gone(request, gone, TypedCall(), 410)
    retries = retries_of(session, call, now)
    if call.state == "submitted":
        attempt, grade = stored_grading(session, call_id)
        return page(request, "call_done.html", call=call, attempt=attempt, grade=grade, retries=retries)
    return _form(request, call, retries, TypedCall(form_id=str(uuid4())), Checked(None, []), now)


@router.post("/calls/{call_id}")
def submit_call(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    call_id: Number,
    typed: Annotated[TypedCall, Form()],
    session: StoreSession,
    actor: TheActor,
    now: Now,
) -> Response:
    """Store the call, or show the form again with everything that was typed and what is wrong with it."""
    try:
        call = own_call(session, call_id, actor.id)
    except NoLongerYours as gone:
        return _gone(request, gone, typed, 409)
    checked = read_call(typed, call.method, now)
    if checked.form is None:
        return _form(request, call, retries_of(session, call, now), typed, checked, now)
    submit_form(session, call_id, checked.form, call.method, actor.id, actor.cause)
    return RedirectResponse(f"/calls?saved={call_id}", status_code=303)


def _gone(request: Request, gone: NoLongerYours, typed: TypedCall, status: int) -> HTMLResponse:
    """The call was taken from the interviewer; what they had typed about it is shown, so that nothing is lost."""
    kept = {name: text for name, text in typed.model_dump(exclude={"form_id"}).items() if text.strip()}
    return page(request, "call_gone.html", status, withdrawn=gone.withdrawn, kept=kept)


def _form(  # noqa: PLR0913, PLR0917 - a page and what it shows
    request: Request, call: CallView, retries: Retries, typed: TypedCall, checked: Checked, now: Now
) -> HTMLResponse:
    rules = call.method.call
    values: dict[str, Any] = {
        "call": call,
        "retries": retries,
        "typed": typed.model_dump(),
        "errors": in_page_order(checked.errors),
        "stamps": STAMPS,
        "outcomes": OUTCOMES,
        "scales": {factor: getattr(rules, factor) for factor in GRADES},
        "asked": asked_by_outcome(rules),
        "now": now.astimezone(call.zone),
    }
    return page(request, "call.html", 422 if checked.errors else 200, **values)
