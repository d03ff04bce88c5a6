"""The web application: its sections, its guard and its error pages, put together."""

from functools import cache
from importlib import resources

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request, params
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from report_templates.page import FILES as REPORT_FILES
from scheduler.processes import Runner, run_here
from shopper.clock import Clock
from shopper.settings import Settings
from shopper.store import Store
from web import (
    accounts,
    agreement,
    audit,
    board,
    board_plan,
    calendar_feed,
    call_saving,
    calls,
    calls_worker,
    changes,
    comparison,
    delivered,
    desk,
    double,
    double_decide,
    double_orders,
    front,
    invitations,
    invite,
    letters,
    look,
    mail_files,
    me,
    oidc,
    overview,
    people,
    person,
    plan_contacts,
    plan_launch,
    plan_moves,
    plan_pages,
    report_approvals,
    report_batches,
    report_comments,
    report_delivery,
    report_example,
    report_look,
    report_preview,
    report_sendings,
    report_targets,
    report_values,
    reports,
    review,
    second_factor,
    security,
    sign_in,
    sign_in_code,
    trace,
    training,
    wave_letters,
    wave_members,
    wave_steps,
    wave_steps_comparison,
    wave_steps_frame,
    wave_steps_municipalities,
    wave_steps_municipality,
    wave_steps_people,
    wave_steps_questions,
    wave_steps_senders,
    wave_steps_wording,
    waves,
)
from web.blind import add_blindness, keep_blind
from web.dependencies import JobQueue, Platform, StoreSession, ThePlatform, authorise, refuse_nul
from web.error_pages import add_error_pages
from web.guard import Guard

SECTIONS = (
    calls_worker,  # before the calls: its names below /calls are no calls' numbers
    calls,  # and all of these first: they are asked for at every change of a sheet, and routes are tried in turn
    call_saving,
    front,
    sign_in,
    sign_in_code,
    oidc,
    invitations,
    security,
    second_factor,
    people,
    invite,  # before a person: its /people/invite is nobody's number
    person,
    wave_steps_frame,  # before the waves: its /waves/new is no wave's name
    wave_steps,
    wave_steps_municipalities,
    wave_steps_municipality,
    waves,
    wave_members,
    board,
    board_plan,
    me,
    look,
    calendar_feed,
    wave_letters,
    overview,
    report_preview,
    trace,
    report_comments,  # these four before the reports: their names are no kind of file
    report_example,
    report_targets,
    report_values,
    report_look,
    reports,
    report_approvals,
    report_sendings,  # before the batches: its /deliver/cancel is no order's number
    report_batches,
    report_delivery,
    delivered,
    desk,
    mail_files,
    letters,
    training,
    accounts,
    audit,
    review,
    double_decide,
    double,
    double_orders,
    agreement,
    changes,
    plan_pages,
    plan_contacts,
    plan_launch,
    plan_moves,
    wave_steps_questions,
    wave_steps_wording,
    wave_steps_people,
    wave_steps_senders,
    wave_steps_comparison,
    comparison,
)


def all_routes() -> list[APIRoute]:
    """Every route of the site, in the order in which an address is looked up."""
    return [route for section in SECTIONS for route in section.router.routes if isinstance(route, APIRoute)]


def _let_through(request: Request, session: StoreSession, platform: ThePlatform, afterwards: BackgroundTasks) -> None:
    """May they come here, and may they see it yet? One dependency for both: each takes a thread at every request."""
    authorise(request, session, platform, afterwards)
    keep_blind(request, session)


def _checks() -> list[params.Depends]:
    """What every route is behind, whether of a section or not."""
    return [Depends(refuse_nul), Depends(_let_through)]


@cache
def _every_section() -> APIRouter:
    """All sections behind these checks.

    Made once: FastAPI works a section's routes out at its first request, which takes longer than most pages, and every
    site can share them. They belong to no site, so that `dependency_overrides` of one would change nothing.
    """
    router = APIRouter(dependencies=_checks())
    for section in SECTIONS:
        router.include_router(section.router)
    return router


def create_app(
    settings: Settings, store: Store, clock: Clock, engine: JobQueue | None, apart: Runner = run_here
) -> FastAPI:
    """The site over one store. Without an `engine` an ordered report waits until a worker looks for it.

    `apart` runs what takes seconds, so that nobody else waits for it.
    """
    app = FastAPI(
        title="Servicemätning",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        routes=list(_every_section().routes),
        dependencies=_checks(),
    )
    app.state.platform = Platform(settings=settings, store=store, clock=clock, engine=engine, apart=apart)
    app.mount("/static", StaticFiles(directory=str(resources.files("web") / "static")), name="static")
    app.mount("/report-style/fonts", StaticFiles(directory=REPORT_FILES / "fonts"), name="report_fonts")
    app.add_middleware(Guard)
    add_error_pages(app)
    add_blindness(app)
    return app
