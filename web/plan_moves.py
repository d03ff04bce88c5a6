"""One contact of the plan: where it stands, and moving it by hand, checked against every rule before it is saved."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from scheduler.changes.move import RuleBroken, check_move, move_probe
from scheduler.changes.refs import Placed, ProbeRef, StoredProbe
from scheduler.changes.relocate import ChangedMeanwhile, changed_meanwhile
from scheduler.free_times import free_times
from scheduler.planning.parts import Channel
from scheduler.planning.reasons import Reason
from scheduler.stored.contacts import TABLES
from shopper.faults import NotThere
from shopper.moves import Cause
from shopper.queries import wave_named
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.study import Question, Wave
from shopper.texts import mark
from web.dependencies import Now, Number, StoreSession, TheActor
from web.history import history
from web.language import gettext
from web.pages import page, piece, wants_piece
from web.plan_contacts import contact_of, interviewers_of, reason_in
from web.plan_pages import frame_values, plan_address
from web.plan_view import names_of
from web.plan_words import sentence, told_meanwhile

router = APIRouter()


class TypedMove(BaseModel):
    """Where a contact is to go, exactly as it was typed; `version` is that of the contact when it was shown."""

    day: str = ""
    at: str = ""
    interviewer: str = ""
    reason: str = ""
    version: str = ""


VERSION: Final = re.compile(r"[0-9]{1,9}")
SENTENCES: Final = {
    "day": mark("Skriv en dag, till exempel 2026-10-13."),
    "at": mark("Skriv en tid, till exempel 09:40."),
    "interviewer": mark("Välj en intervjuare i listan."),
    "reason": mark("Mätomgången är startad. Skriv varför kontakten flyttas."),
}
DEEDS: Final = frozenset({"reschedule", "lock", "unlock", "retry", "replace"})
"""What is told of a contact's history, by the trail's word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the contact is to go, None when the form does not say, and what is wrong by field."""

    place: Placed | None
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Free:
    """A free time, with the part of an address that fills the form with it."""

    place: Placed

    @property
    def query(self) -> str:
        """The day, time and interviewer as the form sends them."""
        at = self.place.planned_at
        wished = {"day": at.date().isoformat(), "at": f"{at:%H:%M}", "interviewer": self.place.interviewer or ""}
        return urlencode(wished)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a wished place: the rules in the way, and free times near it."""

    sentences: list[str]
    free: list[Free]


def typed_in_address(
    day: str = "", at: str = "", interviewer: str = "", reason: str = "", version: str = ""
) -> TypedMove:
    """What the button that only checks sends along in the address."""
    return TypedMove(day=day, at=at, interviewer=interviewer, reason=reason, version=version)


@router.get("/waves/{name}/plan/{channel}/{probe_id}")
def show_contact(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request,
    name: str,
    channel: Channel,
    probe_id: Number,
    session: StoreSession,
    now: Now,
    typed: Annotated[TypedMove, Depends(typed_in_address)],
    moved: str = "",
) -> HTMLResponse:
    """One contact with the form that moves it; with a wished time in the address, also what the rules say of that."""
    wave = wave_named(session, name)
    one = contact_of(session, wave, ProbeRef(channel, probe_id))
    values = _values(session, wave, one) | {"moved": bool(moved)}
    if not (typed.day or typed.at):
        return page(request, "plan_contact.html", **values)
    asked = _wished(typed, one)
    values |= {"typed": typed if typed.version else _at_version(typed, one), "errors": asked.errors}
    if asked.place is not None and one.state == "planned":
        reasons = check_move(session, one.ref, asked.place.planned_at, asked.place.interviewer, now)
        values["verdict"] = _verdict(session, wave, one, asked.place, (now, reasons))
    if wants_piece(request):
        return piece(request, "plan_contact.html", "verdict", **values)
    return page(request, "plan_contact.html", **values)


