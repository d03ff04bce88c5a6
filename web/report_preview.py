"""The preview of a municipality's report: the HTML that is printed, in a frame of its own."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from report_templates.look_files import stylesheet_at
from report_templates.made_apart import preview
from report_templates.page import FILES as REPORT_FILES
from report_templates.page import STYLESHEET as PRINTED_STYLESHEET
from scheduler.report_job import gather_material, printed_on
from scheduler.wording import report_language
from shopper.queries import measurement_of, stored_id, wave_named
from web.blind import refuse_what_holds_hidden
from web.dependencies import Now, StoreSession, ThePlatform, TheUser

router = APIRouter()

STYLESHEET: Final = "/report-style/municipality/report.css"
"""Its fonts lie beside it, in `/report-style/fonts/`; `app.py` serves both."""

PREVIEW_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The report is a document of its own, with the look it is printed with and without any script."""


@router.get(STYLESHEET)
def report_stylesheet() -> FileResponse:
    """The look of the report, on the screen as in print."""
    return FileResponse(REPORT_FILES / PRINTED_STYLESHEET, media_type="text/css")


@router.get("/report-style/municipality/look/{colour}.css")
def report_colours(colour: str) -> Response:
    """The colours of a report that has its own; no file, so it is made from the address."""
    made = stylesheet_at(f"look/{colour}.css")
    if made is None:
        return Response(status_code=404)
    return Response(made, media_type="text/css")


@router.get("/waves/{name}/{code}/report/preview")
def preview_report(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str, code: str, session: StoreSession, user: TheUser, platform: ThePlatform, now: Now
) -> HTMLResponse:
    """The report as it would be printed now, from the same HTML."""
    wave = wave_named(session, name)
    measurement = measurement_of(session, wave, code)
    language = report_language(platform.settings, "sv")
    refuse_what_holds_hidden(session, user, [stored_id(measurement.id)])
    material = gather_material(session, wave, measurement, printed_on(wave, now), language)
    html = platform.apart(preview, (material, STYLESHEET))
    return HTMLResponse(html, headers={"Content-Security-Policy": PREVIEW_POLICY})
