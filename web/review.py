"""Review: the calls that wait for a decision, one at a time or many at once, those with warnings first."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import col, select

from shopper.faults import BadInput, Conflict, NotThere
from shopper.reach import is_own_call, own_waves
from shopper.review import Shown, approve, approve_many, approve_returned, kept_reason, return_call
from shopper.tables.calls import CallProbe
from shopper.texts import mark
from web.dependencies import Actor, Number, StoreSession, TheActor, TheUser
from web.language import gettext
from web.pages import page
from web.review_cases import MOST_CASES, Filter
from web.review_pages import Reviewing, TheReview, case_page, list_page
from web.review_progress import progress
from web.review_view import decisions_about
from web.review_words import unlike_sentence

router = APIRouter()

_SHOWN: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,6})")
DEEDS: Final = {"approve": "approved", "approve_returned": "approved", "return": "returned"}
"""What can be done with a call, and what it is then."""

TOO_LATE: Final = mark(
    "Det gick inte: någon annan hann före, eller så har bedömningen ändrats. Så här ser samtalet ut nu."
)
OWN_CALL: Final = mark("Det är ditt eget samtal. Låt någon annan granska det.")
WHY: Final = mark("Skriv varför samtalet lämnas tillbaka, så att intervjuaren vet vad som ska ses över.")
NOTHING_CHOSEN: Final = mark("Inget samtal är valt. Kryssa för de samtal som ska godkännas.")


class TypedApprovals(BaseModel):
    """Many calls to approve, each as `call-version`: those that were ticked, or those shown without a warning."""

    which: str = "chosen"
    chosen: list[str] = Field(default_factory=list, max_length=MOST_CASES)
    clean: list[str] = Field(default_factory=list, max_length=MOST_CASES)


class TypedReview(BaseModel):
    """A decision about one call; `version` is that of the grades on the page."""

    decision: str = ""
    version: int = Field(default=0, ge=0, le=2**31 - 1)
    reason: str = Field(default="", max_length=10_000)


Count = Annotated[int, Query(ge=0, le=MOST_CASES)]


@router.get("/review")
def show_review(here: TheReview, done: str = "", approved: Count = 0) -> HTMLResponse:
    """The calls that wait, those with warnings first."""
    return list_page(here, done=done, approved=approved)


@router.post("/review")
def approve_calls(here: TheReview, actor: TheActor, typed: Annotated[TypedApprovals, Form()]) -> Response:
    """Approve the ticked calls, or all that were shown without a warning; say which could not be."""
    shown = {_shown(text) for text in (typed.clean if typed.which == "clean" else typed.chosen)}
    if not shown:
        return list_page(here, 422, problem=gettext(NOTHING_CHOSEN))
    _refuse_others(here, {one.call_id for one in shown})
    left = approve_many(here.session, shown, actor.id, actor.cause)
    number = len(shown) - len(left)
    return list_page(here, approved=number, left=left) if left else _to("/review", here.wanted, f"approved={number}")


@router.get("/review/progress")
def show_review_progress(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """How far the review of each wave has come, by interviewer."""
    waves = progress(session, own_waves(user))
    return page(request, "review_progress.html", waves=waves, unlike_sentence=unlike_sentence)


@router.get("/review/{call_id}")
def show_review_case(here: TheReview, call_id: Number, done: str = "") -> HTMLResponse:
    """One call with everything that is known about it, and the decision."""
    return case_page(here, call_id, done=done)


@router.post("/review/{call_id}")
def review_call(here: TheReview, call_id: Number, actor: TheActor, typed: Annotated[TypedReview, Form()]) -> Response:
    """Approve the call or give it back with a reason; the next case follows at once."""
    if typed.decision not in DEEDS:
        raise BadInput(f"{typed.decision!r} is no decision about a call")
    if typed.decision == "return" and not typed.reason.strip():
        return case_page(here, call_id, 422, problem=gettext(WHY))
    following = here.queue.after(call_id)
    try:
        _decide(here, call_id, typed, actor)
    except Conflict:
        if not _is_done_already(here, call_id, typed):
            return case_page(here, call_id, 409, problem=gettext(TOO_LATE), reason=typed.reason)
    except BadInput:
        return case_page(here, call_id, 422, problem=gettext(OWN_CALL), reason=typed.reason)
    path = f"/review/{following.id}" if following else "/review"
    return _to(path, here.wanted, f"done={call_id}")


def _decide(here: Reviewing, call_id: int, typed: TypedReview, actor: Actor) -> None:
    shown = Shown(call_id, typed.version)
    if typed.decision == "approve":
        approve(here.session, shown, actor.id, actor.cause)
    elif typed.decision == "approve_returned":
        approve_returned(here.session, shown, actor.id, actor.cause)
    else:
        return_call(here.session, shown, typed.reason, actor.id, actor.cause)


def _is_done_already(here: Reviewing, call_id: int, typed: TypedReview) -> bool:
    """Whether this very decision has just been stored: the same button pressed twice is one decision."""
    reason = kept_reason(typed.reason) if typed.decision == "return" else ""
    wanted = (here.user.id, typed.version, DEEDS[typed.decision], reason)
    last = [one.review for one in decisions_about(here.session, call_id)[:1]]
    return [(one.reviewer_id, one.grade_version, one.decision, one.reason) for one in last] == [wanted]


def _refuse_others(here: Reviewing, call_ids: set[int]) -> None:
    """NotThere when one of the calls is of no wave of theirs: a page of ours never sends it."""
    own = select(CallProbe.id).where(col(CallProbe.id).in_(call_ids), is_own_call(here.user))
    if set(here.session.exec(own)) != call_ids:
        raise NotThere("one of the calls does not exist, or is not this user's to see")


def _shown(text: str) -> Shown:
    found = _SHOWN.fullmatch(text)
    if found is None:
        raise BadInput(f"{text[:40]!r} names no call and version")
    return Shown(int(found[1]), int(found[2]))


def _to(path: str, wanted: Filter, told: str) -> RedirectResponse:
    query = "&".join(part for part in (wanted.query, told) if part)
    return RedirectResponse(f"{path}?{query}", status_code=303)
