"""The reviewer's pages put together: the list, and one call."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from shopper.contact_time import STAMPS
from shopper.graded_calls import GradedCall
from shopper.reach import own_waves
from shopper.review import LONGEST_REASON, NotApproved
from shopper.states import GRADED_STATES
from web.access import REVIEWS
from web.dependencies import StoreSession, TheUser
from web.language import gettext
from web.pages import page
from web.review_cases import Filter, Queue, queue
from web.review_view import Decision, case_view, decisions_about
from web.review_words import DECISIONS, NOT_APPROVED, unlike_sentence, warning_name, warning_sentence
from web.sessions import Visitor

_ID: Final = re.compile(r"[0-9]{1,9}")


def wanted_calls(
    state: str = "", wave: str = "", municipality: str = "", interviewer: str = "", warning: str = ""
) -> Filter:
    """The filter that stands in the address; what is not understood filters nothing."""
    return Filter(
        state=state if state in GRADED_STATES else GRADED_STATES[0],
        wave=number_in(wave),
        municipality=municipality[:20],
        interviewer=number_in(interviewer),
        warning=warning[:30],
    )


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Who reviews which calls, in this request."""

    request: Request
    session: Session
    user: Visitor
    wanted: Filter

    @property
    def queue(self) -> Queue:
        """The calls that the filter lets through, read anew."""
        return queue(self.session, own_waves(self.user), self.wanted, self.user.id)


def reviewing(
    request: Request, session: StoreSession, user: TheUser, wanted: Annotated[Filter, Depends(wanted_calls)]
) -> Reviewing:
    """Who asks, and for which calls."""
    return Reviewing(request, session, user, wanted)


TheReview = Annotated[Reviewing, Depends(reviewing)]


def list_page(  # noqa: PLR0913 - a page and what it shows
    here: Reviewing,
    status: int = 200,
    *,
    done: str = "",
    approved: int = 0,
    problem: str = "",
    left: list[NotApproved] | None = None,
) -> HTMLResponse:
    """The calls that the filter lets through, with what was decided just now and what could not be."""
    found = here.queue
    values: dict[str, Any] = {
        **_common(here, found, done, problem),
        "approved": approved,
        "left": [(one.call_id, gettext(NOT_APPROVED[one.why])) for one in left or []],
        "clean": [case for case in found.cases if not case.warnings and not _is_own(here.user, case.call)],
    }
    return page(here.request, "review.html", status, **values)


def case_page(  # noqa: PLR0913 - a page and what it shows
    here: Reviewing, call_id: int, status: int = 200, *, done: str = "", problem: str = "", reason: str = ""
) -> HTMLResponse:
    """One call with everything that is known about it; NotThere when it is not graded or not theirs."""
    view = case_view(here.session, own_waves(here.user), call_id)
    values: dict[str, Any] = {
        **_common(here, here.queue, done, problem),
        "view": view,
        "is_own": _is_own(here.user, view.case.call),
        "reason": reason,
        "longest": LONGEST_REASON,
        "STAMPS": STAMPS,
        "unlike_sentence": unlike_sentence,
    }
    return page(here.request, "review_case.html", status, **values)


def number_in(text: str) -> int | None:
    """An id in an address; None when it is none."""
    return int(text) if _ID.fullmatch(text) else None


def _common(here: Reviewing, found: Queue, done: str, problem: str) -> dict[str, Any]:
    decided = _done(here, done)
    return {
        "queue": found,
        "may_decide": here.user.role in REVIEWS,
        "done": decided,
        "done_word": gettext(DECISIONS[decided.review.decision]) if decided else "",
        "problem": problem,
        "warning_name": warning_name,
        "warning_sentence": warning_sentence,
    }


def _done(here: Reviewing, text: str) -> Decision | None:
    """What this person decided last about the call that the address names; None when nothing."""
    call_id = number_in(text)
    last = decisions_about(here.session, call_id)[:1] if call_id is not None else []
    return last[0] if last and last[0].review.reviewer_id == here.user.id else None


def _is_own(user: Visitor, call: GradedCall) -> bool:
    return call.probe.interviewer_id == user.id
