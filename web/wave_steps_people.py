"""The step of the interviewers: who calls, when, what they must not take, and whether their hours are enough."""

from dataclasses import asdict
from fractions import Fraction
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from shopper.drafts.draft import draft_named, version_of
from shopper.drafts.municipalities import chosen
from shopper.drafts.people import (
    Participant,
    add_people,
    capacity_of,
    change_terms,
    others,
    participant,
    participants,
    remove_person,
)
from shopper.faults import BadInput, Conflict
from shopper.names import is_name
from shopper.queries import method_of
from shopper.tables.study import Wave
from web.dependencies import Number, StoreSession, TheActor
from web.language import gettext
from web.pages import page
from web.step_people_form import WEEKDAYS, TypedTerms, as_typed, read_terms
from web.wave_steps_parts import overtaken_by, step_address, step_saved, steps_of
from web.words import hours_and_minutes

router = APIRouter()

STEP: Final = "people"


class TypedPeople(BaseModel):
    """Whom to add: ids of known interviewers, and the name of a new one."""

    who: list[str] = []
    new_name: str = ""


@router.get("/waves/{name}/steps/people")
def show_people(request: Request, name: str, session: StoreSession, saved: str = "") -> HTMLResponse:
    """The wave's interviewers, those who could be added, and the hours week by week."""
    return _list_page(request, session, draft_named(session, name), saved=bool(saved))


@router.post("/waves/{name}/steps/people")
def add_to_wave(
    request: Request, name: str, session: StoreSession, actor: TheActor, typed: Annotated[TypedPeople, Form()]
) -> Response:
    """Add the chosen ones; a single one leads to the form of their hours."""
    wave = draft_named(session, name, to_change=True)
    known = {str(user.id): user.name for user in others(session, wave)}
    new = typed.new_name.strip()
    names = [known[one] for one in typed.who if one in known] + ([new] if new else [])
    problem = _problem(names, new)
    if not problem:
        try:
            added = add_people(session, wave, names, actor.cause)
        except BadInput:
            problem = gettext("Namnet tillhör någon som inte är intervjuare. Skriv ett annat.")
    if problem:
        return _list_page(request, session, wave, typed, errors={"new_name": problem})
    if len(added) == 1:
        return RedirectResponse(f"{step_address(name, STEP)}/{added[0]}", status_code=303)
    return step_saved(name, STEP, "stay")


def _problem(names: list[str], new: str) -> str:
    if not names:
        return gettext("Välj någon i listan eller skriv ett namn.")
    if new and not is_name(new):
        return gettext("Skriv ett namn på en rad, utan snedstreck och högst 100 tecken långt.")
    return ""


@router.get("/waves/{name}/steps/people/{user_id}")
def show_person(request: Request, name: str, user_id: Number, session: StoreSession) -> HTMLResponse:
    """When one interviewer can call, and what they must not take."""
    wave = draft_named(session, name)
    one = participant(session, wave, user_id)
    return _person_page(request, session, wave, one, as_typed(one.terms))


@router.post("/waves/{name}/steps/people/{user_id}")
def save_person(  # noqa: PLR0913, PLR0917 - what the address and the form say
    request: Request,
    name: str,
    user_id: Number,
    session: StoreSession,
    actor: TheActor,
    typed: Annotated[TypedTerms, Form()],
) -> Response:
    """Store the terms of one interviewer."""
    wave = draft_named(session, name, to_change=True)
    one = participant(session, wave, user_id)
    if typed.version != _version(one):
        return _person_page(request, session, wave, one, typed, overtaken=overtaken_by(session, wave, STEP))
    terms, errors = read_terms(typed)
    if terms is None:
        return _person_page(request, session, wave, one, typed, errors=errors)
    change_terms(session, wave, user_id, terms, actor.cause)
    return step_saved(name, STEP, "stay")


@router.post("/waves/{name}/steps/people/{user_id}/remove")
def remove_from_wave(
    name: str, user_id: Number, session: StoreSession, actor: TheActor, version: Annotated[str, Form()] = ""
) -> Response:
    """Take one interviewer out of the wave; Conflict when their terms were changed since they were shown."""
    wave = draft_named(session, name, to_change=True)
    if version != _version(participant(session, wave, user_id)):
        raise Conflict("somebody changed the interviewer meanwhile; open the page again")
    remove_person(session, wave, user_id, actor.cause)
    return step_saved(name, STEP, "stay")


def _list_page(  # noqa: PLR0913 - what the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    typed: TypedPeople | None = None,
    *,
    saved: bool = False,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    values = {
        "people": participants(session, wave),
        "others": others(session, wave),
        "capacity": capacity_of(session, wave),
        "areas": {area.code: area.name for area in method_of(wave).area},
        "municipalities": _municipalities(session, wave),
        "weekdays": WEEKDAYS,
        "hours": _hours,
        "typed": typed or TypedPeople(),
        "errors": errors or {},
        "saved": saved,
    }
    return page(request, "step_people.html", 422 if errors else 200, steps=steps_of(session, wave, STEP), **values)


def _person_page(  # noqa: PLR0913 - what the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    one: Participant,
    typed: TypedTerms,
    *,
    errors: dict[str, str] | None = None,
    overtaken: dict[str, Any] | None = None,
) -> HTMLResponse:
    method = method_of(wave)
    values = {
        "person": one,
        "typed": typed,
        "version": _version(one),
        "areas": {area.code: area.name for area in method.area},
        "municipalities": _municipalities(session, wave),
        "weekdays": WEEKDAYS,
        "errors": errors or {},
        "overtaken": overtaken,
        "zone": method.working_time.zone,
    }
    status = 409 if overtaken else 422 if errors else 200
    return page(request, "step_person.html", status, steps=steps_of(session, wave, STEP), **values)


def _municipalities(session: Session, wave: Wave) -> dict[str, str]:
    return {one.municipality.code: one.municipality.name for one in chosen(session, wave)}


def _hours(minutes: int) -> str:
    hours = Fraction(minutes, 60)
    return gettext("%(hours)d tim") % {"hours": int(hours)} if hours.denominator == 1 else hours_and_minutes(hours)


def _version(one: Participant) -> str:
    return version_of(asdict(one))
