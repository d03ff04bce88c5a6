"""A wave's municipalities beside each other, and the files of it: workbook, small multiples, the sheet for Kolada."""

from collections.abc import Collection
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from report_templates.language import Code, language_of
from report_templates.overview import LEADING
from scheduler.overview import OverviewKind, gather_overview, overview_file, standings_of
from scheduler.report_job import printed_on
from scoring.small_samples import FEWEST_CONTACTS, are_few, is_few
from shopper.faults import NotThere
from shopper.queries import measurements_of, method_of, stored_id, wave_named
from shopper.still_open import StillOpen
from shopper.tables.study import Wave
from web.blind import refuse_what_holds_hidden
from web.dependencies import Now, StoreSession, ThePlatform, TheUser
from web.language import language_in_use
from web.pages import page
from web.sessions import Visitor

router = APIRouter()

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA: Final[dict[OverviewKind, str]] = {
    "overview.xlsx": SHEET,
    "overview.pdf": "application/pdf",
    "kolada.xlsx": SHEET,
    "kolada.csv": "text/csv; charset=utf-8",
}


@router.get("/waves/{name}/overview")
def show_overview(request: Request, name: str, session: StoreSession, user: TheUser) -> HTMLResponse:
    """Measures 1 to 3 and contact of every municipality, in the order of their names."""
    wave = wave_named(session, name)
    standings = standings_of(session, wave)
    few = {one.code for one in standings if any(number and are_few(number) for _, number in one.values.values())}
    _grade_first(session, user, wave, few)
    language = language_of(language_in_use())
    values = {
        "wave": wave,
        "method": method_of(wave),
        "standings": standings,
        "keys": LEADING,
        "few": FEWEST_CONTACTS,
        "percent": language.percent,
        "titled": language.titled,
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
    user: TheUser,
    platform: ThePlatform,
    now: Now,
    language: Code = "sv",
) -> Response:
    """One of the files, made of what is stored now, and not in the process that answers the others."""
    wave = wave_named(session, name)
    if not measurements_of(session, wave):
        raise NotThere(f"{name} measures no municipality yet; add one first")
    overview = gather_overview(session, wave, printed_on(wave, now), language)
    few = {line.code for line in overview.lines if any(one.ids and is_few(one) for one in line.total.figures.values())}
    _grade_first(session, user, wave, few)
    content = platform.apart(overview_file, (overview, file))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}-{file}', safe='')}"}
    return Response(content, media_type=MEDIA[file], headers=headers)


def _grade_first(session: Session, user: Visitor, wave: Wave, few: Collection[str]) -> None:
    """A value on few contacts of these municipalities would tell what one that the visitor grades blind was given."""
    found = [stored_id(one.id) for one in measurements_of(session, wave) if one.municipality_code in few]
    refuse_what_holds_hidden(session, user, found)
