"""The reports of a whole wave: how far each has come, orders of many, cancelling, and all final ones in one file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, Final
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlmodel import Session, select

from shopper.faults import BadInput, NotThere
from shopper.queries import measurements_of, method_of, stored_id, wave_named
from shopper.report_orders import (
    UNDER_WAY,
    cancel_batch,
    edition_of,
    failed_of_batch,
    newest_batch,
    order_batch,
    states_of_batch,
)
from shopper.tables.reports import LANGUAGES, VARIANTS, Report, ReportBatch
from shopper.tables.study import Measurement, Municipality, Wave
from web.blind import refuse_what_holds_hidden
from web.dependencies import JobQueue, Number, StoreSession, TheActor, ThePlatform, TheUser
from web.language import gettext
from web.pages import page, piece, wants_piece
from web.report_view import MEDIA, FileKind, Printing, attachment, file_name, printings_of

router = APIRouter()

CHUNK: Final = 2**20
KINDS: Final[tuple[FileKind, ...]] = ("pdf", "xlsx", "zip")
_ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality: its newest printing, and the newest that can be read, as draft and as final print."""

    municipality: Municipality
    newest: Printing | None
    draft: Printing | None
    final: Printing | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come: how many of its reports are in each state."""

    batch: ReportBatch
    states: dict[str, int]

    @property
    def all(self) -> int:
        """All its reports."""
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        """Those that can still be cancelled."""
        return self.states.get("ordered", 0)

    @property
    def ended(self) -> int:
        """Those that are printed, failed or cancelled."""
        return self.all - sum(self.states.get(state, 0) for state in UNDER_WAY)

    @property
    def is_under_way(self) -> bool:
        """Whether any of them waits or is being printed."""
        return self.ended < self.all


@router.get("/waves/{name}/reports")
def show_reports(request: Request, name: str, session: StoreSession) -> Response:
    """A row for each municipality; while reports are printed, htmx asks every third second how far they have come."""
    values = _values(session, wave_named(session, name))
    progress = values["progress"]
    if wants_piece(request) and not (progress and progress.is_under_way):
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
        return page(request, "reports.html", 422, **_values(session, wave, problem=problem))
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
    finals = [row.final for row in _rows(session, wave) if row.final]
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


def reports_address(name: str) -> str:
    """Where the reports of a wave are."""
    return f"/waves/{quote(name, safe='')}/reports"


def _print_soon(engine: JobQueue | None, reports: Sequence[int]) -> None:
    """After the answer: by then the orders are committed and a worker can see them."""
    if engine:
        for report_id in reports:
            engine.render_soon(report_id)


def _values(session: Session, wave: Wave, problem: str = "") -> dict[str, Any]:
    batch = newest_batch(session, stored_id(wave.id))
    rows = _rows(session, wave)
    return {
        "wave": wave,
        "zone": method_of(wave).working_time.zone,
        "rows": rows,
        "finals": sum(row.final is not None for row in rows),
        "progress": None if batch is None else Progress(batch, states_of_batch(session, stored_id(batch.id))),
        "languages": LANGUAGES,
        "variants": VARIANTS,
        "base": reports_address(wave.name),
        "problem": problem,
    }


def _rows(session: Session, wave: Wave) -> list[Row]:
    """The municipalities of the wave by name."""
    wanted = select(Measurement.id, Municipality).join(Municipality).where(Measurement.wave_id == wave.id)
    measured = [(stored_id(each), one) for each, one in session.exec(wanted.order_by(Municipality.name))]
    by_measurement: dict[int, list[Printing]] = {number: [] for number, _ in measured}
    for printing in printings_of(session, list(by_measurement)):
        by_measurement[printing.measurement_id].append(printing)
    return [_row(municipality, by_measurement[number]) for number, municipality in measured]


def _row(municipality: Municipality, printings: Sequence[Printing]) -> Row:
    ready = [each for each in printings if each.state == "ready"]
    return Row(
        municipality,
        newest=next(iter(printings), None),
        draft=next((each for each in ready if not each.is_final), None),
        final=next((each for each in ready if each.is_final), None),
    )


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
