"""The first step of a wave: name, method and weeks, for a new wave and for a draft."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from shopper.drafts import frame as frames
from shopper.drafts.draft import draft_named
from shopper.drafts.frame import FIELDS, FrameFault, check_frame, frame_of, frame_version
from shopper.members import add_maker
from shopper.method import load_method, method_names
from shopper.queries import method_of, stored_id
from shopper.texts import mark
from web.dependencies import Now, StoreSession, TheActor
from web.language import gettext, ngettext
from web.pages import page
from web.wave_steps_parts import Steps, overtaken_by, step_address, step_saved, steps_of

router = APIRouter()

STEP: Final = "frame"
LABELS: Final = {
    "name": mark("Mätomgångens namn"),
    "method": mark("Metod"),
    "first_day": mark("Första dag"),
    "last_day": mark("Sista dag"),
    "spares": mark("Reserver per område och kanal"),
    "seed": mark("Frö"),
}
_NUMBER: Final = mark("Skriv ett helt tal, 0 eller större.")
_DATE: Final = mark("Skriv datumet som 2026-10-12.")
SENTENCES: Final = {
    "name.missing": mark("Ge mätomgången ett namn."),
    "name.wrong": mark("Skriv ett annat namn: högst 100 tecken på en rad, utan snedstreck, och inte bara ordet new."),
    "name.taken": mark("Det finns redan en mätomgång med det namnet. Välj ett annat."),
    "method.missing": mark("Välj en metod."),
    "method.wrong": mark("Välj en av metoderna i listan."),
    "first_day.missing": mark("Fyll i den första dagen."),
    "first_day.wrong": _DATE,
    "last_day.missing": mark("Fyll i den sista dagen."),
    "last_day.wrong": _DATE,
    "last_day.order": mark("Sista dagen ligger före den första."),
    "last_day.length": mark("En mätomgång får vara högst ett år."),
    "seed.wrong": _NUMBER,
    "spares.wrong": mark("Skriv ett helt tal från 0 till 100, eller lämna tomt för metodens antal."),
}
"""What the page says beside a field, by the rule it breaks."""

_SEEDS: Final = 1_000_000


class TypedFrame(BaseModel):
    """The fields of the form exactly as they were typed."""

    name: str = ""
    method: str = ""
    first_day: str = ""
    last_day: str = ""
    seed: str = ""
    spares: str = ""
    version: str = ""
    go: str = ""


@router.get("/waves/new")
def show_new_wave(request: Request, now: Now) -> HTMLResponse:
    """The form of a new wave, with the newest method; the moment serves as its seed."""
    seed = int(now.timestamp()) % _SEEDS
    return _form(request, None, TypedFrame(method=method_names()[-1], seed=str(seed)).model_dump(), {})


@router.post("/waves/new")
def create_wave(
    request: Request, typed: Annotated[TypedFrame, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Store the new draft and go on to its municipalities, or say what is wrong."""
    frame, faults = check_frame(session, typed.model_dump())
    if frame is None:
        return _form(request, None, typed.model_dump(), frame_errors(faults))
    wave = frames.create_draft(session, frame, actor.cause)
    add_maker(session, stored_id(wave.id), actor.id, actor.cause)
    return step_saved(frame.name, STEP, typed.go)


@router.get("/waves/{name}/steps/frame")
def show_frame(  # noqa: PLR0913, PLR0917 - what the address says
    request: Request, name: str, session: StoreSession, saved: int = 0, days: int = 0, areas: int = 0
) -> HTMLResponse:
    """A draft's frame; after it was saved also what no longer fitted it."""
    wave = draft_named(session, name)
    more = {"version": frame_version(wave), "saved": saved, "dropped": _dropped(days, areas)}
    return _form(request, steps_of(session, wave, STEP), frame_of(wave), {}, more)


@router.post("/waves/{name}/steps/frame")
def save_frame(
    request: Request, name: str, typed: Annotated[TypedFrame, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Store the frame; or say what is wrong, or that somebody else stored another one since it was shown."""
    wave = draft_named(session, name, to_change=True)
    frame, faults = check_frame(session, typed.model_dump(), wave)
    if frame is None:
        steps = steps_of(session, wave, STEP)
        return _form(request, steps, typed.model_dump(), frame_errors(faults), {"version": typed.version})
    if typed.version != frame_version(wave):
        theirs = frame_of(wave)
        changed = [(gettext(LABELS[key]), theirs[key] or "–") for key in FIELDS if theirs[key] != getattr(typed, key)]
        more = {"version": frame_version(wave), "overtaken": overtaken_by(session, wave, STEP), "changed": changed}
        return _form(request, steps_of(session, wave, STEP), typed.model_dump(), {}, more, 409)
    dropped = frames.save_frame(session, wave, frame, actor.cause)
    if dropped.closed_days or dropped.areas:
        left = f"saved=1&days={dropped.closed_days}&areas={dropped.areas}"
        return RedirectResponse(f"{step_address(frame.name, STEP)}?{left}", status_code=303)
    return step_saved(frame.name, STEP, typed.go)


def frame_errors(faults: Iterable[FrameFault]) -> dict[str, str]:
    """What the page says beside each wrong field, in the language of the request, in the order of the page."""
    found = {fault.field: gettext(SENTENCES[f"{fault.field}.{fault.rule}"]) for fault in faults}
    return {field: found[field] for field in LABELS if field in found}


def _form(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request,
    steps: Steps | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The form; `steps` is None for a wave that is not stored yet."""
    values: dict[str, Any] = {"version": "", "saved": 0, "dropped": [], "overtaken": None, "changed": ()}
    values |= more or {}
    values |= {"steps": steps, "typed": typed, "errors": errors}
    values["labels"] = {key: gettext(label) for key, label in LABELS.items()}
    values["methods"] = [load_method(known) for known in reversed(method_names())]
    values["zone"] = method_of(steps.wave).working_time.zone if steps else None
    return page(request, "wave_frame.html", 422 if errors else status, **values)


def _dropped(days: int, areas: int) -> list[str]:
    sentences = (
        (
            days,
            ngettext(
                "%(num)d stängd dag låg utanför veckorna och togs bort.",
                "%(num)d stängda dagar låg utanför veckorna och togs bort.",
                days,
            ),
        ),
        (
            areas,
            ngettext(
                "%(num)d undantag för en intervjuare gällde ett område som metoden inte har och togs bort.",
                "%(num)d undantag för intervjuare gällde områden som metoden inte har och togs bort.",
                areas,
            ),
        ),
    )
    return [sentence % {"num": number} for number, sentence in sentences if number > 0]
