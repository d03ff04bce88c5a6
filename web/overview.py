"""A wave's municipalities beside each other, and the files of it: workbook, small multiples, the sheet for Kolada."""

from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from report_templates.language import Code, language_of
from report_templates.overview import LEADING
from scheduler.overview import OverviewKind, gather_overview, overview_file, standings_of
from scheduler.report_job import printed_on
from scoring.small_samples import FEWEST_CONTACTS
from shopper.faults import NotThere
from shopper.queries import measurements_of, method_of, wave_named
from shopper.still_open import StillOpen
from web.dependencies import Now, StoreSession, ThePlatform
from web.language import language_in_use
from web.pages import page

router = APIRouter()

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA: Final[dict[OverviewKind, str]] = {
    "overview.xlsx": SHEET,
    "overview.pdf": "application/pdf",
    "kolada.xlsx": SHEET,
    "kolada.csv": "text/csv; charset=utf-8",
}


@router.get("/waves/{name}/overview")
def show_overview(request: Request, name: str, session: StoreSession) -> HTMLResponse:
    """Measures 1 to 3 and contact of every municipality, in the order of their names."""
    wave = wave_named(session, name)
    standings = standings_of(session, wave)
    values = {
        "wave": wave,
        "method": method_of(wave),
        "standings": standings,
        "keys": LEADING,
        "few": FEWEST_CONTACTS,
        "percent": language_of(language_in_use()).percent,
        "left": StillOpen(
            calls_not_reviewed=sum(each.left.calls_not_reviewed for each in standings),
            letters_waiting=sum(each.left.letters_waiting for each in standings),
        ),
        "base": f"/waves/{quote(name, safe='')}/overview",
    }
    return page(request, "overview.html", **values)


@router.get("/waves/{name}/overview/{file}")
def download_overview(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str,
    file: OverviewKind,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    language: Code = "sv",
) -> Response:
    """One of the files, made of what is stored now, and not in the process that answers the others."""
    wave = wave_named(session, name)
    if not measurements_of(session, wave):
        raise NotThere(f"{name} measures no municipality yet; add one first")
    content = platform.apart(overview_file, (gather_overview(session, wave, printed_on(wave, now), language), file))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}-{file}', safe='')}"}
    return Response(content, media_type=MEDIA[file], headers=headers)
