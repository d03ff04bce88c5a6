"""The plan of a wave: making it, what it lacks, and its charts; read-only once the wave is launched."""

import re
from secrets import randbelow
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from scheduler.ordered_plans import order_plan, plan_ordered
from scheduler.planning.reasons import ALLOWABLE
from shopper.drafts.draft import record_step
from shopper.moves import Cause
from shopper.queries import measurements_of, stored_id, wave_named
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Wave
from web.dependencies import Now, StoreSession, TheActor, ThePlatform, storing
from web.language import gettext
from web.pages import page, piece, wants_piece
from web.plan_view import plan_view
from web.plan_words import breakable
from web.wave_steps_parts import steps_of

router = APIRouter()

AT_ONCE: Final = 5
"""Up to so many municipalities are planned while the coordinator waits for the page; more are planned apart."""
HIGHEST_SEED: Final = 2**31 - 1
SEED: Final = re.compile(r"[0-9]{1,10}")


class TypedPlanning(BaseModel):
    """The form of a planning exactly as it was typed."""

    seed: str = ""
    allowed: list[str] = []


@router.get("/waves/{name}/plan")
def show_plan(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request, name: str, session: StoreSession, now: Now, municipality: str = "", seed: str = ""
) -> Response:
    """The plan with its charts; while it is being made, htmx asks every other second how far it has come."""
    wave = wave_named(session, name)
    values = _values(session, wave, municipality) | {"now": now}
    if wants_piece(request) and not values["view"].is_under_way:
        return Response(headers={"HX-Redirect": plan_address(name)})
    if wants_piece(request):
        return piece(request, "plan.html", "planning", **values)
    typed = TypedPlanning(
        seed=str(randbelow(HIGHEST_SEED) if seed == "new" else wave.seed), allowed=wave.allowed_breaks
    )
    return page(request, "plan.html", **values, typed=typed, errors={})


@router.post("/waves/{name}/plan")
def order_planning(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    typed: Annotated[TypedPlanning, Form()],
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
) -> Response:
    """Plan a small wave at once, order a large one's planning; one that is under way is not ordered twice."""
    wave = wave_named(session, name)
    errors = _errors(session, wave, typed)
    if errors:
        values = _values(session, wave) | {"typed": typed, "errors": errors, "now": actor.cause.at}
        return page(request, "plan.html", 422, **values)
    is_small = len(measurements_of(session, wave)) <= AT_ONCE
    with storing(platform) as writing:
        order = _ordered(writing, wave_named(writing, name), typed, actor.cause)
    if is_small:
        plan_ordered(platform, stored_id(order.id))
    elif platform.engine:
        afterwards.add_task(platform.engine.plan_soon, stored_id(order.id))
    return RedirectResponse(f"{plan_address(name)}#result", status_code=303)


def plan_address(name: str) -> str:
    """Where the plan of a wave is."""
    return f"/waves/{quote(name, safe='')}/plan"


def frame_values(session: Session, wave: Wave) -> dict[str, Any]:
    """What every page of the plan shows around its own: the steps, while the wave is a draft."""
    steps = steps_of(session, wave, "plan") if wave.state == "draft" else None
    return {"wave": wave, "steps": steps, "base": plan_address(wave.name)}


def _ordered(session: Session, wave: Wave, typed: TypedPlanning, cause: Cause) -> PlanOrder:
    order = order_plan(session, wave, int(typed.seed), cause)
    allowed: list[str] = [rule for rule in ALLOWABLE if rule in typed.allowed]
    if allowed != wave.allowed_breaks:
        wave.allowed_breaks = allowed
        session.add(wave)
        session.flush()
        record_step(session, wave, "plan", cause, allowed=allowed)
    return order


def _errors(session: Session, wave: Wave, typed: TypedPlanning) -> dict[str, str]:
    if not (SEED.fullmatch(typed.seed) and int(typed.seed) <= HIGHEST_SEED):
        return {"seed": gettext("Skriv ett helt tal mellan 0 och %(highest)d.") % {"highest": HIGHEST_SEED}}
    if not measurements_of(session, wave):
        return {"planning": gettext("Mätomgången har ingen kommun än. Välj kommuner innan du planerar.")}
    return {}


def _values(session: Session, wave: Wave, municipality: str = "") -> dict[str, Any]:
    view = plan_view(session, wave, municipality)
    rules = breakable(view.names.method) if wave.state == "draft" else []
    values = {"view": view, "rules": rules, "place": municipality, "zone": view.names.method.working_time.zone}
    return frame_values(session, wave) | values
