"""A municipality's report: its page, the printed files, and the order of a new printing."""

from typing import Final, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.graded_calls import not_counted_yet
from shopper.moves import record
from shopper.queries import counted_states, measurement_of, method_of, municipality_of, stored_id, wave_named
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave
from web.dependencies import StoreSession, TheActor, ThePlatform
from web.pages import page

router = APIRouter()

FileKind = Literal["pdf", "xlsx"]

MEDIA: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/waves/{name}/{code}/report")
def show_report(request: Request, name: str, code: str, session: StoreSession) -> HTMLResponse:
    """The preview, and what has been printed."""
    wave, measurement = _found(session, name, code)
    printings = session.exec(
        select(Report).where(Report.measurement_id == measurement.id).order_by(col(Report.id).desc()).limit(1)
    )
    values = {
        "wave": wave,
        "municipality": municipality_of(session, measurement),
        "zone": _zone(wave),
        "not_counted": not_counted_yet(session, stored_id(measurement.id), counted_states(method_of(wave))),
        "newest": printings.first(),
        "ready": _newest_ready(session, measurement),
        "base": f"/waves/{quote(name, safe='')}/{code}/report",
    }
    return page(request, "report.html", **values)


@router.get("/waves/{name}/{code}/report/{kind}")
def download_report(name: str, code: str, kind: FileKind, session: StoreSession) -> Response:
    """The newest printed file."""
    _, measurement = _found(session, name, code)
    ready = _newest_ready(session, measurement)
    content = (ready.pdf if kind == "pdf" else ready.workbook) if ready else None
    if content is None:
        raise NotThere(f"no {kind} of {code} in {name} has been printed yet")
    filename = quote(f"{code}-{name}.{kind}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{filename}"}
    return Response(content, media_type=MEDIA[kind], headers=headers)


@router.post("/waves/{name}/{code}/report")
def order_report(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str,
    code: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
) -> RedirectResponse:
    """Order a new printing; one that is already under way is not ordered twice."""
    _, measurement = _found(session, name, code)
    if not _is_under_way(session, measurement):
        ordered = Report(
            measurement_id=stored_id(measurement.id), ordered_by=actor.cause.actor, ordered_at=actor.cause.at
        )
        session.add(ordered)
        session.flush()
        report_id = stored_id(ordered.id)
        record(session, "report", report_id, "order", actor.cause, after=ordered.state)
        if platform.engine:
            # After the answer: by then the transaction is committed and a worker can see the order.
            afterwards.add_task(platform.engine.render_soon, report_id)
    return RedirectResponse(f"/waves/{quote(name, safe='')}/{code}/report", status_code=303)


def _found(session: Session, name: str, code: str) -> tuple[Wave, Measurement]:
    wave = wave_named(session, name)
    return wave, measurement_of(session, wave, code)


def _zone(wave: Wave) -> ZoneInfo:
    return method_of(wave).working_time.zone


def _newest_ready(session: Session, measurement: Measurement) -> Report | None:
    wanted = select(Report).where(Report.measurement_id == measurement.id, Report.state == "ready")
    return session.exec(wanted.order_by(col(Report.id).desc()).limit(1)).first()


def _is_under_way(session: Session, measurement: Measurement) -> bool:
    states = col(Report.state).in_(("ordered", "rendering"))
    return session.exec(select(Report.id).where(Report.measurement_id == measurement.id, states)).first() is not None
