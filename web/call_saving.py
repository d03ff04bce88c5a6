"""Saving a call: as a draft at every change, and submitted once; as a page, or as JSON for the script of the sheet.

What the script is answered, when it says `Accept: application/json`:

- submitted: 200 `{"state", "next"}`, the same for the same form once more; 422 `{"errors": {field: sentence}}`
- draft: 200 `{"saved_at", "saves", "comment_warning"}`; `saves` is the newest that is kept, which may be another's
- both: 409 `{"state": "submitted"}` once another form was stored, 410 `{"state": "withdrawn" | "moved"}` where the call
  is not theirs any more
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import Field, ValidationError, field_validator
from sqlmodel import Session

from scheduler.changes.retry import submit_form
from shopper.call_drafts import EDITABLE, SavedForm, draft_of, save_draft
from shopper.call_versions import is_stored, state_of
from shopper.faults import BadInput, Conflict
from web.call_form import TypedCall, in_page_order, read_call, read_form_id
from web.call_list import next_call
from web.call_sheet import Sheet, comment_warning, gone_page, sheet_page
from web.call_view import NoLongerYours, make_sure_it_is_own, own_call
from web.call_writer import only_from_its_writer
from web.dependencies import Actor, Now, Number, StoreSession, TheActor

router = APIRouter(dependencies=[Depends(only_from_its_writer)])

LONGEST_FIELD: Final = 50_000
MOST_SAVES: Final = 1_000_000_000


class TypedDraft(TypedCall):
    """The fields of the form with the count of its saves; without a script the count is missing."""

    saves: int | None = Field(default=None, ge=1, le=MOST_SAVES)

    @field_validator("*", mode="after")
    @classmethod
    def _can_be_stored(cls, value: object) -> object:
        """No database takes NUL, and no page half a character."""
        if not isinstance(value, str):
            return value
        if len(value) > LONGEST_FIELD:
            raise ValueError(f"a field may have at most {LONGEST_FIELD} characters")
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()


async def draft_in(request: Request) -> TypedDraft:
    """The draft as it was sent: a form, or a JSON object with the same fields; BadInput when it is neither."""
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return TypedDraft.model_validate(await request.json())
        async with request.form(max_files=0) as form:
            return TypedDraft.model_validate(dict(form))
    except (ValidationError, ValueError, RecursionError) as error:
        raise BadInput("the draft cannot be read; open the call again") from error


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
        return _gone(request, "withdrawn" if gone.withdrawn else "moved", typed)
    checked = read_call(typed, call.method, now)
    if call.state not in EDITABLE and not is_stored(session, call_id, read_form_id(typed)):
        return _gone(request, "submitted", typed)
    if checked.form is None:
        if wants_json(request):
            return JSONResponse({"errors": in_page_order(checked.errors)}, status_code=422)
        return sheet_page(request, session, Sheet(call, typed, checked, _saves(session, call_id, actor), None), now)
    try:
        submit_form(session, call_id, checked.form, call.method, actor.id, actor.cause)
    except Conflict:
        # Another form of the call was faster: nothing was changed, and nothing that was typed is lost.
        return _gone(request, "submitted", typed)
    return _stored(request, session, call_id, actor, now)


@router.post("/calls/{call_id}/draft", name="save_draft")
def save_call_draft(
    request: Request,
    call_id: Number,
    typed: Annotated[TypedDraft, Depends(draft_in)],
    session: StoreSession,
    actor: TheActor,
) -> Response:
    """Keep the form as it stands. An older save changes nothing; 409 once the call or this form is submitted."""
    try:
        make_sure_it_is_own(session, call_id, actor.id)
    except NoLongerYours as gone:
        return _gone(request, "withdrawn" if gone.withdrawn else "moved", typed)
    fields = typed.model_dump(exclude={"form_id", "saves"})
    saves = typed.saves or _saves(session, call_id, actor) + 1
    form = SavedForm(read_form_id(typed), saves, fields)
    try:
        kept = save_draft(session, call_id, actor.id, form, actor.cause.at)
    except Conflict:
        return _gone(request, "submitted", typed)
    if not wants_json(request):
        return RedirectResponse(f"/calls/{call_id}", status_code=303)
    saved: dict[str, Any] = {"saved_at": kept.saved_at.isoformat(), "saves": kept.saves}
    return JSONResponse(saved | {"comment_warning": comment_warning(typed.comment)})


def wants_json(request: Request) -> bool:
    """Whether the script of the call sheet asks, rather than a browser that shows the answer."""
    return "application/json" in request.headers.get("accept", "")


def _stored(request: Request, session: Session, call_id: int, actor: Actor, now: Now) -> Response:
    if not wants_json(request):
        return RedirectResponse(f"/calls?saved={call_id}", status_code=303)
    following = next_call(session, actor.id, now)
    path = f"/calls/{following.id}" if following else None
    return JSONResponse({"state": state_of(session, call_id), "next": path})


def _gone(request: Request, why: str, typed: TypedCall) -> Response:
    """The call cannot be saved: 409 for a page and for a call that is submitted, 410 where it is not theirs."""
    if not wants_json(request):
        return gone_page(request, why, typed, 409)
    return JSONResponse({"state": why}, status_code=409 if why == "submitted" else 410)


def _saves(session: Session, call_id: int, actor: Actor) -> int:
    draft = draft_of(session, call_id, actor.id)
    return draft.saves if draft else 0