@router.post("/waves/{name}/plan/{channel}/{probe_id}")
def move_contact(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    channel: Channel,
    probe_id: Number,
    typed: Annotated[TypedMove, Form()],
    session: StoreSession,
    actor: TheActor,
) -> Response:
    """Move the contact; against a rule, or after somebody else, the form comes back as it was typed and says why."""
    wave, ref = wave_named(session, name), ProbeRef(channel, probe_id)
    try:
        one = contact_of(session, wave, ref)
    except NotThere:
        told = told_meanwhile(changed_meanwhile(session, ref))
        return page(request, "plan_gone.html", 409, told=told, **frame_values(session, wave))
    asked = _wished(typed, one)
    if wave.state != "draft" and not reason_in(typed.reason):
        asked.errors["reason"] = _told("reason")
    refusal: dict[str, Any] = {"typed": typed, "errors": asked.errors}
    status = 422
    if asked.place is not None and not asked.errors:
        cause = Cause(actor.cause.actor, actor.cause.at, reason_in(typed.reason))
        try:
            move_probe(session, ref, _version(typed), asked.place.planned_at, asked.place.interviewer, cause)
        except RuleBroken as broken:
            refusal["verdict"] = _verdict(session, wave, one, asked.place, (cause.at, broken.reasons))
            refusal["is_refused"] = True
        except ChangedMeanwhile as changed:
            refusal |= {"overtaken": told_meanwhile(changed), "typed": _at_version(typed, one)}
            status = 409
        else:
            return RedirectResponse(f"{plan_address(name)}/{channel}/{probe_id}?moved=1", status_code=303)
    return page(request, "plan_contact.html", status, **_values(session, wave, one) | refusal)


def _told(field: str) -> str:
    """What is wrong with the field."""
    return gettext(SENTENCES[field])


def _wished(typed: TypedMove, one: StoredProbe) -> Asked:
    """The wished place in the municipality's zone, or what is wrong with which field."""
    errors: dict[str, str] = {}
    day, at = _day(typed.day), _time(typed.at)
    if day is None:
        errors["day"] = _told("day")
    if at is None:
        errors["at"] = _told("at")
    if one.ref.channel == "call" and not typed.interviewer:
        errors["interviewer"] = _told("interviewer")
    if day is None or at is None or errors:
        return Asked(None, errors)
    who = typed.interviewer if one.ref.channel == "call" else None
    return Asked(Placed(datetime.combine(day, at, one.probe.planned_at.tzinfo), who), errors)


def _day(text: str) -> date | None:
    """A day, far enough from the first and the last there are that a change of zone does not leave them."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if date.min.year < found.year < date.max.year else None


def _time(text: str) -> time | None:
    """A time of day in whole minutes."""
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def _version(typed: TypedMove) -> int:
    """The version the page showed; 0, which no contact has, when the form was tampered with."""
    return int(typed.version) if VERSION.fullmatch(typed.version) else 0


def _at_version(typed: TypedMove, one: StoredProbe) -> TypedMove:
    """What was typed, to be sent again over the contact as it is now."""
    return typed.model_copy(update={"version": str(one.version)})


def _verdict(
    session: Session, wave: Wave, one: StoredProbe, wished: Placed, checked: tuple[datetime, tuple[Reason, ...]]
) -> Verdict:
    now, reasons = checked
    names = names_of(session, wave)
    free = free_times(session, one, wished.planned_at, wished.interviewer, now) if reasons else ()
    return Verdict([sentence(reason, names) for reason in reasons], [Free(place) for place in free])


def _values(session: Session, wave: Wave, one: StoredProbe) -> dict[str, Any]:
    at = one.probe.planned_at
    names = names_of(session, wave)
    deeds = [deed for deed in history(session, one.ref.channel, one.ref.id) if deed.action in DEEDS]
    typed = TypedMove(
        day=at.date().isoformat(),
        at=f"{at:%H:%M}",
        interviewer=one.probe.interviewer or "",
        version=str(one.version),
    )
    return frame_values(session, wave) | {
        "one": one,
        "names": names,
        "question": _question(session, one.ref),
        "sender": _sender(session, one),
        "interviewers": interviewers_of(session, wave),
        "zone": at.tzinfo,
        "deeds": deeds,
        "typed": typed,
        "errors": {},
        "verdict": None,
        "is_refused": False,
        "overtaken": "",
        "moved": False,
        "address": f"{plan_address(wave.name)}/{one.ref.channel}/{one.ref.id}",
    }


def _question(session: Session, ref: ProbeRef) -> Question:
    table = TABLES[ref.channel]
    wanted = select(Question).join(table, col(table.question_id) == Question.id).where(table.id == ref.id)
    return session.exec(wanted).one()


def _sender(session: Session, one: StoredProbe) -> str:
    """The name in which a letter is sent; empty for calls, and while the wave has no account."""
    if one.ref.channel == "call":
        return ""
    persona_id = session.get_one(MailProbe, one.ref.id).persona_id
    return session.get_one(Persona, persona_id).name if persona_id is not None else ""
