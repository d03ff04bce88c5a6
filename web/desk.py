"""The coordinator's desk: one doubtful case at a time, decided by one key, and what was decided before."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from scheduler.replacement import replace_letter
from shopper.faults import BadInput
from web.dependencies import StoreSession, TheActor, ThePlatform
from web.desk_cases import SORTS, Filter
from web.desk_decisions import (
    LETTER_DEEDS,
    NEEDS_REASON,
    TypedDecision,
    decide_about_mail,
    stored_mail,
    what_is_missing,
    with_reason,
)
from web.desk_pages import OURS_TO_SHOW, desk_page, letter_page, mail_page
from web.desk_view import letter_view
from web.history import LINES_A_PAGE, decisions
from web.language import gettext, mark
from web.pages import page

router = APIRouter()

CANNOT_REPLACE: Final = mark(
    "Brevet kan inte ersättas: i området finns ingen reserv eller ingen dag kvar av mätomgången. "
    "Notera det utan ersättning."
)


def wanted_cases(sort: str = "", measurement: str = "") -> Filter:
    """The filter that stands in the address; what is not understood filters nothing."""
    known = next((one for one in SORTS if one == sort), None)
    return Filter(known, int(measurement) if measurement.isdecimal() else None)


Wanted = Annotated[Filter, Depends(wanted_cases)]


@router.get("/desk")
def show_desk(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request, session: StoreSession, wanted: Wanted, case: str = "", find: str = "", done: str = ""
) -> HTMLResponse:
    """The first case that waits, or the one asked for."""
    return desk_page(request, session, wanted, key=case, find=find, done=done)


@router.post("/desk/mails/{inbound_id}")
def decide_mail(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, inbound_id: int, session: StoreSession, actor: TheActor, wanted: Wanted, typed: TypedDecision
) -> Response:
    """Decide what a mail is and which letter it belongs to; the next case follows at once."""
    mail = stored_mail(session, inbound_id)
    was_waiting = mail.desk == "waiting"
    problem = what_is_missing(mail, typed)
    if problem and was_waiting:
        return desk_page(request, session, wanted, key=f"mail-{inbound_id}", problem=problem)
    if problem:
        return mail_page(request, session, mail, reason=typed.reason, problem=problem)
    decide_about_mail(session, mail, typed, with_reason(actor.cause, typed))
    return _onwards(f"mail-{inbound_id}", wanted) if was_waiting else _back(f"/desk/mails/{inbound_id}?changed=1")


@router.post("/desk/letters/{probe_id}")
def settle_letter(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    probe_id: int,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    wanted: Wanted,
    typed: TypedDecision,
) -> Response:
    """Decide about a letter that may have been sent, did not arrive, or was seen through."""
    cause = with_reason(actor.cause, typed)
    deed, asks_why = typed.decision, typed.decision in NEEDS_REASON
    letter_view(session, probe_id)
    if asks_why and not cause.reason:
        return letter_page(request, session, probe_id, problem=gettext("Skriv varför."))
    if deed == "replace":
        try:
            replace_letter(session, probe_id, platform.clock, cause)
        except BadInput:
            return letter_page(request, session, probe_id, problem=gettext(CANNOT_REPLACE))
    elif deed in LETTER_DEEDS:
        LETTER_DEEDS[deed](session, probe_id, cause)
    else:
        raise BadInput(f"{deed!r} is no decision about a letter")
    return _back(f"/desk/letters/{probe_id}?changed=1") if asks_why else _onwards(f"letter-{probe_id}", wanted)


@router.get("/desk/decided")
def list_decisions(request: Request, session: StoreSession, before: int | None = None) -> HTMLResponse:
    """What people have decided, the newest first."""
    found = decisions(session, before)
    older = found[-1].deed.id if len(found) == LINES_A_PAGE else None
    return page(request, "desk_decided.html", decisions=found, older=older, zone=OURS_TO_SHOW)


@router.get("/desk/mails/{inbound_id}")
def show_mail(
    request: Request, inbound_id: int, session: StoreSession, find: str = "", *, changed: bool = False
) -> HTMLResponse:
    """One mail that came in, its history, and what can be decided anew."""
    return mail_page(request, session, stored_mail(session, inbound_id), find=find, changed=changed)


@router.get("/desk/letters/{probe_id}")
def show_settled(request: Request, probe_id: int, session: StoreSession, *, changed: bool = False) -> HTMLResponse:
    """One letter of ours, its history, and what can be decided anew."""
    return letter_page(request, session, probe_id, changed=changed)


def _onwards(key: str, wanted: Filter) -> RedirectResponse:
    query = "&".join(part for part in (wanted.query, f"done={key}") if part)
    return RedirectResponse(f"/desk?{query}", status_code=303)


def _back(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)
