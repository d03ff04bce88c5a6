"""The reports of a whole wave: how far each has come, orders of many, cancelling, and all final ones in one file."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Annotated, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlmodel import Session, select

from shopper.faults import BadInput, NotThere
from shopper.queries import measurements_of, stored_id, wave_named
from shopper.report_orders import (
    cancel_batch,
    edition_of,
    failed_of_batch,
    order_batch,
)
from shopper.tables.reports import LANGUAGES, VARIANTS, Report, ReportBatch
from shopper.tables.study import Wave
from web.blind import refuse_what_holds_hidden
from web.dependencies import JobQueue, Now, Number, StoreSession, TheActor, ThePlatform, TheUser
from web.language import gettext
from web.pages import page, piece, wants_piece
from web.report_rows import list_values, reports_address, rows_of
from web.report_view import MEDIA, FileKind, attachment, file_name, printings_of

router = APIRouter()

CHUNK: Final = 2**20
KINDS: Final[tuple[FileKind, ...]] = ("pdf", "xlsx", "zip")
_ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)


@router.get("/waves/{name}/reports")
def show_reports(request: Request, name: str, session: StoreSession, platform: ThePlatform, now: Now) -> Response:
    """A row for each municipality; while reports are printed, htmx asks every third second how far they have come."""
    values = list_values(session, wave_named(session, name), platform, now)
    if wants_piece(request) and not values["is_busy"]:
        return Response(headers={"HX-Redirect": values["base"]})
    if wants_piece(request):
        return piece(request, "reports.html", "so_far", **values)
    return page(request, "reports.html", **values)


@router.post("/waves/{name}/reports")
def order_reports(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
    which: Annotated[str, Form()] = "all",
    municipality: Annotated[list[str] | None, Form()] = None,
    language: Annotated[str, Form()] = LANGUAGES[0],
    variant: Annotated[str, Form()] = VARIANTS[0],
) -> Response:
    """Order drafts for every municipality of the wave, or for the chosen ones."""
    wave = wave_named(session, name)
    chosen = [
        stored_id(each.id)
        for each in measurements_of(session, wave)
        if which == "all" or each.municipality_code in (municipality or ())
    ]
    if not chosen:
        problem = gettext("Välj minst en kommun i listan, eller beställ för alla.")
        values = list_values(session, wave, platform, actor.cause.at, problem)
        return page(request, "reports.html", 422, **values)
    _, reports = order_batch(session, stored_id(wave.id), chosen, edition_of(language, variant), actor.cause)
    afterwards.add_task(_print_soon, platform.engine, reports)
    return RedirectResponse(reports_address(name), status_code=303)


@router.post("/waves/{name}/reports/{number}/cancel")
def cancel_reports(name: str, number: Number, session: StoreSession, actor: TheActor) -> RedirectResponse:
    """Cancel those of an order that have not been begun."""
    batch = _batch(session, wave_named(session, name), number)
    cancel_batch(session, stored_id(batch.id), actor.cause)
    return RedirectResponse(reports_address(name), status_code=303)


@router.post("/waves/{name}/reports/{number}/again")
def order_failed(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str,
    number: Number,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
) -> RedirectResponse:
    """Order those of an order that failed once more, and no others."""
    wave = wave_named(session, name)
    batch = _batch(session, wave, number)
    failed = failed_of_batch(session, stored_id(batch.id))
    if not failed:
        raise BadInput("no report of this order failed")
    edition = edition_of(batch.language, batch.variant)
    _, reports = order_batch(session, stored_id(wave.id), failed, edition, actor.cause)
    afterwards.add_task(_print_soon, platform.engine, reports)
    return RedirectResponse(reports_address(name), status_code=303)


@router.get("/waves/{name}/reports/finals")
def download_finals(name: str, session: StoreSession, user: TheUser) -> StreamingResponse:
    """The newest final report of every municipality and language that has one, as one ZIP."""
    wave = wave_named(session, name)
    finals = [row.final for row in rows_of(session, wave) if row.final]
    refuse_what_holds_hidden(session, user, [final.measurement_id for final in finals])
    if not finals:
        raise NotThere("no final report of this wave has been printed yet")
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    with ZipFile(file, "w", ZIP_STORED) as archive:  # what goes in is compressed already
        for name_of_file, content in _final_files(session, wave):
            entry = ZipInfo(name_of_file, _ENTRY_TIME)
            entry.create_system = 0
            archive.writestr(entry, content)
    file.seek(0)
    headers = attachment(f"{wave.name.replace('/', '-')}.zip")
    return StreamingResponse(_pieces_of(file), media_type=MEDIA["zip"], headers=headers)


def _print_soon(engine: JobQueue | None, reports: Sequence[int]) -> None:
    """After the answer: by then the orders are committed and a worker can see them."""
    if engine:
        for report_id in reports:
            engine.render_soon(report_id)


def _final_files(session: Session, wave: Wave) -> Iterator[tuple[str, bytes]]:
    """The names and the content of the files, one report at a time: together they may be large."""
    seen = set[tuple[int, str]]()
    codes = {stored_id(each.id): each.municipality_code for each in measurements_of(session, wave)}
    for printing in printings_of(session, list(codes)):
        key = printing.measurement_id, printing.language
        if printing.is_final and printing.state == "ready" and key not in seen:
            seen.add(key)
            report = session.get_one(Report, printing.id)
            contents = {"pdf": report.pdf, "xlsx": report.workbook, "zip": report.package}
            for kind in KINDS:
                content = contents[kind]
                if content is not None:
                    yield file_name(codes[printing.measurement_id], wave.name, report, kind), content
            session.expunge(report)


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece_of_it := file.read(CHUNK):
            yield piece_of_it


def _batch(session: Session, wave: Wave, number: int) -> ReportBatch:
    found = session.exec(select(ReportBatch).where(ReportBatch.id == number, ReportBatch.wave_id == wave.id)).first()
    if found is None:
        raise NotThere("there is no such order of reports in this wave")
    return found
