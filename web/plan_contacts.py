"""All contacts of a plan: the list with its filters and its order, and locking many at once."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from scheduler.changes.move import lock, wave_of
from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.changes.relocate import ChangedMeanwhile
from scheduler.ordered_plans import newest_order
from scheduler.stored.contacts import contact
from shopper.faults import BadInput, NotThere
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.tables.people import User
from shopper.tables.study import Wave, WaveInterviewer
from web.dependencies import Start, StoreSession, TheActor
from web.language import gettext
from web.pages import page
from web.plan_lacks import broken_refs
from web.plan_list import CONTACTS_A_PAGE, SORTS, Wanted, listed
from web.plan_pages import frame_values, plan_address
from web.plan_view import names_of
from web.plan_words import told_meanwhile
from web.weeks import weeks_of

router = APIRouter()

LONGEST_REASON: Final = 500


class TypedLocks(BaseModel):
    """The ticked contacts, such as `call-17`, what is to become of them, and the list they were ticked in."""

    ref: list[str] = []
    locked: str = ""
    reason: str = ""
    query: str = ""
    start: int = 0
    back: str = ""


def wanted_contacts(  # noqa: PLR0913, PLR0917 - the parts of the address
    municipality: str = "",
    area: str = "",
    channel: str = "",
    interviewer: str = "",
    week: str = "",
    locked: str = "",
    spare: str = "",
    broken: str = "",
    sort: str = "time",
) -> Wanted:
    """The filter and the order that stand in the address."""
    return Wanted(municipality, area, channel, interviewer, week, locked, spare, broken, sort)


@router.get("/waves/{name}/plan/contacts")
def list_contacts(
    request: Request,
    name: str,
    session: StoreSession,
    wanted: Annotated[Wanted, Depends(wanted_contacts)],
    start: Start = 0,
) -> HTMLResponse:
    """The contacts that the filter lets through, a hundred a page."""
    values = _values(session, wave_named(session, name), wanted, start)
    return page(request, "plan_contacts.html", **values)


@router.post("/waves/{name}/plan/locks")
def lock_contacts(
    request: Request, name: str, typed: Annotated[TypedLocks, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Lock the ticked contacts where they are, or unlock them, all or none, and go back to the list."""
    wave = wave_named(session, name)
    problem = ""
    try:
        refs = [_ref(session, wave, key) for key in typed.ref]
        cause = Cause(actor.cause.actor, actor.cause.at, reason_in(typed.reason))
        with session.begin_nested():
            lock(session, refs, typed.locked == "yes", cause)
    except ChangedMeanwhile as changed:
        problem = told_meanwhile(changed)
    except NotThere:
        problem = gettext("En av kontakterna finns inte kvar: planen har gjorts om. Välj på nytt.")
    except BadInput:
        problem = gettext("Mätomgången är startad. Skriv varför planen ändras.")
    back = f"{plan_address(name)}/contacts?{typed.query}"
    if problem or not typed.ref:
        values = _values(session, wave, Wanted(), 0)
        values |= {"problem": problem or gettext("Kryssa för minst en kontakt i listan."), "back": back}
        return page(request, "plan_contacts.html", 409 if problem else 422, **values)
    if typed.back == "contact":
        return RedirectResponse(f"{plan_address(name)}/{refs[0].channel}/{refs[0].id}", status_code=303)
    return RedirectResponse(f"{back}&start={max(typed.start, 0)}", status_code=303)


def reason_in(typed: str) -> str:
    """The reason as it is stored: no database of ours keeps NUL."""
    return typed.replace("\x00", "").strip()[:LONGEST_REASON]


def contact_of(session: Session, wave: Wave, ref: ProbeRef) -> StoredProbe:
    """The contact of this wave; NotThere when there is none, as when the wave was planned again."""
    one = contact(session, ref)
    if one is None or wave_of(session, ref).id != wave.id:
        raise NotThere(f"there is no {ref.channel} {ref.id} in {wave.name}; look at the plan")
    return one


def _ref(session: Session, wave: Wave, key: str) -> ProbeRef:
    """The contact that a ticked box names; NotThere when it is none."""
    channel, _, number = key.partition("-")
    if channel not in {"call", "mail"} or not (number.isascii() and number.isdigit()):
        raise NotThere(f"{key!r} is no contact; tick one of the list")
    return contact_of(session, wave, ProbeRef("call" if channel == "call" else "mail", int(number[:10]))).ref


def _values(session: Session, wave: Wave, wanted: Wanted, start: int) -> dict[str, Any]:
    names, broken = names_of(session, wave), broken_refs(newest_order(session, wave, "done"))
    return frame_values(session, wave) | {
        "names": names,
        "wanted": wanted,
        "found": listed(session, wave, names.method, wanted, broken, start),
        "broken": set(broken),
        "areas": [(area.code, area.name) for area in names.method.area],
        "callers": [(name, name) for name in interviewers_of(session, wave)],
        "weeks": weeks_of(wave.first_day, wave.last_day),
        "sorts": SORTS,
        "start": start,
        "size": CONTACTS_A_PAGE,
        "problem": "",
        "back": "",
    }


def interviewers_of(session: Session, wave: Wave) -> list[str]:
    """The names of the wave's interviewers."""
    wanted = (
        select(User.name)
        .join(WaveInterviewer, col(WaveInterviewer.user_id) == User.id)
        .where(WaveInterviewer.wave_id == wave.id)
    )
    return list(session.exec(wanted.order_by(User.name)).all())
