"""The launch: what will be frozen, what hinders it, and afterwards the checksums of what was frozen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, select

from scheduler.changes.refs import StoredProbe
from scheduler.ordered_plans import UNDER_WAY, newest_order
from scheduler.stored.contacts import contacts
from shopper.faults import BadInput
from shopper.frozen_wave import frozen_parts, questions_of
from shopper.queries import wave_named
from shopper.tables.study import Wave, WaveQuestion
from shopper.waves import launch, planned_in_the_past
from web.dependencies import Now, StoreSession, TheActor, ThePlatform
from web.language import gettext
from web.pages import page
from web.plan_lacks import Lacks, lacks_of
from web.plan_pages import frame_values, plan_address
from web.plan_view import Counts, counts_of, names_of
from web.plan_words import Names
from web.wave_steps_senders import OFFICE_ACCOUNT

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Checksums:
    """SHA-256 of what is frozen; empty where it is only known at the launch."""

    method: str
    questions: str
    rules: str


@dataclass(frozen=True, slots=True)
class LaunchView:
    """What a launch freezes and begins."""

    names: Names
    counts: Counts
    lacks: Lacks
    first_call: datetime | None
    first_letter: datetime | None
    past: int
    is_being_planned: bool
    zone: ZoneInfo
    questions: int
    checksums: Checksums


@router.get("/waves/{name}/plan/launch")
def show_launch(request: Request, name: str, session: StoreSession, now: Now) -> HTMLResponse:
    """What will be frozen and what hinders it; afterwards, what was frozen."""
    return page(request, "plan_launch.html", **_values(session, wave_named(session, name), now))


@router.post("/waves/{name}/plan/launch")
def launch_wave(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    now: Now,
    accepted: Annotated[str, Form()] = "",
) -> Response:
    """Launch the wave, unless something is missing or contacts without a time have not been accepted."""
    wave, address = wave_named(session, name), f"{plan_address(name)}/launch"
    if wave.state != "draft":
        # Pressed twice, or in a tab that was opened before: the page tells when the wave was launched.
        return RedirectResponse(address, status_code=303)
    values = _values(session, wave, now)
    office = platform.settings.office_account
    problem = _hindrance(wave, values, office, is_accepted=accepted == "yes")
    if not problem:
        try:
            with session.begin_nested():
                launch(session, wave, actor.cause, accept_unplaced=accepted == "yes", office_account=office)
        except BadInput:
            problem = gettext("Planen passar inte längre ihop med stegen. Planera om och försök igen.")
    if problem:
        return page(request, "plan_launch.html", 422, **values | {"problem": problem})
    return RedirectResponse(address, status_code=303)


def _hindrance(wave: Wave, values: dict[str, Any], office: str, *, is_accepted: bool) -> str:
    """Why the wave cannot be launched as the form was sent; empty when it can."""
    view: LaunchView = values["view"]
    if view.is_being_planned:
        return gettext("Planen håller på att göras. Vänta tills den är klar.")
    if office and office in wave.mail_accounts:
        return gettext(OFFICE_ACCOUNT) % {"account": office}
    if any(step.missing for step in values["steps"].all):
        return gettext("Något saknas i stegen. Rätta det först.")
    if view.lacks.missing + view.lacks.missing_spares and not is_accepted:
        return gettext("Kryssa för att starta utan de kontakter som saknar tid, eller planera om.")
    return ""


def _values(session: Session, wave: Wave, now: datetime) -> dict[str, Any]:
    names, stored = names_of(session, wave), contacts(session, wave)
    order = newest_order(session, wave)
    view = LaunchView(
        names=names,
        counts=counts_of(stored),
        lacks=lacks_of(wave, names, stored, newest_order(session, wave, "done")),
        first_call=_first(stored, "call"),
        first_letter=_first(stored, "mail"),
        past=planned_in_the_past(session, wave, now) if wave.state == "draft" else 0,
        is_being_planned=order is not None and order.state in UNDER_WAY,
        zone=names.method.working_time.zone,
        questions=len(questions_of(session, wave)),
        checksums=_checksums(session, wave, names),
    )
    return frame_values(session, wave) | {"view": view, "problem": "", "zone": view.zone}


def _checksums(session: Session, wave: Wave, names: Names) -> Checksums:
    """Those of a launched wave as they were frozen; those of a draft as they would be now."""
    if wave.state != "draft":
        return Checksums(wave.method_checksum or "", wave.questions_checksum or "", wave.rules_checksum or "")
    parts = frozen_parts(session, wave)
    chosen = select(WaveQuestion.question_id).where(WaveQuestion.wave_id == wave.id).limit(1)
    # A wave that has chosen no questions writes them down at its launch, and its plan may not use them all.
    questions = parts["questions_checksum"] if session.exec(chosen).first() is not None else ""
    return Checksums(names.method.checksum, questions, parts["rules_checksum"])


def _first(stored: list[StoredProbe], channel: str) -> datetime | None:
    """The first contact of a channel; spares wait until they are called up."""
    moments = [one.probe.planned_at for one in stored if one.probe.channel == channel and not one.probe.spare]
    return min(moments, default=None)
