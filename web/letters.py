"""Letters to grade: the answered ones, each beside the text of its reply and what that suggests."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper import grade_letter as use_case
from shopper.mail_queries import counting_reply
from shopper.queries import stored_id
from shopper.tables.mail import MailProbe
from web.dependencies import Number, StoreSession, TheActor, TheUser, signed_in
from web.desk_view import letter_view, letters_to_grade
from web.language import gettext
from web.mail_text import text_of
from web.pages import page
from web.proposals import proposal_of

router = APIRouter()

YES_OR_NO = {"yes": True, "no": False}


@router.get("/letters")
def list_letters(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """The answered letters of their waves that wait for a grade."""
    return page(request, "letters.html", letters=letters_to_grade(session, user))


@router.get("/letters/{probe_id}")
def show_letter(request: Request, probe_id: Number, session: StoreSession) -> HTMLResponse:
    """One letter's reply, and the form for its grade."""
    return _letter(request, session, probe_id, {"sender": "", "extra_information": ""}, {})


@router.post("/letters/{probe_id}")
def grade_letter(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    probe_id: Number,
    session: StoreSession,
    actor: TheActor,
    sender: Annotated[str, Form()] = "",
    extra_information: Annotated[str, Form()] = "",
) -> Response:
    """Store the grade and go on to the next letter; a form with a gap comes back as it was."""
    letter = letter_view(session, probe_id)
    errors = {}
    if sender not in letter.method.mail.sender:
        errors["sender"] = gettext("Välj vilka uppgifter avsändaren lämnade.")
    if extra_information not in YES_OR_NO:
        errors["extra_information"] = gettext("Välj ja eller nej.")
    if errors:
        return _letter(request, session, probe_id, {"sender": sender, "extra_information": extra_information}, errors)
    extra = YES_OR_NO[extra_information]
    use_case.grade_letter(session, probe_id, sender, actor.id, actor.cause, extra_information=extra)
    left = letters_to_grade(session, signed_in(request))
    return RedirectResponse(f"/letters/{left[0].id}" if left else "/letters", status_code=303)


def _letter(
    request: Request, session: Session, probe_id: int, typed: dict[str, str], errors: dict[str, str]
) -> HTMLResponse:
    letter = letter_view(session, probe_id)
    probe = session.get_one(MailProbe, stored_id(letter.id))
    reply = counting_reply(session, probe_id)
    values = {"letter": letter, "probe": probe, "reply": reply, "typed": typed, "errors": errors}
    values["text"] = text_of(reply.raw) if reply else None
    values["proposal"] = proposal_of(session, reply.raw, letter) if reply and probe.sender is None else None
    return page(request, "letter.html", 422 if errors else 200, **values)
