"""Changes of a running wave: what may be done, what it would do, then doing exactly that, and what was done."""

from dataclasses import asdict
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from scheduler.changes.change import make_change, work_out
from scheduler.changes.orders import Order
from shopper.faults import Conflict, NotThere
from shopper.moves import Cause
from shopper.queries import wave_named
from web.changes_form import read_change
from web.changes_history import LINES_A_PAGE, HistoryFilter, actors_of, done_by_order, events_of, receipt_of
from web.changes_pages import (
    TheWave,
    TypedPick,
    WaveHere,
    chosen_again,
    form_again,
    forms_page,
    pick_page,
    preview_page,
    with_refs,
)
from web.changes_pick import PickFilter
from web.changes_view import counts_of_done
from web.dependencies import Number, Start, TheActor, ThePlatform, storing

router = APIRouter(prefix="/waves/{name}/changes")


def wanted_contacts(  # noqa: PLR0913, PLR0917 - the parts of the address
    channel: str = "", who: str = "", place: str = "", area: str = "", week: str = "", late: str = ""
) -> PickFilter:
    """The filter of the list that stands in the address."""
    return PickFilter(channel, who, place, area, week, late)


def wanted_events(
    shown: Literal["", "all"] = "", actor: str = "", channel: str = "", place: str = "", contact: str = ""
) -> HistoryFilter:
    """The filter of the history that stands in the address."""
    return HistoryFilter(shown, actor, channel, place, contact)


@router.get("")
def show_changes(here: TheWave) -> HTMLResponse:
    """What may be changed in a running wave, each as a form."""
    return forms_page(here, TypedPick(), {})


@router.get("/contacts")
def pick_contacts(
    here: TheWave, wanted: Annotated[PickFilter, Depends(wanted_contacts)], start: Start = 0
) -> HTMLResponse:
    """The contacts that are still to be made, to choose from what is given to somebody else or moved."""
    return pick_page(here, TypedPick(), wanted, start)


@router.post("/preview")
def show_what_changes(here: TheWave, typed: Annotated[TypedPick, Form()]) -> HTMLResponse:
    """What the change would do, before anything is changed; or the form again with what is wrong with it."""
    typed = with_refs(here, typed)
    asked = read_change(typed, here.choices, here.today)
    if typed.back or asked.order is None:
        return form_again(here, typed, {} if typed.back else asked.errors)
    try:
        return preview_page(here, typed, asked.order)
    except (Conflict, NotThere):
        return chosen_again(here, typed)


@router.post("")
def change_wave(here: TheWave, typed: Annotated[TypedPick, Form()], actor: TheActor, platform: ThePlatform) -> Response:
    """Do what was shown; when it would no longer be the same, say so and show what it would be now."""
    asked = read_change(typed, here.choices, here.today)
    if asked.order is None:
        return form_again(here, typed, asked.errors)
    cause = Cause(actor.cause.actor, here.now, typed.why)
    try:
        worked = work_out(here.session, here.choices.wave, asked.order, here.now)
        with storing(platform) as session:
            wave = wave_named(session, here.choices.wave.name)
            make_change(session, wave, asked.order, typed.checksum, cause, worked)
            receipt = receipt_of(session, wave)
    except (Conflict, NotThere):
        here.session.rollback()  # what it had read is old
        return _overtaken(here, typed, asked.order)
    return RedirectResponse(f"{here.base}/{receipt}", status_code=303)


@router.get("/history")
def list_changes(
    here: TheWave,
    wanted: Annotated[HistoryFilter, Depends(wanted_events)],
    before: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> HTMLResponse:
    """Everything that was changed in the wave, the newest first."""
    events = events_of(here.session, here.choices.wave, wanted, before)
    values = {
        "events": events,
        "wanted": wanted,
        "actors": actors_of(here.session, here.choices.wave),
        "query": urlencode({name: value for name, value in asdict(wanted).items() if value}),
        "older": events[-1].id if len(events) == LINES_A_PAGE else None,
    }
    return here.page("changes_history.html", **values)


@router.get("/{number}")
def show_change(here: TheWave, number: Number) -> HTMLResponse:
    """The receipt of a change: what was done, as the trail has it."""
    order, events = done_by_order(here.session, here.choices.wave, number)
    return here.page("changes_done.html", order=order, events=events, counts=counts_of_done(order, events))


def _overtaken(here: WaveHere, typed: TypedPick, order: Order) -> HTMLResponse:
    """What the order would do now, or the list to choose from anew where chosen contacts are done or gone."""
    try:
        return preview_page(here, typed, order, has_changed=True)
    except (Conflict, NotThere):
        return chosen_again(here, typed)
