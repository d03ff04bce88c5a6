"""From a figure to the contacts behind it: all figures of a measurement, one with its contacts, and printed codes.

Also the auditor's pack, from which a stranger counts every figure again.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, col, select

from report_templates.evidence.pack import make_evidence
from report_templates.files.package import Origin
from report_templates.files.rows import TOTAL
from report_templates.language import Language, language_of
from scheduler.evidence import gather_evidence
from scheduler.wording import rules_of
from scoring.trace import WrongLetter, read_trace, traced
from shopper.faults import BadInput, NotThere
from shopper.moves import record
from shopper.queries import measurement_of, municipality_of, stored_id
from shopper.reach import own_waves
from shopper.tables.study import Measurement, Wave
from shopper.texts import mark
from web.access import AUDITS
from web.blind import refuse_what_holds_hidden
from web.dependencies import StoreSession, TheActor, ThePlatform, TheUser, storing
from web.language import gettext, language_in_use
from web.pages import page
from web.reach import LARGEST_ID, wave_for
from web.report_view import MEDIA, attachment, report_address
from web.sessions import Visitor
from web.trace_view import (
    SENTENCES,
    ContactLine,
    channel_of,
    contacts_behind,
    counted_now,
    interval_made,
    kind_of,
    line_of,
    lines_by_factor,
)

router = APIRouter()

NO_CODE: Final = mark("Det där är ingen spårkod. Skriv den som i rapporten, till exempel 412-3-17S.")
WRONG_LETTER: Final = mark("Bokstaven sist stämmer inte med siffrorna. Jämför med rapporten: något tecken är fel.")
NOTHING_HERE: Final = mark("Ingen mätning som du når har det nyckeltalet. Jämför koden med rapporten.")
UNREADABLE: Final = 422
NOT_FOUND: Final = 404


@router.get("/waves/{name}/{code}/figures")
def show_figures(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request, name: str, code: str, session: StoreSession, user: TheUser, area: str = ""
) -> HTMLResponse:
    """Every figure of the measurement as it is now, in total or of the chosen area."""
    wave, measurement = _measured(session, user, name, code)
    counted = counted_now(session, wave, measurement)
    language = _language()
    values = {
        **_place(session, wave, measurement),
        "areas": counted.method.area,
        "area": area,
        "factors": lines_by_factor(counted, area or None, language),
        "chance": language.chance,
        "left": counted.left,
        "may_audit": user.role in AUDITS,
        "typed": "",
        "problem": "",
    }
    return page(request, "figures.html", **values)


@router.get("/waves/{name}/{code}/figures/{area}/{key}")
def show_figure(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request,
    name: str,
    code: str,
    area: str,
    key: str,
    session: StoreSession,
    user: TheUser,
    part: str = "",
    within: str = "",
) -> HTMLResponse:
    """One figure: its formula, its numbers, how its interval was made, and its contacts.

    `part` asks only for those that are in the numerator (`counted`) or are not (`base`), `within` for those of an area.
    """
    wave, measurement = _measured(session, user, name, code)
    counted = counted_now(session, wave, measurement)
    chosen, language = None if area == TOTAL else area, _language()
    figure = counted.figure(chosen, key)
    contacts = contacts_behind(counted, figure, language)
    values = {
        **_place(session, wave, measurement),
        "area": area,
        "figure": line_of(counted, chosen, figure, language),
        "kind": kind_of(figure),
        "channel": channel_of(key),
        "sentence": gettext(SENTENCES[kind_of(figure)]),
        "made": interval_made(figure),
        "method": counted.method,
        "checksum": counted.figures.method_checksum,
        "chance": language.chance,
        "zone": counted.method.working_time.zone,
        **_listed(contacts, {each.code: each.name for each in counted.method.area}, part, within),
    }
    return page(request, "figure.html", **values)


@router.get("/trace")
def find_figure(request: Request, session: StoreSession, user: TheUser, code: str = "") -> Response:
    """Open the figure that a printed code stands for, or say what is wrong with the code; without one, ask for it."""
    if not code.strip():
        return _asked(request, code, "", 200)
    try:
        measurement_id, area_no, figure_no = read_trace(code)
    except WrongLetter:
        return _asked(request, code, WRONG_LETTER, UNREADABLE)
    except BadInput:
        return _asked(request, code, NO_CODE, UNREADABLE)
    try:
        wave, measurement = _measurement_numbered(session, user, measurement_id)
        area, key = traced(counted_now(session, wave, measurement).figures, area_no, figure_no)
    except (NotThere, BadInput):
        return _asked(request, code, NOTHING_HERE, NOT_FOUND)
    where = f"{_base(wave, measurement)}/figures/{quote(area or TOTAL, safe='')}/{quote(key, safe='')}"
    return RedirectResponse(where, status_code=303)


@router.get("/waves/{name}/{code}/evidence")
def download_evidence(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str, code: str, session: StoreSession, user: TheUser, platform: ThePlatform, actor: TheActor
) -> Response:
    """The auditor's pack of the measurement; the trail says who took it."""
    wave, measurement = _measured(session, user, name, code)
    gathered = gather_evidence(session, wave, measurement, actor.cause.at, rules_of(platform.settings))
    pack = make_evidence(gathered, Origin(version("servicematning"), platform.settings.data_licence))
    with storing(platform) as writing:
        details = {"mails": len(gathered.mails)}
        record(writing, "measurement", stored_id(measurement.id), "evidence", actor.cause, details=details)
    headers = attachment(f"{code}-{wave.name}-evidence.zip") | {"Cache-Control": "no-store"}
    return Response(pack, media_type=MEDIA["zip"], headers=headers)


