"""Letters to grade: the answered ones, each beside the text of its reply and what that suggests."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.grade_letter import confirmed_details, grade_letter, regrade_letter
from shopper.mail_queries import counting_reply
from shopper.moves import Cause
from shopper.sender_rules import DETAILS, category_of
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.people import User
from web.access import REVIEWS
from web.dependencies import Number, StoreSession, TheActor, TheUser, signed_in
from web.desk_view import LetterView, letter_view, letters_to_grade
from web.history import LETTER, history
from web.letter_form import TypedLetter, as_seen, as_typed, detail_words, errors_in, grading_of
from web.mail_text import text_of
from web.pages import page
from web.proposals import NOTHING_READ, ProposalView, proposal_of

router = APIRouter()

SHOWN_ACTIONS = ("grade", "regrade", "ungrade")
"""What the page of a letter tells of its history; the rest is on the page of its times."""


@router.get("/letters")
def list_letters(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """The answered letters of their waves that wait for a grade."""
    return page(request, "letters.html", letters=letters_to_grade(session, user))


@router.get("/letters/{probe_id}")
def show_letter(  # noqa: PLR0913 - the parts of the address
    request: Request,
    probe_id: Number,
    session: StoreSession,
    there: Annotated[list[str], Query(default_factory=list)],
    *,
    ticked: bool = False,
    changed: bool = False,
) -> HTMLResponse:
    """One letter's reply and the form for its grade; with `ticked`, the category that follows from `there`."""
    letter = letter_view(session, probe_id)
    typed = _as_graded(session, letter.id)
    if ticked:
        typed.there = there
    return _letter(request, session, letter, typed, {}, changed=changed)


@router.post("/letters/{probe_id}", name="grade_letter")
def grade(
    request: Request, probe_id: Number, session: StoreSession, actor: TheActor, typed: Annotated[TypedLetter, Form()]
) -> Response:
    """Store the grade and go on to the next letter, or change it; a form with a gap comes back as it was."""
    letter = letter_view(session, probe_id)
    errors = errors_in(typed, letter.method, is_change=bool(typed.before))
    if errors and bool(typed.before) != bool(_as_graded(session, probe_id).before):
        return RedirectResponse(f"/letters/{probe_id}", status_code=303)  # graded, or taken up anew, by somebody else
    if errors:
        return _letter(request, session, letter, typed, errors)
    reply = counting_reply(session, probe_id)
    grading = grading_of(typed, _proposal(session, letter, reply).found)
    cause = Cause(actor.cause.actor, actor.cause.at, typed.why)
    if typed.before:
        regrade_letter(session, probe_id, as_seen(typed.before), grading, actor.id, cause)
        return RedirectResponse(f"/letters/{probe_id}?changed=true", status_code=303)
    grade_letter(session, probe_id, grading, actor.id, cause)
    left = letters_to_grade(session, signed_in(request))
    return RedirectResponse(f"/letters/{left[0].id}" if left else "/letters", status_code=303)


def _as_graded(session: Session, probe_id: int) -> TypedLetter:
    """The form with the letter's grading in it, for a change; empty while there is none."""
    probe = session.get_one(MailProbe, probe_id)
    if probe.sender is None or probe.extra_information is None:
        return TypedLetter()
    before = as_typed(probe.sender, extra_information=probe.extra_information)
    sender, _, extra = before.partition("/")
    there = sorted(confirmed_details(session, probe_id) or ())
    return TypedLetter(there=there, sender=sender, extra_information=extra, before=before)


def _proposal(session: Session, letter: LetterView, reply: InboundMail | None) -> ProposalView:
    return NOTHING_READ if reply is None else proposal_of(session, reply.raw, letter)


def _letter(  # noqa: PLR0913 - a page and what it shows
    request: Request,
    session: Session,
    letter: LetterView,
    typed: TypedLetter,
    errors: dict[str, str],
    *,
    changed: bool = False,
) -> HTMLResponse:
    probe = session.get_one(MailProbe, letter.id)
    reply = counting_reply(session, letter.id)
    grader = session.get(User, probe.graded_by) if probe.graded_by else None
    values: dict[str, Any] = {
        "letter": letter,
        "probe": probe,
        "reply": reply,
        "text": text_of(reply.raw) if reply else None,
        "proposal": _proposal(session, letter, reply),
        "details": {code: detail_words()[code] for code in DETAILS},
        "confirmed": confirmed_details(session, letter.id),
        "follows": category_of(typed.confirmed, letter.method.mail.sender),
        "typed": typed,
        "errors": errors,
        "changed": changed,
        "grader": grader.name if grader else "",
        "deeds": [deed for deed in history(session, LETTER, letter.id) if deed.action in SHOWN_ACTIONS],
        "may_grade": signed_in(request).role in REVIEWS and probe.state == "answered",
    }
    return page(request, "letter.html", 422 if errors else 200, **values)
