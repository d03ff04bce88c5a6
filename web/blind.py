"""Whoever has a contact to grade a second time sees no page of it but that one, until they have graded it.

What is about many contacts leaves theirs out (`hidden_contacts`). What cannot, such as a report, leads them to the
grading first (`refuse_what_holds_hidden`). A wave's overview does so only where a value in it stands on few contacts:
among many no single grade shows.
"""

from collections.abc import Collection
from typing import Final

from fastapi import FastAPI, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from shopper.double.cases import Grader, open_calls, open_case, open_case_in, open_letters
from shopper.double.rows import Channel
from web.sessions import Visitor

PARTS: Final[dict[str, Channel]] = {"call_id": "call", "probe_id": "mail"}
"""What names a contact in an address; where it also names a channel, `probe_id` is of that channel."""

SHOW_NO_GRADES: Final = frozenset({"show_double_order", "order_double", "show_call", "submit_call", "save_draft"})
"""Pages of a contact that say nothing of its grades; an interviewer's own call is never theirs to grade again."""


class StillToGrade(Exception):  # noqa: N818 - not a fault: the visitor is led to the page where it is graded
    """The page would show what somebody else said of a contact that the visitor is to grade blind."""

    def __init__(self, case_id: int) -> None:
        """The second grading that comes first."""
        super().__init__(f"second grading {case_id} comes first")
        self.case_id = case_id


def keep_blind(request: Request, session: Session) -> None:
    """Lead away from every page of a contact whose second grading the visitor has not done. Runs after `authorise`."""
    user: Visitor | None = request.state.user
    if user is None or request.scope["route"].name in SHOW_NO_GRADES:
        return
    for part, channel in PARTS.items():
        if part in request.path_params:
            named: Channel = "call" if request.path_params.get("channel") == "call" else channel
            case_id = open_case(session, user.id, named, int(request.path_params[part]))
            if case_id is not None:
                raise StillToGrade(case_id)


def hidden_contacts(session: Session, channel: Channel, user_id: int) -> frozenset[int]:
    """The calls or letters that this user has still to grade without knowing what was said of them."""
    return frozenset(session.exec(open_calls(user_id) if channel == "call" else open_letters(user_id)))


def refuse_what_holds_hidden(session: Session, user: Visitor | None, measurements: Collection[int]) -> None:
    """Lead away from the reports, files and figures of these measurements whoever has a contact of them to grade blind.

    They say what their contacts were graded, in comments or by figures of a few, and cannot leave one of them out. Of
    the same municipality's other waves too: a report tells of the earlier ones.
    """
    case_id = None if user is None else open_case_in(session, Grader(user.id, user.role), measurements)
    if case_id is not None:
        raise StillToGrade(case_id)


def add_blindness(app: FastAPI) -> None:
    """Teach the application where to lead such a visitor."""
    app.add_exception_handler(StillToGrade, _lead_to_case)


def _lead_to_case(_: Request, error: Exception) -> Response:
    where = f"/double/{error.case_id}" if isinstance(error, StillToGrade) else "/double"
    return RedirectResponse(where, status_code=303)