def _measured(session: Session, user: Visitor, name: str, code: str) -> tuple[Wave, Measurement]:
    """The measurement whose figures are asked for; who has a contact of it to grade blind is led there first."""
    wave = wave_for(session, user, name)
    measurement = measurement_of(session, wave, code)
    refuse_what_holds_hidden(session, user, [stored_id(measurement.id)])
    return wave, measurement


def _measurement_numbered(session: Session, user: Visitor, number: int) -> tuple[Wave, Measurement]:
    """The measurement with this id, of a wave that the visitor reaches; NotThere when there is none."""
    wanted = (
        select(Wave, Measurement)
        .join(Measurement, col(Measurement.wave_id) == Wave.id)
        .where(Measurement.id == number, col(Wave.id).in_(own_waves(user)))
    )
    found = session.exec(wanted).first() if number <= LARGEST_ID else None
    if found is None:
        raise NotThere("there is no measurement with this number")
    return found


def _language() -> Language:
    return language_of(language_in_use())


def _base(wave: Wave, measurement: Measurement) -> str:
    return f"/waves/{quote(wave.name, safe='')}/{quote(measurement.municipality_code, safe='')}"


def _place(session: Session, wave: Wave, measurement: Measurement) -> dict[str, Any]:
    municipality = municipality_of(session, measurement)
    return {
        "wave": wave,
        "municipality": municipality,
        "base": _base(wave, measurement),
        "report": report_address(wave.name, municipality.code),
        "total": TOTAL,
    }


def _listed(contacts: Sequence[ContactLine], names: Mapping[str, str], part: str, within: str) -> dict[str, Any]:
    """The contacts that are asked for, what there is to choose from, and how many there are of each part."""
    here = [contact for contact in contacts if within not in names or contact.area == within]
    parts = {
        "": here,
        "counted": [contact for contact in here if contact.is_counted],
        "base": [contact for contact in here if not contact.is_counted],
    }
    chosen = part if part in parts else ""
    return {
        "names": names,
        "areas": {code: name for code, name in names.items() if any(contact.area == code for contact in contacts)},
        "within": within if within in names else "",
        "part": chosen,
        "contacts": parts[chosen],
        "numbers": {name: len(found) for name, found in parts.items()},
    }


def _asked(request: Request, typed: str, problem: str, status: int) -> HTMLResponse:
    return page(request, "figure_code.html", status, typed=typed, problem=gettext(problem) if problem else "")
