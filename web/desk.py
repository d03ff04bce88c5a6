"""The coordinator's desk: one doubtful case at a time, decided by one key, and what was decided before."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from scheduler.replacement import replace_letter
from shopper.clock import OUR_ZONE
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.tables.mail import InboundMail
from shopper.texts import mark
from web.dependencies import Actor, Number, Platform, StoreSession, TheActor, ThePlatform, TheUser
from web.desk_cases import SORTS, Filter
from web.desk_decisions import (
    LETTER_DEEDS,
    NEEDS_REASON,
    Typed,
    TypedDecision,
    decide_about_mail,
    stored_mail,
    what_is_missing,
    with_reason,
)
from web.desk_pages import desk_page, letter_page, mail_page
from web.desk_view import letter_view
from web.history import LINES_A_PAGE, decisions
from web.language import gettext
from web.pages import page
from web.reach import letter_for

router = APIRouter()

CANNOT_REPLACE: Final = mark(
    "Brevet kan inte ersättas: i området finns ingen reserv eller ingen dag kvar av mätomgången. "
    "Notera det utan ersättning."
)
TOO_LATE: Final = mark(
    "Det går inte: någon annan hann före, eller så är brevet i ett läge där det inte kan göras. Ingenting har ändrats."
)
TOO_EARLY: Final = mark(
    "Brevet kan inte strykas nu: antingen är det redan avgjort, eller så kan kopian till oss själva ännu komma. "
    "Vänta en halvtimme efter försöket."
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
    request: Request,
    inbound_id: Number,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    wanted: Wanted,
    typed: TypedDecision,
) -> Response:
    """Decide what a mail is and which letter it belongs to; the next case follows at once."""
    mail = stored_mail(session, inbound_id)
    was_waiting = mail.desk == "waiting"
    problem = what_is_missing(mail, typed)
    if typed.names_letter:
        letter_for(session, user, int(typed.letter))
    if not problem:
        problem = _decided(session, mail, typed, actor)
    if problem and was_waiting:
        return desk_page(request, session, wanted, key=f"mail-{inbound_id}", problem=problem)
    if problem:
        return mail_page(request, session, mail, reason=typed.reason, problem=problem)
    return _onwards(f"mail-{inbound_id}", wanted) if was_waiting else _back(f"/desk/mails/{inbound_id}?changed=1")


def _decided(session: Session, mail: InboundMail, typed: Typed, actor: Actor) -> str:
    """Decide, and return nothing; or what hinders it, in the language of the request."""
    try:
        decide_about_mail(session, mail, typed, with_reason(actor.cause, typed))
    except Conflict:
        session.rollback()
        return gettext(TOO_LATE)
    return ""


@router.post("/desk/letters/{probe_id}")
def settle_letter(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    probe_id: Number,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    wanted: Wanted,
    typed: TypedDecision,
) -> Response:
    """Decide about a letter that may have been sent, did not arrive, or was seen through."""
    cause = with_reason(actor.cause, typed)
    asks_why = typed.decision in NEEDS_REASON
    letter_view(session, probe_id)
    if asks_why and not cause.reason:
        return letter_page(request, session, probe_id, problem=gettext("Skriv varför."))
    hindrance = _carry_out(session, probe_id, typed.decision, platform, cause)
    if hindrance:
        session.rollback()
        return letter_page(request, session, probe_id, problem=gettext(hindrance))
    return _back(f"/desk/letters/{probe_id}?changed=1") if asks_why else _onwards(f"letter-{probe_id}", wanted)


def _carry_out(session: Session, probe_id: int, deed: str, platform: Platform, cause: Cause) -> str:
    """Do it, and return nothing; or what hinders it."""
    if deed != "replace" and deed not in LETTER_DEEDS:
        raise BadInput(f"{deed!r} is no decision about a letter")
    try:
        if deed == "replace":
            replace_letter(session, probe_id, platform.clock, cause)
        else:
            LETTER_DEEDS[deed](session, probe_id, cause)
    except Conflict:
        return TOO_EARLY if deed == "drop" else TOO_LATE
    except BadInput:
        if deed != "replace":
            raise
        return CANNOT_REPLACE
    return ""


@router.get("/desk/decided")
def list_decisions(
    request: Request, session: StoreSession, user: TheUser, before: Annotated[int | None, Query(le=2**31 - 1)] = None
) -> HTMLResponse:
    """What people have decided, the newest first."""
    found = decisions(session, user, before)
    older = found[-1].deed.id if len(found) == LINES_A_PAGE else None
    return page(request, "desk_decided.html", decisions=found, older=older, zone=OUR_ZONE)


@router.get("/desk/mails/{inbound_id}")
def show_mail(
    request: Request, inbound_id: Number, session: StoreSession, find: str = "", *, changed: bool = False
) -> HTMLResponse:
    """One mail that came in, its history, and what can be decided anew."""
    return mail_page(request, session, stored_mail(session, inbound_id), find=find, changed=changed)


@router.get("/desk/letters/{probe_id}")
def show_settled(request: Request, probe_id: Number, session: StoreSession, *, changed: bool = False) -> HTMLResponse:
    """One letter of ours, its history, and what can be decided anew."""
    return letter_page(request, session, probe_id, changed=changed)


def _onwards(key: str, wanted: Filter) -> RedirectResponse:
    query = "&".join(part for part in (wanted.query, f"done={key}") if part)
    return RedirectResponse(f"/desk?{query}", status_code=303)


def _back(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)
